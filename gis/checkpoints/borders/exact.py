"""The least separation of a small network, by integer programming (HiGHS).

Each free node belongs to one terminal; an edge is paid by half for each terminal that
holds just one of its ends (Calinescu, Karloff and Rabani, J. Comput. Syst. Sci. 60,
2000). Its relaxation is whole on nearly every road network, and then nothing is left to
search.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from gis.checkpoints.borders.network import Network

MOST_UNKNOWNS = 60_000
"""A network with more unknowns (terminals x (free nodes + edges)) is not searched."""
_NODES = 2000  # of the search tree: a count, so that every run gives the same answer
_ONE = 0.5  # costs are whole: a gap below one half is none


def unknowns(network: Network) -> int:
    """Count the unknowns that a search of this network would have."""
    free = network.nodes - network.terminals
    return network.terminals * (free + len(network.cost))


def least_labels(network: Network) -> tuple[NDArray[np.int64], float] | None:
    """Label the nodes of a small network at least cost.

    Parameters
    ----------
    network
        Without loops.

    Returns
    -------
    labels : int64[nodes]
        The terminal of each node.
    bound : float
        What no separation costs less than, to the solver's own precision.
    None
        The search was given up before it had an answer.
    """
    k, n = network.terminals, network.nodes
    free = n - k
    a, b = network.start, network.end
    inner = (a >= k) & (b >= k)
    outer = ((a >= k) | (b >= k)) & ~inner
    place = np.where(a[outer] >= k, a[outer], b[outer]) - k
    hub = np.where(a[outer] < k, a[outer], b[outer])
    ends_a, ends_b = a[inner] - k, b[inner] - k
    paid = inner.sum()
    price = np.zeros((free, k))
    np.subtract.at(price, (place, hub), network.cost[outer].astype(float))
    halves = np.repeat(network.cost[inner] / 2, k)
    one = _whole(free, k, paid)
    parted = _parted(ends_a, ends_b, free, k)
    whole = np.r_[np.ones(free * k), np.zeros(paid * k)]
    found = milp(
        np.r_[price.ravel(), halves],
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(one, 1, 1),
            LinearConstraint(parted, -np.inf, 0),
        ],
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    share = found.x[: free * k].reshape(free, k)
    base = float(network.cost[~inner].sum())
    labels = np.r_[np.arange(k), share.argmax(axis=1)].astype(np.int64)
    return labels, base + float(found.mip_dual_bound)


def proven(cost: int, bound: float) -> bool:
    """Tell whether a whole cost is least, given a bound that is not quite whole."""
    return cost - bound < _ONE


def _whole(free: int, k: int, paid: int) -> coo_array:
    """Give every free node one terminal."""
    rows = np.repeat(np.arange(free), k)
    columns = np.arange(free * k)
    return coo_array(
        (np.ones(free * k), (rows, columns)), shape=(free, (free + paid) * k)
    )


def _parted(a: NDArray[np.int64], b: NDArray[np.int64], free: int, k: int) -> coo_array:
    """Have an edge paid where its ends differ: x_a - x_b <= z and x_b - x_a <= z."""
    paid = len(a)
    rows = np.arange(paid * k)
    ones = np.ones(paid * k)
    left = (a[:, None] * k + np.arange(k)).ravel()
    right = (b[:, None] * k + np.arange(k)).ravel()
    extra = free * k + rows
    shape = (paid * k, (free + paid) * k)
    thrice = np.r_[rows, rows, rows]
    values = np.r_[ones, -ones, -ones]
    both = [
        coo_array((values, (thrice, np.r_[one, other, extra])), shape=shape)
        for one, other in ((left, right), (right, left))
    ]
    return vstack(both)
