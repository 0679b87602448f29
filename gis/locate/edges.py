"""The border edges of a layer, each once, with what changes across it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

UNIT = 1 << 32
"""What a unit adds to a key besides its number: so a key also counts."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Straight border edges, none twice, none of length 0.

    A *key* tells who holds a place: the sum, over the units that hold it, of
    ``UNIT + number of the unit``. Outside it is 0; where one unit holds the
    place its number can be read from it; where units overlap it only says so.

    Parameters
    ----------
    ax, ay, bx, by : (n,) degrees
        Both ends. a is the left end; of a vertical edge, the lower one.
    step : (n,) int64
        By how much the key changes from below the edge to above it; from right
        to left where it is vertical.
    """

    ax: NDArray[np.float64]
    ay: NDArray[np.float64]
    bx: NDArray[np.float64]
    by: NDArray[np.float64]
    step: NDArray[np.int64]

    def take(self, which: NDArray[np.int64]) -> "Edges":
        """Give the edges at the positions `which`."""
        return Edges(
            self.ax[which],
            self.ay[which],
            self.bx[which],
            self.by[which],
            self.step[which],
        )

    def crossing(self, lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Say where each edge meets its parallel; only for edges that do."""
        share = (lat - self.ay) / (self.by - self.ay)
        lon = self.ax + share * (self.bx - self.ax)
        return np.clip(lon, self.ax, self.bx)


def edges_of(shapes: NDArray[np.object_]) -> Edges:
    """Take the borders of `shapes` apart.

    Parameters
    ----------
    shapes : (n,) valid Polygon or MultiPolygon, lon and lat
        Unit number i has shape i. They may overlap.
    """
    rings, owner = shapely.get_rings(
        shapely.get_parts(shapely.orient_polygons(shapes)), return_index=True
    )
    owner = np.repeat(np.arange(len(shapes)), shapely.get_num_geometries(shapes))[owner]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    vertices, number = np.unique(points.view(np.complex128)[:, 0], return_inverse=True)
    # unique complex numbers are sorted by lon, then lat: a smaller number is
    # further left, or lower on the same meridian
    begins, ends = number[:-1], number[1:]
    real = (ring[:-1] == ring[1:]) & (begins != ends)
    begins, ends, unit = begins[real], ends[real], owner[ring[:-1][real]]
    held = np.where(begins < ends, UNIT + unit, -(UNIT + unit))
    pair = np.minimum(begins, ends) * len(vertices) + np.maximum(begins, ends)
    unique, place = np.unique(pair, return_inverse=True)
    step = np.zeros(len(unique), dtype=np.int64)
    np.add.at(step, place, held)
    a, b = vertices[unique // len(vertices)], vertices[unique % len(vertices)]
    return Edges(a.real.copy(), a.imag.copy(), b.real.copy(), b.imag.copy(), step)
