"""The ground of a unit: its land, kept in memory, and the cases of today's window."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Generic, TypeVar

import geopandas as gpd
import numpy as np
import shapely
import sqlalchemy as sa

from api.services.chains import chain_of
from api.services.drawing.land import Land, read_land
from api.services.editions import newest_edition
from api.store.cases import load_cases
from api.store.engine import Connection, Engine, reading
from api.store.layers import KINDS, Layer, newest_layer
from api.store.tables import case_batches
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.cases import count_cases, lowest_drawn, standing, with_communes
from gis.perimeters.borders import Floats
from gis.perimeters.figures import Ground as Weighed

MOST_LANDS = 4
"""Provinces kept at a time: some 50 MB each with a full network of roads."""
_MOST_COUNTS = 16
Key = tuple[object, ...]
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Ground:
    """Where somebody draws.

    Parameters
    ----------
    unit
        Code of the unit that it is drawn for: a province, district or commune.
    chain
        That unit and those above it.
    day
        Today in Vietnam: the last day of the window of cases.
    land
        Of the whole province.
    cases : n float64
        Of the window, by the units of the land; NaN where nobody told.
    mark
        Changes when anything does that figures rest on.
    """

    unit: str
    chain: tuple[str, ...]
    day: date
    land: Land
    cases: Floats
    mark: str

    @cached_property
    def own(self) -> gpd.GeoDataFrame:
        """Give the units that may be enclosed: the lowest drawn ones of the unit."""
        own = lowest_drawn(within(self.land.every, self.unit))
        return gpd.GeoDataFrame(own[own.index.isin(self.land.units.index)])

    @cached_property
    def shape(self) -> shapely.Geometry:
        """Give the land of those units."""
        return shapely.union_all(self.own.geometry.to_numpy())

    @property
    def weighed(self) -> Weighed:
        """Give it as perimeters are weighed on: all units of the province."""
        land = self.land
        household = land.coefficients["household"]
        return Weighed(land.units, land.borders, land.people, self.cases, household)

    @property
    def notes(self) -> tuple[Fault, ...]:
        """Tell what is missing."""
        missing = np.isnan(self.cases).all()
        return (
            *self.land.notes,
            *([Fault("note-drawing-no-cases", {"day": self.day})] if missing else []),
        )


class _Shelf(Generic[Kept]):
    """Keeps the last few; what several ask for at once is made once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._making: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def take(self, key: Key, make: Callable[[], Kept]) -> Kept:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made


_LANDS: _Shelf[Land] = _Shelf(MOST_LANDS)
_COUNTS: _Shelf[Floats] = _Shelf(_MOST_COUNTS)


def ground_of(engine: Engine, unit: str, now: datetime) -> Ground:
    """Give the ground of a unit, from memory where nothing changed.

    Parameters
    ----------
    engine
        The store.
    unit
        Code of a province, district or commune of an imported edition.
    now
        Aware.

    Raises
    ------
    Refused
        ``drawing-unit-unknown`` (404); what ``read_land`` refuses.
    """
    day = now.astimezone(VIETNAM).date()
    with reading(engine) as connection:
        chain = chain_of(connection, unit)
        root = chain[-1] if chain else ""
        edition = newest_edition(connection, day, root)
        if edition is None or not chain:
            raise Refused("drawing-unit-unknown", unit=unit)
        layers = layers_of(connection, chain)
        heard = _heard(connection)
        place = str(engine.url)
        held = tuple(sorted((kind, one.sha256) for kind, one in layers.items()))
        key: Key = (place, root, edition.sha256, held)
        try:
            land = _LANDS.take(
                key, lambda: read_land(connection, root, edition, layers)
            )
        except Refused as refused:
            if refused.code != "unit-unknown":
                raise
            raise Refused("drawing-unit-unknown", unit=unit) from None
        if unit not in land.every.index and unit != root:
            raise Refused("drawing-unit-unknown", unit=unit)
        cases = _COUNTS.take(
            (*key, day, heard), lambda: count_window(connection, land, day)
        )
    mark = "|".join(map(str, (*key[1:], day, heard)))
    return Ground(unit, chain, day, replace(land, layers=layers), cases, mark)


def layers_of(connection: Connection, chain: tuple[str, ...]) -> Mapping[str, Layer]:
    """Give the newest layer of each kind: of the unit, or else of those above it."""
    found: dict[str, Layer] = {}
    for kind in KINDS:
        for unit in chain:
            layer = newest_layer(connection, kind, unit)
            if layer is not None:
                found[kind] = layer
                break
    return found


def count_window(connection: Connection, land: Land, day: date) -> Floats:
    """Count the cases of the window in each of the n units of a land.

    Returns
    -------
    ndarray, n, float64
        Hamlets' cases count for their commune. NaN where no day of the window was
        told, which is not 0.
    """
    kept = load_cases(connection)
    rows = with_communes(standing(kept.rows), land.every)
    silent = with_communes(kept.silent, land.every)
    first = day - timedelta(days=int(land.coefficients["window_days"]) - 1)
    codes = [str(code) for code in land.units.index]
    counted = count_cases(rows, kept.covers, codes, first, day, silent=silent)
    table = np.asarray(counted.values["cases"], dtype=np.float64)
    told = ~np.isnan(table)
    return np.where(told.any(axis=1), np.nansum(table, axis=1), np.nan)


def _heard(connection: Connection) -> int:
    """Give the number of the last import of cases: what they rest on."""
    return int(connection.scalar(sa.select(sa.func.max(case_batches.c.id))) or 0)
