"""Counts of old units, shared out among new ones: nothing is lost, nothing is made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets import RuleSet

Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CarriedCounts:
    """Counts on the new units, and where the rest of what was reported is.

    For each indicator and day, what the old units reported is what `counts` holds,
    plus `withheld`, plus `beside`.

    Parameters
    ----------
    counts
        On the new units. NaN where an old unit that gives people did not report: the
        sum of the others would be too low.
    withheld : mapping of arrays, one figure a day
        Reported, but for new units whose figure is NaN.
    beside : mapping of arrays, one figure a day
        Reported, but for new units that were not asked for.
    """

    counts: Indicators
    withheld: Mapping[str, Figures]
    beside: Mapping[str, Figures]


def additive(ruleset: RuleSet, names: Collection[str]) -> tuple[list[str], list[str]]:
    """Tell counts, which add up, from rates and findings, which do not.

    Returns
    -------
    list, list
        Of `names` that the rule set reads: counts (flows and stocks); the others.
    """
    read = [name for name in names if name in ruleset.inputs]
    adds = [name for name in read if ruleset.inputs[name].scale == "count"]
    return adds, [name for name in read if name not in adds]


def carry_counts(
    indicators: Indicators,
    crosswalk: pd.DataFrame,
    units: Sequence[str],
    names: Collection[str],
    *,
    whole: bool = False,
) -> CarriedCounts:
    """Carry counts from old units to new ones by the weights of a crosswalk.

    Parameters
    ----------
    indicators
        On the old units. Units that it does not hold did not report.
    crosswalk
        With a weight on every row; see ``boundaries.crosswalk.weighted``.
    units
        Codes of the new units wanted.
    names
        Counts to carry, flows or stocks; never rates: they do not add up.
    whole
        Give whole numbers: each old unit's figure of a day is shared out by largest
        remainder. Otherwise parts of one case stay parts.

    Returns
    -------
    CarriedCounts

    Raises
    ------
    Refused
        ``crosswalk-untold`` where an old unit that reported has no target;
        ``carry-parts`` where whole numbers are asked of figures that are not.
    """
    codes = sorted(set(crosswalk["old"]))
    _require_targets(indicators, codes, names)
    old = {code: row for row, code in enumerate(codes)}
    new = {code: row for row, code in enumerate(units)}
    ordered = crosswalk.sort_values(["old", "new"], kind="stable")
    source = ordered["old"].map(old).to_numpy(np.intp)
    target = ordered["new"].map(new).fillna(-1).to_numpy(np.intp)
    weight = ordered["weight"].to_numpy(np.float64)
    days = indicators.days
    asked = indicators.reindex(codes, indicators.first, indicators.last)
    inside = target >= 0
    fed = np.zeros(len(units), np.bool_)
    fed[target[inside]] = True
    counts, withheld, beside = {}, {}, {}
    for name in names:
        values = asked.reports(name)
        if values is None:
            continue
        parts = _share(values, source, weight, whole=whole)
        unknown = np.isnan(values)[source] & (weight > 0)[:, None]
        parts = np.where(np.isnan(parts), 0.0, parts)
        moved = np.zeros((len(units), days))
        np.add.at(moved, target[inside], parts[inside])
        lacking = np.zeros((len(units), days), np.bool_)
        np.logical_or.at(lacking, target[inside], unknown[inside])
        withheld[name] = np.where(lacking, moved, 0.0).sum(axis=0)
        beside[name] = parts[~inside].sum(axis=0)
        moved[lacking] = np.nan
        moved[~fed] = np.nan
        counts[name] = moved
    carried = Indicators(tuple(units), indicators.first, counts)
    return CarriedCounts(carried, withheld, beside)


def share_whole(count: int, weights: Figures) -> NDArray[np.int64]:
    """Share a whole number out by largest remainder; the first of equals gains.

    Parameters
    ----------
    count
        0 or more.
    weights : n, they add up to 1

    Returns
    -------
    ndarray, n, whole, adding up to `count`

    References
    ----------
    The method of Hamilton (Hare, Niemeyer).
    """
    exact = count * weights / weights.sum()
    parts: NDArray[np.int64] = np.floor(exact + 1e-9).astype(np.int64)
    left = int(count - parts.sum())
    gains = np.argsort(parts - exact, kind="stable")
    gains = gains[weights[gains] > 0]
    parts[gains[:left]] += 1
    return parts


def _share(
    values: Figures, source: NDArray[np.intp], weight: Figures, *, whole: bool
) -> Figures:
    """Give what each row of the crosswalk takes; the parts of a unit add up to it."""
    if not whole:
        parts: Figures = values[source] * weight[:, None]
        return parts
    told = values[~np.isnan(values)]
    if (told != np.floor(told)).any() or (told < 0).any():
        raise Refused("carry-parts", seen=float(told[told != np.floor(told)][0]))
    parts = np.where(np.isnan(values[source]), np.nan, 0.0)
    for unit in np.unique(source):
        rows = np.flatnonzero(source == unit)
        for day in np.flatnonzero(values[unit] > 0):
            parts[rows, day] = share_whole(int(values[unit, day]), weight[rows])
    return parts


def _require_targets(
    indicators: Indicators, codes: list[str], names: Collection[str]
) -> None:
    lost = ~np.isin(np.array(indicators.units, dtype=object), codes)
    told = np.zeros(len(indicators.units), np.bool_)
    for name in names:
        values = indicators.reports(name)
        if values is not None:
            told |= (~np.isnan(values)).any(axis=1)
    untold = sorted(np.array(indicators.units, dtype=object)[lost & told])
    if untold:
        raise Refused("crosswalk-untold", count=len(untold), units=untold)
