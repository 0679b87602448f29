"""Case files as they stand: which of the three shapes, and every row kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from boundaries.read.text import Table, read_table
from boundaries.refusal import Refused

Shape = Literal["counts", "points", "units"]

SHAPES: dict[Shape, tuple[str, ...]] = {
    "counts": ("day", "unit", "cases"),
    "points": ("case_id", "day", "lon", "lat"),
    "units": ("case_id", "day", "unit"),
}
OPTIONAL = ("setting", "test", "source_known", "household")
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
        ``counts`` (day, unit, cases), ``points`` (case_id, day, lon, lat) or
        ``units`` (case_id, day, unit).
    rows : DataFrame of text, index `row`
        The columns of the file, without an earlier `REASON`. A blank cell is "".
    """

    name: str
    sha256: str
    shape: Shape
    rows: pd.DataFrame


def read_cases(path: Path) -> RawCases:
    """Read one case file.

    Raises
    ------
    Refused
        What `boundaries.read.text.read_table` refuses; ``cases-columns`` where the
        headings are none of the three shapes, ``cases-shape-several`` where they
        are more than one.
    """
    return parse_cases(read_table(path), Path(path).name)


def parse_cases(table: Table, name: str) -> RawCases:
    """Recognise the shape of a table of cases; see `read_cases`."""
    rows = table.frame()
    rows = rows.drop(columns=[column for column in rows.columns if column == REASON])
    headings = {*rows.columns}
    found = [shape for shape, needed in SHAPES.items() if headings >= {*needed}]
    if not found:
        raise Refused("cases-columns", name=name, seen=list(rows.columns))
    if len(found) > 1 or ("cases" in headings and found != ["counts"]):
        raise Refused("cases-shape-several", name=name, seen=list(rows.columns))
    return RawCases(name, table.sha256, found[0], rows)
