"""Where in its sheet a case row was read, so that a fault names the cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from boundaries.read.grid import place_name
from boundaries.refusal import Fault

_COUNT = "cases"
_ROWS = ("row", "first")


class Spot(NamedTuple):
    """The cell whose figure a case row is."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """How the rows of a case file lie in its sheet.

    Parameters
    ----------
    sheet
        Its name; "" for a file of text.
    columns
        Column (1 = A) of each field that has one.
    spots
        By case row, where one sheet row gives several: the cell of its figure. Empty
        where the rows of the file are numbered as the sheet's.
    fixed
        Fields that stand in one cell for all rows: B2.
    heading
        The last row of headings, where a map says so; 0 for the row above the first.
    """

    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    spots: Mapping[int, Spot] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    heading: int = 0

    def row(self, row: int) -> int:
        """Give the row of the sheet that a case row was read from."""
        return self.spots[row].row if row in self.spots else row

    def cell(self, row: int, column: str = _COUNT) -> str:
        """Give the cell of a field, or "" where the file has no cells with names."""
        if column in self.fixed:
            return self.fixed[column]
        spot = self.spots.get(row)
        at = self.columns.get(column, 0)
        if spot is not None and (column == _COUNT or not at):
            at = spot.column
        return place_name(self.row(row), at) if at else ""

    def place(self, row: int, column: str, fault: Fault) -> Fault:
        """Add to a fault of a field the cell that it is in, where that has a name."""
        if "cell" in fault.facts or not (cell := self.cell(row, column)):
            return fault
        return Fault(fault.code, {**fault.facts, "sheet": self.sheet, "cell": cell})

    def tell(self, row: int, fault: Fault) -> Fault:
        """Give a fault with its rows numbered as the sheet numbers them."""
        facts = {"row": row, **fault.facts}
        told = {
            name: self.row(int(str(number))) if name in _ROWS else number
            for name, number in facts.items()
        }
        if self.spots and "cell" not in told:
            told |= {"sheet": self.sheet, "cell": self.cell(row)}
        return Fault(fault.code, told)
