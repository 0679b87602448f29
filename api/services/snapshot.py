"""What holds where and when, frozen in memory: answers need no disk, no database."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from api.services.adopt import Adopted
from api.store.engine import Connection
from api.store.publications import (
    StoredPublication,
    load_directives,
    load_publication_units,
    load_zones,
)
from boundaries.units import COLUMNS, ancestors
from gis.directives import in_force

Box = tuple[float, float, float, float]
_NONE: Mapping[str, "Province"] = MappingProxyType({})


class Zone(NamedTuple):
    """One unit on one day, as published."""

    level: int | None
    zone: str
    clause: str
    reason: str
    effective_from: date
    next_better: date | None


@dataclass(frozen=True)
class Published:
    """One publication, ready to be asked.

    Parameters
    ----------
    head
        What the store knows about it.
    units
        Under the units contract; parents that are not drawn are rows without a
        shape, so that a directive for a district reaches its communes.
    zones
        By day, then by unit code.
    directives
        Frame of ``gis.directives``.
    """

    head: StoredPublication
    units: gpd.GeoDataFrame
    zones: Mapping[date, Mapping[str, Zone]]
    directives: pd.DataFrame

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Give the columns of each unit by its code."""
        words: dict[str, dict[str, str]] = self.units[list(COLUMNS)].to_dict("index")
        return words

    @cached_property
    def places(self) -> "Places":
        """Give the drawn units that have no drawn administrative unit below them."""
        drawn = self.units[~self.units.geometry.isna()]
        inner = drawn["admin_level"].isin(("hamlet", "area"))
        above = set(drawn.loc[~inner, "parent"])
        kept = drawn[inner | ~drawn.index.isin(above)]
        codes = tuple(kept.index)
        chains = {code: frozenset(ancestors(kept, code)) for code in codes}
        shapes = kept.geometry.to_numpy()
        inside = frozenset(kept.index[inner[kept.index]])
        box: Box = tuple(shapely.total_bounds(shapes).tolist())
        return Places(codes, shapes, shapely.STRtree(shapes), inside, chains, box)

    def directive_at(self, unit: str, at: datetime) -> Mapping[str, Any] | None:
        """Give the directive that is in force in `unit` at an instant."""
        turn = bisect_right(self._turns, at)
        if turn not in self._winners:
            found = in_force(self.directives, self.units, at)
            self._winners[turn] = {str(k): str(v) for k, v in found.items()}
        return self._acts.get(self._winners[turn].get(unit, ""))

    @cached_property
    def _turns(self) -> Sequence[datetime]:
        """Give the instants at which what is in force can change, in order."""
        ends = [end for end in self.directives["ends"] if end is not None]
        return sorted({*self.directives["starts"], *ends})

    @cached_property
    def _winners(self) -> dict[int, Mapping[str, str]]:
        """Hold what is in force between two turns, once it was asked for."""
        return {}

    @cached_property
    def _acts(self) -> Mapping[str, Mapping[str, Any]]:
        rows = self.directives.to_dict("records")
        return {row["id"]: {str(k): v for k, v in row.items()} for row in rows}


class Places(NamedTuple):
    """The units that a place can lie in.

    Parameters
    ----------
    codes, shapes
        In one order.
    tree
        Over `shapes`.
    inside
        Codes of hamlets and areas, which lie inside a commune.
    chains
        Drawn units above each.
    box
        West, south, east, north of them all; NaN where nothing is drawn.
    """

    codes: Sequence[str]
    shapes: NDArray[np.object_]
    tree: shapely.STRtree
    inside: frozenset[str]
    chains: Mapping[str, frozenset[str]]
    box: Box

    def near(self, lon: float, lat: float, reach: float) -> bool:
        """Say whether a place can touch any unit: most provinces are far away."""
        west, south, east, north = self.box
        inside = west - reach <= lon <= east + reach
        return inside and south - reach <= lat <= north + reach


@dataclass(frozen=True)
class Province:
    """What one province has published, newest first."""

    code: str
    publications: tuple[Published, ...]

    def on(self, day: date) -> Published | None:
        """Give the newest publication that tells of `day`."""
        for publication in self.publications:
            if day in publication.zones:
                return publication
        return None

    @property
    def first_day(self) -> date:
        """Give the first day that any publication tells of."""
        return min(publication.head.first_day for publication in self.publications)

    @property
    def last_day(self) -> date:
        """Give the last day that any publication tells of."""
        return max(publication.head.day for publication in self.publications)


@dataclass(frozen=True)
class Snapshot:
    """Every province that can be asked, by code."""

    provinces: Mapping[str, Province] = field(default_factory=lambda: _NONE)


def take_snapshot(
    connection: Connection, adopted: Iterable[Adopted], before: Snapshot
) -> Snapshot:
    """Load what was adopted; what `before` holds already is not loaded again.

    A province whose folder went away or was broken is answered as before.
    """
    loaded = {
        published.head.id: published
        for province in before.provinces.values()
        for published in province.publications
    }
    provinces = dict(before.provinces)
    for one in adopted:
        found = tuple(
            loaded.get(head.id) or _load(connection, head) for head in one.publications
        )
        if found:
            provinces[one.province] = Province(one.province, found)
    return Snapshot(MappingProxyType(provinces))


def _load(connection: Connection, head: StoredPublication) -> Published:
    zones: dict[date, dict[str, Zone]] = {}
    for row in load_zones(connection, head):
        values = Zone(*(row[name] for name in Zone._fields))
        zones.setdefault(row["day"], {})[row["unit"]] = values
    units = _with_parents(load_publication_units(connection, head), head.province)
    rows = [_directive(row) for row in load_directives(connection, head)]
    return Published(
        head, units, zones, pd.DataFrame(rows, columns=list(_DIRECTIVE), dtype=object)
    )


_DIRECTIVE = {
    "id": "directive",
    "number": "number",
    "issuer": "issuer",
    "signer": "signer",
    "basis": "basis",
    "units": "units",
    "excepted": "excepted",
    "starts": "starts",
    "ends": "ends",
    "goal": "goal",
    "deadline": "deadline",
    "clause": "clause",
}


def _directive(row: Mapping[str, object]) -> dict[str, object]:
    found = {name: row[column] for name, column in _DIRECTIVE.items()}
    for name in ("units", "excepted"):
        codes = found[name]
        found[name] = tuple(codes) if isinstance(codes, Sequence) else ()
    return found


def _with_parents(units: gpd.GeoDataFrame, province: str) -> gpd.GeoDataFrame:
    """Add the parents that a rule set without a roll-up leaves out."""
    missing = sorted(set(units["parent"]) - set(units.index) - {"", province})
    missing += [province] if province not in units.index else []
    rows = [
        ("", "", "district" if code != province else "province", "") for code in missing
    ]
    added = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(missing, name="code")),
        geometry=[None] * len(missing),
        crs=units.crs,
    )
    added.loc[added.index != province, "parent"] = province
    return gpd.GeoDataFrame(pd.concat([units, added]), crs=units.crs)
