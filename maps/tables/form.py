"""A sheet that people fill in: its columns, its rows, what stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from maps.words.sheets import sheet_words

Kind = Literal[
    "text", "code", "day", "count", "share", "number", "yes_no", "choice", "tap"
]
YES_NO = ("có", "không")
TAP = ("x",)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Parameters
    ----------
    name
        As files carry it; stands in the second row.
    heading, meaning
        As people read them, Vietnamese.
    kind
        What a cell holds.
    unit
        In what it is counted; empty for nothing.
    who
        Who reports it; empty for everybody.
    choices
        The words to choose from, for ``choice``.
    given
        Filled in by us, and kept from being changed where it is.
    """

    name: str
    heading: str
    meaning: str
    kind: Kind
    unit: str = ""
    who: str = ""
    choices: tuple[str, ...] = ()
    given: bool = False

    def options(self) -> tuple[str, ...]:
        """Give the words to choose from; none where anything may be written."""
        return {"yes_no": YES_NO, "tap": TAP}.get(self.kind, self.choices)


@dataclass(frozen=True, slots=True)
class Form:
    """One workbook: a sheet to fill in, guidance, an example, the units.

    Parameters
    ----------
    title
        What it is; stands on every printed page.
    columns
        Of the sheet to fill in.
    rows
        What is filled in already, one value per column: text, int, float, date, or
        None for a blank.
    closed
        Cells (row, column), counted from 0 in `rows`, that nobody is to fill in.
    guide
        Sentences on how to fill it in.
    example
        Rows of text that show it; they are never read.
    units : rows of code, name, level, parent
        To choose codes from; empty where none are known.
    room
        Rows to be filled in below those that are.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]] = ()
    closed: frozenset[tuple[int, int]] = frozenset()
    guide: Sequence[str] = ()
    example: Sequence[Sequence[str]] = ()
    units: Sequence[tuple[str, str, str, str]] = field(default=())
    room: int = 0


def known_column(name: str, kind: Kind, **more: object) -> Column:
    """Give a column whose words stand in ``sheets.toml``."""
    heading = sheet_words(f"column.{name}.heading")
    meaning = sheet_words(f"column.{name}.meaning")
    return Column(name, heading, meaning, kind, **more)  # type: ignore[arg-type]  # fields of Column
