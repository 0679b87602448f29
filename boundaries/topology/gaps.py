"""Land that units enclose and none of them claims."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.topology.places import Finding, large_areas, polygons_in

_NEAR = 1e-9  # degrees; a gap's border is a unit's border up to rounding


def find_gaps(shapes: NDArray[np.object_], smallest: float) -> list[Finding]:
    """Find the holes in the union of the shapes, the largest first.

    The sea around the land is no hole, and an island in a hole is taken off it.

    Parameters
    ----------
    shapes : [n] valid polygons, EPSG:4326
    smallest
        In m2; what is smaller is left out.
    """
    land = shapely.union_all(shapes)
    rings, part = shapely.get_rings(shapely.get_parts(land), return_index=True)
    inner = np.r_[False, part[1:] == part[:-1]][: len(rings)]
    holes = shapely.polygons(rings[inner])
    filled = shapely.STRtree(shapes).query(
        shapely.buffer(holes, -_NEAR), predicate="intersects"
    )[0]
    filled = np.unique(filled)
    holes[filled] = polygons_in(shapely.difference(holes[filled], land))
    one, other = shapely.STRtree(shapes).query(
        holes, predicate="dwithin", distance=_NEAR
    )
    cuts = np.searchsorted(one, np.arange(len(holes) + 1))
    around = [tuple(other[i:j].tolist()) for i, j in pairwise(cuts)]
    return large_areas(holes, around, smallest)
