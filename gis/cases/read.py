"""Case files as they stand: which of the three shapes, and every row kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from boundaries.read.table import Table
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.cases.origin import Origin

_QUOTED = re.compile(r"^'(?='*[=+\-@])")

Shape = Literal["counts", "points", "units", "form"]

SHAPES: dict[Shape, tuple[str, ...]] = {
    "counts": ("day", "unit", "cases"),
    "points": ("case_id", "day", "lon", "lat"),
    "units": ("case_id", "day", "unit"),
    "form": ("unit", "day", "no_new_cases"),
}
OPTIONAL = ("setting", "test", "source_known", "household")
EXPORTED = "exported"
"""Column that marks rows which were written from kept case rows; see `export`."""
REASON = "Lỗi"
"""Heading of the reasons in a file of refused rows; reading leaves it out."""


@dataclass(frozen=True, slots=True)
class RawCases:
    """A case file before any row is judged.

    Parameters
    ----------
    name, sha256
        Of the file.
    shape
        ``counts`` (day, unit, cases), ``points`` (case_id, day, lon, lat), ``units``
        (case_id, day, unit) or ``form`` (`gis.cases.dayform`).
    rows : DataFrame of text, index `row`
        The columns of the file, without an earlier `REASON`. A blank cell is "".
    sheet
        Of the workbook that the rows stand in; "" for a file of text.
    notes
        What a person should know of how the file was read.
    origin
        Where in its sheet each row was read.
    faults
        What reading found wrong already, by row and column.
    bare
        Rows whose unit is a number of a workbook without zeros in front.
    encoding
        What a person said the text was in; "" for Unicode.
    """

    name: str
    sha256: str
    shape: Shape
    rows: pd.DataFrame
    sheet: str = ""
    notes: tuple[Fault, ...] = ()
    origin: Origin = field(default_factory=Origin)
    faults: Mapping[tuple[int, str], Fault] = field(default_factory=dict)
    bare: frozenset[int] = frozenset()
    encoding: str = ""


def read_cases(path: Path, *, encoding: str | None = None) -> RawCases:
    """Read one case file.

    Parameters
    ----------
    path
        The file, CSV or XLSX.
    encoding
        What a person says the text is in; see `boundaries.read.text.read_table`.

    Raises
    ------
    Refused
        What `boundaries.read.text.read_table` refuses; ``cases-columns`` where the
        headings are none of the three shapes, ``cases-shape-several`` where they
        are more than one.
    """
    table = read_table(path, wanted=[*SHAPES.values()], codes=(), encoding=encoding)
    return replace(parse_cases(table, Path(path).name), encoding=encoding or "")


def parse_cases(table: Table, name: str) -> RawCases:
    """Recognise the shape of a table of cases; see `read_cases`."""
    rows, notes = table.frame(), table.notes
    if REASON in rows:
        rows = rows.drop(columns=REASON)
        notes = (*notes, Fault("case-reasons-ignored", {"column": REASON}))
    rows = rows.apply(_unquote)
    headings = {*rows.columns}
    found = [shape for shape, needed in SHAPES.items() if headings >= {*needed}]
    if not found:
        raise Refused("cases-columns", name=name, seen=list(rows.columns))
    if len(found) > 1 or ("cases" in headings and found != ["counts"]):
        raise Refused("cases-shape-several", name=name, seen=list(rows.columns))
    columns = {heading: at for at, heading in enumerate(table.header, start=1)}
    origin = Origin(table.sheet, columns) if table.sheet else Origin()
    bare = frozenset(row for row, at in table.bare if at == columns.get("unit"))
    return RawCases(
        name, table.sha256, found[0], rows, table.sheet, notes, origin, bare=bare
    )


def _unquote(column: pd.Series) -> pd.Series:
    """Take off the quote that keeps a spreadsheet from running a text of a CSV."""
    if not column.str.startswith("'").any():
        return column
    return column.str.replace(_QUOTED, "", n=1, regex=True)
