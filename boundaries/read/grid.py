"""A sheet as it lies before us: cells by row and column, merges, what is hidden."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from boundaries.refusal import Fault

_LETTERS = 26
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Merge(NamedTuple):
    """A block of cells that are one; the value stands in its top left cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one file of separated text, every cell text.

    Parameters
    ----------
    name
        Of the file.
    sheet
        What the tab says; "" for a file of text.
    rows
        Row number, as a spreadsheet counts, to its cells from column A on; blank rows
        are left out.
    sha256
        Of the file.
    merges
        Blocks of merged cells.
    faults
        What cannot be told, by row and column (1 = A).
    bare
        Cells that are numbers without zeros in front.
    hidden_rows, hidden_columns
        What people do not see, numbered from 1.
    others
        Names of the sheets beside it.
    """

    name: str
    sheet: str
    rows: Mapping[int, tuple[str, ...]]
    sha256: str = ""
    merges: tuple[Merge, ...] = ()
    faults: Mapping[tuple[int, int], Fault] = field(default_factory=dict)
    bare: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    others: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Count the columns up to the last that holds anything."""
        return max((len(cells) for cells in self.rows.values()), default=0)

    def at(self, row: int, column: int) -> str:
        """Give the text of a cell; "" where there is none."""
        cells = self.rows.get(row, ())
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def placed(self, row: int, column: int, fault: Fault) -> Fault:
        """Add to a fault the sheet and the cell where it was found."""
        where = {"sheet": self.sheet, "cell": place_name(row, column)}
        return Fault(fault.code, {**fault.facts, **where})


def column_name(column: int) -> str:
    """Give the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_name(row: int, column: int) -> str:
    """Give a cell the name that people read: B7."""
    return f"{column_name(column)}{row}"


def read_place(text: str) -> tuple[int, int] | None:
    """Give the row and the column of a cell's name, or None where it is none."""
    found = _PLACE.fullmatch(text.strip().upper())
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]), column
