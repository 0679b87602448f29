"""Levels of all units on all days, section by section and pass by pass."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.intervals import TRUE, UNKNOWN
from gis.rulesets.engine.view import Bounds, Risk, View
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.walk import needs_neighbours

# Units judged at a time: their numbers stay in the processor's cache.
BLOCK = 128


@dataclass(frozen=True, slots=True)
class Levels:
    """What came out.

    Parameters
    ----------
    final : levels after the last pass
        `low` and `high` are equal where the level can be told. A unit that no
        section judges may have any level.
    before : levels of the pass before the last
        What neighbours counted with.
    """

    final: Bounds
    before: Bounds

    def cut(self, start: int, stop: int) -> "Levels":
        """Give the levels of some of the judged days, `stop` not included."""
        return Levels(self.final.cut(start, stop), self.before.cut(start, stop))

    @property
    def told(self) -> Risk:
        """Give the level of each unit and day; 0 where it cannot be told."""
        low, high = self.final.low[:-1], self.final.high[:-1]
        told = low.copy()
        told[low != high] = 0
        return told


def find_levels(ground: Ground, ahead: int = 0) -> Levels:
    """Judge every unit on every day.

    Parameters
    ----------
    ground
        What the judgement stands on.
    ahead
        How many days later, see `View`.
    """
    final = _nothing_known(ground)
    before = Bounds(final.low.copy(), final.high.copy())
    for section in ground.ruleset.judge:
        places = section_places(ground, section)
        previous: Bounds | None = None
        for _ in range(passes_of(ground, section) + 1):
            if previous is not None:
                before.low[places] = final.low[places]
                before.high[places] = final.high[places]
            for block in _blocks(places):
                view = View(ground, block, final, previous, ahead)
                low, high = decide(view, section)
                final.low[block], final.high[block] = low, high
            previous = before
    return Levels(final, before)


def find_levels_with_fewer(ground: Ground, levels: Levels, name: str) -> Bounds:
    """Judge again with one less of an input, everybody else as they are."""
    final = _nothing_known(ground)
    for section in ground.ruleset.judge:
        before = levels.before if passes_of(ground, section) else None
        for block in _blocks(section_places(ground, section)):
            view = View(ground, block, levels.final, before, fewer=name)
            low, high = decide(view, section)
            final.low[block], final.high[block] = low, high
    return final


def decide(view: View, section: Section) -> tuple[Risk, Risk]:
    """Give the lowest and the highest level that some units can have.

    The highest is the worst level whose predicate is not false; the lowest is the
    worst level whose predicate is true.
    """
    shape = (len(view.places), view.ground.days)
    low, high = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
    for step in section.steps:
        level = np.int8(step.level)
        if step.when is None:
            np.maximum(low, level, out=low)
            np.maximum(high, level, out=high)
            continue
        truth = view.truth(step.when)
        np.maximum(low, (truth == TRUE) * level, out=low)
        np.maximum(high, (truth >= UNKNOWN) * level, out=high)
    return low, high


def section_places(ground: Ground, section: Section) -> NDArray[np.intp]:
    """Give the rows of the units that a section judges."""
    if section.at == "all":
        return np.arange(len(ground.places.codes))
    return np.flatnonzero(np.isin(ground.places.admin, section.at))


def passes_of(ground: Ground, section: Section) -> int:
    """Give how many times levels travel to neighbours in a section."""
    if not needs_neighbours(ground.ruleset, section):
        return 0
    return ground.parameters.whole(section.passes)


def _blocks(places: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for start in range(0, len(places), BLOCK):
        yield places[start : start + BLOCK]


def _nothing_known(ground: Ground) -> Bounds:
    shape = (len(ground.places.codes) + 1, ground.days)
    worst = max(level.level for level in ground.ruleset.levels)
    return Bounds(np.ones(shape, np.int8), np.full(shape, worst, np.int8))
