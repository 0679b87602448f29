"""A table of text with its headings, from separated text or from a sheet."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import pandas as pd

from boundaries.read.grid import Grid, column_name
from boundaries.read.headings import take_headings
from boundaries.read.raw import MOST_FAULTS
from boundaries.read.sheets import refuse_cells, tell_others
from boundaries.refusal import Fault, Refused

CODES = ("unit", "code", "parent", "a", "b", "except")
"""Columns whose cells are codes of units."""
_FILLED = ("unit", "day")
_SURE_DIGITS = 5


class Table(NamedTuple):
    """A table as the file has it, every cell text.

    Parameters
    ----------
    header : names of the columns, n
    rows : (row number, n cells); the heading is row 1, as a spreadsheet counts
    sha256 : of the file
    sheet : of the workbook that it stands in; "" for a file of text
    bare : row and column (1 = A) of cells that are numbers without zeros in front
    notes : what a person should know of how it was read
    """

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    sha256: str
    sheet: str = ""
    bare: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[Fault, ...] = ()

    def frame(self) -> pd.DataFrame:
        """Give the rows as a frame of text, index `row`; a blank cell is ``""``."""
        return pd.DataFrame(
            [cells for _, cells in self.rows],
            columns=list(self.header),
            index=pd.Index([number for number, _ in self.rows], name="row", dtype=int),
            dtype=str,
        )


def require_columns(table: Table, needed: tuple[str, ...], name: str) -> None:
    """Refuse a table that lacks a column.

    Raises
    ------
    Refused
        ``table-columns`` with the missing and the seen headings.
    """
    missing = [column for column in needed if column not in table.header]
    if missing:
        raise Refused(
            "table-columns",
            name=name,
            missing=", ".join(missing),
            seen=", ".join(table.header),
        )


def require_headings(header: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Give the headings; blank ones at the end are what spreadsheets leave.

    Raises
    ------
    Refused
        ``table-heading-blank``, ``table-heading-duplicate``.
    """
    width = max(place for place, cell in enumerate(header, start=1) if cell)
    if "" in header[:width]:
        raise Refused("table-heading-blank", name=name, column=header.index("") + 1)
    repeated = [cell for cell, times in Counter(header[:width]).items() if times > 1]
    if repeated:
        raise Refused("table-heading-duplicate", name=name, heading=repeated[0])
    return header[:width]


def require_widths(
    rows: Sequence[tuple[int, tuple[str, ...]]], width: int, name: str
) -> None:
    """Refuse rows that are narrower than the headings, or hold more beside them.

    Raises
    ------
    Refused
        ``table-broken`` with one ``table-row-width`` per row.
    """
    faults = [
        Fault("table-row-width", {"row": row, "seen": len(cells), "needed": width})
        for row, cells in rows
        if len(cells) < width or any(cells[width:])
    ]
    if faults:
        count = len(faults)
        raise Refused(
            "table-broken", faults=faults[:MOST_FAULTS], name=name, count=count
        )


def take_table(grid: Grid, codes: Collection[str]) -> Table:
    """Take the headings of a sheet, see `take_headings`, and the rows below them.

    Parameters
    ----------
    grid
        The sheet; what people do not see in it was looked at.
    codes
        Columns in which a number that may have lost its zeros in front is refused.

    Raises
    ------
    Refused
        What `require_headings` and `require_widths` refuse; ``sheet-broken`` with
        ``cell-code-number``.
    """
    numbered = list(grid.rows.items())
    used, cells = take_headings([cells for _, cells in numbered[:2]])
    del numbered[:used]
    header = require_headings(cells, grid.name)
    width = len(header)
    rows = [(row, (*cells, *[""] * (width - len(cells)))) for row, cells in numbered]
    require_widths(rows, width, grid.name)
    refuse_cells(grid, _bare_codes(grid, header, codes))
    filled, notes = _fill(grid, header, {row: list(cells) for row, cells in rows})
    notes += tell_others(grid)
    bare = frozenset(place for place in grid.bare if 0 < place[1] <= width)
    return Table(
        header,
        [(row, tuple(cells[:width])) for row, cells in filled.items()],
        grid.sha256,
        grid.sheet,
        bare,
        tuple(notes),
    )


def _bare_codes(
    grid: Grid, header: Sequence[str], codes: Collection[str]
) -> list[Fault]:
    """Find codes that are numbers, and too short to be sure that no zero is lost."""
    columns = {at for at, heading in enumerate(header, start=1) if heading in codes}
    return [
        grid.placed(row, at, Fault("cell-code-number", {"seen": grid.at(row, at)}))
        for row, at in sorted(grid.bare)
        if at in columns and row in grid.rows and len(grid.at(row, at)) < _SURE_DIGITS
    ]


def _fill(
    grid: Grid, header: Sequence[str], rows: dict[int, list[str]]
) -> tuple[dict[int, list[str]], list[Fault]]:
    """Give each row the unit and the day of the merged cells that it lies in."""
    notes: list[Fault] = []
    for merge in grid.merges:
        heading = header[merge.left - 1] if merge.left <= len(header) else ""
        if heading not in _FILLED or merge.top not in rows:
            continue
        value = rows[merge.top][merge.left - 1]
        below = [row for row in range(merge.top + 1, merge.bottom + 1) if row in rows]
        for row in below:
            rows[row][merge.left - 1] = value
        if below:
            cells = f"{column_name(merge.left)}{merge.top}:{merge.bottom}"
            facts = {"sheet": grid.sheet, "cells": cells, "seen": value}
            notes.append(Fault("sheet-merged-filled", facts))
    return rows, notes
