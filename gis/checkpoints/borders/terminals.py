"""From roads and units to a network: who must be parted, and where one may stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.refusal import Fault, Refused
from gis.checkpoints.borders.land import LEAST_METRES, deep
from gis.checkpoints.borders.network import Network
from gis.checkpoints.joined import join_roads
from gis.roads import RoadGraph, split_graph

NOBODY = -1
_TWO = 2
_SHORTEST = 0.3  # metres of road that a post needs


@dataclass(frozen=True, slots=True)
class Layout:
    """Roads, units and the network that parts them.

    Parameters
    ----------
    graph
        Split at every border and at the edge of what lies deep.
    codes, shapes, cores
        Of n units, in the order of the terminals: who, the land, and what of it is
        deep.
    land : int64[m edges]
        The unit that each edge lies in, -1 outside all.
    group : int64[n units]
        The terminal of the network that each unit belongs to: one each, or 0 for the
        authority and 1 for all others.
    movable : bool[n units]
        Whose terminals may draw back from bridges: all, or the authority's.
    terminal : int64[nodes]
        The unit that each node is deep inside, -1 between the borders.
    standing : bool[m]
        Where a post may stand.
    network
        An edge for each of the graph; where no post may stand it is a loop.
    node : int64[nodes]
        The network's node of each of the graph.
    metres : float64[n]
        How deep a terminal begins in each unit.
    notes
        Units whose roads do not reach so deep; units without a road.
    """

    graph: RoadGraph
    codes: tuple[str, ...]
    shapes: NDArray[np.object_]
    cores: NDArray[np.object_]
    land: NDArray[np.int64]
    group: NDArray[np.int64]
    movable: NDArray[np.bool_]
    terminal: NDArray[np.int64]
    standing: NDArray[np.bool_]
    network: Network
    node: NDArray[np.int64]
    metres: NDArray[np.float64]
    notes: tuple[Fault, ...]


def lay_out(
    roads: gpd.GeoDataFrame,
    graph: RoadGraph,
    units: gpd.GeoDataFrame,
    ring_km: float,
    prices: Mapping[str, int],
    *,
    authority: str = "",
    own: bool = False,
) -> Layout:
    """Find the terminals, and price each piece of road between them.

    Parameters
    ----------
    roads, graph
        The roads frame and its network, not yet split.
    units : units frame of one level
        A coverage, every row with a shape.
    ring_km
        R, 0 or more. Where no road of a unit lies so deep, half of it is tried, and so
        on; the notes say so.
    prices
        Of a point on a road, by class.
    authority
        Code of the unit whose borders are wanted; "" for all borders.
    own
        Posts stand on that unit's land only.

    Raises
    ------
    Refused
        ``borders-units`` (fewer than two units have roads), ``borders-authority``.
    """
    codes = tuple(str(code) for code in units.index)
    group, movable = _whose(codes, authority)
    shapes = units.geometry.to_numpy()
    least = max(ring_km * 1000, LEAST_METRES)
    split, land, cores, metres = _split(graph, shapes, least)
    standing = find_standing(roads, split)
    if own:
        standing &= np.r_[movable, False][land]
    terminal = find_terminals(split, land, cores, standing, group, movable)
    held = np.unique(terminal[terminal > NOBODY])
    ends = int(group.max()) + 1
    if len(np.unique(group[held])) < _TWO:
        raise Refused("borders-units", count=len(held), of=len(codes))
    names = np.r_[group, NOBODY][terminal]
    comp = join_roads(split, ~standing)
    node = _contract(comp, names, ends)
    price = np.array([prices[name] for name in split.klass], dtype=np.int64)
    network = Network(
        ends,
        int(node.max(initial=ends - 1)) + 1,
        node[split.start],
        node[split.end],
        price,
    )
    side = np.r_[group, NOBODY][land]
    notes = (
        *_notes(codes, land, held, metres, least),
        *_unparted(split, side, names),
    )
    return Layout(
        graph=split,
        codes=codes,
        shapes=shapes,
        cores=cores,
        movable=movable,
        land=land,
        group=group,
        terminal=terminal,
        standing=standing,
        network=network,
        node=node,
        metres=metres,
        notes=notes,
    )


def _whose(
    codes: tuple[str, ...], authority: str
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Give the terminal of each unit, and which may draw back from bridges."""
    group = np.arange(len(codes))
    if not authority:
        return group, np.ones(len(codes), dtype=bool)
    if authority not in codes:
        raise Refused("borders-authority", authority=authority, known=codes)
    mine = group == codes.index(authority)
    return np.where(mine, 0, 1), mine


def _split(
    graph: RoadGraph, shapes: NDArray[np.object_], metres: float
) -> tuple[RoadGraph, NDArray[np.int64], NDArray[np.object_], NDArray[np.float64]]:
    """Split the roads at borders and cores; give land, cores and where these begin."""
    depth = np.full(len(shapes), metres)
    cores = np.empty(len(shapes), dtype=object)
    rows = np.arange(len(shapes))
    wanted = np.arange(len(shapes))
    split = graph
    while True:
        for row, core in deep(shapes, {int(i): depth[i] for i in wanted}).items():
            cores[row] = core
        split = split_at(split, np.r_[shapes[wanted], cores[wanted]])
        land, held = owners(split, shapes), owners(split, cores)
        shallow = np.isin(rows, land) & ~np.isin(rows, held) & (depth > LEAST_METRES)
        if not shallow.any():
            return split, land, cores, depth
        wanted = np.flatnonzero(shallow)
        depth[wanted] = np.maximum(depth[wanted] / 2, LEAST_METRES)


