"""Where a fault lies, how large it is and how far it runs."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import areas, lengths

Figures = NDArray[np.float64]


class Finding(NamedTuple):
    """One place where shapes do not fit: whose, where, how large.

    Parameters
    ----------
    units
        Rows of the shapes concerned.
    shape
        The land or the line in question, EPSG:4326.
    area_m2, length_m
        Geodesic; the length of an area is half its perimeter, which is how far a
        thin one runs.
    """

    units: tuple[int, ...]
    shape: shapely.Geometry
    lon: float
    lat: float
    area_m2: float | None
    length_m: float


def large_areas(
    shapes: NDArray[np.object_], units: Sequence[tuple[int, ...]], smallest: float
) -> list[Finding]:
    """Give the polygons of at least `smallest` m2, the largest first."""
    size = areas(shapes)
    kept = np.flatnonzero(size >= smallest)
    kept = kept[np.argsort(-size[kept], kind="stable")]
    lon, lat = place_of(shapes[kept])
    length = extents(shapes[kept])
    return [
        Finding(units[row], shapes[row], *figures)
        for row, *figures in zip(
            kept.tolist(),
            lon.tolist(),
            lat.tolist(),
            np.round(size[kept], 1).tolist(),
            length.tolist(),
        )
    ]


def place_of(shapes: NDArray[np.object_]) -> tuple[Figures, Figures]:
    """Give lon and lat of a point in the largest part of each shape."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    size = shapely.area(parts) + shapely.length(parts) * 1e-12
    order = np.lexsort((size, owner))
    last = np.r_[owner[order][1:] != owner[order][:-1], True][: len(order)]
    points = shapely.point_on_surface(parts[order[last]])
    return np.round(shapely.get_x(points), 6), np.round(shapely.get_y(points), 6)


def extents(shapes: NDArray[np.object_]) -> Figures:
    """Give half the perimeter of polygons: the length of a thin one, in metres."""
    return np.round(lengths(shapely.boundary(shapes)) / 2, 1)


def polygons_in(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Leave points and lines out of what an intersection gave."""
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (3, 6)))
    kept = shapes.copy()
    parts, owner = shapely.get_parts(shapes[mixed], return_index=True)
    flat = shapely.get_type_id(parts) == 3  # noqa: PLR2004 - shapely's polygon
    kept[mixed] = shapely.multipolygons(np.array([], dtype=object))
    for row in np.unique(owner[flat]):
        kept[mixed[row]] = shapely.multipolygons(parts[flat & (owner == row)])
    return kept
