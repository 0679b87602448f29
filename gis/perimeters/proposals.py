"""What the cut would add to save posts: proposed, and what each unit saves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.perimeters.areas import connected
from gis.perimeters.coefficients import CENTI
from gis.perimeters.cordon import Problem, solve_cordon
from gis.perimeters.cut import Bools, Ints
from gis.perimeters.figures import Ground, total

MOST_TIMES = 2.0
"""More than so many times the people of the forced-in units needs to be explained."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A unit without a reason of its own that saves posts.

    Parameters
    ----------
    unit
        Code.
    people
        Its residents; None where nobody counted them.
    saves
        Person-shifts a day that are lost where this one alone is left out.
    group
        Number, from 1, of the additions that hang together with it: some save only
        together.
    group_saves
        Person-shifts a day that are lost where the whole group is left out.
    """

    unit: str
    people: int | None
    saves: float
    group: int
    group_saves: float

    def document(self) -> dict[str, object]:
        """Give it for an answer."""
        return {
            "unit": self.unit,
            "people": self.people,
            "saves": self.saves,
            "group": self.group,
            "group_saves": self.group_saves,
        }


def list_additions(
    ground: Ground, problem: Problem, chosen: Bools, forced: Bools
) -> tuple[Addition, ...]:
    """List what was added to the forced units, with what it saves.

    The saving is the objective's: posts and patrol that fall away, less what the
    enclosed residents are worth.
    """
    added = chosen & ~forced
    found = []
    for number, group in enumerate(connected(ground.borders, added), start=1):
        together = _loss(problem, chosen, group)
        for unit in group.tolist():
            alone = np.array([unit])
            people = _people(ground, unit)
            saves = _loss(problem, chosen, alone)
            code = problem.codes[unit]
            found.append(Addition(code, people, saves, number, together))
    return tuple(found)


def explain_people(
    ground: Ground,
    chosen: Bools,
    forced: Bools,
    barred: Bools,
    weighed: Sequence[tuple[str, Problem]],
    together: Ints | None = None,
) -> tuple[float | None, tuple[str, ...]]:
    """Say how many times the forced units' people are enclosed, and what did it.

    Parameters
    ----------
    ground
        n units.
    chosen, forced, barred : n bool
        The answer, and what it was asked for.
    weighed
        By name of a coefficient, the same problem with that one 0.
    together
        As for ``solve_cordon``.

    Returns
    -------
    float or None, tuple of text
        The ratio, None where people cannot be told. Where it is above `MOST_TIMES`:
        the coefficients that bring it down to that when each alone is 0, else the
        one that brings it down most, else none: units that go together did it.
    """
    base = total(ground.people, forced)
    times = _times(ground, chosen, base)
    if times is None or times <= MOST_TIMES:
        return times, ()
    other = {
        name: _times(ground, solve_cordon(one, forced, barred, together).chosen, base)
        or 0.0
        for name, one in weighed
    }
    enough = tuple(name for name, seen in other.items() if seen <= MOST_TIMES)
    if enough:
        return times, enough
    least = min(other, key=lambda name: (other[name], name), default="")
    return times, (least,) if least and other[least] < times else ()


def _loss(problem: Problem, chosen: Bools, left: Ints) -> float:
    """Give what it costs more, person-shifts a day, to leave some units out."""
    fewer = chosen.copy()
    fewer[left] = False
    before = chosen[problem.first] != chosen[problem.second]
    after = fewer[problem.first] != fewer[problem.second]
    border = int(problem.border[after & ~before].sum())
    border -= int(problem.border[before & ~after].sum())
    return (border - int(problem.inside[left].sum())) / CENTI


def _people(ground: Ground, unit: int) -> int | None:
    people = float(ground.people[unit])
    return None if math.isnan(people) else round(people)


def _times(ground: Ground, chosen: Bools, base: int | None) -> float | None:
    people = total(ground.people, chosen)
    return None if people is None or not base else round(people / base, 3)
