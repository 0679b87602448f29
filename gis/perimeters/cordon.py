"""The least-cost cordon: which units to enclose, as one minimum cut.

Definition: minimise the sum of `Problem.inside` over the enclosed units and of
`Problem.border` over the borders between an enclosed unit and one outside, where some
units must be in, some must be out, and some only go together. Both sums are
submodular, so one minimum cut is exact (Picard and Ratliff 1975).
"""

from dataclasses import dataclass

import numpy as np

from boundaries.refusal import Refused
from gis.cuts import ENDLESS, MinimumCut, exact_sum
from gis.perimeters.cut import Bools, Ints, minimum_cut


@dataclass(frozen=True, slots=True)
class Problem:
    """A cordon that is asked for, over n units and m borders.

    Parameters
    ----------
    codes : n
        Of the units.
    inside : n int64
        What enclosing each unit costs, in hundredths of a person-shift per day; below
        0 where it is worth something.
    first, second : m int64
        The units on the two sides of each border.
    border : m int64
        What each border costs where it is closed, 0 or more.
    """

    codes: tuple[str, ...]
    inside: Ints
    first: Ints
    second: Ints
    border: Ints

    def energy(self, chosen: Bools) -> int:
        """Add up what a choice of units costs, by a sum of its own."""
        shut = chosen[self.first] != chosen[self.second]
        return exact_sum(self.inside[chosen]) + exact_sum(self.border[shut])

    @property
    def worth(self) -> int:
        """Give the sum of all negative costs: what a cut cannot see."""
        return exact_sum(self.inside[self.inside < 0])


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why no choice is cheaper: a flow as large as the cut.

    Parameters
    ----------
    flow
        Of the maximum flow; no cut can be below it.
    worth
        Sum of the negative costs of units.
    energy
        What the choice costs, added up from units and borders and not from the flow.
    unique
        Whether the smallest and the largest best choice are the same.
    obeyed
        Whether what is forced in is in, and what is forced out is out.
    """

    flow: int
    worth: int
    energy: int
    unique: bool
    obeyed: bool

    @property
    def cut(self) -> int:
        """Give the capacity of the cut, from the units and borders."""
        return self.energy - self.worth

    @property
    def holds(self) -> bool:
        """Say whether flow and cut are equal, and every force was obeyed."""
        return self.obeyed and self.flow == self.cut


@dataclass(frozen=True, slots=True)
class Cordon:
    """The enclosed units, and the proof that none cost less.

    Parameters
    ----------
    chosen, largest : n bool
        The smallest of the best choices, which is the answer, and the largest.
    certificate
        Of the choice.
    """

    chosen: Bools
    largest: Bools
    certificate: Certificate


def solve_cordon(
    problem: Problem,
    must_in: Bools,
    must_out: Bools,
    together: Ints | None = None,
    implies: Ints | None = None,
) -> Cordon:
    """Find the cheapest choice of units to enclose.

    Parameters
    ----------
    problem
        n units and their borders.
    must_in, must_out : n bool
        Units that are enclosed, and units that are not, whatever it costs.
    together : n int64, optional
        Units with the same number, 0 or more, go together; -1 goes alone.
    implies : [k, 2] int64, optional
        Where the first unit is enclosed, the second is too.

    Raises
    ------
    Refused
        ``perimeter-nothing-forced``; ``perimeter-forced-apart`` where a unit, or
        units that go together, are forced to both sides;
        ``perimeter-cost-negative``; ``perimeter-cost-overflow``.
    """
    if not must_in.any():
        raise Refused("perimeter-nothing-forced")
    if (problem.border < 0).any():
        raise Refused("perimeter-cost-negative", name="border")
    pairs = np.empty((0, 2), dtype=np.int64) if implies is None else implies
    must_in, must_out = _settle(must_in, must_out, pairs)
    node, nodes = _nodes(must_in, must_out, together)
    cut = _cut(problem, node, nodes, node[pairs])
    chosen, largest = cut.smallest()[node], cut.largest()[node]
    proof = Certificate(
        cut.flow,
        problem.worth,
        problem.energy(chosen),
        bool(np.array_equal(chosen, largest)),
        bool(chosen[must_in].all() and not chosen[must_out].any()),
    )
    return Cordon(chosen, largest, proof)


def _cut(problem: Problem, node: Ints, nodes: int, pairs: Ints) -> MinimumCut:
    """Build the network: source to what is worth something, borders both ways."""
    source, sink = nodes - 2, nodes - 1
    gain, loss = problem.inside < 0, problem.inside > 0
    first, second = node[problem.first], node[problem.second]
    apart = (first != second) & (problem.border > 0)
    first, second, border = first[apart], second[apart], problem.border[apart]
    tail = (first, second, np.full(int(gain.sum()), source), node[loss], pairs[:, 0])
    head = (second, first, node[gain], np.full(int(loss.sum()), sink), pairs[:, 1])
    bound = np.full(len(pairs), ENDLESS)
    size = (border, border, -problem.inside[gain], problem.inside[loss], bound)
    return minimum_cut(
        nodes, np.concatenate(tail), np.concatenate(head), np.concatenate(size)
    )


def _settle(must_in: Bools, must_out: Bools, pairs: Ints) -> tuple[Bools, Bools]:
    """Carry what is forced along what it implies, until nothing changes."""
    held, barred = must_in.copy(), must_out.copy()
    before = -1
    while before != (before := int(held.sum() + barred.sum())):
        held[pairs[held[pairs[:, 0]], 1]] = True
        barred[pairs[barred[pairs[:, 1]], 0]] = True
    return held, barred


def _nodes(must_in: Bools, must_out: Bools, together: Ints | None) -> tuple[Ints, int]:
    """Give each unit its node: free ones their own or their group's, others an end.

    Units that are forced are one with the source or the sink: no endless arc is
    needed, and nothing can overflow by one.
    """
    source, sink = must_in, must_out
    group = np.arange(len(must_in))
    if together is not None:
        tied = together >= 0
        _, member = np.unique(together[tied], return_inverse=True)
        group[tied] = len(must_in) + member
        source = _spread(group, must_in)
        sink = _spread(group, must_out)
    if (source & sink).any():
        raise Refused("perimeter-forced-apart")
    free = ~source & ~sink
    if together is None:
        number, many = np.cumsum(free) - 1, int(free.sum())
        node = np.where(source, many, np.where(sink, many + 1, number))
        return node, many + 2
    names, number = np.unique(group[free], return_inverse=True)
    node = np.where(source, len(names), len(names) + 1)
    node[free] = number
    return node, len(names) + 2


def _spread(group: Ints, held: Bools) -> Bools:
    """Carry what is forced to the whole group."""
    touched = np.zeros(int(group.max()) + 1, dtype=bool)
    touched[group[held]] = True
    return touched[group]
