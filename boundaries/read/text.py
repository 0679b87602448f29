"""Tables as text: one reader for every CSV that people hand us."""

import csv
import hashlib
import io
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from boundaries.names import unify
from boundaries.read.encodings import Legacy, recognise_bytes, recognise_legacy
from boundaries.read.raw import MOST_FAULTS
from boundaries.refusal import Fault, Refused

LARGEST_TEXT = 200_000_000
_SEPARATORS = ",;\t"
_BINARY = {
    b"PK\x03\x04": "zip, xlsx",
    b"\xd0\xcf\x11\xe0": "xls, doc",
    b"%PDF": "pdf",
    b"\x1f\x8b": "gzip",
    b"SQLite format 3": "sqlite",
    b"PAR1": "parquet",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"<": "xml, html",
    b"{": "json",
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Table(NamedTuple):
    """A table as the file has it, every cell text.

    Parameters
    ----------
    header : names of the columns, n
    rows : (row number, n cells); the heading is row 1, as a spreadsheet counts
    sha256 : of the file
    """

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    sha256: str

    def frame(self) -> pd.DataFrame:
        """Give the rows as a frame of text, index `row`; a blank cell is ``""``."""
        return pd.DataFrame(
            [cells for _, cells in self.rows],
            columns=list(self.header),
            index=pd.Index([number for number, _ in self.rows], name="row", dtype=int),
            dtype=str,
        )


def read_table(path: Path, *, largest: int = LARGEST_TEXT) -> Table:
    """Read a table of text: UTF-8, separated by comma, semicolon or tab.

    Parameters
    ----------
    path
        The file; its extension says nothing.
    largest
        Most bytes that are read.

    Returns
    -------
    Table
        Unified text (`boundaries.names`), cells trimmed, blank rows left out and
        counted in the row numbers. Nothing is read as a number, a day or a missing
        value: ``01``, ``NA`` and ``-`` stay what they are.

    Raises
    ------
    Refused
        ``file-missing``, ``file-empty``, ``file-too-large``, ``table-binary``,
        ``text-utf16``, ``text-nul``, ``text-legacy``, ``text-not-utf8``,
        ``table-quote``, ``table-heading-blank``, ``table-heading-duplicate``,
        ``table-broken`` with one ``table-row-width`` per row.
    """
    data = read_bytes(path, largest)
    name = Path(path).name
    return parse_table(decode_text(data, name), name, hashlib.sha256(data).hexdigest())


def read_bytes(path: Path, largest: int) -> bytes:
    """Read a whole file that must exist, hold something, and not be too large.

    Raises
    ------
    Refused
        ``file-missing``, ``file-empty``, ``file-too-large``.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise Refused("file-missing", name=path.name) from None
    if not data:
        raise Refused("file-empty", name=path.name)
    if len(data) > largest:
        raise Refused("file-too-large", name=path.name, limit_mb=largest // 1_000_000)
    return data


def decode_text(data: bytes, name: str) -> str:
    """Give the unified text of a UTF-8 file, or say what it is instead.

    Raises
    ------
    Refused
        ``table-binary``, ``text-utf16``, ``text-nul``, ``text-legacy``,
        ``text-not-utf8``.
    """
    for magic, seen in _BINARY.items():
        if data.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(magic):
            raise Refused("table-binary", name=name, seen=seen)
    return unify(decode_utf8(data, name))


def decode_utf8(data: bytes, name: str) -> str:
    """Give the text of a UTF-8 file as it stands, its byte order mark taken off.

    Raises
    ------
    Refused
        ``text-utf16``, ``text-nul``, ``text-legacy``, ``text-not-utf8``.
    """
    if data.startswith(_WIDE) or data[:200].count(0) > len(data[:200]) // 4:
        raise Refused("text-utf16", name=name)
    if (place := data.find(0)) >= 0:
        raise Refused("text-nul", name=name, line=data.count(b"\n", 0, place) + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_legacy(recognise_bytes(data), name)
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused("text-not-utf8", name=name, line=line) from None
    _refuse_legacy(recognise_legacy(text), name)
    return text


def parse_table(text: str, name: str, sha256: str = "") -> Table:
    """Cut unified text into a heading and rows; see `read_table`."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), strict=True
    )
    numbered: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            trimmed = tuple(cell.strip() for cell in cells)
            if any(trimmed):
                numbered.append((number, trimmed))
    except csv.Error as error:
        raise Refused(
            "table-quote", name=name, row=number + 1, why=str(error)
        ) from None
    if not numbered:
        raise Refused("file-empty", name=name)
    _, header = numbered.pop(0)
    width = _width(header, name)
    faults = [
        Fault("table-row-width", {"row": row, "seen": len(cells), "needed": width})
        for row, cells in numbered
        if len(cells) < width or any(cells[width:])
    ]
    if faults:
        count = len(faults)
        raise Refused(
            "table-broken", faults=faults[:MOST_FAULTS], name=name, count=count
        )
    return Table(
        header[:width], [(row, cells[:width]) for row, cells in numbered], sha256
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


def _separator(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    bare = "".join(first.split('"')[::2])
    counts = Counter(mark for mark in bare if mark in _SEPARATORS)
    return max(_SEPARATORS, key=lambda mark: counts[mark])


def _width(header: tuple[str, ...], name: str) -> int:
    """Count the headings; blank ones at the end are what spreadsheets leave."""
    width = max(place for place, cell in enumerate(header, start=1) if cell)
    if "" in header[:width]:
        raise Refused("table-heading-blank", name=name, column=header.index("") + 1)
    repeated = [cell for cell, times in Counter(header[:width]).items() if times > 1]
    if repeated:
        raise Refused("table-heading-duplicate", name=name, heading=repeated[0])
    return width


def _refuse_legacy(legacy: Legacy | None, name: str) -> None:
    if legacy is not None:
        raise Refused(
            "text-legacy",
            name=name,
            encoding=legacy.encoding,
            seen=legacy.seen,
            meant=legacy.meant,
            line=legacy.line,
        )
