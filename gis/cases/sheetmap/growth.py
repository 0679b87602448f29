"""Running totals in a sheet that was read by a map, turned into new cases."""

from dataclasses import replace
from datetime import date

import pandas as pd

from boundaries.refusal import Fault
from gis.cases.cumulative import count_new
from gis.cases.fields import read_count, read_day
from gis.cases.origin import Spot
from gis.cases.read import RawCases


def take_growth(raw: RawCases, base: int | None, reason: str) -> RawCases:
    """Put what each total has grown by in its place; see `gis.cases.cumulative`.

    Rows that are at fault stay as they are. Days between two totals, of which nothing
    is known, are added as rows without a count: no report.

    Parameters
    ----------
    raw
        Rows of the shape ``counts`` whose `cases` are totals, units as codes.
    base
        The total before the first of each unit; None is not known.
    reason
        Why totals fell.
    """
    at_fault = {row for row, _ in raw.faults}
    told: list[tuple[int, str, date, int | None]] = []
    columns = (raw.rows.index, raw.rows["unit"], raw.rows["day"], raw.rows["cases"])
    for row, unit, day, cases in zip(*columns):
        when, total = read_day(day), read_count(cases)
        sound = isinstance(when, date) and not isinstance(total, Fault)
        if row not in at_fault and unit and sound:
            told.append((int(row), unit, when, total))  # type: ignore[arg-type]
    frame = pd.DataFrame(told, columns=["row", "unit", "day", "total"])
    frame["total"] = frame["total"].astype("Int64")
    daily = count_new(frame.set_index("row"), base, reason)
    grown = {
        (unit, day): str(cases)
        for unit, day, cases in zip(*(daily.rows[c] for c in ("unit", "day", "cases")))
    }
    rows = raw.rows.copy()
    faults = dict(raw.faults)
    refused = dict(zip(daily.refused.index, daily.refused["faults"]))
    for row, unit, day, total in told:
        if row in refused:
            faults[row, "cases"] = refused[row][0]
        elif total is not None:
            rows.loc[row, "cases"] = grown[unit, day]
    notes = [
        Fault(n.code, {**n.facts, "row": raw.origin.row(int(str(n.facts["row"])))})
        for n in daily.notes
    ]
    told_days = {(unit, day) for _, unit, day, _ in told}
    return _with_gaps(
        replace(raw, rows=rows, faults=faults, notes=(*raw.notes, *notes)),
        daily.rows,
        told_days,
    )


def _with_gaps(
    raw: RawCases, grown: pd.DataFrame, told: set[tuple[str, date]]
) -> RawCases:
    """Add a row without a count for each day that a growth may belong to, too."""
    spots = dict(raw.origin.spots)
    more: list[dict[str, str]] = []
    for row, unit, day, since in zip(
        *(grown[c] for c in ("row", "unit", "day", "since"))
    ):
        for between in pd.date_range(since, day, inclusive="left"):
            if (unit, between.date()) not in told:
                number = len(raw.rows) + len(more) + 1
                more.append({"day": f"{between:%Y-%m-%d}", "unit": unit, "cases": ""})
                spots[number] = Spot(*spots[int(row)])
    if not more:
        return raw
    rows = pd.concat([raw.rows, pd.DataFrame(more)], ignore_index=True).fillna("")
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="row")
    return replace(raw, rows=rows, origin=replace(raw.origin, spots=spots))
