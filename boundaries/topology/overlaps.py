"""Land that two units claim."""

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.topology.places import Finding, large_areas, polygons_in


def find_overlaps(shapes: NDArray[np.object_], smallest: float) -> list[Finding]:
    """Find the pairs of shapes that overlap, the largest overlap first.

    Parameters
    ----------
    shapes : [n] valid polygons, EPSG:4326
    smallest
        In m2; what is smaller is left out.
    """
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = polygons_in(shapely.intersection(shapes[a], shapes[b]))
    real = ~shapely.is_empty(common)
    pairs = list(zip(a[real].tolist(), b[real].tolist()))
    return large_areas(common[real], pairs, smallest)
