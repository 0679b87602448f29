"""The two pandas ways to colour communes by the cases of the last days.

Both give, for each commune and day, 2 where the window holds a case, 1 where all its
days are reported and none does, 0 else. They are what a good pandas user writes.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def by_group(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Colour rows of (unit, day, cases) with ``groupby.rolling``.

    Parameters
    ----------
    rows : sorted by unit and day, every day of every unit, NaN for no report
    days : length of the window
    """
    rolling = rows.groupby("unit")["cases"].rolling(days, min_periods=1)
    total = rolling.sum().to_numpy()
    seen = rolling.count().to_numpy()
    return rows.assign(level=_levels(total, seen, days))


def wide(table: pd.DataFrame, days: int) -> NDArray[np.int8]:
    """Colour a table of days by units with one ``rolling`` over all columns."""
    rolling = table.rolling(days, min_periods=1)
    return _levels(rolling.sum().to_numpy(), rolling.count().to_numpy(), days)


def wide_sum_only(table: pd.DataFrame, days: int) -> NDArray[np.bool_]:
    """Say only where a fully reported window holds a case: the least one could do."""
    red: NDArray[np.bool_] = table.rolling(days).sum().to_numpy() >= 1
    return red


def _levels(
    total: NDArray[np.float64], seen: NDArray[np.float64], days: int
) -> NDArray[np.int8]:
    red = total >= 1
    return np.where(red, 2, np.where(seen == days, 1, 0)).astype(np.int8)
