"""What an import would change on the map: cases and zones, unit by unit."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from api.services.cases import Planned
from gis.cases import Cover, count_cases, standing, with_communes
from gis.indicators import Indicators
from gis.rulesets import load_ruleset
from gis.zones import judge_days, zones_of

_SHOWN = tomllib.loads(
    files("api.services").joinpath("preview.toml").read_text("utf-8")
)
RULES: Final = str(_SHOWN["rules"])
DAYS: Final = int(_SHOWN["days"])
MOST_CELLS: Final = 400
_CASES = "cases"


@dataclass(frozen=True, slots=True)
class _State:
    """What is known: case rows that hold, what was declared, cells of no report."""

    rows: pd.DataFrame
    covers: tuple[Cover, ...]
    silent: pd.DataFrame

    def count(
        self, units: gpd.GeoDataFrame, every: gpd.GeoDataFrame, first: date, last: date
    ) -> NDArray[np.float64]:
        return self.told(units, every, first, last).values[_CASES]  # noqa: PD011 - no frame

    def told(
        self, units: gpd.GeoDataFrame, every: gpd.GeoDataFrame, first: date, last: date
    ) -> Indicators:
        return count_cases(
            with_communes(self.rows, every),
            self.covers,
            list(units.index),
            first,
            last,
            silent=with_communes(self.silent, every),
        )


def tell_changes(
    planned: Planned, every: gpd.GeoDataFrame, today: date
) -> dict[str, Any]:
    """Compare what is known now with what would be known after an import.

    Parameters
    ----------
    planned
        The import.
    every
        All units; those that are told of are the communes.
    today
        Zones are those of this day, by ``green-red`` over its last 14 days.

    Returns
    -------
    dict
        ``units``: a row a commune in which anything changes, with the sums of its
        cases before and after over the days that change and its zones before and
        after; ``cells``: the first of the units and days themselves, null for no
        report; ``of_cells`` of them in all; ``first``, ``last``, ``day``, ``rules``.
    """
    before = _State(
        standing(planned.kept.rows), planned.kept.covers, planned.kept.silent
    )
    after = _after(planned)
    rows = with_communes(planned.looked.rows.accepted, every)
    cover = planned.looked.cover
    named = set(rows["unit"]) | set(with_communes(planned.silent, every)["unit"])
    named |= set(cover.units or ()) if cover else set()
    communes = every[(every["admin_level"] == "commune") & every.index.isin(named)]
    days = [*rows["day"], *planned.silent["day"]]
    days += [cover.first, cover.last] if cover else []
    told: dict[str, Any] = {"rules": RULES, "day": today.isoformat()}
    if not days or communes.empty:
        return {**told, "units": [], "cells": [], "of_cells": 0}
    first, last = min(days), max(days)
    was = before.count(communes, every, first, last)
    will = after.count(communes, every, first, last)
    moved = ~((was == will) | (np.isnan(was) & np.isnan(will)))
    zones = [_zones(state, communes, every, today) for state in (before, after)]
    places = np.argwhere(moved)
    return {
        **told,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "units": _units(communes, was, will, moved, zones),
        "cells": [
            {
                "unit": str(communes.index[u]),
                "day": (first + timedelta(days=int(d))).isoformat(),
                "before": _figure(was[u, d]),
                "after": _figure(will[u, d]),
            }
            for u, d in places[:MOST_CELLS]
        ],
        "of_cells": len(places),
    }


def _after(planned: Planned) -> _State:
    """Give what would be known: no later row or cover leaves a cell silent."""
    kept, cover, change = planned.kept, planned.looked.cover, planned.change
    rows = standing(pd.concat([kept.rows, change.new, change.revised]))
    told = pd.concat([change.new, change.revised])
    named = set(zip(told["unit"], told["day"]))
    silent = kept.silent[
        [
            (unit, day) not in named and not (cover and cover.holds(unit, day))
            for unit, day in zip(kept.silent["unit"], kept.silent["day"])
        ]
    ]
    covers = (*kept.covers, cover) if cover else kept.covers
    return _State(rows, covers, pd.concat([silent, planned.silent]))


def _zones(
    state: _State, communes: gpd.GeoDataFrame, every: gpd.GeoDataFrame, today: date
) -> dict[str, str]:
    first = today - timedelta(days=DAYS - 1)
    told = state.told(communes, every, first, today)
    judged = judge_days(load_ruleset(RULES), told, communes, None, today, today)
    zones = zones_of(judged, today, today)
    return {str(unit): str(zone) for unit, zone in zip(zones["unit"], zones["zone"])}


def _units(
    communes: gpd.GeoDataFrame,
    was: NDArray[np.float64],
    will: NDArray[np.float64],
    moved: NDArray[np.bool_],
    zones: Sequence[dict[str, str]],
) -> list[dict[str, Any]]:
    found = []
    for place, (code, name) in enumerate(zip(communes.index, communes["name"])):
        days = moved[place]
        before, after = (known[code] for known in zones)
        if not days.any() and before == after:
            continue
        found.append(
            {
                "unit": str(code),
                "name": str(name),
                "days": int(days.sum()),
                "before": _sum(was[place][days]),
                "after": _sum(will[place][days]),
                "zone_before": before,
                "zone_after": after,
            }
        )
    return found


def _sum(cells: NDArray[np.float64]) -> int | None:
    """Add up what was reported; nothing reported is no zero."""
    told = cells[~np.isnan(cells)]
    return int(told.sum()) if len(told) else None


def _figure(cell: np.float64) -> int | None:
    return None if np.isnan(cell) else int(cell)
