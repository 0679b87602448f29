"""The rows of files that speak of one unit, for the explanation of its level."""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from api.services.judged import Judged
from api.services.province import ProvinceFile
from boundaries.read.table import Table
from boundaries.read.text import read_table
from gis.rulesets import RuleSet, resolve
from gis.rulesets.explain import Row, Source, Window
from gis.rulesets.read import ROWS

_SHOWN = ("cases", "case_id", "setting", "source_known")


def rows_source(
    path: Path,
    ruleset: RuleSet,
    windows: Collection[Window],
    day: date,
) -> Source:
    """Give the rows of a file of indicators about some units and days.

    Parameters
    ----------
    path
        ``rows.csv`` or a workbook, read and accepted before.
    ruleset
        Whose inputs are shown.
    windows
        What was read of the unit, and of those above it.
    day
        The last day that is told of.
    """
    table = read_table(path, wanted=[ROWS])
    wanted = {window.name for window in windows}
    for name in list(wanted):
        settings = ruleset.inputs[name].settings
        wanted |= set(settings.columns) if settings else set()
    first = first_day(windows, day)
    units = {window.place for window in windows}
    shown = [name for name in table.header if name in wanted]
    rows = (
        Row(
            row=number,
            unit=named["unit"],
            day=date.fromisoformat(named["day"]),
            values=_told([(name, named[name]) for name in shown]),
        )
        for number, named in _named(table)
        if named["unit"] in units
    )
    kept = tuple(row for row in rows if first <= row.day <= day)
    return Source(path.name, table.sha256, kept)


def cases_source(
    province: ProvinceFile, judged: Judged, unit: str, first: date, last: date
) -> Source:
    """Give the case rows about a unit: its own, and those of its hamlets.

    Parameters
    ----------
    province, judged
        Whose cases; those kept aside are told by their day alone.
    unit
        Code.
    first, last
        Days, both included.
    """
    own, rows = judged.ground.own, judged.rows
    below = own.index[(own["parent"] == unit) & (own["admin_level"] == "hamlet")]
    about = rows.accepted[rows.accepted["unit"].isin([unit, *below])]
    chosen = resolve(judged.ruleset, province.params).settings.values()
    settings = next((one for one in chosen if one is not None), None)
    told = [_case_row(row, settings) for _, row in about.iterrows()]
    kept = sorted(
        (row for row in told if first <= row.day <= last), key=lambda row: row.row
    )
    covers = tuple(
        (max(cover.first, first), min(cover.last, last))
        for cover in rows.covers
        if unit in (cover.units or ()) and cover.first <= last and cover.last >= first
    )
    name = province.cases.name if province.cases else province.province
    sha256 = next((one.sha256 for one in rows.inputs if one.name == name), "")
    aside = tuple(_silent_days(judged, unit, first, last))
    return Source(name, sha256, tuple(kept), covers, aside)


def first_day(windows: Collection[Window], day: date) -> date:
    """Give the first day that anything was read of: of reports that stand, theirs."""
    starts = [window.first for window in windows]
    starts += [window.stands[0] for window in windows if window.stands]
    return min(starts, default=day)


def _told(cells: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the cells of a row that are not blank; all of them where all are."""
    return tuple(cell for cell in cells if cell[1]) or tuple(cells)


def _silent_days(judged: Judged, unit: str, first: date, last: date) -> list[date]:
    """Give the days of which a row about the unit was kept aside."""
    silent: pd.DataFrame | None = judged.rows.silent
    if silent is None:
        return []
    days: Iterable[date] = silent.loc[silent["unit"] == unit, "day"]
    return sorted({day for day in days if first <= day <= last})


def _named(table: Table) -> Iterable[tuple[int, dict[str, str]]]:
    for number, cells in table.rows:
        yield number, dict(zip(table.header, cells))


def _case_row(row: pd.Series, settings: Collection[str] | None) -> Row:
    setting = str(row["setting"])
    counts = settings is None or setting in {"", *settings}
    values = [
        (name, "" if pd.isna(row[name]) else str(row[name]))
        for name in _SHOWN
        if name == "cases" or row.get(name)
    ]
    return Row(
        row=int(str(row.get("row", 0))),
        unit=str(row["unit"]),
        day=row["day"],
        values=tuple(values),
        kept="counted" if counts else "setting",
    )
