"""The levels of a layer, and what each must be: a coverage of its own."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.refusal import Refused

TILING = ("province", "district", "commune")
"""Levels whose units fill the land: a gap between two of them is a fault."""


def levels_of(units: gpd.GeoDataFrame) -> list[tuple[str, NDArray[np.int64]]]:
    """Give the rows of each level that have a shape, the coarsest level first.

    A frame without a column `admin_level` is one level of communes.
    """
    shapes = units.geometry.to_numpy()
    filled = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if "admin_level" not in units.columns:
        return [("commune", np.flatnonzero(filled))]
    level = units["admin_level"].to_numpy()
    found = sorted(set(level[filled]), key=_coarseness)
    return [(str(one), np.flatnonzero(filled & (level == one))) for one in found]


def _coarseness(level: object) -> tuple[int, str]:
    known = TILING.index(level) if level in TILING else len(TILING)
    return known, str(level)


def require_coverage(shapes: NDArray[np.object_], codes: NDArray[np.object_]) -> None:
    """Refuse shapes that overlap or whose common borders differ.

    Raises
    ------
    Refused
        ``coverage-invalid``, with the units whose borders do not match.
    """
    if shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes):
        return
    wrong = ~shapely.is_valid(shapes)
    if not wrong.any():
        wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    raise Refused("coverage-invalid", units=tuple(codes[wrong]), count=int(wrong.sum()))
