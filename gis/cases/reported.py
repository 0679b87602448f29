"""Days that a commune reported itself: a list does not count their cases again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault
from gis.cases.dayform import SETTING
from gis.cases.repeats import BREAKDOWN
from gis.cases.revise import Revision

_INSIDE = frozenset({*SETTING.values(), ""})


def keep_reported(
    standing: pd.DataFrame,
    change: Revision,
    reported: Collection[tuple[str, date]],
) -> Revision:
    """Part rows that would stand beside a commune's own report of the same cases.

    A report tells of all cases of its commune and day, by the place where they were
    found. A row in the same words corrects it, as any row does; a single case, a sum
    without a place or one broken down further would count the same people twice.

    Parameters
    ----------
    standing : case rows as they hold now
    change
        What ``revise`` found.
    reported
        Units and days that communes reported themselves.

    Returns
    -------
    Revision
        Such a row is a duplicate where it is a sum that says nothing (blank), or, alone
        for its unit and day, what is kept; else a conflict with ``case-day-reported``.
    """
    if not reported:
        return change
    new, more, repeated = _parted(standing, change.new, reported)
    revised, others, again = _parted(standing, change.revised, reported)
    conflict = pd.concat(
        [part for part in (change.conflict, more, others) if len(part)] or [more],
        ignore_index=True,
    )
    duplicate = change.duplicate + repeated + again
    return replace(
        change, new=new, revised=revised, conflict=conflict, duplicate=duplicate
    )


def _parted(
    standing: pd.DataFrame,
    rows: pd.DataFrame,
    reported: Collection[tuple[str, date]],
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Give the rows that may be kept, those that may not, and how many only repeat."""
    beside = _cells(rows).isin(list(reported)) & _inside(rows) & ~_worded_alike(rows)
    told = standing[_inside(standing)]
    kept = told["cases"].fillna(0).astype("int64").groupby(_cells(told)).sum()
    asked = rows[beside]
    cells = _cells(asked)
    known = kept.reindex(cells, fill_value=0).to_numpy()
    sums = (asked[["case_id", *BREAKDOWN]] == "").all(axis=1).to_numpy(dtype=bool)
    count = asked["cases"].fillna(-1).to_numpy(dtype="int64")
    alone = ~cells.duplicated(keep=False)
    same = sums & ((alone & (count == known)) | asked["cases"].isna().to_numpy())
    faults = [Fault("case-day-reported", {"seen": int(seen)}) for seen in known[~same]]
    left = asked[~same].drop(columns="batch")
    conflict = left.assign(fault=pd.Series(faults, index=left.index, dtype=object))
    return rows[~beside].reset_index(drop=True), conflict, int(same.sum())


def _cells(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([rows["unit"], rows["day"]])


def _inside(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark rows of cases that a commune's report holds: not those from abroad."""
    return rows["setting"].isin(_INSIDE).to_numpy(dtype=bool)


def _worded_alike(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark sums in the words of a report: by place, and by nothing else."""
    rest = ["case_id", *(name for name in BREAKDOWN if name != "setting")]
    plain = (rows[rest] == "").all(axis=1).to_numpy(dtype=bool)
    return plain & (rows["setting"] != "").to_numpy(dtype=bool)
