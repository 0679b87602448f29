"""The arcs of a coverage: each stretch of border between two junctions, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.topology.edges import Edges, edges_of

Rows = NDArray[np.int64]
_THROUGH = 2  # edges at a place where one border only bends


@dataclass(frozen=True)
class Arcs:
    """A coverage as arcs, and the way back to its shapes.

    Parameters
    ----------
    points : [v, 2]
        Every place where a border bends.
    lines : k arrays
        Rows of `points` along each arc. It ends where it began if it is a whole ring
        or hangs on a single junction.
    ring_cuts : [r + 1]
        Where each ring begins in `ring_arcs`.
    ring_arcs, ring_turned : [m]
        The arcs of the rings in order, and whether they run backwards there.
    part_cuts, shape_cuts
        Where each polygon begins among the rings (its shell first), and each shape
        among the polygons.
    """

    points: NDArray[np.float64]
    lines: tuple[Rows, ...]
    ring_cuts: Rows
    ring_arcs: Rows
    ring_turned: NDArray[np.bool_]
    part_cuts: Rows
    shape_cuts: Rows

    def shapes(self, lines: Sequence[Rows]) -> NDArray[np.object_]:
        """Put the shapes together from other `lines` with the same ends.

        Returns
        -------
        n MultiPolygons
        """
        rings = [
            self._ring(lines, begin, end) for begin, end in pairwise(self.ring_cuts)
        ]
        cuts = np.r_[0, np.cumsum([len(ring) for ring in rings])]
        places = self.points[np.concatenate(rings)]
        offsets = (cuts, self.part_cuts, self.shape_cuts)
        kind = shapely.GeometryType.MULTIPOLYGON
        return np.asarray(shapely.from_ragged_array(kind, places, offsets))

    def _ring(self, lines: Sequence[Rows], begin: int, end: int) -> Rows:
        arcs = zip(self.ring_arcs[begin:end], self.ring_turned[begin:end])
        turned = [lines[arc][::-1] if back else lines[arc] for arc, back in arcs]
        return np.concatenate([*(line[:-1] for line in turned), turned[0][:1]])


def arcs_of(shapes: NDArray[np.object_]) -> Arcs:
    """Cut a coverage, or coverages nested in each other, into arcs.

    Parameters
    ----------
    shapes : [n] polygons
        Borders are equal point for point wherever they are common.
    """
    edges = edges_of(shapes)
    junction = _junctions(edges)
    seen: dict[int, int] = {}
    lines: list[Rows] = []
    ring_arcs, turned, ring_cuts = [], [], [0]
    bounds = np.flatnonzero(np.r_[True, edges.ring[1:] != edges.ring[:-1], True])
    for begin, end in pairwise(bounds.tolist()):
        for row, key in _pieces(edges, junction, begin, end):
            back = _runs_back(row)
            if key not in seen:
                seen[key] = len(lines)
                lines.append(row[::-1] if back else row)
            ring_arcs.append(seen[key])
            turned.append(back)
        ring_cuts.append(len(ring_arcs))
    first = bounds[:-1]
    parts = np.flatnonzero(np.r_[True, np.diff(edges.part[first]) > 0, True])
    owner = edges.shape[first][parts[:-1]]
    return Arcs(
        points=edges.points,
        lines=tuple(lines),
        ring_cuts=np.array(ring_cuts),
        ring_arcs=np.array(ring_arcs),
        ring_turned=np.array(turned),
        part_cuts=parts,
        shape_cuts=np.searchsorted(owner, np.arange(len(shapes) + 1)),
    )


def _junctions(edges: Edges) -> NDArray[np.bool_]:
    """Tell of each point whether other than two edges of equal owners meet there."""
    owners = _owners(edges)
    _, one = np.unique(edges.key, return_index=True)
    ends = np.r_[edges.start[one], edges.end[one]]
    meeting = np.bincount(ends, minlength=len(edges.points))
    low = np.full(len(edges.points), np.iinfo(np.int64).max)
    high = np.full(len(edges.points), -1)
    np.minimum.at(low, ends, np.r_[owners, owners])
    np.maximum.at(high, ends, np.r_[owners, owners])
    joined: NDArray[np.bool_] = (meeting != _THROUGH) | (low != high)
    return joined


def _owners(edges: Edges) -> Rows:
    """Give each set of owners a number, one per edge in the order of the keys."""
    order = np.lexsort((edges.shape, edges.key))
    key, shape = edges.key[order], edges.shape[order]
    first = np.searchsorted(key, np.arange(key[-1] + 1))
    rank = np.arange(len(key)) - first[key]
    number = np.zeros(len(first), dtype=np.int64)
    for turn in range(int(rank.max()) + 1):
        next_owner = np.full(len(first), -1)
        next_owner[key[rank == turn]] = shape[rank == turn]
        pair = np.stack([number, next_owner], axis=1)
        _, number = np.unique(pair, axis=0, return_inverse=True)
    return number


def _pieces(
    edges: Edges, junction: NDArray[np.bool_], begin: int, end: int
) -> list[tuple[Rows, int]]:
    """Cut one ring at its junctions; a ring without one starts at its first point."""
    row, key = edges.start[begin:end], edges.key[begin:end]
    cuts = np.flatnonzero(junction[row])
    turn = int(cuts[0]) if len(cuts) else int(np.argmin(row))
    row, key = np.roll(row, -turn), np.roll(key, -turn)
    row = np.r_[row, row[0]]
    cuts = np.r_[cuts - turn, len(key)] if len(cuts) else np.array([0, len(key)])
    return [(row[i : j + 1], int(key[i:j].min())) for i, j in pairwise(cuts.tolist())]


def _runs_back(row: Rows) -> bool:
    if row[0] != row[-1]:
        return bool(row[0] > row[-1])
    return bool(row[1] > row[-2])
