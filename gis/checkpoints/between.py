"""Who lives between the zone and its posts, and in which communes.

The zone has a border, the land between it and the posts has none: posts stand on
roads. So land follows its roads. The country inside the ring but outside the zone is
laid out in square cells; a cell belongs to the piece of road nearest to its middle,
and is *between* where that piece is enclosed: part of a network that holds roads of
the zone, or that had a way out before the posts and has none now. A road that holds a
post counts as two pieces, one to each side of it. Cells as near to an enclosed piece
as to an open one are between: who may be shut in is counted.

Nobody is counted twice: the land between is a shape without the zone, and both are
counted on one raster that shares out its cells by area, so that people of the zone,
people between and all others add up to the raster. A cell on the coast shares out its
people over its part of the sea too; that part of the ring counts as between, since
cutting it off by the units of one province would lose the people of its neighbours.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.ops import substring

from boundaries.measure import STORED, areas, local_crs
from gis.checkpoints.joined import join_roads
from gis.population import PeopleGrid, count_people
from gis.roads.graph import RoadGraph

Area = Polygon | MultiPolygon

_LEAST_CELL, _MOST_CELL = 50.0, 500.0
_CELLS_A_RING = 20
_MOST_CELLS = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class Enclosed:
    """What the posts shut in.

    Parameters
    ----------
    nodes : bool, n
        Junctions with no way out that passes no post.
    piece : int, n
        Number of the piece of network that each junction is in, the posts shut.
    apart : bool, n
        Junctions that had no way out before either, and no road of the zone: they are
        nobody's inside and nobody's outside.
    """

    nodes: NDArray[np.bool_]
    piece: NDArray[np.int64]
    apart: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """The land between the zone and its posts.

    Parameters
    ----------
    shape : EPSG:4326
        May be empty. No place of the zone's inside is in it.
    cell_metres
        Side of the cells it is made of.
    people_zone, people_between
        People, not rounded; None where nobody counted.
    units
        Codes of communes with land between, in the order of the frame.
    people_by_unit
        Of `units`, people between; NaN where nobody counted.
    """

    shape: Area
    cell_metres: float
    people_zone: float | None
    people_between: float | None
    units: tuple[str, ...]
    people_by_unit: "pd.Series[float]"

    @property
    def people_inside_posts(self) -> int | None:
        """Give people of the zone and between, each whole; None where not counted."""
        if self.people_zone is None or self.people_between is None:
            return None
        return round(self.people_zone) + round(self.people_between)


def find_enclosed(
    graph: RoadGraph,
    cut: NDArray[np.integer],
    source: NDArray[np.bool_],
    sink: NDArray[np.bool_],
) -> Enclosed:
    """Find the junctions that posts shut in.

    Parameters
    ----------
    graph
        The network, cut at the borders of zone and ring.
    cut : int[p]
        Edges that hold a post.
    source, sink : bool, n
        Junctions of the zone; junctions beyond the ring and clipped ends.
    """
    kept = np.ones(len(graph.start), dtype=bool)
    before = join_roads(graph, kept)
    kept[cut] = False
    after = join_roads(graph, kept)
    zone, open_now = _holds(after, source), _holds(after, sink)
    had = _holds(before, sink)
    return Enclosed(~open_now & (zone | had), after, ~open_now & ~zone & ~had & ~source)


def lay_between(
    graph: RoadGraph,
    cut: NDArray[np.integer],
    along: NDArray[np.float64],
    enclosed: Enclosed,
    zone: Area,
    ring: Area,
) -> tuple[Area, float]:
    """Lay out the land between zone and posts.

    Parameters
    ----------
    graph, cut
        See `find_enclosed`.
    along : float[p]
        Where on its edge each post stands, as a part of it from `start`.
    enclosed
        Of `find_enclosed`.
    zone, ring : EPSG:4326
        `ring` holds the zone.

    Returns
    -------
    Polygon or MultiPolygon, EPSG:4326
        Empty where no land is between.
    float
        Side of the cells in metres: a twentieth of the ring's width, from 50 to 500,
        and more where the ring would hold too many.
    """
    belt = shapely.difference(ring, zone)
    frame = gpd.GeoSeries([belt], crs=STORED)
    if shapely.is_empty(belt):
        return MultiPolygon(), _LEAST_CELL
    metric = local_crs(gpd.GeoDataFrame(geometry=frame))
    flat = frame.to_crs(metric).to_numpy()[0]
    side = _side(flat)
    middles = _middles(flat, side)
    lines, shut = _halves(graph, cut, along, enclosed)
    near = _near(lines, ring)
    lines, shut = lines[near], shut[near]
    lines = gpd.GeoSeries(lines, crs=STORED).to_crs(metric).to_numpy()
    cell, line = shapely.STRtree(lines).query_nearest(middles, all_matches=True)
    held = np.zeros(len(middles), dtype=bool)
    held[cell[shut[line]]] = True
    x, y = shapely.get_coordinates(middles[held]).T
    half = side / 2
    boxes = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
    cells = gpd.GeoSeries([boxes], crs=metric).to_crs(STORED).to_numpy()[0]
    return _polygons(shapely.intersection(cells, belt)), side


def count_between(
    zone: Area,
    shape: Area,
    cell_metres: float,
    *,
    units: gpd.GeoDataFrame | None = None,
    people: PeopleGrid | None = None,
) -> Between:
    """Count the people of the zone and between, and list the communes between.

    Parameters
    ----------
    zone, shape, cell_metres
        The zone, and what `lay_between` gave.
    units : units frame
        Communes are listed where at least one whole cell's area of theirs is between;
        none without it.
    people
        The raster; nobody is counted without it, nor where a shape reaches over its
        edge.
    """
    codes, parts = _communes(shape, cell_metres, units)
    told = np.full(len(codes), np.nan)
    in_zone = in_between = None
    if people is not None:
        told = count_people(people, parts, leave_outside=True)
        wanted = np.array([zone, shape], dtype=object)
        whole = count_people(people, wanted, leave_outside=True)
        in_zone = None if np.isnan(whole[0]) else float(whole[0])
        in_between = None if np.isnan(whole[1]) else float(whole[1])
        if shapely.is_empty(shape):
            in_between = 0.0
    by_unit = pd.Series(told, index=pd.Index(codes, name="code"), name="people")
    return Between(shape, cell_metres, in_zone, in_between, codes, by_unit)


def _communes(
    shape: Area, side: float, units: gpd.GeoDataFrame | None
) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    if units is None or shapely.is_empty(shape):
        return (), np.empty(0, dtype=object)
    told = (units["admin_level"] == "commune") & units.geometry.notna()
    communes = units[told.to_numpy()]
    met = np.sort(communes.sindex.query(shape, predicate="intersects"))
    parts = shapely.intersection(communes.geometry.to_numpy()[met], shape)
    enough = areas(parts) >= side**2
    codes = tuple(str(code) for code in communes.index[met[enough]])
    return codes, np.array([_polygons(p) for p in parts[enough]], dtype=object)


def _holds(piece: NDArray[np.int64], some: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of each junction whether its piece holds one of `some`."""
    found = np.zeros(int(piece.max(initial=-1)) + 1, dtype=bool)
    found[piece[some]] = True
    return np.asarray(found[piece])


