"""Figures of districts and provinces, added up from the units below them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gis.indicators import Indicators
from gis.rulesets.engine.places import Places
from gis.rulesets.engine.windows import carried
from gis.rulesets.schema.ruleset import Input, RuleSet

Values = NDArray[np.float64]
_BELOW = {"district": ("commune",), "province": ("commune", "district")}


def add_up(ruleset: RuleSet, places: Places, indicators: Indicators) -> Indicators:
    """Give units the sum of their children's reports where the rule set says so.

    Parameters
    ----------
    ruleset
        Its inputs say at which admin levels they are summed (`Input.summed_at`).
    places
        The units; those of one level are added up before the level above.
    indicators
        What was reported.

    Returns
    -------
    Indicators
        With a row for each unit of `places`. A report of the unit's own goes before
        a sum. Where one child has no report on a day there is no sum: nobody's
        silence is taken for 0. A stock is the sum of what the children last
        reported.
    """
    summed = {
        name: given
        for name, given in ruleset.inputs.items()
        if given.summed_at and indicators.reports(name) is not None
    }
    levels = [level for level in _BELOW if level in set(places.admin)]
    if not summed or not levels:
        return indicators
    units = tuple(dict.fromkeys((*indicators.units, *places.codes)))
    wide = indicators.reindex(units, indicators.first, indicators.last)
    rows = {unit: row for row, unit in enumerate(units)}
    at = np.array([rows[code] for code in places.codes], dtype=np.intp)
    values = dict(wide.values)
    for name, given in summed.items():
        told = values[name].copy()
        for level in levels:
            if level in given.summed_at:
                _sum_level(places, told, at, level, given)
        values[name] = told
    return Indicators(units, wide.first, values)


def _sum_level(
    places: Places, told: Values, at: NDArray[np.intp], level: str, given: Input
) -> None:
    """Fill the rows of one level in `told` from those right below them."""
    for place in np.flatnonzero(places.admin == level):
        below = list(_children(places, int(place), level))
        if not below:
            continue
        own = told[at[place]]
        if given.carries:
            total = carried(told[at[below]], given.carry_days).sum(axis=0)
            free = np.isnan(carried(own[None, :], given.carry_days)[0])
        else:
            total = told[at[below]].sum(axis=0)
            free = np.isnan(own)
        own[free] = total[free]


def _children(places: Places, place: int, level: str) -> Iterable[int]:
    for of in _BELOW[level]:
        relation = places.children.get(of)
        if relation is not None:
            yield from (int(child) for child in relation.of(place))
