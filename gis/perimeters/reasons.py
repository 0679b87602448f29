"""Reasons of its own for each unit that is enclosed or kept out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import areas
from boundaries.refusal import Fault, Refused

Kind = Literal["level", "cases", "drawn", "decision", "district", "approved"]
SETTINGS = ("community", "lockdown", "")
"""Cases that are a reason: found in the community or in a locked area, or not said.

One found in quarantine or on entry says nothing of the commune around it.
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one unit is forced in or out.

    Parameters
    ----------
    unit
        Code.
    kind
        ``level`` (`why` is the zone), ``cases`` (how many in the window), ``drawn``
        (part of its area), ``decision`` (what the decision says), ``district`` (the
        district that goes as a whole), ``approved`` (who approved it).
    why
        Text.
    """

    unit: str
    kind: Kind
    why: str

    def document(self) -> dict[str, str]:
        """Give it for an answer."""
        return {"unit": self.unit, "kind": self.kind, "why": self.why}


def by_level(zones: pd.DataFrame, day: date, levels: Collection[int]) -> list[Reason]:
    """Force in the units that stand on one of `levels` on `day`.

    Parameters
    ----------
    zones : DataFrame
        `unit`, `day`, `level` (Int64), `zone`.

    Raises
    ------
    Refused
        ``perimeter-day-without-zones``.
    """
    today = zones[zones["day"] == day]
    if today.empty:
        days = sorted(set(zones["day"]))
        first, last = (days[0], days[-1]) if days else (None, None)
        raise Refused("perimeter-day-without-zones", day=day, first=first, last=last)
    held = today["level"].isin(list(levels)).fillna(value=False).astype(bool)
    rows = zip(today["unit"][held], today["zone"][held])
    return [Reason(str(unit), "level", str(zone)) for unit, zone in rows]


def cases_in_window(rows: pd.DataFrame, day: date, days: int) -> pd.DataFrame:
    """Count the cases of each unit in the last `days` days, `day` included.

    Parameters
    ----------
    rows
        Case rows as ``gis.cases`` accepts them; a blank count is at least one day
        without a report, and adds nothing here.

    Returns
    -------
    DataFrame, index `unit`
        `cases`, and `counting`: those of `SETTINGS` (Int64). NA where all counts of
        the unit are blank: nobody reported, which is not 0.
    """
    first = day - timedelta(days=days - 1)
    held = np.array([first <= one <= day for one in rows["day"]], dtype=bool)
    kept = rows[held]
    cases = kept["cases"].astype("Int64")
    counting = cases.where(kept["setting"].isin(SETTINGS), 0)
    table = pd.DataFrame({"unit": kept["unit"], "cases": cases, "counting": counting})
    return table.groupby("unit", sort=True).sum(min_count=1)


def by_cases(counted: pd.DataFrame, least: int) -> list[Reason]:
    """Force in the units with at least `least` cases that count."""
    held = counted[(counted["counting"] >= least).fillna(value=False)]
    return [Reason(str(unit), "cases", str(n)) for unit, n in held["counting"].items()]


def by_drawing(
    units: gpd.GeoDataFrame, shape: shapely.Geometry, share: float
) -> list[Reason]:
    """Force in the units of which `shape` covers at least `share` of the area.

    Raises
    ------
    Refused
        ``perimeter-drawn-nowhere`` where it meets no unit so much, with the part of
        the unit that it covers most.
    """
    shapes = units.geometry.to_numpy()
    met = np.flatnonzero(shapely.intersects(shapes, shape))
    parts = areas(shapely.intersection(shapes[met], shape)) / areas(shapes[met])
    held = parts >= share
    if not held.any():
        best = int(np.argmax(parts)) if len(parts) else None
        unit = None if best is None else units.index[met[best]]
        part = 0.0 if best is None else round(float(parts[best]), 3)
        raise Refused("perimeter-drawn-nowhere", unit=unit, part=part, needed=share)
    return [
        Reason(str(units.index[at]), "drawn", f"{part:.3f}")
        for at, part in zip(met[held].tolist(), parts[held].tolist())
    ]


def by_district(units: pd.DataFrame, forced: Collection[str]) -> list[Reason]:
    """Force in every unit whose district holds one that is forced in."""
    parent = units["parent"]
    locked = {parent[unit] for unit in forced if parent[unit]}
    return [
        Reason(str(unit), "district", str(above))
        for unit, above in parent.items()
        if above in locked and unit not in forced
    ]


def require_known(reasons: Iterable[Reason], known: Collection[str]) -> None:
    """Refuse reasons for units that are not there.

    Raises
    ------
    Refused
        ``perimeter-unit-unknown``.
    """
    unknown = sorted({one.unit for one in reasons} - set(known))
    if unknown:
        raise Refused("perimeter-unit-unknown", units=unknown, count=len(unknown))


def require_one_side(inward: Iterable[Reason], outward: Iterable[Reason]) -> None:
    """Refuse units that are forced in and out, each with its reasons for both.

    Raises
    ------
    Refused
        ``perimeter-forced-both`` with a ``perimeter-unit-forced-both`` each.
    """
    ins, outs = gather(inward), gather(outward)
    faults = [
        Fault(
            "perimeter-unit-forced-both",
            {
                "unit": unit,
                "inward": tuple(f"{r.kind}: {r.why}" for r in ins[unit]),
                "outward": tuple(f"{r.kind}: {r.why}" for r in outs[unit]),
            },
        )
        for unit in sorted(ins.keys() & outs.keys())
    ]
    if faults:
        raise Refused("perimeter-forced-both", faults=faults, count=len(faults))


def gather(reasons: Iterable[Reason]) -> Mapping[str, list[Reason]]:
    """Put the reasons of each unit together, by code."""
    found: dict[str, list[Reason]] = defaultdict(list)
    for one in reasons:
        found[one.unit].append(one)
    return dict(sorted(found.items()))
