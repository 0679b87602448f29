"""zones.xlsx: the published day, all days, transitions and the legend, to read."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from boundaries.refusal import Refused
from maps.publication.closing_words import say_doubts, say_plan
from maps.publication.legend import legend
from maps.publication.record import Publication
from maps.publication.statements import (
    say_counted,
    say_left_out,
    say_origin,
    say_reported,
    say_state,
)
from maps.tables.closing_sheets import (
    AREA_COLUMNS,
    POST_COLUMNS,
    area_rows,
    post_rows,
)
from maps.words.phrases import day_words, say, say_notices
from maps.words.reasons import render

_LAST_ROW = 1_048_576
_LONGEST = 32_000
_WIDTHS = {
    "unit": 12,
    "name": 28,
    "district": 26,
    "day": 12,
    "level": 7,
    "zone": 24,
    "clause": 18,
    "reason": 90,
    "effective_from": 13,
    "next_better": 22,
    "from_zone": 22,
    "to_zone": 22,
    "cause": 90,
    "worse": 20,
    "station": 14,
    "station_name": 34,
    "station_kind": 24,
    "capacity": 12,
    "in_use": 12,
    "area": 10,
    "part": 24,
    "state": 26,
    "area_units": 30,
    "area_names": 44,
    "people": 11,
    "households": 11,
    "cases_inside": 12,
    "cases_outside": 12,
    "km": 11,
    "crossings": 12,
    "plan": 18,
    "post": 8,
    "post_kind": 16,
    "road": 32,
    "road_class": 22,
    "feature": 14,
    "lon": 13,
    "lat": 13,
    "side": 26,
    "between": 36,
    "staff": 10,
    "hours": 14,
    "agencies": 26,
    "closing": 14,
    "order": 10,
}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


def write_workbook(publication: Publication, path: Path) -> None:
    """Write the workbook, Vietnamese, days as real date cells dd/mm/yyyy.

    Raises
    ------
    Refused
        ``table-too-long`` where a sheet would have more rows than a workbook
        holds.
    """
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, _OPTIONS)
    book.set_properties(
        {
            "title": f"{publication.province_name} {day_words(publication.day)}",
            "author": publication.drafted_by,
            "created": datetime.combine(publication.day, time()),
        }
    )
    _Sheets(book, publication).write()
    book.close()
    path.write_bytes(memory.getvalue())


class _Sheets:
    """The sheets of one workbook, with the formats that they share."""

    def __init__(self, book: Any, publication: Publication) -> None:
        self._book = book
        self._of = publication
        self._head = book.add_format(
            {"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True}
        )
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._legend = legend(publication)
        self._fills = {
            entry.zone: book.add_format(
                {"bg_color": entry.swatch.fill, "font_color": entry.swatch.ink}
            )
            for entry in self._legend
        }
        self._zone_names = {e.zone: e.name for e in self._legend}
        self._names = publication.units["name"].to_dict()
        self._parents = publication.units["parent"].to_dict()

    def write(self) -> None:
        """Write the sheets in the order that people read them."""
        p = self._of
        zones = p.zones
        today = zones[zones["day"] == p.day]
        name = say("table.sheet-day", day=f"{p.day:%d-%m-%Y}")
        self._zones(name, today)
        self._zones(say("table.sheet-all"), zones)
        self._transitions(say("table.sheet-transitions"), p.transitions)
        if p.stations is not None:
            self._stations(say("table.sheet-stations"), p.stations)
        if p.perimeters is not None:
            rows = list(area_rows(p))
            self._table(say("table.sheet-areas"), AREA_COLUMNS, rows, len(rows), {})
        if p.plans:
            rows = list(post_rows(p))
            self._table(say("table.sheet-posts"), POST_COLUMNS, rows, len(rows), {})
        self._notes(say("table.sheet-legend"))

    def _zones(self, name: str, zones: pd.DataFrame) -> None:
        columns = ["unit", "name", "district", "day", "level", "zone", "clause"]
        columns += ["reason", "effective_from", "next_better"]
        rows = (
            [
                *self._place(row.unit),
                row.day,
                row.level,
                self._zone_names.get(row.zone, row.zone),
                row.clause,
                render(row.reason, "vi", self._names),
                row.effective_from,
                row.next_better,
            ]
            for row in _rows(zones)
        )
        fills = [self._fills.get(zone) for zone in zones["zone"]]
        self._table(name, columns, rows, len(zones), {"zone": fills, "level": fills})

    def _transitions(self, name: str, changes: pd.DataFrame) -> None:
        columns = ["unit", "name", "district", "day", "from_zone", "to_zone"]
        columns += ["worse", "cause"]
        rows = (
            [
                *self._place(row.unit),
                row.day,
                self._zone_names.get(row.from_zone, row.from_zone),
                self._zone_names.get(row.to_zone, row.to_zone),
                _direction(row),
                render(row.cause, "vi", self._names),
            ]
            for row in _rows(changes)
        )
        fills = {
            column: [self._fills.get(zone) for zone in changes[column]]
            for column in ("from_zone", "to_zone")
        }
        self._table(name, columns, rows, len(changes), fills)

    def _stations(self, name: str, stations: pd.DataFrame) -> None:
        columns = ["station", "station_name", "station_kind", "unit", "name"]
        columns += ["district", "capacity", "in_use"]
        rows = (
            [
                row.Index,
                row.name,
                say(f"station.{row.kind}"),
                *self._place(row.unit),
                row.capacity,
                row.in_use,
            ]
            for row in _rows(stations)
        )
        self._table(name, columns, rows, len(stations), {})

    def _table(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        count: int,
        fills: dict[str, list[Any]],
    ) -> None:
        if count >= _LAST_ROW:
            raise Refused("table-too-long", sheet=name, rows=count, most=_LAST_ROW - 1)
        sheet = self._book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDTHS[column])
            sheet.write_string(0, at, say(f"table.{column}"), self._head)
        for line, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                fill = fills.get(columns[at])
                _put(sheet, line, at, value, fill[line - 1] if fill else None)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)

    def _notes(self, name: str) -> None:
        p = self._of
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 4, 24)
        draft = [say("state.proposed")] if p.state == "proposed" else []
        title = " · ".join([p.province_name, day_words(p.day), *draft])
        sheet.write_string(0, 0, title, self._title)
        notices = (*say_notices(p.notices), *say_left_out(p))
        closing = (*say_doubts(p), *(say_plan(*one) for one in p.plans.items()))
        said = [say_state(p), say_reported(p), *notices, *closing, *say_origin(p)]
        for line, text in enumerate(said, start=1):
            _put(sheet, line, 0, text, None)
        line = len(said) + 2
        heads = [say(f"table.{key}") for key in ("level", "zone", "colour")]
        heads.append(say_counted(p, "table.count", day=day_words(p.day)))
        for at, text in enumerate(heads):
            sheet.write_string(line, at, text, self._head)
        for entry in self._legend:
            line += 1
            row = [entry.level, entry.name, entry.swatch.vi, entry.units]
            for at, value in enumerate(row):
                _put(sheet, line, at, value, self._fills[entry.zone])
        line += 2
        counts = ("read", "accepted", "refused", "duplicate")
        for at, key in enumerate(("input", *counts)):
            sheet.write_string(line, at, say(f"table.{key}"), self._head)
        for file in p.inputs:
            line += 1
            figures = [getattr(file, key) for key in counts]
            for at, value in enumerate([file.name, *figures]):
                _put(sheet, line, at, value, None)

    def _place(self, unit: str) -> list[str]:
        parent = self._parents.get(unit, "")
        return [unit, self._names.get(unit, ""), self._names.get(parent, parent)]


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    """Give the rows as named tuples, whose types pandas does not know."""
    return frame.itertuples()


def _direction(row: Any) -> str:
    if pd.isna(row.from_level) or pd.isna(row.to_level):
        return say("table.went-untold")
    return say("table.went-worse" if row.worse else "table.went-better")


def _put(sheet: Any, line: int, at: int, value: Any, form: Any) -> None:
    """Write one cell; text stays text whatever it begins with."""
    if value is None or pd.isna(value):
        sheet.write_blank(line, at, None, form)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, datetime.combine(value, time()), form)
    elif isinstance(value, str):
        text = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
        sheet.write_string(line, at, text, form)
    elif isinstance(value, float):
        sheet.write_number(line, at, value, form)
    else:
        sheet.write_number(line, at, int(value), form)
