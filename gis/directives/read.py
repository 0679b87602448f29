"""Directives from their table: ``directives.csv``."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from boundaries.read.table import Table, require_columns
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM, Span, parse_when
from gis.directives.frame import COLUMNS, check_directives, refuse_broken

HEADINGS = (
    *("id", "number", "issuer", "signer", "basis", "unit", "except"),
    *("starts", "ends", "goal", "deadline", "clause"),
)
_TEXTS = ("id", "number", "issuer", "signer", "basis", "goal", "clause")


def read_directives(path: Path, zone: ZoneInfo = VIETNAM) -> pd.DataFrame:
    """Read ``directives.csv``.

    Parameters
    ----------
    path
        A table with the columns `HEADINGS`. `unit` and `except` hold codes with ``;``
        or spaces between; `starts` and `ends` are days (both inside) or local
        date-times; an empty `ends` is until further notice.
    zone
        The clock of the place.

    Returns
    -------
    DataFrame
        The directives frame (`gis.directives.check_directives`), in the file's order;
        a table without rows is a province without directives. Places are checked
        against units by `check_directives`.

    Raises
    ------
    Refused
        See `boundaries.read.text.read_table`; ``table-columns``;
        ``directives-broken`` with ``directive-when-missing``,
        ``directive-when-unreadable``, ``directive-ends-early``,
        ``directive-deadline`` and the faults of `check_directives`.
    """
    table = read_table(path, wanted=[HEADINGS])
    require_columns(table, HEADINGS, Path(path).name)
    faults: list[Fault] = []
    rows = {row: _row(row, cells, zone, faults) for row, cells in _cells(table)}
    kept = [one for one in rows.values() if one is not None]
    index = [row for row, one in rows.items() if one is not None]
    frame = pd.DataFrame(
        {
            column: pd.Series([one[column] for one in kept], dtype=object)
            for column in COLUMNS
        }
    )
    frame.index = pd.Index(index, name="row", dtype="int64")
    try:
        check_directives(frame)
    except Refused as refused:
        faults += refused.faults
    refuse_broken(faults)
    return frame


def _cells(table: Table) -> list[tuple[int, dict[str, str]]]:
    return [(row, dict(zip(table.header, cells))) for row, cells in table.rows]


def _row(
    row: int, cells: dict[str, str], zone: ZoneInfo, faults: list[Fault]
) -> dict[str, object] | None:
    """Give one directive, or None where its time cannot be told."""
    span = _span(row, cells, zone, faults)
    deadline = _deadline(row, cells["deadline"], zone, faults)
    if span is None:
        return None
    return {
        **{column: cells[column] for column in _TEXTS},
        "units": _codes(cells["unit"]),
        "excepted": _codes(cells["except"]),
        "starts": span.starts,
        "ends": span.ends,
        "deadline": deadline,
    }


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in re.split(r"[;,\s]+", cell) if code))


def _span(
    row: int, cells: dict[str, str], zone: ZoneInfo, faults: list[Fault]
) -> Span | None:
    if not cells["starts"]:
        faults.append(Fault("directive-when-missing", {"row": row, "id": cells["id"]}))
        return None
    starts = _when(row, "starts", cells["starts"], zone, faults)
    ends = None
    if cells["ends"]:
        ends = _when(row, "ends", cells["ends"], zone, faults)
        if ends is None:
            return None
    if starts is None:
        return None
    try:
        return Span.typed(starts, ends, zone)
    except Refused:
        facts = {"row": row, "starts": starts, "ends": ends}
        faults.append(Fault("directive-ends-early", facts))
        return None


def _when(
    row: int, column: str, text: str, zone: ZoneInfo, faults: list[Fault]
) -> date | datetime | None:
    try:
        return parse_when(text, zone)
    except Refused:
        facts = {"row": row, "column": column, "seen": text}
        faults.append(Fault("directive-when-unreadable", facts))
        return None


def _deadline(row: int, text: str, zone: ZoneInfo, faults: list[Fault]) -> date | None:
    """Read a day; an hour in it would say more than a deadline is."""
    if not text:
        return None
    day = _when(row, "deadline", text, zone, faults)
    if isinstance(day, datetime):
        faults.append(Fault("directive-deadline", {"row": row, "seen": text}))
        return None
    return day
