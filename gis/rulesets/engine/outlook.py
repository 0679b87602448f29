"""What would come next: the earliest better day, and whether one case decides."""

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.levels import (
    Levels,
    find_levels,
    find_levels_with_fewer,
)
from gis.rulesets.engine.view import Risk
from gis.rulesets.schema.trends import MeanOf, SumOf
from gis.rulesets.schema.walk import reached


def find_next_better(ground: Ground, levels: Levels) -> tuple[NDArray[np.int16], Risk]:
    """Find after how many days each unit would be better.

    The look ahead takes it that from tomorrow on every flow is reported and 0, and
    that stocks and findings stay as they are. Beyond the longest window nothing
    could change any more.

    Returns
    -------
    ndarray, units by days
        Days until the first better level; 0 where there is none, at the best level,
        and where the level cannot be told.
    ndarray, units by days
        That level; 0 where there is none.
    """
    told = levels.told
    wait = np.zeros(told.shape, np.int16)
    then = np.zeros(told.shape, np.int8)
    waiting = told > 1
    for ahead in range(1, horizon(ground) + 1):
        if not waiting.any():
            break
        later = find_levels(ground, ahead).told
        better = waiting & (later > 0) & (later < told)
        wait[better] = ahead
        then[better] = later[better]
        waiting &= ~better
    return wait, then


def find_fragile(ground: Ground, levels: Levels) -> NDArray[np.bool_]:
    """Say where one case fewer, all else equal, would give a better level."""
    told = levels.told
    fragile = np.zeros(told.shape, np.bool_)
    for name, given in ground.ruleset.inputs.items():
        if not given.counts_cases or ground.indicators.reports(name) is None:
            continue
        fewer = find_levels_with_fewer(ground, levels, name)
        low, high = fewer.low[:-1], fewer.high[:-1]
        fragile |= (low == high) & (high < told)
    return fragile


def horizon(ground: Ground) -> int:
    """Give the number of days after which nothing that happened today counts."""
    longest = 0
    for section in ground.ruleset.judge:
        for node in reached(ground.ruleset, section):
            days = 0
            if isinstance(node, SumOf | MeanOf):
                days = ground.parameters.whole(node.days)
            elif isinstance(node, str):
                given = ground.ruleset.inputs.get(node)
                days = int(given is not None and given.kind == "flow")
            longest = max(longest, days)
    return longest
