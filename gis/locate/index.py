"""The index that is asked: points in, unit codes out."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from boundaries.measure import STORED, require_crs
from gis.locate.edges import UNIT, edges_of
from gis.locate.grid import Grid
from gis.locate.pieces import NEAR, Corners, Pieces, split

_OUTSIDE = -1
_ASK = -2
_BLOCK = 1 << 17
_MOST_PIECES = 256


class UnitIndex:
    """Finds the one unit that holds each of many points.

    A point on a border that units share, or where units overlap, goes to the
    unit with the smallest code among all that touch it, whatever the order of
    the rows. A point on an outer border is inside.

    Parameters
    ----------
    units : GeoDataFrame, n rows, EPSG:4326
        Index `code`; valid shapes. Units of one level: a province among its
        communes is an overlap. Units without a shape are never found.

    Raises
    ------
    Refused
        ``crs`` where the frame is not in EPSG:4326.

    Notes
    -----
    Most places lie in a cell of a grid that no border runs through: the unit is
    looked up. In the other cells the way from the cell's corner to the place is
    followed, and each border crossed on it changes the unit. Places within
    ``pieces.NEAR`` of a border, in overlaps, and in cells crowded with borders
    are asked of GEOS, whose predicates are exact; so every answer is the one
    that GEOS alone would give.
    """

    def __init__(self, units: gpd.GeoDataFrame) -> None:
        require_crs(units, STORED, name="units")
        shapes = units.geometry.to_numpy()
        drawn = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
        codes = units.index.to_numpy(dtype=object)[drawn]
        order = np.argsort(codes, kind="stable")
        self._shapes = shapes[drawn][order]
        self._rows = np.append(drawn[order], _OUTSIDE)
        self._codes = np.array([*codes[order], None], dtype=object)
        self._tree = shapely.STRtree(self._shapes)
        edges = edges_of(self._shapes)
        bounds = shapely.total_bounds(self._shapes) if len(drawn) else np.zeros(4)
        self._grid = Grid.over(bounds, len(edges.ax))
        self._keep(*split(edges, self._grid))

    def find(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.object_]:
        """Name the unit of each point.

        Parameters
        ----------
        lon, lat : (n,) degrees, EPSG:4326

        Returns
        -------
        ndarray of object, n
            Codes; None outside all units and where a coordinate is not finite.
        """
        found: NDArray[np.object_] = self._codes[self._numbers(lon, lat)]
        return found

    def positions(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
        """Give the row of the units frame that holds each point; -1 outside."""
        found: NDArray[np.int64] = self._rows[self._numbers(lon, lat)]
        return found

    def touching(self, lon: float, lat: float) -> list[str]:
        """Name all units that hold the place or that it is on the border of."""
        hits = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        return [str(code) for code in self._codes[np.sort(hits)]]

    def _keep(self, corners: Corners, pieces: Pieces) -> None:
        """Lay out the cells: a unit's number, or where to find the pieces."""
        cells = self._grid.columns * self._grid.rows
        runs = np.diff(corners.cell, prepend=-1, append=cells - 1)
        self._cells = np.repeat(_unit_of(corners.key), runs)
        order = np.argsort(pieces.cell, kind="stable")
        cell = pieces.cell[order]
        self._pieces = pieces.table[order]
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        count = np.diff(first, append=len(cell))
        border = cell[first]
        crowded = count > _MOST_PIECES
        self._cells[border[crowded]] = _ASK
        border = border[~crowded]
        self._cells[border] = _ASK - 1 - np.arange(len(border), dtype=np.int32)
        self._first = first[~crowded]
        self._count = count[~crowded].astype(np.int16)
        self._corner = corners.of(border).astype(np.float64)

    def _numbers(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int32]:
        """Give units by their place in the sorted codes; block by block is faster."""
        x = np.atleast_1d(np.asarray(lon, dtype=np.float64))
        y = np.atleast_1d(np.asarray(lat, dtype=np.float64))
        if x.shape != y.shape:
            raise ValueError(f"{len(x)} longitudes and {len(y)} latitudes")
        unit = np.empty(len(x), dtype=np.int32)
        for begin in range(0, len(x), _BLOCK):
            block = slice(begin, begin + _BLOCK)
            unit[block] = self._look_up(x[block], y[block])
        return unit

    def _look_up(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        column, row = self._grid.column_of(lon), self._grid.row_of(lat)
        unit: NDArray[np.int32] = self._cells[row * self._grid.columns + column]
        inner = np.flatnonzero(unit < _ASK)
        if len(inner):
            x = lon[inner] - self._grid.column_start(column[inner])
            y = lat[inner] - self._grid.row_start(row[inner])
            unit[inner] = self._walk(_ASK - 1 - unit[inner], x, y)
        doubtful = np.flatnonzero(unit == _ASK)
        if len(doubtful):
            unit[doubtful] = self._ask(lon[doubtful], lat[doubtful])
        return unit

    def _walk(
        self,
        cell: NDArray[np.int32],
        x: NDArray[np.float64],
        y: NDArray[np.float64],
    ) -> NDArray[np.int32]:
        """Follow the way from the corner, first past everyone's first piece ...

        Places with many pieces in their cell come first, so that those still
        under way are always the front of the arrays.
        """
        order = np.argsort(-self._count[cell], kind="stable")
        cell, x, y = cell[order], x[order], y[order]
        count, first, key = self._count[cell], self._first[cell], self._corner[cell]
        near = np.zeros(len(cell), dtype=bool)
        for turn in range(count[0]):
            under_way = np.searchsorted(-count, -turn)
            piece = self._pieces[first[:under_way] + turn]
            px = x[:under_way]
            above = piece[:, 2] * px
            above += piece[:, 3] * y[:under_way]
            above -= piece[:, 4]
            near[:under_way] |= np.abs(above) <= NEAR
            met = above > 0
            met &= piece[:, 0] <= px
            met &= px < piece[:, 1]
            key[:under_way] += piece[:, 5] * met
        unit = np.empty(len(cell), dtype=np.int32)
        unit[order] = np.where(near, _ASK, _unit_of(key.astype(np.int64)))
        return unit

    def _ask(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Let GEOS say it; of several units the one with the smallest code."""
        place, hit = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        nobody = len(self._shapes)
        unit = np.full(len(lon), nobody, dtype=np.int32)
        np.minimum.at(unit, place, hit.astype(np.int32))
        unit[unit == nobody] = _OUTSIDE
        return unit


def _unit_of(key: NDArray[np.int64]) -> NDArray[np.int32]:
    """Read the unit's number from keys; `_ASK` where several units overlap."""
    holders = key // UNIT
    unit = (key % UNIT).astype(np.int32)
    unit[holders == 0] = _OUTSIDE
    unit[holders > 1] = _ASK
    return unit
