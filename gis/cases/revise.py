"""What a new file changes in what is known: nothing is overwritten, rows are added."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault
from gis.cases.repeats import number_keys, number_values


@dataclass(frozen=True, slots=True)
class Revision:
    """What becomes of accepted rows beside those that are kept already.

    ``len(new) + len(revised) + len(conflict) + duplicate`` is the number of rows.

    Parameters
    ----------
    new, revised : case rows with `batch`
        To be added; `revised` rows take the place of an earlier one with their key.
    conflict : case rows with `fault`
        They contradict what is kept, and no reason was given.
    duplicate
        Rows that say nothing that was not said before.
    """

    new: pd.DataFrame
    revised: pd.DataFrame
    conflict: pd.DataFrame
    duplicate: int


def standing(stored: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that hold now: of each key the one learned last.

    Parameters
    ----------
    stored : case rows with `batch`, in the order in which they were learned

    Returns
    -------
    DataFrame, RangeIndex
    """
    last = ~pd.Series(number_keys(stored)).duplicated(keep="last").to_numpy()
    return stored[last].reset_index(drop=True)


def revise(
    stored: pd.DataFrame, accepted: pd.DataFrame, batch: str, reason: str = ""
) -> Revision:
    """Compare accepted rows with those that are kept.

    Parameters
    ----------
    stored : case rows with `batch`, in the order in which they were learned
    accepted : case rows of one file, as `judge_rows` gives them
    batch
        Names the file, by its hash. What was kept from it before is a duplicate,
        corrections included: sending a file twice changes nothing.
    reason
        Why figures are corrected. Without one, a row that contradicts what is kept
        is a conflict, except where it repeats what was corrected since: then it is
        a duplicate. A figure where a blank is kept is a late report: a blank said
        nothing, so it is new. A negative count takes off as many; the rest is what is
        kept.

    Returns
    -------
    Revision
        Conflicts carry ``case-known-otherwise`` or ``case-total-negative``.
    """
    rows, size = accepted.reset_index(drop=True), len(stored)
    key = number_keys(_together(stored, rows))
    earlier = _latest(key[:size], key[size:])
    rows, below = _summed(stored, rows, earlier)
    value = number_values(_together(stored, rows))

    sent = np.isin(key[size:], key[:size][(stored["batch"] == batch).to_numpy()])
    below &= ~sent
    known = earlier >= 0
    same = known & (np.append(value[:size], -1)[earlier] == value[size:])
    said = _said(key, value, size)
    late = known & _blank(stored, earlier) & rows["cases"].notna().to_numpy() & ~said
    changed = known & ~same & ~below & ~sent & ~late
    revised = changed & bool(reason)
    conflict = (changed & ~revised & ~said) | below
    new = (~known | (late & ~sent)) & ~below
    return Revision(
        rows[new].assign(batch=batch).reset_index(drop=True),
        rows[revised].assign(batch=batch).reset_index(drop=True),
        _with_faults(stored, rows, earlier, conflict, below),
        int((~(new | revised | conflict)).sum()),
    )


def _together(stored: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([stored[rows.columns], rows], ignore_index=True)


def _latest(kept: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the last position in `kept` of each key that is asked; -1 for none."""
    last = np.full(max(kept.max(initial=-1), asked.max(initial=-1)) + 1, -1)
    last[kept] = np.arange(len(kept))  # of equal keys the last one stays
    return np.asarray(last[asked], dtype=np.int64)


def _blank(stored: pd.DataFrame, earlier: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark rows of which nothing is kept but a blank: no report."""
    blank = stored["cases"].isna().to_numpy(dtype=bool)
    return np.asarray(np.append(blank, False)[earlier], dtype=np.bool_)


def _said(
    key: NDArray[np.int64], value: NDArray[np.int64], size: int
) -> NDArray[np.bool_]:
    """Mark rows whose very words are kept, even if they were corrected since."""
    words = key * (value.max(initial=0) + 1) + value
    return np.isin(words[size:], words[:size])


def _with_faults(
    stored: pd.DataFrame,
    rows: pd.DataFrame,
    earlier: NDArray[np.int64],
    conflict: NDArray[np.bool_],
    below: NDArray[np.bool_],
) -> pd.DataFrame:
    found = rows[conflict].reset_index(drop=True)
    faults = [_fault(stored, earlier[i], below=below[i]) for i in conflict.nonzero()[0]]
    return found.assign(fault=pd.Series(faults, index=found.index, dtype=object))


def _summed(
    stored: pd.DataFrame, rows: pd.DataFrame, earlier: NDArray[np.int64]
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Turn negative counts into what remains; mark those that leave less than 0."""
    negative = (rows["cases"] < 0).fillna(value=False).to_numpy(dtype=bool)
    cases = stored["cases"].fillna(0).to_numpy(dtype=np.int64)
    before = np.append(cases, 0)[earlier]
    remains = before + rows["cases"].fillna(0).to_numpy(dtype=np.int64)
    below = negative & (remains < 0)
    count = rows["cases"].mask(negative & ~below, pd.Series(remains, dtype="Int64"))
    return rows.assign(cases=count), below


def _fault(stored: pd.DataFrame, earlier: int, *, below: bool) -> Fault:
    count = stored["cases"].iloc[earlier] if earlier >= 0 else 0
    seen = None if pd.isna(count) else int(count)
    if below:
        return Fault("case-total-negative", {"seen": seen})
    batch = str(stored["batch"].iloc[earlier])
    return Fault("case-known-otherwise", {"seen": seen, "batch": batch[:12]})
