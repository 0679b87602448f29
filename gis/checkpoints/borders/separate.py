"""Part all terminals of a network from one another at least cost.

With two terminals that is one minimum cut. With three or more it is NP-hard
(Dahlhaus and others, The complexity of multiterminal cuts, SIAM J. Comput. 23, 1994);
from there come the first answer (all isolating cuts but the dearest: at most 2 - 2/k
times the least cost), the lower bound (half the sum of the isolating cuts) and the rule
that what an isolating cut holds may stay with its terminal. What is left then is small
on road networks and is solved exactly; where it is not, moves to one terminal at a time
(Boykov, Veksler and Zabih, IEEE PAMI 23, 2001) improve the answer, and the gap is told.
"""

from dataclasses import dataclass, replace
from math import floor

import numpy as np
from numpy.typing import NDArray

from gis.checkpoints.borders.cut import between, isolate
from gis.checkpoints.borders.exact import (
    MOST_UNKNOWNS,
    least_labels,
    proven,
    unknowns,
)
from gis.checkpoints.borders.moves import cost_of, improve
from gis.checkpoints.borders.network import Component, Network, components, touching

Whole = NDArray[np.int64]
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One component of the answer.

    Parameters
    ----------
    terminals
        Which terminals of the whole it lies between.
    nodes
        How many of its places are free.
    cost, bound
        What its posts cost, and what no separation can cost less than.
    half_sum
        Half the sum of its isolating cuts, rounded up: the bound without the search.
    exact
        The cost is proven least.
    """

    terminals: tuple[int, ...]
    nodes: int
    cost: int
    bound: int
    half_sum: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Separation:
    """The terminal that each node stays with; edges between two of them are cut.

    Parameters
    ----------
    label : int64[nodes]
        A terminal; -1 for what no terminal reaches.
    cut : bool[m]
        The edges that are cut.
    part : int64[m]
        Row in `parts` of each edge; -1 for one that lies in none.
    isolating : int64[terminals]
        The least cost of parting each terminal from all others.
    parts
        The components with two terminals or more, in the order of the network.
    cost, bound, half_sum
        Of all, with the edges that run from terminal to terminal.
    """

    label: Whole
    cut: NDArray[np.bool_]
    part: Whole
    isolating: Whole
    parts: tuple[Part, ...]
    cost: int
    bound: int
    half_sum: int

    @property
    def exact(self) -> bool:
        """Whether the cost is proven least."""
        return self.cost == self.bound


def separate(network: Network, *, most: int = MOST_UNKNOWNS) -> Separation:
    """Part all terminals at least cost; among equals with the fewest edges cut.

    Parameters
    ----------
    network
        Its costs add up to less than 2^62 / (m + 1).
    most
        A rest with more unknowns than this is not searched, only improved.

    Returns
    -------
    Separation
        Exact in every component that touches at most two terminals.
    """
    k = network.terminals
    label = np.full(network.nodes, -1, dtype=np.int64)
    label[:k] = np.arange(k)
    isolating = np.zeros(k, dtype=np.int64)
    place = np.full(len(network.cost), -1, dtype=np.int64)
    parts: list[Part] = []
    for component in components(network):
        own = component.members[: component.network.terminals]
        found, isolated, part = _solve(component, most)
        label[component.members] = own[found] if len(own) else -1
        isolating[own] += isolated
        if len(own) >= _PAIR:
            place[component.edges] = len(parts)
            parts.append(part)
    direct = touching(network)
    fixed = int(network.cost[direct].sum())
    for ends in (network.start, network.end):
        np.add.at(isolating, ends[direct], network.cost[direct])
    return Separation(
        label=label,
        cut=label[network.start] != label[network.end],
        part=place,
        isolating=isolating,
        parts=tuple(parts),
        cost=fixed + sum(part.cost for part in parts),
        bound=fixed + sum(part.bound for part in parts),
        half_sum=(int(isolating.sum()) + 1) // 2,
    )


def _solve(component: Component, most: int) -> tuple[Whole, Whole, Part]:
    """Solve one component; labels and isolating costs count its own terminals."""
    network = component.network
    k = network.terminals
    terminals = tuple(int(t) for t in component.members[:k])
    free = network.nodes - k
    if k < _PAIR:
        none = np.zeros(k, dtype=np.int64)
        part = Part(terminals, free, 0, 0, 0, exact=True)
        return np.zeros(network.nodes, dtype=np.int64), none, part
    scale = int(component.points.sum()) + 1
    ranked = replace(network, cost=network.cost * scale + component.points)
    label, values = isolate(ranked)
    label, bound = _settle(ranked, label, most)
    cost = int(network.cost[label[network.start] != label[network.end]].sum())
    isolating = values // scale
    half = (int(isolating.sum()) + 1) // 2
    least = min(max(half, bound // scale), cost)
    part = Part(terminals, free, cost, least, half, exact=least == cost)
    return label, isolating, part


def _settle(ranked: Network, label: Whole, most: int) -> tuple[Whole, int]:
    """Label what the isolating cuts left free; give the labels and a bound of all."""
    k = ranked.terminals
    open_ = label == -1
    name = label.copy()
    name[open_] = k + np.arange(open_.sum())
    rest = Network(
        k, k + int(open_.sum()), name[ranked.start], name[ranked.end], ranked.cost
    )
    kept = np.r_[np.arange(k), np.full(open_.sum(), -1)]
    bound = int(rest.cost[touching(rest)].sum())
    for component in components(rest):
        found, least = _finish(component.network, most)
        kept[component.members] = component.members[found]
        bound += least
    return kept[name], bound


def _finish(network: Network, most: int) -> tuple[Whole, int]:
    """Label a rest in which each terminal alone is its own least isolating cut."""
    k = network.terminals
    if k == _PAIR:
        cost, held = between(network)
        return np.where(held, 0, 1).astype(np.int64), cost
    around = np.zeros(k, dtype=np.int64)
    for ends in (network.start, network.end):
        np.add.at(around, ends[ends < k], network.cost[ends < k])
    half = (int(around.sum()) + 1) // 2
    label = np.r_[np.arange(k), np.full(network.nodes - k, around.argmax())]
    label = improve(network, label)
    cost = cost_of(network, label)
    if cost == half or unknowns(network) > most:
        return label, half
    found = least_labels(network)
    if found is None:
        return label, half
    other, bound = found
    if cost_of(network, other) < cost:
        label, cost = other, cost_of(network, other)
    return label, cost if proven(cost, bound) else max(half, floor(bound))
