"""From case rows to counts per unit and day, where missing is not zero."""

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.cases.cover import Cover, covered_cells
from gis.indicators import Indicators

COUNTED = ("cases", "cases_community", "known", "unknown")
"""Indicators that are counted from case rows."""


def count_cases(
    accepted: pd.DataFrame,
    covers: Sequence[Cover],
    units: Sequence[str],
    first: date,
    last: date,
    *,
    settings: Collection[str] | None = None,
    silent: pd.DataFrame | None = None,
) -> Indicators:
    """Count cases per unit and day.

    Parameters
    ----------
    accepted : DataFrame
        Case rows as `judge_rows` accepts them. Rows of other units and days than
        those asked for are passed over.
    covers
        What the imports declared. A cell that none holds is covered only if a row
        names it.
    units, first, last
        Cells asked for; both days included.
    settings
        Settings that count for `cases`; None is all. A case whose setting is not
        stated counts whatever is named, since it may be one of those.
    silent : DataFrame, columns `unit`, `day`, optional
        Cells of which something is known to be missing (`CaseRows.silent`).

    Returns
    -------
    Indicators
        `cases`, `cases_community`, `known` (source of infection: community cases, and
        those of no stated setting, which may be), `unknown` (cases of any setting,
        since nobody can say where such a one began). 0 where
        covered and no case is named, NaN where not covered. A cell with a blank
        count or in `silent` is NaN, but keeps in `cases` those that are named: at
        least so many there were. `cases_community` is NaN in a cell with a case of
        no stated setting, `known` and `unknown` in one with a case of no stated
        source.
    """
    days = (last - first).days + 1
    if days < 1:
        raise ValueError(f"{last} is before {first}")
    shape = (len(units), days)
    cell = _cells(accepted, units, first, days)
    rows, cell = accepted[cell >= 0], cell[cell >= 0]
    number = rows["cases"].fillna(0).to_numpy(dtype=np.float64)
    setting, source = rows["setting"].to_numpy(), rows["source_known"].to_numpy()
    blank = rows["cases"].isna().to_numpy()

    def total(which: NDArray[np.bool_]) -> NDArray[np.float64]:
        sums = np.bincount(cell[which], number[which], minlength=shape[0] * shape[1])
        return sums.astype(np.float64).reshape(shape)

    def named(which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return (
            np.bincount(cell[which], minlength=shape[0] * shape[1]).reshape(shape) > 0
        )

    covered = covered_cells(covers, units, first, days) | named(~blank)
    lacking = named(blank)
    if silent is not None:
        missed = _cells(silent, units, first, days)
        lacking.flat[missed[missed >= 0]] = True
    counts = _counted(setting, settings)
    cases = total(counts)
    values = {
        "cases": np.where(covered & (~lacking | (cases > 0)), cases, np.nan),
        "cases_community": _where_told(
            total(setting == "community"), covered & ~lacking, total(setting == "")
        ),
    }
    community = np.isin(setting.astype(str), ["", "community"])
    vague = total(counts & (source == ""))
    for name, which in (
        ("known", (source == "yes") & community),
        ("unknown", source == "no"),
    ):
        values[name] = _where_told(total(counts & which), covered & ~lacking, vague)
    return Indicators(tuple(units), first, values)


def _where_told(
    sums: NDArray[np.float64], told: NDArray[np.bool_], vague: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.where(told & (vague == 0), sums, np.nan)


def _counted(
    setting: NDArray[np.object_], settings: Collection[str] | None
) -> NDArray[np.bool_]:
    if settings is None:
        return np.ones(len(setting), dtype=bool)
    return np.isin(setting.astype(str), ["", *settings])


def _cells(
    rows: pd.DataFrame, units: Sequence[str], first: date, days: int
) -> NDArray[np.int64]:
    """Give each row the number of its cell, unit by day; -1 if not asked for."""
    place = {code: number for number, code in enumerate(units)}
    codes, names = pd.factorize(rows["unit"])
    unit = np.array([place.get(name, -1) for name in names], dtype=np.int64)[codes]
    codes, dates = pd.factorize(rows["day"])
    offset = np.array([(day - first).days for day in dates], dtype=np.int64)[codes]
    inside = (unit >= 0) & (offset >= 0) & (offset < days)
    return np.where(inside, unit * days + offset, -1)
