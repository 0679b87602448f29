"""One minimum cut of a cordon, and sums of its costs that must fit."""

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.cuts import MOST, CutError, MinimumCut

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def minimum_cut(nodes: int, tail: Ints, head: Ints, capacity: Ints) -> MinimumCut:
    """Cut the last node from the last but one, the source.

    Raises
    ------
    Refused
        ``perimeter-cost-overflow`` where the sum of all capacities is too large;
        ``perimeter-forced-apart`` where only endless arcs join source and sink.
    """
    try:
        cut = MinimumCut(nodes, (nodes - 2, nodes - 1), tail, head, capacity)
    except CutError as error:
        raise _overflow(error.total) from error
    if not cut.parted:
        raise Refused("perimeter-forced-apart")
    return cut


def require_size(total: int) -> None:
    """Refuse costs whose sum would not fit, before anything is solved.

    Raises
    ------
    Refused
        ``perimeter-cost-overflow``.
    """
    if not 0 <= total < MOST:
        raise _overflow(total)


def _overflow(total: int) -> Refused:
    return Refused("perimeter-cost-overflow", total=total, most=MOST)
