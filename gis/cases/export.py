"""Kept case rows as a case file, so that importing it again changes nothing."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault
from gis.cases.repeats import BREAKDOWN

_KEY = ["day", "unit", *BREAKDOWN]


class Again(NamedTuple):
    """What becomes of rows that were exported from where they are imported now.

    Parameters
    ----------
    rest : accepted case rows
        Those that were not.
    conflict : case rows with `fault`
        They no longer are what is kept.
    duplicate
        How many say what is kept.
    """

    rest: pd.DataFrame
    conflict: pd.DataFrame
    duplicate: int


def export_counts(standing: pd.DataFrame, mark: str) -> pd.DataFrame:
    """Give case rows as counts per day, unit and breakdown, without any case's number.

    Parameters
    ----------
    standing : case rows as they hold now (`gis.cases.standing`)
    mark
        Names the place where they are kept. Rows that add up single cases carry it:
        imported there again they are duplicates, elsewhere they are new.

    Returns
    -------
    DataFrame, columns `day`, `unit`, `cases` (Int64), those of `BREAKDOWN`, `exported`
        Sorted. A blank count is no report; one beside single cases stays blank, for
        their sum would look whole.
    """
    totals = _totals(standing)
    single = totals["single"].to_numpy(dtype=bool)
    told = totals.assign(exported=np.where(single, mark, ""))
    return told[["day", "unit", "cases", *BREAKDOWN, "exported"]]


def export_singles(standing: pd.DataFrame) -> pd.DataFrame:
    """Give single cases with their numbers, sorted by day and number.

    Returns
    -------
    DataFrame, columns `case_id`, `day`, `unit` and those of `BREAKDOWN`
    """
    single = standing[standing["case_id"] != ""]
    told = single.sort_values(["day", "case_id"], ignore_index=True)
    return told[["case_id", "day", "unit", *BREAKDOWN]]


def recognise_exported(
    standing: pd.DataFrame, accepted: pd.DataFrame, own: NDArray[np.bool_]
) -> Again:
    """Part rows that were exported from here from those to be compared one by one.

    Parameters
    ----------
    standing : case rows as they hold now
    accepted : accepted rows of a file
    own : (n,) bool
        Rows of `accepted` that carry the mark of this place.
    """
    mine = accepted[own]
    if mine.empty:
        return Again(accepted, mine.assign(fault=pd.Series(dtype=object)), 0)
    totals = _totals(standing).set_index(_KEY)["cases"].to_dict()
    keys = mine[_KEY].itertuples(index=False, name=None)
    kept = [_figure(totals.get(key, 0)) for key in keys]
    told = [_figure(cases) for cases in mine["cases"]]
    same = np.array([seen == said for seen, said in zip(kept, told)], dtype=bool)
    faults = [
        Fault("case-export-otherwise", {"seen": kept[place]})
        for place in np.flatnonzero(~same)
    ]
    conflict = mine[~same].reset_index(drop=True)
    conflict = conflict.assign(fault=pd.Series(faults, dtype=object))
    return Again(accepted[~own].reset_index(drop=True), conflict, int(same.sum()))


def _totals(standing: pd.DataFrame) -> pd.DataFrame:
    """Add up counts and single cases of each key; a blank count leaves no total."""
    rows = standing[_KEY].assign(
        cases=standing["cases"].fillna(0).astype("int64"),
        blank=standing["cases"].isna(),
        single=standing["case_id"] != "",
    )
    totals = rows.groupby(_KEY, as_index=False, sort=True).agg(
        {"cases": "sum", "blank": "any", "single": "any"}
    )
    cases = totals["cases"].astype("Int64").mask(totals["blank"].astype(bool))
    return totals.assign(cases=cases)


def _figure(cases: object) -> int | None:
    """Give a count as a number, None for a blank one."""
    return None if pd.isna(cases) else int(str(cases))  # type: ignore[call-overload]  # NA or int
