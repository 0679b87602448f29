"""Rows that were kept aside, written so that they can be corrected and sent again."""

import re
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from api.services.files import write_whole
from api.services.forms import WORKBOOK
from boundaries.read.grid import Grid
from boundaries.read.headings import take_headings
from boundaries.read.sheets import choose_sheet
from boundaries.read.text import read_grids
from boundaries.refusal import Fault
from gis.cases import CaseRows, RawCases, refused_table
from gis.cases.read import REASON
from gis.rulesets.read import ROWS
from maps.tables import compose_aside
from maps.tables.csv import compose_table
from maps.words.said import Lang, render

_ASIDE = re.compile(r"\.aside(-[0-9]+)?$")


def aside_beside(path: Path) -> Path:
    """Name the file of rows kept aside: a workbook beside a workbook, else CSV."""
    suffix = WORKBOOK if path.suffix.lower() == WORKBOOK else ".csv"
    stem = _ASIDE.sub("", path.stem)  # of a file that was aside itself, the first name
    place = path.with_name(f"{stem}.aside{suffix}")
    return place if place != path else path.with_name(f"{stem}.aside-2{suffix}")


def write_aside(
    rows: CaseRows,
    raw: RawCases,
    source: Path,
    path: Path,
    lang: Lang,
    encoding: str = "",
) -> Path:
    """Write what was kept aside, to be corrected and imported again.

    Parameters
    ----------
    rows, raw, source
        The file, judged, as it was read, and where it is.
    path
        A workbook (.xlsx) is the whole sheet again with a last column for the
        faults; any other file holds the rows kept aside, as CSV.
    lang
        Language of the faults.
    encoding
        What `source` was read as; the corrected file is in Unicode.

    Returns
    -------
    Path
        Where they are: an earlier file of that name may hold corrections that were
        not imported yet, so it stays, and the new one gets a number.
    """
    if path.suffix.lower() == WORKBOOK:
        content = _sheet(rows, raw, source, _words(lang), encoding)
    else:
        header, table = refused_table(rows, _words(lang))
        content = compose_table(header, table)
    return _put(path, content)


def write_rows_aside(
    source: Path, faults: Sequence[Fault], path: Path, lang: Lang, encoding: str = ""
) -> Path:
    """Write a file of indicators again, with what is wrong beside each row.

    Parameters
    ----------
    source
        The file (rows.csv); faults refuse it whole, so all its rows come back.
    faults
        Each with its `row`.
    path
        A workbook (.xlsx); any other file is CSV.
    lang
        Language of the faults.
    encoding
        What `source` was read as; the corrected file is in Unicode.

    Returns
    -------
    Path
        Where it is; an earlier file of that name stays.
    """
    words = _words(lang)
    grid = choose_sheet(read_grids(source, encoding=encoding or None), [ROWS])
    said: dict[int, str] = {}
    for fault in faults:
        row = int(str(fault.facts["row"]))
        said[row] = " ".join([*([said[row]] if row in said else []), words(fault)])
    rows = list(grid.rows)
    used, _ = take_headings([grid.rows[row] for row in rows[:2]])
    if path.suffix.lower() == WORKBOOK:
        return _put(path, compose_aside(grid, rows[used], said, REASON))
    told = dict.fromkeys(rows[:used], REASON) | said
    columns = range(1, grid.width + 1)
    table = [[*(grid.at(row, at) for at in columns), told.get(row, "")] for row in rows]
    return _put(path, compose_table(table[0], table[1:]))


def _put(path: Path, content: bytes) -> Path:
    place = path
    for number in count(2):
        if not place.exists() or place.read_bytes() == content:
            break
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
    write_whole(place, content)
    return place


def _sheet(
    rows: CaseRows,
    raw: RawCases,
    source: Path,
    words: Callable[[Fault], str],
    encoding: str,
) -> bytes:
    said: dict[int, str] = {}
    for label, faults in rows.refused["faults"].items():
        row = raw.origin.row(int(str(label)))
        told = [said[row]] if row in said else []
        said[row] = " ".join(dict.fromkeys([*told, *map(words, faults)]))
    grid = _grid(source, raw.sheet, encoding)
    top = min(raw.origin.row(int(row)) for row in raw.rows.index)
    first = raw.origin.heading + 1 if raw.origin.heading else top
    return compose_aside(grid, first, said, REASON)


def _grid(source: Path, sheet: str, encoding: str) -> Grid:
    grids = read_grids(source, encoding=encoding or None)
    return next((grid for grid in grids if grid.sheet == sheet), grids[0])


def _words(lang: Lang) -> Callable[[Fault], str]:
    return lambda fault: str(render(fault, lang))
