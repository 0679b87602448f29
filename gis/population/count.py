"""People inside shapes: each cell is shared out by the part of it that is covered."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault, Refused
from gis.population.grid import PeopleGrid

TOLERANCE = 1e-6
"""Shares are single precision: a sum is true to one part in a million."""
_SLACK = 0.01
"""How far a shape may reach over the edge, in cells: rounding of its corners."""
_TOUCH = 1e-9
"""Less of a cell than this is the rounding of an edge, not land inside it."""


def count_people(
    grid: PeopleGrid, shapes: NDArray[np.object_], *, leave_outside: bool = False
) -> NDArray[np.float64]:
    """Count the people inside shapes.

    Parameters
    ----------
    grid
        People per cell.
    shapes : n polygons, EPSG:4326
        Valid, or missing. They may overlap: each is counted for itself.
    leave_outside
        Count nobody in shapes that reach outside the grid and give NaN for them,
        instead of refusing all.

    Returns
    -------
    ndarray, n, float64
        People, not rounded. NaN for shapes that are missing or empty, and for those
        that cover no cell with a figure: nobody counted there, which is not nobody.

    Raises
    ------
    Refused
        ``raster-shapes-outside`` with a ``raster-shape-outside`` for each shape that
        lies outside the grid or reaches over its edge.

    Notes
    -----
    A cell that a border cuts is shared by the part of its area on either side, so
    that shapes that tile the land add up to the grid's total, to `TOLERANCE`; a shape
    smaller than a cell gets its part of it. Parts are taken in degrees: within one
    cell of 30 seconds an error below 0.01 % that stays inside the cell.

    References
    ----------
    Stevens et al. (2015), https://doi.org/10.1371/journal.pone.0107042: what a cell
    of a modelled population raster means.
    """
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    outside = ~absent & _outside(grid, shapes)
    if outside.any() and not leave_outside:
        raise _refusal(grid, shapes, outside)
    wanted = np.flatnonzero(~absent & ~outside)
    counted = np.full(len(shapes), np.nan)
    if len(wanted):
        sums, cells = _weigh(grid, shapes[wanted])
        counted[wanted] = np.where(cells > _TOUCH, sums, np.nan)
    return counted


def people_by_unit(
    grid: PeopleGrid, units: gpd.GeoDataFrame, *, leave_outside: bool = False
) -> "pd.Series[float]":
    """Count the people of each unit.

    Parameters
    ----------
    grid
        People per cell.
    units : units frame, EPSG:4326
        Units of several levels may stand in it: each is counted for itself.
    leave_outside
        See `count_people`.

    Returns
    -------
    Series, index `code`, float64
        People, in the order of `units`; NaN where they cannot be told.

    Raises
    ------
    Refused
        ``crs``; ``raster-shapes-outside`` with the codes.
    """
    require_crs(units, STORED, name="units")
    shapes = units.geometry.to_numpy()
    try:
        counted = count_people(grid, shapes, leave_outside=leave_outside)
    except Refused as refused:
        named = [
            Fault(f.code, {**f.facts, "shape": units.index[int(str(f.facts["place"]))]})
            for f in refused.faults
        ]
        raise Refused(refused.code, faults=named, **refused.facts) from None
    return pd.Series(counted, index=units.index, name="people")


def _weigh(
    grid: PeopleGrid, shapes: NDArray[np.object_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum cells weighted by the part covered; and count the cells with a figure."""
    west, south, east, north = grid.extent
    source = NumPyRasterSource(
        grid.people, west, south, east, north, nodata=np.nan, name="people"
    )
    features = [
        {"type": "Feature", "properties": {}, "geometry": shape.__geo_interface__}
        for shape in shapes
    ]
    found: Any = exact_extract(
        source, JSONFeatureSource(features), ["sum", "count"], output="pandas"
    )
    sums = found["sum"].to_numpy(dtype=np.float64)
    return sums, found["count"].to_numpy(dtype=np.float64)


def _outside(grid: PeopleGrid, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    west, south, east, north = grid.extent
    x, y = _SLACK * grid.wide, _SLACK * grid.high
    least = np.array([west - x, south - y])
    most = np.array([east + x, north + y])
    box = np.asarray(shapely.bounds(shapes))
    beyond = np.hstack([box[:, :2] < least, box[:, 2:] > most])
    return np.asarray(beyond.any(axis=1), dtype=np.bool_)


def _refusal(
    grid: PeopleGrid, shapes: NDArray[np.object_], outside: NDArray[np.bool_]
) -> Refused:
    frame = shapely.box(*grid.extent)
    faults = []
    for place in np.flatnonzero(outside):
        inside = float(shapely.intersection(shapes[place], frame).area)
        facts = {
            "place": int(place),
            "shape": int(place) + 1,
            "percent": round(100 * (1 - inside / float(shapes[place].area)), 3),
        }
        faults.append(Fault("raster-shape-outside", facts))
    west, south, east, north = (round(edge, 3) for edge in grid.extent)
    return Refused(
        "raster-shapes-outside",
        faults=faults,
        name=grid.name,
        count=len(faults),
        west=west,
        south=south,
        east=east,
        north=north,
    )
