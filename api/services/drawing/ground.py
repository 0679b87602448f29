"""The ground of a unit: its land, kept in memory, and the cases of today's window."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import shapely

from api.services.chains import chain_of
from api.services.drawing.land import Land, read_land
from api.services.drawing.shelf import Key, Shelf
from api.services.editions import newest_edition
from api.store.cases import last_batch, load_cases
from api.store.engine import Connection, Engine, reading
from api.store.layers import KINDS, Layer, newest_layer
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.cases import count_cases, lowest_drawn, standing, with_communes
from gis.perimeters.borders import Floats
from gis.perimeters.figures import Ground as Weighed

MOST_LANDS = 4
"""Provinces kept at a time: some 50 MB each with a full network of roads."""
_MOST_COUNTS = 16


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

    @property
    def own(self) -> gpd.GeoDataFrame:
        """Give the units that may be enclosed: the lowest drawn ones of the unit."""
        return self._own[0]

    @property
    def shape(self) -> shapely.Geometry:
        """Give the land of those units."""
        return self._own[1]

    @property
    def others(self) -> shapely.Geometry:
        """Give the land around that is others' to close."""
        land, key = self.land, f"others {self.unit}"
        if key not in land.kept:
            rest = land.units[~land.units.index.isin(self.own.index)]
            beside = shapely.union_all(rest.geometry.to_numpy())
            land.kept[key] = shapely.union_all(np.array([beside, land.others]))
        kept: shapely.Geometry = land.kept[key]
        return kept

    @property
    def _own(self) -> tuple[gpd.GeoDataFrame, shapely.Geometry]:
        land, key = self.land, f"own {self.unit}"
        if key not in land.kept:
            own = lowest_drawn(within(land.every, self.unit))
            own = gpd.GeoDataFrame(own[own.index.isin(land.units.index)])
            land.kept[key] = own, shapely.union_all(own.geometry.to_numpy())
        kept: tuple[gpd.GeoDataFrame, shapely.Geometry] = land.kept[key]
        return kept

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


_LANDS: Shelf[Land] = Shelf(MOST_LANDS)
_COUNTS: Shelf[Floats] = Shelf(_MOST_COUNTS)


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
        heard = last_batch(connection)
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
