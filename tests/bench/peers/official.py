"""Plain NumPy and pandas ways to judge communes by the table of October 2021.

Both are what a good user writes who knows the one decision by heart: weekly cases per
100,000 as the mean of 14 days, the bands, the table by first doses, one level more
where the elderly target is missed, two days until a change is in effect, and no
lowering where care is not assured. A window with a silent day has no level, 0.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Values = NDArray[np.float64]
Levels = NDArray[np.int8]
DAYS = 14
DELAY = 2
TABLE = np.array([[1, 2, 3, 4], [1, 1, 2, 3]], dtype=np.int8)
EDGES = np.array([20.0, 50.0, 150.0])


def with_numpy(reports: Mapping[str, Values]) -> Levels:
    """Judge with cumulated sums, ``digitize`` and a table.

    Parameters
    ----------
    reports : by indicator, units by days, NaN for no report
    """
    cases = reports["cases_community"]
    silent = np.isnan(cases)
    total = _window(np.where(silent, 0.0, cases))
    complete = _window(silent.astype(np.int32)) == 0
    stocks = {name: _filled(reports[name]) for name in STOCKS}
    rate = total * (700_000 / DAYS) / stocks["pop"]
    return _levels(rate, total, complete, stocks)


def with_pandas(rows: pd.DataFrame) -> Levels:
    """Judge rows of (unit, day) with ``groupby.rolling`` and ``groupby.ffill``.

    Parameters
    ----------
    rows : sorted by unit and day, every day of every unit, NaN for no report
    """
    by_unit = rows.groupby("unit")
    rolling = by_unit["cases_community"].rolling(DAYS, min_periods=1)
    total = rolling.sum().reset_index(level=0, drop=True)
    seen = rolling.count().reset_index(level=0, drop=True)
    filled = by_unit[list(STOCKS)].ffill()
    rate = total * (700_000 / DAYS) / filled["pop"]
    band = pd.cut(rate, [-np.inf, *EDGES, np.inf], right=False, labels=False)
    cover = (filled["dose1_18"] / filled["pop18"] >= 0.7).astype(int)
    table = pd.Series(TABLE.ravel())
    level = table.reindex(cover * TABLE.shape[1] + band).set_axis(rows.index)
    missed = (filled["full_elder"] / filled["pop_elder"] < 0.8) & (total >= 1)
    level = (level + missed).clip(upper=4).where(seen == DAYS, 0).astype(np.int8)
    shape = (rows["unit"].nunique(), -1)
    locked = (filled["care_ok"] < 1).to_numpy().reshape(shape)
    return _in_force(level.to_numpy().reshape(shape), locked)


STOCKS = ("pop", "pop18", "dose1_18", "pop_elder", "full_elder", "care_ok")


def _levels(
    rate: Values,
    total: Values,
    complete: NDArray[np.bool_],
    stocks: Mapping[str, Values],
) -> Levels:
    band = np.digitize(rate, EDGES)
    cover = (stocks["dose1_18"] / stocks["pop18"] >= 0.7).astype(np.intp)
    level = TABLE[cover, band]
    missed = (stocks["full_elder"] / stocks["pop_elder"] < 0.8) & (total >= 1)
    level = np.minimum(level + missed, 4).astype(np.int8)
    level[~complete] = 0
    return _in_force(level, stocks["care_ok"] < 1)


def _in_force(level: Levels, locked: NDArray[np.bool_]) -> Levels:
    """Hold a level that may not be lowered, and put each in effect later."""
    held = level.copy()
    for day in range(1, level.shape[1]):
        before = held[:, day - 1]
        lower = locked[:, day] & (level[:, day] < before) & (level[:, day] > 0)
        held[lower, day] = before[lower]
    force = np.zeros_like(held)
    force[:, DELAY:] = held[:, :-DELAY]
    return force


def _window(values: NDArray[np.generic]) -> Values:
    total = np.cumsum(values, axis=1)
    found = total.astype(np.float64)
    found[:, DAYS:] -= total[:, :-DAYS]
    return found


def _filled(values: Values) -> Values:
    days = np.arange(values.shape[1])
    latest = np.maximum.accumulate(np.where(np.isnan(values), 0, days), axis=1)
    return np.take_along_axis(values, latest, axis=1)