def _halves(
    graph: RoadGraph,
    cut: NDArray[np.integer],
    along: NDArray[np.float64],
    enclosed: Enclosed,
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Give the pieces of road, those that hold a post in two, and which are shut in."""
    whole = np.ones(len(graph.start), dtype=bool)
    whole[cut] = False
    whole &= ~enclosed.apart[graph.start]
    lines = [graph.shapes[whole]]
    shut = [enclosed.nodes[graph.start[whole]]]
    for edge, part in zip(cut, along):
        shape = graph.shapes[edge]
        halves = (
            substring(shape, 0, part, normalized=True),
            substring(shape, part, 1, normalized=True),
        )
        lines.append(np.array(halves, dtype=object))
        ends = [graph.start[edge], graph.end[edge]]
        shut.append(enclosed.nodes[ends])
    return np.concatenate(lines), np.concatenate(shut)


def _near(lines: NDArray[np.object_], ring: Area) -> NDArray[np.bool_]:
    """Leave out roads farther from the ring than its own width: the zone's are nearer.

    Every cell lies in the ring, and so does a road of the zone.
    """
    west, south, east, north = ring.bounds
    reach = np.hypot(east - west, north - south) / np.cos(
        np.radians(max(north, -south))
    )
    box = shapely.box(west - reach, south - reach, east + reach, north + reach)
    return np.asarray(shapely.intersects(shapely.envelope(lines), box), dtype=bool)


def _side(belt: Area) -> float:
    """Choose the cells: fine beside the ring's width, and not too many."""
    wide = 2 * belt.area / max(belt.length, 1.0)
    side = min(max(wide / _CELLS_A_RING, _LEAST_CELL), _MOST_CELL)
    west, south, east, north = belt.bounds
    return float(max(side, np.sqrt((east - west) * (north - south) / _MOST_CELLS)))


def _middles(belt: Area, side: float) -> NDArray[np.object_]:
    """Give the middles of all cells that meet the belt."""
    west, south, east, north = belt.bounds
    x, y = np.meshgrid(
        np.arange(west + side / 2, east + side, side),
        np.arange(south + side / 2, north + side, side),
    )
    middles = shapely.points(x.ravel(), y.ravel())
    shapely.prepare(belt)
    # only the first of the two is searched by its index
    near = shapely.dwithin(belt, middles, side * np.sqrt(0.5))
    return np.asarray(middles[near], dtype=object)


def _polygons(shape: shapely.Geometry) -> Area:
    """Keep what has an area."""
    parts = shapely.get_parts(shape)
    flat = parts[shapely.area(parts) > 0]
    joined = shapely.union_all(flat) if len(flat) else MultiPolygon()
    return joined if isinstance(joined, Polygon | MultiPolygon) else MultiPolygon()
