"""The land of a province as planning sees it: units, roads, people, prices."""

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from api.services.perimeter_inputs import network_of, people_of
from api.store.engine import Connection
from api.store.layers import Layer, layer_content
from api.store.units import (
    StoredEdition,
    load_parents,
    load_units,
    units_in_box,
)
from boundaries.read import read_points
from boundaries.refusal import Fault, Refused
from boundaries.units import within
from gis.cases import lowest_drawn
from gis.checkpoints.costs import Costs
from gis.checkpoints.needs import Held, Place
from gis.checkpoints.needs.read import read_balance, read_ground
from gis.checkpoints.read import read_costs
from gis.perimeters.borders import Borders, Floats, build_borders
from gis.perimeters.coefficients import Coefficients
from gis.perimeters.crossings import find_crossings
from gis.perimeters.drawn import Network
from gis.perimeters.read import read_coefficients, read_trips
from gis.population import PeopleGrid, read_people
from gis.roads.read import ReadRoads, read_roads

MODEL = "car"
"""The network whose crossings are counted while somebody draws."""
_SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,10}){1,2}$", re.ASCII)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Land:
    """All of it that does not change with the day.

    Parameters
    ----------
    root
        Code of the province, or of whatever stands on top.
    edition
        Of the units.
    every
        Units of the province, all levels.
    others : Polygon or MultiPolygon
        Land of other provinces around it, as far as the edition knows it.
    units
        The lowest drawn ones of the province: n of them.
    borders
        Between the n units; crossings None where no roads were handed in.
    people : n float64
        NaN where nobody counted.
    coefficients, costs
        What is weighed, and prices of posts.
    network, roads
        None where none were handed in.
    crowd
        People per cell, or None.
    trips : DataFrame or None
        `a`, `b`, `trips`.
    sites : GeoDataFrame or None
        Points with `kind` and `name`.
    balance
        Staff by line, as the balance says; None where none was handed in.
    place
        What only people on the ground know.
    layers
        What was handed in, by kind.
    notes
        What a person should know.
    """

    root: str
    edition: StoredEdition
    every: gpd.GeoDataFrame
    others: shapely.Geometry
    units: gpd.GeoDataFrame
    borders: Borders
    people: Floats
    coefficients: Coefficients
    costs: Costs
    network: Network | None
    roads: ReadRoads | None
    crowd: PeopleGrid | None
    trips: pd.DataFrame | None
    sites: gpd.GeoDataFrame | None
    balance: Mapping[str, Held] | None
    place: Place
    layers: Mapping[str, Layer]
    notes: tuple[Fault, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Name the figures without a source that every answer rests on."""
        return (*self.coefficients.placeholders, *self.costs.placeholders)


def read_land(
    connection: Connection,
    root: str,
    edition: StoredEdition,
    layers: Mapping[str, Layer],
) -> Land:
    """Read a province from the store; a layer that cannot be read is told, not used.

    Raises
    ------
    Refused
        ``unit-unknown``; ``units-none-tiling`` where no unit of it is drawn.
    """
    parents = load_parents(connection, edition)
    held = within(parents, root).index
    own = load_units(connection, edition, list(held))
    units = lowest_drawn(own)
    if units.empty:
        levels = sorted(set(own["admin_level"]))
        raise Refused("units-none-tiling", levels=levels)
    notes: list[Fault] = []
    contents = {k: layer_content(connection, one) for k, one in layers.items()}

    def take(kind: str, read: Callable[[Path], Read]) -> Read | None:
        if kind not in layers:
            return None
        name = layers[kind].name
        try:
            found = read_content(name, contents[kind], read)
        except Refused as refused:
            facts = {"kind": kind, "name": name, "why": refused.code}
            notes.append(Fault("note-drawing-layer-unread", facts))
            return None
        if isinstance(found, ReadRoads | PeopleGrid):  # named as people know it
            return cast("Read", replace(found, name=name))
        return found

    west, south, east, north = (float(edge) for edge in units.total_bounds)
    roads = take("roads", read_roads)
    crowd = take("people", lambda p: read_people(p, (west, south, east, north)))
    trips = take("trips", read_trips)
    sites = take("sites", read_points)
    balance = take("staff", lambda p: read_balance(p)[0])
    said = take("ground", lambda p: read_ground(p)[0])
    costs = read_costs()
    network = None if roads is None else network_of(roads, MODEL, costs)
    if network is None:
        notes.append(Fault("note-drawing-no-roads"))
    known = None if trips is None else _known(trips, units, notes)
    return Land(
        root,
        edition,
        own,
        _others(connection, edition, own),
        units,
        build_borders(
            units,
            find_crossings(network.graph, units) if network else None,
            network.prices if network else None,
            known,
        ),
        _people(crowd, units, notes),
        read_coefficients(),
        costs,
        network,
        roads,
        crowd,
        known,
        None if sites is None else sites.frame,
        balance,
        Place() if said is None else said.place,
        dict(layers),
        tuple(notes),
    )


def read_content(name: str, content: bytes, read: Callable[[Path], Read]) -> Read:
    """Read bytes with a reader of files, from a folder that is gone afterwards."""
    found = _SUFFIX.search(name)
    with tempfile.TemporaryDirectory(prefix="vungxanh-") as folder:
        path = Path(folder) / f"layer{found[0] if found else ''}"
        path.write_bytes(content)
        return read(path)


def _people(
    crowd: PeopleGrid | None, units: gpd.GeoDataFrame, notes: list[Fault]
) -> Floats:
    if crowd is None:
        notes.append(Fault("note-drawing-no-people"))
        return np.full(len(units), np.nan)
    return people_of(crowd, units, notes)


def _others(
    connection: Connection, edition: StoredEdition, own: gpd.GeoDataFrame
) -> shapely.Geometry:
    """Give the land of units around that are not the province's."""
    west, south, east, north = (float(edge) for edge in own.total_bounds)
    around = units_in_box(connection, edition, (west, south, east, north))
    beside = lowest_drawn(around[~around.index.isin(own.index)])
    return shapely.union_all(beside.geometry.to_numpy())


def _known(
    trips: pd.DataFrame, units: gpd.GeoDataFrame, notes: list[Fault]
) -> pd.DataFrame:
    """Keep the trips between units of the province; the others are told."""
    held = trips["a"].isin(units.index) & trips["b"].isin(units.index)
    if not held.all():
        facts = {"count": int((~held).sum()), "of": len(trips)}
        notes.append(Fault("note-drawing-trips-elsewhere", facts))
    return trips[held].reset_index(drop=True)
