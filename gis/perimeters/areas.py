"""Connected areas of enclosed units: their shape, outline, holes."""

from collections import defaultdict
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from boundaries.measure import STORED, lengths, local_crs
from gis.perimeters.borders import Borders
from gis.perimeters.cut import Bools, Ints

_PLANE = 2
"""Degrees; areas whose middles lie in one square of this size share a plane."""


@dataclass(frozen=True, slots=True)
class Area:
    """One connected area.

    Parameters
    ----------
    members : int64
        Units, by their place in the frame; empty for a drawn shape and for a place
        below the communes.
    shape
        Polygon or MultiPolygon, EPSG:4326.
    km
        Geodesic length of its whole outline, coasts and holes included.
    holes
        Inner rings of the outline.
    place, people
        Code of a place below the communes, "" for others, and its people.
    """

    members: Ints
    shape: shapely.Geometry
    km: float
    holes: int
    place: str = ""
    people: int | None = None


def connected(borders: Borders, chosen: Bools) -> list[Ints]:
    """Give the units of each connected area; they touch along a border, not a road."""
    inner = chosen[borders.first] & chosen[borders.second] & (borders.km > 0)
    beside: dict[int, list[int]] = defaultdict(list)
    pairs = zip(borders.first[inner].tolist(), borders.second[inner].tolist())
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    left = dict.fromkeys(np.flatnonzero(chosen).tolist())
    found = []
    while left:
        start = next(iter(left))
        del left[start]
        area, waiting = [start], [start]
        while waiting:
            for unit in beside[waiting.pop()]:
                if unit in left:
                    del left[unit]
                    area.append(unit)
                    waiting.append(unit)
        found.append(np.array(sorted(area), dtype=np.int64))
    return found


def draw_areas(
    units: gpd.GeoDataFrame, borders: Borders, chosen: Bools
) -> tuple[Area, ...]:
    """Draw each connected area of the chosen units, in the order of its first unit."""
    shapes = units.geometry.to_numpy()
    return tuple(
        draw_area(shapely.coverage_union_all(shapes[members]), members)
        for members in connected(borders, chosen)
    )


def draw_area(shape: shapely.Geometry, members: Ints | None = None) -> Area:
    """Measure one shape."""
    parts = shapely.get_parts(shape)
    return Area(
        np.array([], dtype=np.int64) if members is None else members,
        shape,
        float(lengths(np.array([shapely.boundary(shape)]))[0]) / 1000,
        int(shapely.get_num_interior_rings(parts).sum()),
    )


def surrounded(units: gpd.GeoDataFrame, areas: tuple[Area, ...], chosen: Bools) -> Ints:
    """Find the units that are outside and yet lie in a hole of an area."""
    rings = [
        shapely.polygons(shapely.get_interior_ring(part, at))
        for area in areas
        if area.holes
        for part in shapely.get_parts(area.shape)
        for at in range(shapely.get_num_interior_rings(part))
    ]
    outside = np.flatnonzero(~chosen)
    if not rings:
        return outside[:0]
    places = shapely.point_on_surface(units.geometry.to_numpy()[outside])
    held = shapely.STRtree(places).query(rings, predicate="contains")[1]
    return np.sort(outside[np.unique(held)])


def ring_around(areas: tuple[Area, ...], ring_km: float) -> shapely.Geometry:
    """Draw the land and water within `ring_km` of the areas, without the areas.

    Areas are widened on planes of their own, one for each two degrees (lengths are
    true to 0.1 % over 500 km); a plane for each area would take 90 ms apiece.
    """
    beside: dict[tuple[int, int], list[shapely.Geometry]] = defaultdict(list)
    for area in areas:
        middle = shapely.centroid(area.shape)
        beside[int(middle.x // _PLANE), int(middle.y // _PLANE)].append(area.shape)
    wide = [_widened(shapes, ring_km * 1000) for _, shapes in sorted(beside.items())]
    whole = shapely.union_all(shapely.make_valid(np.array(wide)))
    inner = shapely.union_all(np.array([area.shape for area in areas]))
    return shapely.make_valid(shapely.difference(whole, inner))


def _widened(shapes: list[shapely.Geometry], metres: float) -> shapely.Geometry:
    own = gpd.GeoSeries(shapes, crs=STORED)
    plane = local_crs(gpd.GeoDataFrame(geometry=own))
    there = pyproj.Transformer.from_crs(STORED, plane, always_xy=True)
    back = pyproj.Transformer.from_crs(plane, STORED, always_xy=True)
    flat = np.array([_moved(shape, there) for shape in shapes])
    grown = shapely.union_all(shapely.buffer(flat, metres, quad_segs=16))
    return _moved(grown, back)


def _moved(shape: shapely.Geometry, way: pyproj.Transformer) -> shapely.Geometry:
    x, y = shapely.get_coordinates(shape).T
    return shapely.set_coordinates(shape, np.column_stack(way.transform(x, y)))
