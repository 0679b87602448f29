"""Running totals (lũy kế) turned into what was new: nothing clipped, nothing split.

A total says how many cases there were up to a day, so the new ones are what it has
grown since the total before. Three things are never guessed: what was there before the
first total (its base), on which day of a gap the cases fell, and why a total fell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from boundaries.refusal import Fault

COLUMNS = ("row", "unit", "day", "cases", "since", "corrects", "reason")


@dataclass(frozen=True, slots=True)
class Daily:
    """Running totals as new cases, every row accounted for.

    ``read == len(rows) + len(refused) + duplicate + blank``.

    Parameters
    ----------
    rows : DataFrame, RangeIndex, columns `COLUMNS`, sorted by unit and day
        `cases` int: the growth since the total before, stated on the reporting day.
        Below 0 for a total that fell, which then has a `reason`; `corrects` is the day
        whose count was too high, or None. `since` is the first day that the growth
        may belong to: earlier than `day` where days between have no total.
    refused : DataFrame, index `row`, columns `unit`, `day`, `total`, `faults`
        A refused total is passed over: the next one counts from the one before it.
    duplicate
        Rows that repeat an earlier one.
    blank
        Rows without a total: no report.
    read
        Rows in the table.
    notes
        ``total-days-several``: growth over several days, kept as one figure.
    """

    rows: pd.DataFrame
    refused: pd.DataFrame
    duplicate: int
    blank: int
    read: int
    notes: tuple[Fault, ...] = ()


def count_new(
    totals: pd.DataFrame, bases: Mapping[str, int] | int | None = None, reason: str = ""
) -> Daily:
    """Turn running totals per unit into new cases.

    Parameters
    ----------
    totals : DataFrame, index `row`, columns `unit`, `day` (date), `total` (Int64)
        In any order; a blank total is no report. Optional `reason` (text) and
        `corrects` (date or None): why a total fell, and which day was too high.
    bases
        The total before the first row, of every unit or of each; 0 has to be said. A
        unit without one has its first total refused: it is the base of the next.
    reason
        Why totals fell, for all rows that have no reason of their own.

    Returns
    -------
    Daily
        Of each unit the counts add up to its last total less its base. Refused are
        ``total-base-missing``, ``total-fell`` (without a reason), ``total-conflict``
        (two totals for a day) and ``total-negative``.
    """
    marks = {"reason": totals.get("reason", ""), "corrects": totals.get("corrects")}
    told = totals.assign(**marks).rename_axis("row")
    told = told[told["total"].notna()].reset_index()
    told = told.sort_values(["unit", "day", "row"], ignore_index=True)
    found: list[tuple[object, ...]] = []
    faults: dict[int, Fault] = {}
    repeated = 0
    for unit, rows in told.groupby("unit", sort=False):
        base = bases.get(str(unit)) if isinstance(bases, Mapping) else bases
        for row, answer in _judge(rows, base, reason.strip()):
            if answer is None:
                repeated += 1
            elif isinstance(answer, Fault):
                faults[row] = answer
            else:
                found.append((row, unit, *answer))
    rows = pd.DataFrame(found, columns=list(COLUMNS)).astype({"row": int, "cases": int})
    return Daily(
        rows=rows,
        refused=_refused(totals, faults),
        duplicate=repeated,
        blank=int(totals["total"].isna().sum()),
        read=len(totals),
        notes=_notes(rows),
    )


def daily_counts(daily: Daily) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Give one count per unit and day, where corrections are taken off their day.

    Parameters
    ----------
    daily : of `count_new`

    Returns
    -------
    counts : DataFrame, columns `unit`, `day`, `cases` (Int64), sorted
        Days between two totals are blank: no report, for nobody knows which of them
        the growth belongs to; it stands on the reporting day. A fall that says which
        day it `corrects` lowers that day's count. One that does not keeps its own day
        and stays below 0: `gis.cases.revise` takes it only where as many are kept.
    faults
        ``total-correction-large`` where a day would hold less than none; that fall
        then keeps its own day.
    """
    rows = daily.rows
    at: dict[tuple[str, date], int] = {
        (unit, day): cases
        for unit, day, cases in zip(rows["unit"], rows["day"], rows["cases"])
    }
    faults = []
    meant = rows[(rows["cases"] < 0) & rows["corrects"].notna()]
    columns = ("row", "unit", "day", "cases", "corrects")
    for row, unit, day, cases, corrects in zip(*(meant[name] for name in columns)):
        seen = at.get((unit, corrects), 0)
        if corrects == day or seen + cases < 0:
            facts = {"row": row, "unit": unit, "day": corrects, "fall": -int(cases)}
            faults.append(Fault("total-correction-large", {**facts, "seen": seen}))
            continue
        at[unit, corrects] = seen + cases
        at[unit, day] -= cases
    counts: dict[tuple[str, date], int | None] = dict.fromkeys(_between(rows))
    counts |= at
    told = [(unit, day, cases) for (unit, day), cases in sorted(counts.items())]
    frame = pd.DataFrame(told, columns=["unit", "day", "cases"], dtype=object)
    return frame.astype({"cases": "Int64"}), tuple(faults)


def _between(rows: pd.DataFrame) -> Iterator[tuple[str, date]]:
    """Give the days that a growth may belong to, but for the one it stands on."""
    several = rows[rows["since"] < rows["day"]]
    for unit, day, since in zip(several["unit"], several["day"], several["since"]):
        for step in range((day - since).days):
            yield unit, since + timedelta(days=step)


def _judge(
    rows: pd.DataFrame, base: int | None, reason: str
) -> Iterator[tuple[int, tuple[object, ...] | Fault | None]]:
    """Give each total of one unit what it means: growth, a fault, None for a repeat."""
    before, reported, said = base, None, None
    columns = ("row", "day", "total", "reason", "corrects")
    for row, day, given, why, corrects in zip(*(rows[name] for name in columns)):
        total = int(given)
        if day == reported:
            same = total == said
            facts = {"unit": rows["unit"].iloc[0], "day": day, "seen": said}
            yield row, None if same else Fault("total-conflict", facts)
            continue
        facts = {"unit": rows["unit"].iloc[0], "day": day, "seen": total}
        words = str(why or "").strip() or reason
        since = day if reported is None else reported + timedelta(days=1)
        if total < 0:
            yield row, Fault("total-negative", facts)
        elif before is None:
            yield row, Fault("total-base-missing", facts)
            before, reported, said = total, day, total
        elif total < before and not words:
            yield row, Fault("total-fell", {**facts, "before": before})
        else:
            fell = total < before
            marked = corrects if fell and not pd.isna(corrects) else None
            marks = (marked, words if fell else "")
            yield row, (day, total - before, since, *marks)
            before, reported, said = total, day, total


def _refused(totals: pd.DataFrame, faults: Mapping[int, Fault]) -> pd.DataFrame:
    refused = totals.loc[sorted(faults), ["unit", "day", "total"]]
    column = pd.Series(
        [(faults[row],) for row in refused.index], index=refused.index, dtype=object
    )
    return refused.assign(faults=column)


def _notes(rows: pd.DataFrame) -> tuple[Fault, ...]:
    several = rows[rows["since"] < rows["day"]]
    if several.empty:
        return ()
    first = several.iloc[0]
    facts = {"count": len(several), "unit": first["unit"], "row": int(first["row"])}
    facts |= {"first": first["since"], "last": first["day"]}
    return (Fault("total-days-several", facts),)
