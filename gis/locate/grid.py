"""A grid of square cells whose sides no rounding can move."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLS_PER_EDGE = 256
MOST_CELLS = 32_000_000
FEWEST_CELLS = 4_096
SMALLEST = 2.0**-30
"""Degrees, a tenth of a millimetre: finer cells would not be wider than NEAR."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells over an extent, with two around it on all sides.

    Parameters
    ----------
    size
        Side of a cell in degrees, a power of two: cell numbers are then exact,
        and every cell holds its left and lower side.
    west, south
        Number of the first column and row, counted from 0 degrees.
    columns, rows
        How many there are, those around included. The outermost hold no border, not
        even one that lies on their side: all places beside the grid fall in them.
    """

    size: float
    west: int
    south: int
    columns: int
    rows: int

    @classmethod
    def over(cls, bounds: NDArray[np.float64], edges: int) -> "Grid":
        """Lay a grid over `bounds`, as fine as the number of edges is worth.

        Parameters
        ----------
        bounds : (4,) west, south, east, north in degrees
        edges
            How many border edges there are.
        """
        west, south, east, north = (float(side) for side in bounds)
        wanted = min(max(edges * CELLS_PER_EDGE, FEWEST_CELLS), MOST_CELLS)
        longest = max(east - west, north - south)
        finest = max((longest or 1.0) / wanted, SMALLEST)
        size = 2.0 ** math.ceil(math.log2(finest))
        while True:
            grid = cls._laid(west, south, east, north, size)
            if grid.columns * grid.rows <= wanted:
                return grid
            size *= 2

    @classmethod
    def _laid(
        cls, west: float, south: float, east: float, north: float, size: float
    ) -> "Grid":
        first, low = math.floor(west / size) - 2, math.floor(south / size) - 2
        columns = math.floor(east / size) + 3 - first
        rows = math.floor(north / size) + 3 - low
        return cls(size, first, low, columns, rows)

    def column_of(self, lon: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the columns' numbers; the outermost for places beside the grid."""
        return _numbered(lon, self.size, self.west, self.columns)

    def row_of(self, lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the rows' numbers; the outermost for places beside the grid."""
        return _numbered(lat, self.size, self.south, self.rows)

    def column_start(self, column: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the longitude of the left side."""
        return (column + self.west).astype(np.float64) * self.size

    def row_start(self, row: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the latitude of the lower side."""
        return (row + self.south).astype(np.float64) * self.size


def _numbered(
    degrees: NDArray[np.float64], size: float, first: int, count: int
) -> NDArray[np.int64]:
    cell = np.floor(degrees * (1.0 / size))
    cell -= first
    np.fmax(cell, 0.0, out=cell)  # fmax also takes NaN to the outermost cell
    np.fmin(cell, count - 1.0, out=cell)
    return cell.astype(np.int64)
