"""The edges of a layer: every straight piece of border, and whose border it is."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray


@dataclass(frozen=True)
class Edges:
    """The m directed edges of all rings of n shapes, in the order of the rings.

    Parameters
    ----------
    points : [v, 2]
        Every place where a border bends, once; lon and lat.
    start, end : [m]
        Rows of `points`.
    ring, part, shape : [m]
        Which ring, which polygon and which of the n shapes an edge belongs to.
    key : [m]
        The same number for the same edge of another ring, whichever its direction.
    """

    points: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    ring: NDArray[np.int64]
    part: NDArray[np.int64]
    shape: NDArray[np.int64]
    key: NDArray[np.int64]


def edges_of(shapes: NDArray[np.object_]) -> Edges:
    """Take polygons apart into edges; a point that is given twice counts once."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    places, ring_of = shapely.get_coordinates(rings, return_index=True)
    places = np.ascontiguousarray(places) + 0.0  # -0.0 and 0.0 are one place
    points, row = np.unique(places.view(np.complex128).ravel(), return_inverse=True)
    joined = (ring_of[1:] == ring_of[:-1]) & (row[1:] != row[:-1])
    start, end, ring = row[:-1][joined], row[1:][joined], ring_of[:-1][joined]
    pair = np.minimum(start, end) * len(points) + np.maximum(start, end)
    _, key = np.unique(pair, return_inverse=True)
    return Edges(
        points=points.view(np.float64).reshape(-1, 2),
        start=start,
        end=end,
        ring=ring,
        part=part_of[ring],
        shape=shape_of[part_of[ring]],
        key=key,
    )


def shared_edges(
    key: NDArray[np.int64], owner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the rows of every two edges that lie on each other with two owners.

    Parameters
    ----------
    key, owner : [m]
        The edge and who owns it. In a coverage an edge has at most two owners.

    Returns
    -------
    first, second : [k], [k]
        Rows, so that ``owner[first] < owner[second]``.
    """
    order = np.lexsort((owner, key))
    left, right = order[:-1], order[1:]
    same = (key[left] == key[right]) & (owner[left] != owner[right])
    return left[same], right[same]
