"""Every perimeter that is best for some worth of a resident, with its proof.

The objective is linear in alpha, so the best cost is a concave, piecewise linear
curve. Two perimeters that are best at two values of alpha cross at one value: either
nothing is better there, and the crossing is a stop, or what is better splits the range
in two (Eisner and Severance 1976). Alpha stays a fraction of whole numbers, so every
stop is exact. A larger alpha never encloses a unit more: the stops are nested.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from boundaries.refusal import Refused
from gis.cuts import exact_sum
from gis.perimeters.coefficients import CENTI
from gis.perimeters.cordon import Problem, solve_cordon
from gis.perimeters.cut import Bools, Ints, require_size

MOST_CUTS = 20_000


@dataclass(frozen=True, slots=True)
class Stop:
    """A perimeter that is best over a range of alpha.

    Parameters
    ----------
    alpha
        From which value on, person-shifts per resident and day; exact.
    chosen : n bool
        The smallest best choice there.
    people, cost
        Residents inside, and what the rest of the objective costs, in hundredths of a
        person-shift a day.
    """

    alpha: Fraction
    chosen: Bools
    people: int
    cost: int

    def value(self, alpha: Fraction) -> Fraction:
        """Give the whole objective at a value of alpha, in hundredths."""
        return self.cost + alpha * self.people


@dataclass(frozen=True, slots=True)
class Frontier:
    """The stops by rising alpha, and how many cuts found them.

    Parameters
    ----------
    stops
        From alpha 0 on; each encloses fewer people than the one before.
    cuts
        Solved.
    """

    stops: tuple[Stop, ...]
    cuts: int


def find_frontier(
    problem: Problem, people: Ints, must_in: Bools, must_out: Bools
) -> Frontier:
    """Find every stop.

    Parameters
    ----------
    problem
        With alpha 0: borders, and what else enclosing a unit costs.
    people : n int64
        Residents, 0 or more.
    must_in, must_out : n bool
        As for ``solve_cordon``.

    Raises
    ------
    Refused
        What ``solve_cordon`` refuses; ``perimeter-frontier-long``.
    """
    most = exact_sum(np.abs(problem.inside)) + exact_sum(problem.border)
    search = _Search(problem, people)
    first = search.solve(Fraction(0), must_in, must_out)
    last = search.solve(Fraction(most + 1), must_in, ~first.chosen)
    found = [replace(first, alpha=Fraction(0))]
    waiting = [(first, last)]
    while waiting:
        loose, tight = waiting.pop()
        if loose.people == tight.people:
            continue
        meet = Fraction(tight.cost - loose.cost, loose.people - tight.people)
        seen = search.solve(meet, tight.chosen, ~loose.chosen)
        if seen.value(meet) == loose.value(meet):
            found.append(replace(seen, alpha=meet / CENTI))
        else:
            waiting += [(loose, seen), (seen, tight)]
    found.sort(key=lambda stop: stop.alpha)
    return Frontier(tuple(found), search.cuts)


class _Search:
    """Cuts at exact fractions of a hundredth of a person-shift per resident."""

    def __init__(self, problem: Problem, people: Ints) -> None:
        self.problem = problem
        self.people = people
        self.cuts = 0

    def solve(self, alpha: Fraction, must_in: Bools, must_out: Bools) -> Stop:
        """Find the smallest best choice at one value of alpha.

        Between two stops the choice lies between theirs (they are nested), so that
        what both agree on is forced, and the network stays small.
        """
        self.cuts += 1
        if self.cuts > MOST_CUTS:
            raise Refused("perimeter-frontier-long", most=MOST_CUTS)
        over, under = alpha.numerator, alpha.denominator
        self._require_size(over, under)
        scaled = replace(
            self.problem,
            inside=under * self.problem.inside + over * self.people,
            border=under * self.problem.border,
        )
        chosen = solve_cordon(scaled, must_in, must_out).chosen
        people = int(self.people[chosen].sum())
        return Stop(alpha, chosen, people, self.problem.energy(chosen))

    def _require_size(self, over: int, under: int) -> None:
        """Refuse what would not fit, before whole numbers are multiplied."""
        costs = exact_sum(np.abs(self.problem.inside))
        costs += 2 * exact_sum(self.problem.border)
        require_size(under * costs + over * exact_sum(self.people))
