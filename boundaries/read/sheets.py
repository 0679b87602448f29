"""Sheets of a workbook, read cell by cell, and the one that a table is taken from."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from boundaries.names import unify
from boundaries.read.cells import Cell, Reader
from boundaries.read.conversion import confirm, refuse_legacy
from boundaries.read.encodings import recognise_legacy
from boundaries.read.grid import Grid, Merge, place_name, read_place
from boundaries.read.headings import take_headings
from boundaries.read.raw import MOST_FAULTS
from boundaries.read.workbook import (
    SheetPart,
    Workbook,
    iterate,
    open_workbook,
    text_of,
    unescape,
)
from boundaries.refusal import Fault, Refused

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_RANGE = re.compile(r"([A-Z]+[0-9]+):([A-Z]+[0-9]+)")
DATA_SHEET = "Dữ liệu"
"""The sheet to fill in of every form that we hand out."""
FORM_SHEETS = ("Hướng dẫn", "Ví dụ", "Đơn vị")
"""The other sheets of such a form: nobody is told that they were not read."""
_FIGURES = "0123456789"
_TRUE = frozenset({"1", "true", "on"})


def read_sheets(data: bytes, name: str, sha256: str) -> tuple[Grid, ...]:
    """Read every sheet that people see and that holds anything.

    Parameters
    ----------
    data
        A workbook that `require_openable` lets pass.
    name, sha256
        Of the file.

    Returns
    -------
    tuple of Grid
        In the order of the tabs, cells as they stand: see `settle_grids`.

    Raises
    ------
    Refused
        What `open_workbook` refuses; ``sheet-none`` where nothing can be seen, with
        the names of hidden sheets.
    """
    book = open_workbook(data, name)
    names = [sheet.name for sheet in book.sheets]
    found = []
    for sheet in book.sheets:
        if not sheet.hidden:
            others = tuple(other for other in names if other != sheet.name)
            grid = _read_sheet(book, sheet, sha256, others)
            if grid.rows or grid.faults:
                found.append(grid)
    if not found:
        hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
        raise Refused("sheet-none", name=name, hidden=hidden)
    return tuple(found)


def settle_grids(grids: Sequence[Grid], encoding: str | None) -> tuple[Grid, ...]:
    """Unify and trim the text of every cell; blank rows are left out.

    Parameters
    ----------
    grids
        What `read_sheets` gave.
    encoding
        What a person says the text is in, or None; one workbook, one encoding.

    Raises
    ------
    Refused
        ``text-legacy`` where the text is in an old encoding and nobody said so; what
        `boundaries.read.conversion.confirm` refuses.
    """
    cells = [
        (row, text) for g in grids for row, texts in g.rows.items() for text in texts
    ]
    words = dict.fromkeys(text for _, text in cells)
    change: Callable[[str], str] = str
    if encoding is not None:
        change = confirm([*words], grids[0].name, encoding)
    elif legacy := recognise_legacy("\n".join(words)):
        row = next(row for row, text in cells if legacy.seen in text)
        refuse_legacy(replace(legacy, line=row), grids[0].name, cells)
    settled = {text: unify(change(text)).strip() for text in words}
    return tuple(
        replace(
            grid,
            sheet=unify(grid.sheet),
            others=tuple(map(unify, grid.others)),
            rows={
                row: told
                for row, texts in grid.rows.items()
                if any(told := tuple(settled[text] for text in texts))
            },
        )
        for grid in grids
    )


def choose_sheet(grids: Sequence[Grid], wanted: Sequence[Collection[str]]) -> Grid:
    """Choose the sheet that a table is read from.

    Parameters
    ----------
    grids
        What `read_sheets` gave.
    wanted
        Sets of headings, any of which the table may have; none for any table.

    Returns
    -------
    Grid
        The one sheet there is; the one named `DATA_SHEET`, as in the forms that we
        hand out; or the only one that fits.

    Raises
    ------
    Refused
        ``sheet-several`` where more than one sheet fits, or none of several does.
    """
    if len(grids) == 1:
        return grids[0]
    for grid in grids:
        if grid.sheet == DATA_SHEET:
            return grid
    fitting = [grid for grid in grids if _fits(grid, wanted)]
    if len(fitting) == 1:
        return fitting[0]
    names = [grid.sheet for grid in fitting or grids]
    raise Refused("sheet-several", name=grids[0].name, sheets=names)


def require_seen(grid: Grid) -> None:
    """Refuse a sheet of which people do not see all, or that cannot all be told.

    Raises
    ------
    Refused
        ``sheet-rows-hidden``, ``sheet-columns-hidden``; ``sheet-broken`` with one
        fault per cell.
    """
    rows = sorted(row for row in grid.hidden_rows if row in grid.rows)
    if rows:
        raise Refused(
            "sheet-rows-hidden",
            name=grid.name, sheet=grid.sheet, count=len(rows), rows=rows,
        )  # fmt: skip
    columns = sorted(
        column
        for column in grid.hidden_columns
        if any(grid.at(row, column) for row in grid.rows)
    )
    if columns:
        names = [place_name(1, column).rstrip("1") for column in columns]
        raise Refused(
            "sheet-columns-hidden", name=grid.name, sheet=grid.sheet, columns=names
        )
    refuse_cells(grid, [grid.placed(*place, f) for place, f in grid.faults.items()])


def tell_others(grid: Grid) -> tuple[Fault, ...]:
    """Tell of the sheets beside the one that was read, but for those of our forms."""
    ours = FORM_SHEETS if grid.sheet == DATA_SHEET else ()
    others = tuple(name for name in grid.others if name not in ours)
    facts = {"sheet": grid.sheet, "others": others}
    return (Fault("sheet-others-unread", facts),) if others else ()


def refuse_cells(grid: Grid, faults: Sequence[Fault]) -> None:
    """Refuse a sheet for single cells.

    Raises
    ------
    Refused
        ``sheet-broken``, where there are any.
    """
    if faults:
        raise Refused(
            "sheet-broken",
            faults=faults[:MOST_FAULTS],
            name=grid.name, sheet=grid.sheet, count=len(faults),
        )  # fmt: skip


def _fits(grid: Grid, wanted: Sequence[Collection[str]]) -> bool:
    rows = [*islice(grid.rows.values(), 2)]
    found = {*take_headings(rows)[1]} if rows else set()
    return any(found >= {*headings} for headings in wanted)


def _read_sheet(
    book: Workbook, sheet: SheetPart, sha256: str, others: tuple[str, ...]
) -> Grid:
    reader = Reader(
        book.texts,
        book.formats,
        from_1904=book.from_1904,
        uncomputed=book.uncomputed,
    )
    rows: dict[int, tuple[str, ...]] = {}
    faults: dict[tuple[int, int], Fault] = {}
    bare: set[tuple[int, int]] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    merges: list[Merge] = []
    number = 0
    for tag, node in iterate(book, sheet.part):
        if tag == "row":
            number = _number(book, node.get("r"), number)
            cells = _cells(book, reader, node)
            if cells:
                rows[number] = _texts(cells)
                faults |= {(number, at): c.fault for at, c in cells.items() if c.fault}
                bare |= {(number, at) for at, cell in cells.items() if cell.bare}
            if node.get("hidden") in _TRUE:
                hidden_rows.add(number)
            node.clear()
        elif tag == "col" and node.get("hidden") in _TRUE:
            hidden_columns |= _span(node, hidden_columns)
        elif tag == "mergeCell":
            merges += _merge(node.get("ref", ""))
    _refuse_overlaps(book, merges)
    return Grid(
        book.name,
        sheet.name,
        rows,
        sha256,
        tuple(sorted(merges)),
        faults,
        frozenset(bare),
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        others,
    )


def _number(book: Workbook, stated: str | None, before: int) -> int:
    """Give the number of a row: stated, or one more than the row before."""
    number = int(stated) if stated and stated.isdecimal() else before + 1
    if not before < number <= MOST_ROWS:
        raise Refused("file-damaged", name=book.name, form="xlsx")
    return number


def _span(column: ET.Element, known: set[int]) -> set[int]:
    """Give the columns that an entry hides; hostile files repeat one without end."""
    ends = [column.get(end, "") for end in ("min", "max")]
    if not all(end.isdecimal() for end in ends) or len(known) >= MOST_COLUMNS:
        return set()
    return {*range(int(ends[0]), min(int(ends[1]), MOST_COLUMNS) + 1)}


def _cells(book: Workbook, reader: Reader, row: ET.Element) -> dict[int, Cell]:
    """Give the cells of a row that hold anything, by column."""
    found: dict[int, Cell] = {}
    column = 0
    for node in row:
        if not str(node.tag).endswith("}c"):
            continue
        stated = node.get("r")
        column = column + 1 if stated is None else _column(stated.rstrip(_FIGURES))
        if not 0 < column <= MOST_COLUMNS:
            raise Refused("file-damaged", name=book.name, form="xlsx")
        if column in found:  # two cells in one place: which of them is meant?
            raise Refused("file-damaged", name=book.name, form="xlsx")
        cell = _cell(book, reader, node)
        if cell.text or cell.fault:
            found[column] = cell
    return found


@cache
def _column(letters: str) -> int:
    place = read_place(f"{letters}1")
    return place[1] if place else 0


def _cell(book: Workbook, reader: Reader, node: ET.Element) -> Cell:
    kind, value, formula = node.get("t", "n"), None, False
    for part in node:
        tag = str(part.tag).rpartition("}")[2]
        if tag == "v":
            value = part.text
        elif tag == "is":
            value = text_of(part)
        elif tag == "f":
            formula = True
    if kind == "str" and value is not None:
        value = unescape(value)
    try:
        style = int(node.get("s", 0))
        return reader.read(kind, value, style, formula=formula)
    except (ValueError, IndexError):
        raise Refused("file-damaged", name=book.name, form="xlsx") from None


def _texts(cells: dict[int, Cell]) -> tuple[str, ...]:
    return tuple(
        cells[column].text if column in cells else ""
        for column in range(1, max(cells) + 1)
    )


def _refuse_overlaps(book: Workbook, merges: Sequence[Merge]) -> None:
    """Refuse merges that lie over each other: no sheet has them, and they never end."""
    heights: Counter[int] = Counter()
    for merge in merges:
        heights[merge.left] += merge.bottom - merge.top + 1
    if any(height > MOST_ROWS for height in heights.values()):
        raise Refused("file-damaged", name=book.name, form="xlsx")


def _merge(ref: str) -> list[Merge]:
    found = _RANGE.fullmatch(ref)
    corners = [read_place(part) for part in found.groups()] if found else []
    match corners:
        case [(int(top), int(left)), (int(bottom), int(right))]:
            return [Merge(top, left, bottom, right)]
    return []
