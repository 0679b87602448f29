"""The sheet again, with what is wrong with each row in its last column."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from boundaries.read.grid import Grid, Merge
from boundaries.read.headings import take_headings
from boundaries.refusal import Refused
from maps.tables.form_book import BOOK_OPTIONS, LAST_ROW, MADE, put_cell
from maps.words.sheets import sheet_words

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_NAMED = re.compile(r"[^\[\]:*?/\\']{1,31}")
_NAMES = ("unit", "case_id", "household")
_WIDTH = 16
_FAULT_WIDTH = 90
_TITLE_ROWS = 12
_LONGEST = 32_000


def compose_aside(
    grid: Grid, first: int, said: Mapping[int, str], reason: str
) -> bytes:
    """Compose a workbook of a sheet with its faults, to be corrected in place.

    Parameters
    ----------
    grid
        The sheet as it was read: every row and column, in their places.
    first
        Number of the first row of data; the rows above are titles and headings.
    said
        What is wrong, by row number; other rows have nothing in the last column.
    reason
        Heading of that column. One that the sheet has from before is written anew.

    Returns
    -------
    bytes
        One sheet, named as the one that was read. Numbers and days keep their type,
        text stays text, and no cell is a formula.

    Raises
    ------
    Refused
        ``table-too-long`` where a workbook does not hold so many rows.
    """
    name = grid.sheet if _NAMED.fullmatch(grid.sheet) else sheet_words("sheet.data")
    if max(grid.rows) > LAST_ROW:
        raise Refused("table-too-long", sheet=name, rows=max(grid.rows), most=LAST_ROW)
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, BOOK_OPTIONS)
    author = sheet_words("label.author")
    book.set_properties({"title": grid.name, "author": author, "created": MADE})
    sheet = book.add_worksheet(name)
    before = _reason_column(grid, first, reason)
    last = before or grid.width + 1
    looks, figures = _Looks(book), _figures(grid, first)
    for row, cells in grid.rows.items():
        look = "head" if row < first else "wrong" if row in said else "plain"
        for at, text in enumerate(cells, start=1):
            if text and at != before:
                value = _value(text, number=(row, at) in grid.bare or at in figures)
                put_cell(sheet, row - 1, at - 1, value, looks.of(look, value))
        if row in said:
            text = said[row][:_LONGEST]
            put_cell(sheet, row - 1, last - 1, text, looks.of("fault", text))
    for row in _heading_rows(grid, first):
        put_cell(sheet, row - 1, last - 1, reason, looks.of("head", reason))
    _merge(sheet, grid.merges, grid, looks)
    sheet.set_column(0, last - 2, _WIDTH)
    sheet.set_column(last - 1, last - 1, _FAULT_WIDTH)
    if first - 1 <= _TITLE_ROWS:
        sheet.freeze_panes(first - 1, 0)
    book.close()
    return memory.getvalue()


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def of(self, look: str, value: object) -> Any:
        """Give the format of a value in a heading, a sound row or a broken one."""
        kind = "day" if isinstance(value, date) else "text"
        kind = "number" if isinstance(value, int | float) else kind
        if (look, kind) not in self._made:
            form = {"day": "dd/mm/yyyy", "text": "@", "number": "General"}[kind]
            made = {"num_format": form, **_LOOKS[look]}
            self._made[look, kind] = self._book.add_format(made)
        return self._made[look, kind]


_LOOKS: Mapping[str, dict[str, object]] = {
    "head": {"bold": True, "bg_color": "#DDEBF7", "text_wrap": True},
    "plain": {},
    "wrong": {"bg_color": "#FCE4D6"},
    "fault": {"bg_color": "#FCE4D6", "text_wrap": True, "valign": "top"},
}


def _value(text: str, *, number: bool) -> object:
    """Give the day or the number that a text is; any other text as it stands.

    A number is one only where it was one: ``01`` and ``1.50`` are text.
    """
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if number and _COUNT.fullmatch(text):
        return int(text)
    if number and re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,15}", text):
        return float(text) if repr(float(text)) == text else text
    return text


def _figures(grid: Grid, first: int) -> frozenset[int]:
    """Give the columns of a file of text that may hold numbers: all but names."""
    if grid.sheet:
        return frozenset()
    names = {at for row in _heading_rows(grid, first) for at in _names(grid.rows[row])}
    return frozenset(range(1, grid.width + 1)) - names


def _names(cells: Sequence[str]) -> list[int]:
    return [at for at, heading in enumerate(cells, start=1) if heading in _NAMES]


def _reason_column(grid: Grid, first: int, reason: str) -> int:
    """Give the column of an earlier run; 0 where there is none."""
    for row in _heading_rows(grid, first):
        cells = grid.rows[row]
        if reason in cells:
            return cells.index(reason) + 1
    return 0


def _heading_rows(grid: Grid, first: int) -> list[int]:
    """Give the row of headings, and the one above it where there are two."""
    above = [row for row in grid.rows if row < first]
    return above[-2:] if len(above) > 1 and _two(grid, above[-2:]) else above[-1:]


def _two(grid: Grid, rows: list[int]) -> bool:
    count, _ = take_headings([grid.rows[row] for row in rows])
    return count == len(rows)


def _merge(sheet: Any, merges: tuple[Merge, ...], grid: Grid, looks: _Looks) -> None:
    """Merge again what was merged, so that a value holds for the same rows."""
    done: list[Merge] = []
    for merge in merges:
        apart = all(
            merge.top > other.bottom
            or merge.bottom < other.top
            or merge.left > other.right
            or merge.right < other.left
            for other in done
        )
        if not apart or (merge.top, merge.left) == (merge.bottom, merge.right):
            continue
        done.append(merge)
        text = grid.at(merge.top, merge.left)
        value = _value(text, number=(merge.top, merge.left) in grid.bare)
        corners = (merge.top - 1, merge.left - 1, merge.bottom - 1, merge.right - 1)
        sheet.merge_range(*corners, "", looks.of("plain", value))
        put_cell(sheet, *corners[:2], value, looks.of("plain", value))
