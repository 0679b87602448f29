"""The roads frame: one line a row, with a class, and what crosses what."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED, require_crs
from gis.roads.classes import CLASSES

COLUMNS = ("feature", "class", "name", "bridge", "tunnel", "layer")
TYPES = {
    "feature": str,
    "class": str,
    "name": str,
    "bridge": bool,
    "tunnel": bool,
    "layer": int,
}
PLACES = 1e7
"""Places a degree: two vertices are one place where both round alike (1 cm)."""


def check_roads(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Check that a frame is one of roads, and give it with its columns in order.

    Parameters
    ----------
    frame : GeoDataFrame, n roads, EPSG:4326
        `feature` (the file's own id), `class` (one of `CLASSES`), `name` ("" for
        none), `bridge`, `tunnel`, `layer` (0 on the ground), and one 2-D LineString
        a row with two places that differ. Its direction has no meaning.

    Returns
    -------
    GeoDataFrame, RangeIndex `road`

    Raises
    ------
    Refused
        ``crs``.
    ValueError
        Where a row breaks the frame: whoever built it made a mistake.
    """
    require_crs(frame, STORED, name="roads")
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise ValueError(f"roads lack {missing}")
    unknown = sorted(set(frame["class"]) - set(CLASSES))
    if unknown:
        raise ValueError(f"no classes of roads: {unknown}")
    lines = frame.geometry.to_numpy()
    flat = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    if not flat.all() or shapely.has_z(lines).any() or not lasting(lines).all():
        raise ValueError("a road is a flat line between places that differ")
    checked = gpd.GeoDataFrame(frame[list(COLUMNS)].astype(TYPES))
    checked = checked.set_geometry(lines, crs=STORED)
    checked.index = pd.RangeIndex(len(checked), name="road")
    return checked


def lasting(lines: np.ndarray) -> np.ndarray:
    """Say of each of n lines whether it has two places that differ."""
    west, south, east, north = np.rint(shapely.bounds(lines) * PLACES).T
    return np.asarray((east > west) | (north > south))
