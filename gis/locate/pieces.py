"""What a grid keeps of the borders: keys at cell corners, pieces inside cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.locate.edges import Edges
from gis.locate.grid import Grid

NEAR = 1e-11
"""Degrees, a thousandth of a millimetre: nearer to a border we ask GEOS."""


@dataclass(frozen=True, slots=True)
class Corners:
    """The key just above and left of the lower left corner of every cell.

    Going through the cells row by row, it changes only behind a cell whose
    lower side is crossed by an edge.

    Parameters
    ----------
    cell : (m,) sorted numbers of cells, after which the key changes
    key : (m + 1,) int64
        Key of the corners up to and with ``cell[0]``, then up to ``cell[1]``...
    """

    cell: NDArray[np.int64]
    key: NDArray[np.int64]

    def of(self, cell: NDArray[np.int64]) -> NDArray[np.int64]:
        """Look up the keys of some cells."""
        return self.key[np.searchsorted(self.cell, cell, side="left")]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of edges, in no order, in degrees from the corner of their cell.

    A place at x, y above the piece, that is ``start <= x < stop`` and
    ``nx * x + ny * y > c``, is `step` away from the corner's key.
    """

    cell: NDArray[np.int64]
    table: NDArray[np.float64]


def split(edges: Edges, grid: Grid) -> tuple[Corners, Pieces]:
    """Cut all edges along the grid.

    Parameters
    ----------
    edges : the borders of a layer
    grid : a grid over all of them

    Notes
    -----
    The way from a corner to a place runs along the lower side of the cell, then
    straight up. Along the side it meets the edges that cross it; they stand in
    the table as pieces that all places to their right are above. Both the
    corners and the pieces use the same crossing, so rounding cannot make them
    disagree.
    """
    floors = _floor_crossings(edges, grid)
    return _corners(floors), _joined(floors, _inner_pieces(edges, grid))


@dataclass(frozen=True, slots=True)
class _Floors:
    cell: NDArray[np.int64]
    start: NDArray[np.float64]
    step: NDArray[np.int64]


def _floor_crossings(edges: Edges, grid: Grid) -> _Floors:
    """Find where edges cross the lower sides of cells, and what changes there."""
    low, high = np.minimum(edges.ay, edges.by), np.maximum(edges.ay, edges.by)
    above = _first_row_from(low, grid)
    which, row = _ranges(above, _first_row_from(high, grid) - above)
    met = edges.take(which)
    lon = met.crossing(grid.row_start(row))
    column = grid.column_of(lon)
    falls = met.by < met.ay
    return _Floors(
        row * grid.columns + column,
        lon - grid.column_start(column),
        np.where(falls, met.step, -met.step),
    )


def _first_row_from(lat: NDArray[np.float64], grid: Grid) -> NDArray[np.int64]:
    """Give the first row that starts at `lat` or above it."""
    row = grid.row_of(lat)
    return row + (grid.row_start(row) < lat)


def _corners(floors: _Floors) -> Corners:
    order = np.argsort(floors.cell)
    key = np.concatenate([[0], np.cumsum(floors.step[order])])
    return Corners(floors.cell[order], key)


def _inner_pieces(edges: Edges, grid: Grid) -> Pieces:
    """Give each edge to every cell that it comes near to."""
    first = grid.column_of(edges.ax - NEAR)
    which, column = _ranges(first, grid.column_of(edges.bx + NEAR) + 1 - first)
    low, high = _heights(edges.take(which), grid, column)
    first = grid.row_of(low - NEAR)
    again, row = _ranges(first, grid.row_of(high + NEAR) + 1 - first)
    which, column = which[again], column[again]
    table = _rows(edges.take(which), grid, column, row)
    return Pieces(row * grid.columns + column, table)


def _heights(
    edges: Edges, grid: Grid, column: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the lowest and highest latitude of an edge near one column."""
    west = grid.column_start(column)
    run = edges.bx - edges.ax
    slope = (edges.by - edges.ay) / np.where(run > 0, run, 1.0)
    left = np.clip(west - NEAR, edges.ax, edges.bx) - edges.ax
    right = np.clip(west + grid.size + NEAR, edges.ax, edges.bx) - edges.ax
    left = np.where(run > 0, edges.ay + slope * left, edges.ay)
    right = np.where(run > 0, edges.ay + slope * right, edges.by)
    return np.minimum(left, right), np.maximum(left, right)


def _rows(
    edges: Edges, grid: Grid, column: NDArray[np.int64], row: NDArray[np.int64]
) -> NDArray[np.float64]:
    west, south = grid.column_start(column), grid.row_start(row)
    start = np.where(edges.ax < west, -np.inf, edges.ax - west)
    stop = np.where(edges.bx > west + grid.size, np.inf, edges.bx - west)
    starts_above, stops_above = edges.ay > south, edges.by > south
    cuts = starts_above != stops_above
    crossing = np.zeros(len(west))
    at = np.flatnonzero(cuts)
    crossing[at] = edges.take(at).crossing(south[at]) - west[at]
    np.maximum(start, crossing, out=start, where=cuts & stops_above)
    np.minimum(stop, crossing, out=stop, where=cuts & starts_above)
    start[~starts_above & ~stops_above] = np.inf
    run, rise = edges.bx - edges.ax, edges.by - edges.ay
    length = np.hypot(run, rise)
    nx, ny = -rise / length, run / length
    c = nx * (edges.ax - west) + ny * (edges.ay - south)
    return np.column_stack([start, stop, nx, ny, c, edges.step])


def _joined(floors: _Floors, inner: Pieces) -> Pieces:
    side = np.zeros((len(floors.cell), inner.table.shape[1]))
    side[:, 0], side[:, 1] = floors.start, np.inf
    side[:, 4], side[:, 5] = -1.0, floors.step
    return Pieces(
        np.concatenate([floors.cell, inner.cell]), np.concatenate([side, inner.table])
    )


def _ranges(
    first: NDArray[np.int64], count: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Write out ``first[i] ... first[i] + count[i] - 1``, with i beside each."""
    which = np.repeat(np.arange(len(first)), count)
    begins = np.cumsum(count) - count
    return which, np.arange(len(which)) - (begins - first)[which]
