"""Land that two units claim."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import areas
from boundaries.topology.places import extents, place_of, polygons_in


def find_overlaps(shapes: NDArray[np.object_], smallest: float) -> pd.DataFrame:
    """Find the pairs of shapes that overlap, the largest overlap first.

    Parameters
    ----------
    shapes : [n] valid polygons, EPSG:4326
    smallest
        In m2; what is smaller is left out.

    Returns
    -------
    DataFrame
        `a`, `b` (rows, ``a < b``), `shape` (the common land), `area_m2` (geodesic),
        `length_m` (half its perimeter: how far a thin one runs), `lon`, `lat` (in
        its largest part).
    """
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = polygons_in(shapely.intersection(shapes[a], shapes[b]))
    flat = ~shapely.is_empty(common)
    a, b, common = a[flat], b[flat], common[flat]
    size = areas(common)
    large = np.flatnonzero(size >= smallest)
    large = large[np.argsort(-size[large], kind="stable")]
    lon, lat = place_of(common[large])
    return pd.DataFrame(
        {
            "a": a[large],
            "b": b[large],
            "shape": common[large],
            "area_m2": np.round(size[large], 1),
            "length_m": extents(common[large]),
            "lon": lon,
            "lat": lat,
        }
    )
