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
        Names the file, by its hash. A batch that is kept already is a duplicate as
        a whole: sending a file twice changes nothing, corrections included.
    reason
        Why figures are corrected. Without one, a row that contradicts what is kept
        is a conflict, except where it repeats what was corrected since: then it is
        a duplicate. A negative count takes off as many; the sum is what is kept.

    Returns
    -------
    Revision
        Conflicts carry ``case-known-otherwise`` or ``case-total-negative``.
    """
    if batch in set(stored["batch"]):
        nothing = accepted.iloc[:0]
        return Revision(
            nothing.assign(batch=batch),
            nothing.assign(batch=batch),
            nothing.assign(fault=None),
            len(accepted),
        )
    rows = accepted.reset_index(drop=True)
    earlier = _last_with_key(stored, rows)
    rows, below = _summed(stored, rows, earlier)
    known = earlier >= 0
    said = _said_before(stored, rows)
    same = known & _equal(stored, rows, earlier)
    changed = known & ~same & ~below
    revised = changed & bool(reason)
    conflict = (changed & ~revised & ~said) | below
    new = ~known & ~below
    faults = pd.Series(
        [_fault(stored, earlier[i], below=below[i]) for i in conflict.nonzero()[0]],
        index=rows.index[conflict],
        dtype=object,
    )
    return Revision(
        rows[new].assign(batch=batch).reset_index(drop=True),
        rows[revised].assign(batch=batch).reset_index(drop=True),
        rows[conflict].assign(fault=faults).reset_index(drop=True),
        int((~(new | revised | conflict)).sum()),
    )


def _together(stored: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([stored[rows.columns], rows], ignore_index=True)


def _last_with_key(stored: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.int64]:
    """Give the position in `stored` of the row that holds now; -1 for none."""
    keys = number_keys(_together(stored, rows))
    last = pd.Series(np.arange(len(stored)), index=keys[: len(stored)])
    last = last[~last.index.duplicated(keep="last")]
    found = last.reindex(keys[len(stored) :], fill_value=-1)
    return found.to_numpy(dtype=np.int64)


def _summed(
    stored: pd.DataFrame, rows: pd.DataFrame, earlier: NDArray[np.int64]
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Turn negative counts into what remains; mark those that leave less than 0."""
    negative = (rows["cases"] < 0).fillna(value=False).to_numpy(dtype=bool)
    before = _before(stored, earlier).fillna(0).to_numpy(dtype=np.int64)
    remains = before + rows["cases"].fillna(0).to_numpy(dtype=np.int64)
    below = negative & (remains < 0)
    count = rows["cases"].mask(negative & ~below, pd.Series(remains, dtype="Int64"))
    return rows.assign(cases=count), below


def _before(stored: pd.DataFrame, earlier: NDArray[np.int64]) -> pd.Series:
    cases = stored["cases"].reset_index(drop=True).astype("Int64")
    return cases.reindex(np.where(earlier >= 0, earlier, len(stored))).reset_index(
        drop=True
    )


def _equal(
    stored: pd.DataFrame, rows: pd.DataFrame, earlier: NDArray[np.int64]
) -> NDArray[np.bool_]:
    values = number_values(_together(stored, rows))
    mine, size = values[len(stored) :], len(stored)
    kept = np.append(values[:size], -1)[earlier]
    return np.asarray(mine == kept)


def _said_before(stored: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark rows whose very words are kept, even if they were corrected since."""
    both = _together(stored, rows)
    said = pd.MultiIndex.from_arrays([number_keys(both), number_values(both)])
    return np.asarray(said[len(stored) :].isin(said[: len(stored)]))


def _fault(stored: pd.DataFrame, earlier: int, *, below: bool) -> Fault:
    count = stored["cases"].iloc[earlier] if earlier >= 0 else 0
    seen = None if pd.isna(count) else int(count)
    if below:
        return Fault("case-total-negative", {"seen": seen})
    batch = str(stored["batch"].iloc[earlier])
    return Fault("case-known-otherwise", {"seen": seen, "batch": batch[:12]})
