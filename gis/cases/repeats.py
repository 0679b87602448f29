"""Rows that say what another row has said: again, or otherwise."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

BREAKDOWN = ("setting", "test", "source_known", "household")


class Repeats(NamedTuple):
    """Which rows repeat an earlier one.

    Parameters
    ----------
    duplicate : (n,) bool
        The row says the same as the first row with its key.
    conflict : (n,) bool
        It says something else.
    first : (n,) int
        Position of the first row with the same key.
    """

    duplicate: NDArray[np.bool_]
    conflict: NDArray[np.bool_]
    first: NDArray[np.int64]


def find_repeats(rows: pd.DataFrame) -> Repeats:
    """Compare every row with the first one that has its key.

    Parameters
    ----------
    rows : accepted case rows, n
    """
    key, value = number_keys(rows), number_values(rows)
    _, firsts, group = np.unique(key, return_index=True, return_inverse=True)
    first = firsts[group]
    later = first != np.arange(len(rows))
    same = value == value[first]
    return Repeats(later & same, later & ~same, first)


def number_keys(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Give equal numbers to rows about the same case, or day, unit and breakdown.

    Parameters
    ----------
    rows : accepted case rows, n

    Returns
    -------
    ndarray, n
        Equal numbers, and only they, are about the same.
    """
    single = (rows["case_id"] != "").to_numpy()
    columns = [_number(rows[column]) for column in ("day", "unit", *BREAKDOWN)]
    return _combine(
        [_number(rows["case_id"]), *(np.where(single, -1, c) for c in columns)]
    )


def number_values(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Give equal numbers to rows that say the same: count, day, unit, breakdown."""
    columns = ("cases", "day", "unit", *BREAKDOWN)
    return _combine([_number(rows[column]) for column in columns])


def _number(column: pd.Series) -> NDArray[np.int64]:
    codes, _ = pd.factorize(column)  # a blank is -1, equal to other blanks
    return codes.astype(np.int64)


def _combine(columns: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    combined: NDArray[np.int64] | None = None
    for column in columns:
        if combined is None:
            combined = column
            continue
        wide = combined * (column.max(initial=0) + 2) + column + 1
        combined = pd.factorize(wide)[0].astype(np.int64)
    if combined is None:
        raise ValueError("no columns")
    return combined
