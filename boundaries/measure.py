"""Where a layer lies and how large things are: CRS, geodesic lengths, areas."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from boundaries.refusal import Refused

STORED = 4326
METRES_PER_DEGREE = 111_320  # of latitude; for search distances, never for results
_POLYGON = 3  # the type number of shapely
_EARTH = pyproj.Geod(ellps="WGS84")


def require_crs(frame: gpd.GeoDataFrame, epsg: int, *, name: str) -> None:
    """Refuse a frame that is not in `epsg`; geopandas itself would only warn.

    Raises
    ------
    Refused
        ``crs``, with the layer's name, what was seen and what is needed.
    """
    seen = frame.crs.to_epsg() if frame.crs else None
    if seen != epsg:
        raise Refused("crs", layer=name, seen=seen, needed=epsg)


def areas(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Measure geodesic areas on WGS 84.

    Parameters
    ----------
    shapes : n geometries, lon and lat in EPSG:4326

    Returns
    -------
    ndarray, n, m2
        0 for missing and empty shapes, for lines and points; holes are taken off.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == _POLYGON
    rings, part = shapely.get_rings(parts[flat], return_index=True)
    lon, lat = shapely.get_coordinates(rings).T.copy()
    cuts = np.r_[0, np.cumsum(shapely.get_num_coordinates(rings))]
    sizes = np.array(
        [
            abs(_EARTH.polygon_area_perimeter(lon[i:j], lat[i:j])[0])
            for i, j in pairwise(cuts)
        ]
    )
    outer = np.r_[True, part[1:] != part[:-1]][: len(part)]
    signed = np.where(outer, sizes, -sizes)
    total = np.zeros(len(shapes))
    np.add.at(total, owner[flat][part], signed)
    return total


def lengths(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Measure geodesic lengths of lines or rings on WGS 84, in metres."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    places, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]
    length = distances(places[:-1][joined], places[1:][joined])
    total = np.zeros(len(lines))
    np.add.at(total, owner[part[:-1][joined]], length)
    return total


def distances(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Measure geodesic distances between n pairs of places on WGS 84.

    Parameters
    ----------
    starts, ends : [n, 2], lon and lat in EPSG:4326

    Returns
    -------
    ndarray, n, metres
    """
    _, _, length = _EARTH.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
    return np.asarray(length, dtype=np.float64)


def offsets(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Measure how far east and north of n places others lie, on WGS 84.

    Parameters
    ----------
    starts, ends : [n, 2], lon and lat in EPSG:4326

    Returns
    -------
    ndarray, [n, 2], metres
        East and north parts of the geodesic, as it leaves its start.
    """
    azimuth, _, length = _EARTH.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
    turn = np.radians(azimuth)
    return np.column_stack((length * np.sin(turn), length * np.cos(turn)))


def local_crs(frame: gpd.GeoDataFrame) -> pyproj.CRS:
    """Derive a metric CRS from the extent, for planar work and nothing else.

    An azimuthal equal-area projection about the middle of the extent: areas are
    true everywhere, lengths within 0.1 % over 500 km.
    """
    west, south, east, north = frame.total_bounds
    return pyproj.CRS.from_proj4(
        f"+proj=laea +lat_0={(south + north) / 2:.4f} "
        f"+lon_0={(west + east) / 2:.4f} +datum=WGS84 +units=m +no_defs"
    )
