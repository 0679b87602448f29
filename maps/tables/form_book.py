"""The workbook of a form: drop-downs, checks, guidance, ready to print on A4."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from math import ceil
from typing import Any

import xlsxwriter

from boundaries.refusal import Refused
from maps.tables.form import Column, Form
from maps.words.sheets import sheet_words

HEADING_ROWS = 2
BOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
MADE = datetime(2021, 1, 1)  # noqa: DTZ001 - workbooks know no zone; fixed: same bytes
LAST_ROW = 1_048_576
_EARLIEST = date(2019, 12, 1)
_A4 = 9
_MOST_UPRIGHT = 6
_WIDTHS = {
    "text": 20,
    "code": 12,
    "day": 13,
    "count": 14,
    "share": 14,
    "number": 14,
    "yes_no": 16,
    "choice": 16,
    "tap": 13,
}
_NUMBERS = {"day": "dd/mm/yyyy", "count": "0", "share": "0.0###", "number": "General"}
_MOST_TOLD = 255
_LINE, _MOST_LINES = 15.0, 12
_BOLD = 1.3  # bold letters are wider than the figures that widths are counted in
_RULES: Mapping[str, dict[str, object]] = {
    "day": {"validate": "date", "criteria": ">=", "value": _EARLIEST},
    "count": {"validate": "integer", "criteria": ">=", "value": 0},
    "share": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 1,
    },
}
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


def compose_form(form: Form) -> bytes:
    """Compose the workbook of a form; the same form gives the same bytes.

    Four sheets: the data, headings in row 1 as people read them and in row 2 as
    files carry them; guidance; an example; the units. Only the first is ever read.

    Raises
    ------
    Refused
        ``table-too-long`` where there are more rows than a workbook holds.
    """
    last = HEADING_ROWS + len(form.rows) + form.room
    if last > LAST_ROW:
        most = LAST_ROW - HEADING_ROWS
        name = sheet_words("sheet.data")
        raise Refused("table-too-long", sheet=name, rows=len(form.rows), most=most)
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, BOOK_OPTIONS)
    book.set_properties(
        {"title": form.title, "author": sheet_words("label.author"), "created": MADE}
    )
    _Book(book, form).write()
    book.close()
    return memory.getvalue()


class _Book:
    """The sheets of one form, with the formats that they share."""

    def __init__(self, book: Any, form: Form) -> None:
        self._book = book
        self._form = form
        edge = {"border": 1, "border_color": "#A6A6A6"}
        top = {**edge, "bold": True, "text_wrap": True, "valign": "vcenter"}
        self._head = book.add_format({**top, "bg_color": "#DDEBF7"})
        self._machine = book.add_format(
            {**edge, "italic": True, "font_size": 8, "font_color": "#595959"}
        )
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._cell, self._shut = {}, {}
        for kind in _WIDTHS:
            look = {**edge, "num_format": _NUMBERS.get(kind, "@")}
            self._cell[kind] = book.add_format({**look, "locked": False})
            self._shut[kind] = book.add_format({**look, "bg_color": "#EDEDED"})

    def write(self) -> None:
        """Write the sheets, the one to fill in first."""
        self._data(self._book.add_worksheet(sheet_words("sheet.data")))
        self._guide(self._book.add_worksheet(sheet_words("sheet.guide")))
        if self._form.example:
            self._example(self._book.add_worksheet(sheet_words("sheet.example")))
        if self._form.units:
            self._units(self._book.add_worksheet(sheet_words("sheet.units")))

    def _data(self, sheet: Any) -> None:
        form = self._form
        last = HEADING_ROWS + len(form.rows) + form.room - 1
        for at, column in enumerate(form.columns):
            sheet.set_column(at, at, _width(column), self._cell[column.kind])
            sheet.write_string(0, at, column.heading, self._head)
            sheet.write_string(1, at, column.name, self._machine)
            author = {"author": sheet_words("label.author"), "x_scale": 2}
            sheet.write_comment(0, at, _told(column), author)
            if last >= HEADING_ROWS:
                self._check(sheet, at, column, last)
        for line, row in enumerate(form.rows):
            for at, (column, value) in enumerate(zip(form.columns, row)):
                shut = column.given or (line, at) in form.closed
                look = (self._shut if shut else self._cell)[column.kind]
                put_cell(sheet, line + HEADING_ROWS, at, value, look)
        sheet.set_row(0, _height(form.columns))
        sheet.freeze_panes(HEADING_ROWS, 0)
        sheet.protect("", _ALLOWED)
        self._page(sheet, len(form.columns))
        sheet.repeat_rows(0, HEADING_ROWS - 1)

    def _check(self, sheet: Any, at: int, column: Column, last: int) -> None:
        rule = self._rule(column)
        if rule is None:
            return
        kind = column.kind
        wrong = kind if kind in {"code", "day", "count", "share"} else "choice"
        shown = ", ".join(column.options())
        said = sheet_words(f"wrong.{wrong}", choices=shown)
        told = {
            "ignore_blank": True,
            "error_title": sheet_words("wrong.title"),
            "error_message": said[:_MOST_TOLD],
        }
        sheet.data_validation(HEADING_ROWS, at, last, at, {**rule, **told})

    def _rule(self, column: Column) -> dict[str, object] | None:
        """Give what a cell is checked by; None where anything may be written."""
        if options := column.options():
            return {"validate": "list", "source": list(options)}
        if column.kind == "code" and self._form.units:
            name, last = sheet_words("sheet.units"), len(self._form.units) + 2
            return {"validate": "list", "source": f"='{name}'!$A$3:$A${last}"}
        return _RULES.get(column.kind)

    def _guide(self, sheet: Any) -> None:
        sheet.write_string(0, 0, self._form.title, self._title)
        line = 1
        for line, text in enumerate(self._form.guide, start=2):
            sheet.write_string(line, 0, text)
        line += 2
        keys = ("column", "machine", "unit", "fill", "meaning", "who")
        for at, key in enumerate(keys):
            sheet.write_string(line, at, sheet_words(f"label.{key}"), self._head)
        for column in self._form.columns:
            line += 1
            fill = sheet_words(f"fill.{column.kind}")
            said = (column.heading, column.name, column.unit, fill)
            for at, text in enumerate((*said, column.meaning, column.who)):
                sheet.write_string(line, at, text, self._wrapped)
        for at, width in enumerate((34, 22, 12, 34, 60, 18)):
            sheet.set_column(at, at, width)
        self._page(sheet, len(keys) + 1)

    def _example(self, sheet: Any) -> None:
        """Show rows as text, without the names that files carry: none can be read."""
        sheet.write_string(0, 0, sheet_words("title.example"), self._title)
        for at, column in enumerate(self._form.columns):
            sheet.set_column(at, at, _WIDTHS[column.kind] + 2)
            sheet.write_string(2, at, column.heading, self._head)
        for line, row in enumerate(self._form.example, start=3):
            for at, text in enumerate(row):
                sheet.write_string(line, at, text, self._wrapped)
        self._page(sheet, len(self._form.columns))

    def _units(self, sheet: Any) -> None:
        sheet.write_string(0, 0, sheet_words("title.units"), self._title)
        for at, key in enumerate(("code", "name", "level", "parent")):
            sheet.write_string(1, at, sheet_words(f"label.{key}"), self._head)
        for line, row in enumerate(self._form.units, start=2):
            for at, text in enumerate(row):
                sheet.write_string(line, at, text)
        for at, width in enumerate((12, 34, 14, 34)):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(2, 0)
        self._page(sheet, 4)

    def _page(self, sheet: Any, columns: int) -> None:
        sheet.set_paper(_A4)
        if columns > _MOST_UPRIGHT:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        title = self._form.title.replace("&", "&&")[:200]
        sheet.set_header(f"&C{title}")
        sheet.set_footer(f"&R{sheet_words('label.page')}")


def put_cell(sheet: Any, line: int, at: int, value: object, look: Any) -> None:
    """Write one cell; text stays text whatever it begins with, a day is a day."""
    if value is None or value == "":
        sheet.write_blank(line, at, None, look)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(line, at, datetime.combine(value, time()), look)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, at, value, look)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, at, value, look)
    else:
        sheet.write_string(line, at, str(value), look)


def _width(column: Column) -> int:
    return max(_WIDTHS[column.kind], len(column.name) + 1)


def _height(columns: Sequence[Column]) -> float:
    """Give the height in points at which the longest heading is seen whole."""
    lines = (ceil(_BOLD * len(c.heading) / _width(c)) for c in columns)
    return _LINE * min(max(2, *lines), _MOST_LINES)


def _told(column: Column) -> str:
    """Give what the comment of a heading says."""
    said: Sequence[tuple[str, str]] = (
        ("", column.meaning),
        ("", sheet_words(f"fill.{column.kind}")),
        ("label.unit", column.unit),
        ("label.who", column.who),
    )
    return "\n".join(
        f"{sheet_words(key)}: {text}" if key else text for key, text in said if text
    )
