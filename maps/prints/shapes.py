"""Shapes of the ground as outlines to draw."""

import numpy as np
import shapely
from matplotlib.path import Path as Outline
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


def path_of(shape: BaseGeometry) -> Outline:
    """Give polygons as one outline with their holes."""
    rings = [
        np.asarray(ring.coords)[:, :2]
        for part in shapely.get_parts(shapely.orient_polygons(shape))
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return Outline.make_compound_path(*(_closed(ring) for ring in rings))


def _closed(ring: NDArray[np.float64]) -> Outline:
    return Outline(ring, closed=True)
