"""What would come next: the earliest better day, and whether one case decides."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.future import Future
from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.levels import Levels, decide, passes_of
from gis.rulesets.engine.pace import span_of
from gis.rulesets.engine.reach import reach_of
from gis.rulesets.engine.view import Risk, View
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.walk import (
    LEVEL_READERS,
    lock_predicates,
    reached,
    section_predicates,
)

# Units times days whose future is followed at a time.
_CELLS = 1_000_000
# A decision that ends later than this is not waited for.
_LONGEST = 400


def find_next_better(
    ground: Ground, levels: Levels, asked: range
) -> tuple[NDArray[np.int16], Risk]:
    """Find after how many days each unit would be better.

    The look ahead takes it that from tomorrow on every flow is reported and 0, and
    that stocks and findings stay as they are. Beyond the longest window, and all
    that timings hold back, nothing could change any more.

    Parameters
    ----------
    ground, levels
        All judged days: a timing is followed from the first of them.
    asked
        Columns that are wanted.

    Returns
    -------
    ndarray, units by days asked for
        Days until the first better level; 0 where there is none, at the best level,
        and where the level cannot be told.
    ndarray, units by days asked for
        That level; 0 where there is none.
    """
    told = levels.told[:, asked.start : asked.stop]
    wait = np.zeros(told.shape, np.int16)
    then = np.zeros(told.shape, np.int8)
    size = max(_CELLS // max(len(told), 1), 1)
    for start in range(asked.start, asked.stop, size):
        columns = range(start, min(start + size, asked.stop))
        here = slice(start - asked.start, columns.stop - asked.start)
        _wait(ground, levels, columns, (wait[:, here], then[:, here]))
    return wait, then


def _wait(
    ground: Ground,
    levels: Levels,
    columns: range,
    found: tuple[NDArray[np.int16], Risk],
) -> None:
    told = levels.told[:, columns.start : columns.stop]
    waiting = told > 1
    wait, then = found
    if not waiting.any():
        return
    last = horizon(ground, columns.start)
    alone = not reads_levels(ground)
    future = Future(ground, levels, columns, last)
    for ahead in range(1, last + 1):
        among = np.asarray(waiting.any(axis=1))
        if not among.any():
            break
        later = future.later(ahead, among if alone else None).told
        better = waiting & (later > 0) & (later < told)
        wait[better] = ahead
        then[better] = later[better]
        waiting &= ~better


def find_fragile(view: View, section: Section, given: Risk) -> NDArray[np.bool_]:
    """Say where one case fewer, all else equal, would give a better level.

    Parameters
    ----------
    view
        Units of a section, on days whose reports gave their levels.
    section
        The section.
    given : units by days of the view
        What the reports gave; 0 where they could not tell.
    """
    fragile = np.zeros(given.shape, np.bool_)
    ground = view.ground
    for name, counted in ground.ruleset.inputs.items():
        if not counted.counts_cases or ground.indicators.reports(name) is None:
            continue
        fewer = View(ground, view.places, view.levels, view.before, fewer=name)
        low, high = decide(fewer, section)
        fragile |= (low == high) & (high < given)
    return fragile


def reads_levels(ground: Ground) -> bool:
    """Say whether the level of a unit hangs on the level of another."""
    return any(
        isinstance(node, LEVEL_READERS)
        for section in ground.ruleset.judge
        for node in reached(ground.ruleset, section)
    )


def horizon(ground: Ground, column: int) -> int:
    """Give after how many days nothing counts that was known on a judged column."""
    longest = max(_reach(ground), default=0)
    held = sum(
        span_of(ground, section) * (passes_of(ground, section) + 1)
        for section in ground.ruleset.judge
    )
    day = ground.day(column)
    ends = max(((one.ends - day).days + 1 for one in ground.decided.items), default=0)
    return max(longest + held, min(ends, _LONGEST))


def _reach(ground: Ground) -> Iterator[int]:
    for section in ground.ruleset.judge:
        for read in (section_predicates, lock_predicates):
            for _, node in read(section, ()):
                yield reach_of(ground, node)
