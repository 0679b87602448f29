"""Where a fault lies and how far it runs."""

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import lengths

Figures = NDArray[np.float64]


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
