"""How much of each province lies where it is known to lie."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import areas

_TILING = ("commune", "district", "province")


@dataclass(frozen=True, slots=True)
class Inside:
    """How much of a province lies where the known edition has it.

    Parameters
    ----------
    share
        Share of its area, 0 to 1.
    lon, lat
        A place in the largest part that lies outside; NaN where none does.
    """

    share: float
    lon: float
    lat: float


def compare_provinces(
    new: gpd.GeoDataFrame, known: gpd.GeoDataFrame
) -> dict[str, Inside]:
    """Measure how much of each province of `new` lies inside that of `known`.

    Parameters
    ----------
    new, known : units frames, EPSG:4326
        Every row has a shape.

    Returns
    -------
    dict
        By code, for provinces that both have: drawn in the row of that code, else by
        all communes (districts where there are none) that it heads.
    """
    of_new, of_known = heads(new), heads(known)
    found = {}
    for code in sorted(set(of_new) & set(of_known)):
        mine = _shape_of(code, new[of_new == code])
        theirs = _shape_of(code, known[of_known == code])
        if mine is not None and theirs is not None:
            found[code] = _inside(mine, theirs)
    return found


def heads(units: pd.DataFrame) -> NDArray[np.object_]:
    """Give the code at the head of each unit's chain of parents: its province.

    Parameters
    ----------
    units : units frame, n rows
        Only the index and the column `parent` are read.

    Returns
    -------
    ndarray, n, text
        A unit without a parent heads itself; the head need not be a row.
    """
    parents: dict[str, str] = dict(zip(units.index, units["parent"]))
    heads = []
    for code in units.index:
        head, passed = code, {code}
        while (parent := parents.get(head, "")) and parent not in passed:
            head = parent
            passed.add(head)
        heads.append(head)
    return np.array(heads, dtype=object)


def _shape_of(code: str, units: gpd.GeoDataFrame) -> shapely.Geometry | None:
    """Give the shape of a province: its own, else all of its finest level."""
    if code in units.index:
        shape: shapely.Geometry = units.geometry[code]
        return shape
    for level in _TILING:
        rows = units[units["admin_level"] == level]
        if len(rows):
            return shapely.union_all(rows.geometry.to_numpy())
    return None


def _inside(mine: shapely.Geometry, theirs: shapely.Geometry) -> Inside:
    beyond = shapely.difference(mine, theirs)
    parts = shapely.get_parts(beyond)
    sizes = areas(parts)
    whole = float(areas(np.array([mine]))[0])
    if not sizes.any():
        return Inside(1.0, np.nan, np.nan)
    place = shapely.point_on_surface(parts[np.argmax(sizes)])
    share = max(0.0, 1 - float(sizes.sum()) / whole)
    return Inside(share, place.x, place.y)
