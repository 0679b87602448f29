"""The cordon as SciPy would do it: maximum_flow, then both extreme source sides."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

FORCED = 2**28
"""Above every sum around one unit, and with all of them still in 32 bits."""


def cordon(
    inside: NDArray[Any],
    first: NDArray[Any],
    second: NDArray[Any],
    border: NDArray[Any],
    forced: NDArray[np.bool_],
    barred: NDArray[np.bool_],
) -> tuple[int, NDArray[np.bool_], NDArray[np.bool_]]:
    units = len(inside)
    source, sink = units, units + 1
    every = np.arange(units)
    out = np.where(forced, FORCED, 0) + np.maximum(-inside, 0)
    back = np.where(barred, FORCED, 0) + np.maximum(inside, 0)
    tail = np.r_[first, second, np.full(units, source), every]
    head = np.r_[second, first, every, np.full(units, sink)]
    size = np.r_[border, border, out, back].astype(np.int32)
    kept = size > 0
    shape = (units + 2, units + 2)
    graph = csr_array((size[kept], (tail[kept], head[kept])), shape=shape)
    found = maximum_flow(graph, source, sink, method="dinic")
    left = (graph - found.flow).tocsr()
    left.eliminate_zeros()
    reached = breadth_first_order(left, source, return_predecessors=False)
    held = np.zeros(units + 2, dtype=bool)
    held[reached] = True
    turned = left.T.tocsr()
    reached = breadth_first_order(turned, sink, return_predecessors=False)
    largest = np.ones(units + 2, dtype=bool)
    largest[reached] = False
    return int(found.flow_value), held[:units], largest[:units]