def split_at(graph: RoadGraph, shapes: NDArray[np.object_]) -> RoadGraph:
    """Cut every edge where it meets the border of one of some shapes."""
    parts = shapely.get_parts(shapes)
    polygons = [part for part in parts.tolist() if not part.is_empty]
    return split_graph(graph, shapely.MultiPolygon(polygons))


def owners(graph: RoadGraph, shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give the shape that the middle of each of m edges lies in, -1 for none."""
    middle = shapely.line_interpolate_point(graph.shapes, 0.5, normalized=True)
    shape, point = shapely.STRtree(middle).query(shapes, "intersects")
    owner = np.full(len(middle), NOBODY, dtype=np.int64)
    owner[point] = shape
    return owner


def find_standing(roads: gpd.GeoDataFrame, graph: RoadGraph) -> NDArray[np.bool_]:
    """Tell where a post may stand: not on a bridge, in a tunnel or on the water.

    Nor on a piece so short that its place, to the centimetre, might be another's. A
    ferry has its post at a landing: at that end of it where another road begins.
    """
    firm = ~(roads["bridge"] | roads["tunnel"]).to_numpy(dtype=bool)[graph.road]
    firm &= graph.metres >= _SHORTEST
    ferry = graph.klass == "ferry"
    ashore = on_land(graph)
    landing = ashore[graph.start] | ashore[graph.end]
    return np.asarray(firm & (~ferry | landing))


def on_land(graph: RoadGraph) -> NDArray[np.bool_]:
    """Tell which nodes a road begins at that is no ferry."""
    ashore = np.zeros(len(graph.lon), dtype=bool)
    for ends in (graph.start, graph.end):
        ashore[ends[graph.klass != "ferry"]] = True
    return ashore


def find_terminals(
    graph: RoadGraph,
    land: NDArray[np.int64],
    cores: NDArray[np.object_],
    standing: NDArray[np.bool_],
    group: NDArray[np.int64],
    movable: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Give the unit that each node is deep inside; see `Layout`.

    Where a bridge or a ferry runs from deep inside one unit to deep inside another, no
    post could part them: there a terminal begins behind the first road on land.
    """
    is_deep = owners(graph, cores) > NOBODY
    terminal = np.full(len(graph.lon), NOBODY, dtype=np.int64)
    for ends in (graph.start, graph.end):
        terminal[ends[is_deep]] = land[is_deep]
    while True:
        comp = join_roads(graph, ~is_deep & ~standing)
        at = terminal > NOBODY
        joined = np.isin(comp, _twice(comp[at], group[terminal[at]]))
        freed = joined & at & np.r_[movable, False][terminal]
        if not freed.any():
            return terminal
        terminal[freed] = NOBODY
        is_deep &= ~(freed[graph.start] | freed[graph.end])


def _contract(
    comp: NDArray[np.int64], names: NDArray[np.int64], ends: int
) -> NDArray[np.int64]:
    """Give the network's node of each: terminals first, what no post can part as one.

    No two terminals are in one piece: `find_terminals` has seen to that.
    """
    named = np.flatnonzero(names > NOBODY)
    of_comp = np.full(int(comp.max(initial=-1)) + 1, NOBODY, dtype=np.int64)
    of_comp[comp[named]] = names[named]
    loose = of_comp == NOBODY
    of_comp[loose] = ends + np.arange(loose.sum())
    return np.where(names > NOBODY, names, of_comp[comp])


def _unparted(
    graph: RoadGraph, side: NDArray[np.int64], names: NDArray[np.int64]
) -> list[Fault]:
    """Tell of roads that cross a border and are deep on one side of it at most."""
    whole = join_roads(graph, np.ones(len(graph.start), dtype=bool))
    on_land = side > NOBODY
    crossing = _twice(whole[graph.start[on_land]], side[on_land])
    at = names > NOBODY
    lost = np.setdiff1d(crossing, _twice(whole[at], names[at]))
    if not len(lost):
        return []
    first = int(np.flatnonzero(np.isin(whole, lost))[0])
    place = {"lon": float(graph.lon[first]), "lat": float(graph.lat[first])}
    return [Fault("note-borders-unparted", {"count": len(lost), **place})]


def _twice(places: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the places that hold two different values or more."""
    pairs = np.unique(np.column_stack((places, values)), axis=0)
    found, count = np.unique(pairs[:, 0], return_counts=True)
    return found[count >= _TWO]


def _notes(
    codes: tuple[str, ...],
    land: NDArray[np.int64],
    held: NDArray[np.int64],
    metres: NDArray[np.float64],
    ring: float,
) -> tuple[Fault, ...]:
    roads = np.unique(land[land > NOBODY])
    none = [code for row, code in enumerate(codes) if row not in roads]
    lost = [codes[row] for row in roads if row not in held]
    notes = [
        Fault("note-borders-shallow", {"unit": codes[row], "km": metres[row] / 1000})
        for row in held
        if metres[row] < ring
    ]
    if none:
        notes.append(Fault("note-borders-no-road", {"units": none}))
    if lost:
        notes.append(Fault("note-borders-no-depth", {"units": lost}))
    return tuple(notes)
