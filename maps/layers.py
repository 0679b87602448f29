"""Geometry for the page: simplified together, rounded, shared borders stored once.

Coordinates are integers of 1e-5 degree (about 1 m). Each border between two units
is one arc, written as its first point and the steps that follow; a ring is a list of
arcs, and ``~n`` is arc n walked backwards. This is TopoJSON's idea in the few lines
that a page needs; `unpack_rings` and the page's own script read it back.

References
----------
Bostock and Metcalf, "The TopoJSON Format Specification" (2013), for arcs and ``~n``.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

STEPS_PER_DEGREE = 100_000
COMMUNE_TOLERANCE_M = 30.0
CONTEXT_TOLERANCE = 0.002
_RING_POINTS = 3

Point = tuple[int, int]
Rings = list[list[list[int]]]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Polygons that share their borders.

    Parameters
    ----------
    arcs
        Each ``[lon, lat, step, step, ...]`` in 1e-5 degree.
    shapes
        For each unit its polygons, each a list of rings, each a list of arcs.
    """

    arcs: list[list[int]]
    shapes: list[Rings]


def simplify_together(
    shapes: NDArray[np.object_], tolerance: float
) -> NDArray[np.object_]:
    """Simplify a coverage so that neighbours still meet; a lost shape is kept whole.

    Parameters
    ----------
    shapes : n polygons, EPSG:4326, none missing
    tolerance
        Degrees; a triangle of that side may go.
    """
    simpler: NDArray[np.object_] = shapely.coverage_simplify(shapes, tolerance)
    gone = shapely.is_empty(simpler)
    simpler[gone] = shapes[gone]
    return simpler


def build_mesh(shapes: NDArray[np.object_]) -> Mesh:
    """Cut the rings of a coverage at their junctions and keep each piece once.

    Parameters
    ----------
    shapes : n Polygons or MultiPolygons, EPSG:4326
        None missing. They need not be a valid coverage: what is not shared is
        simply stored for each.

    Notes
    -----
    A ring smaller than a step in both ways is dropped, unless it is all that a
    polygon has: then its rounded points stay.
    """
    rings = [[_whole_rings(part) for part in shapely.get_parts(s)] for s in shapes]
    junctions = _junctions(ring for unit in rings for part in unit for ring in part)
    known: dict[tuple[Point, ...], int] = {}
    arcs: list[list[int]] = []

    def number_of(piece: Sequence[Point]) -> int:
        forward, backward = tuple(piece), tuple(reversed(piece))
        if backward in known and backward != forward:
            return ~known[backward]
        if forward not in known:
            known[forward] = len(arcs)
            arcs.append(pack_line(piece))
        return known[forward]

    meshed = [
        [
            [[number_of(piece) for piece in _cut(ring, junctions)] for ring in part]
            for part in unit
        ]
        for unit in rings
    ]
    return Mesh(arcs, meshed)


def pack_line(points: Sequence[Point]) -> list[int]:
    """Write a line as its first point and the steps that follow."""
    whole = np.array(points)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=whole.dtype))
    return [int(step) for step in steps.ravel()]


def pack_lines(lines: gpd.GeoSeries, tolerance: float) -> list[list[list[int]]]:
    """Write the parts of each line or ring, simplified one by one.

    Only for what shares no border: roads, and the land that lies around.
    """
    thin = shapely.simplify(lines.to_numpy(), tolerance)
    return [
        [
            pack_line(points)
            for part in shapely.get_parts(_as_lines(shape))
            if len(points := _rounded(shapely.get_coordinates(part))) > 1
        ]
        for shape in thin
    ]


def unpack_line(arc: Sequence[int]) -> NDArray[np.float64]:
    """Read an arc back into degrees, n x 2."""
    whole: NDArray[np.float64] = np.cumsum(np.reshape(arc, (-1, 2)), axis=0)
    return whole / STEPS_PER_DEGREE


def unpack_rings(mesh: Mesh, unit: int) -> list[list[NDArray[np.float64]]]:
    """Read one unit's polygons back, each a list of closed rings in degrees."""
    return [
        [
            np.concatenate(
                [
                    unpack_line(mesh.arcs[n if n >= 0 else ~n])[:: 1 if n >= 0 else -1]
                    for n in ring
                ]
            )
            for ring in part
        ]
        for part in mesh.shapes[unit]
    ]


def whole_point(point: shapely.Point) -> Point:
    """Round a point to whole steps, lon and lat."""
    return (round(point.x * STEPS_PER_DEGREE), round(point.y * STEPS_PER_DEGREE))


def _as_lines(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape  # noqa: PLR2004 - 2 is an area


def _rounded(points: NDArray[np.float64]) -> list[Point]:
    whole = np.rint(points * STEPS_PER_DEGREE).astype(int)
    kept = np.ones(len(whole), dtype=bool)
    kept[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    return [(int(x), int(y)) for x, y in whole[kept]]


def _whole_rings(polygon: shapely.Polygon) -> list[list[Point]]:
    """Give the outer ring and the holes as rounded points, the last one left out."""
    rings = [polygon.exterior, *polygon.interiors]
    found = [_rounded(shapely.get_coordinates(ring))[:-1] for ring in rings]
    outer, holes = found[0], found[1:]
    if not outer:
        outer = [whole_point(polygon.representative_point())]
    return [outer, *(hole for hole in holes if len(hole) >= _RING_POINTS)]


def _junctions(rings: Iterable[list[Point]]) -> set[Point]:
    """Find the points where borders part: their two neighbours are not always one."""
    beside: dict[Point, frozenset[Point]] = {}
    junctions: set[Point] = set()
    for ring in rings:
        for n, point in enumerate(ring):
            pair = frozenset((ring[n - 1], ring[(n + 1) % len(ring)]))
            if beside.setdefault(point, pair) != pair:
                junctions.add(point)
    return junctions


def _cut(ring: list[Point], junctions: set[Point]) -> list[list[Point]]:
    """Cut a ring into pieces that end at junctions; a lone ring is one piece.

    A lone ring starts at its least point, so that an island inside a hole and the
    hole itself are one arc.
    """
    stops = [n for n, point in enumerate(ring) if point in junctions]
    if not stops:
        first = ring.index(min(ring))
        return [[*ring[first:], *ring[: first + 1]]]
    turned = [*ring[stops[0] :], *ring[: stops[0] + 1]]
    ends = [n - stops[0] for n in stops] + [len(ring)]
    return [turned[a : b + 1] for a, b in itertools.pairwise(ends)]
