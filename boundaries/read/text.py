"""Tables as text: one reader for every table that people hand us, CSV or XLSX."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path

from boundaries.names import unify
from boundaries.read.conversion import (
    decode_confirmed,
    option_of,
    preview,
    refuse_legacy,
)
from boundaries.read.encodings import Legacy, recognise_bytes, recognise_legacy
from boundaries.read.grid import Grid
from boundaries.read.headings import take_headings
from boundaries.read.sheets import choose_sheet, read_sheets, require_seen, settle_grids
from boundaries.read.table import (
    CODES,
    Table,
    require_headings,
    require_widths,
    take_table,
)
from boundaries.read.workbook import require_openable
from boundaries.refusal import Fault, Refused

LARGEST_TEXT = 200_000_000
_SEPARATORS = ",;\t"
_TITLES = 30
_LOOKED_AT = 100_000
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


def read_table(
    path: Path,
    *,
    wanted: Sequence[Collection[str]] = (),
    encoding: str | None = None,
    codes: Collection[str] = CODES,
    largest: int = LARGEST_TEXT,
) -> Table:
    """Read a table: text in UTF-8 between separators, or a sheet of a workbook (XLSX).

    Parameters
    ----------
    path
        The file; its extension says nothing.
    wanted
        Sets of headings, any of which the table may have: they choose the sheet where
        a workbook has several.
    encoding
        One of `boundaries.read.encodings.NAMES`: what a person says the text was
        written in, having seen it converted. None takes no old encoding.
    codes
        Columns in which a number of a workbook that may have lost its zeros in front
        is refused.
    largest
        Most bytes that are read.

    Returns
    -------
    Table
        Unified text (`boundaries.names`), cells trimmed, blank rows left out and
        counted in the row numbers. Nothing is read as a number, a day or a missing
        value: ``01``, ``NA`` and ``-`` stay what they are. In a workbook a value that
        stands in merged cells of `unit` or `day` holds for each of their rows.

    Raises
    ------
    Refused
        ``file-missing``, ``file-empty``, ``file-too-large``, ``table-binary``,
        ``text-utf16``, ``text-nul``, ``text-legacy``, ``text-not-utf8``,
        ``text-encoding-wrong``, ``table-quote``, ``table-heading-blank``,
        ``table-heading-duplicate``, ``table-broken`` with one ``table-row-width`` per
        row; of workbooks what `require_openable`, `read_sheets`, `choose_sheet` and
        `require_seen` refuse, and ``sheet-broken`` with ``cell-code-number``.
    """
    data = read_bytes(path, largest)
    name, sha256 = Path(path).name, hashlib.sha256(data).hexdigest()
    if not require_openable(data, name):
        return parse_table(decode_text(data, name, encoding), name, sha256)
    grids = settle_grids(read_sheets(data, name, sha256), encoding)
    grid = choose_sheet(grids, wanted)
    require_seen(grid)
    return take_table(grid, codes)


def read_grids(
    path: Path, *, encoding: str | None = None, largest: int = LARGEST_TEXT
) -> tuple[Grid, ...]:
    """Read every sheet of a file as it lies, whatever its headings are.

    Raises
    ------
    Refused
        What `read_table` refuses, but for headings, widths, hidden rows and single
        cells.
    """
    data = read_bytes(path, largest)
    name, sha256 = Path(path).name, hashlib.sha256(data).hexdigest()
    if require_openable(data, name):
        return settle_grids(read_sheets(data, name, sha256), encoding)
    rows = dict(parse_rows(decode_text(data, name, encoding), name))
    return (Grid(name, "", rows, sha256),)


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


def decode_text(data: bytes, name: str, encoding: str | None = None) -> str:
    """Give the unified text of a UTF-8 file, or say what it is instead.

    Parameters
    ----------
    data, name
        The whole file, and what it is called.
    encoding
        What a person says that it is in; see `boundaries.read.conversion`.

    Raises
    ------
    Refused
        ``table-binary``, ``text-utf16``, ``text-nul``, ``text-legacy`` with lines as
        they would be converted, ``text-not-utf8``; what `decode_confirmed` refuses.
    """
    for magic, seen in _BINARY.items():
        if data.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(magic):
            raise Refused("table-binary", name=name, seen=seen)
    if encoding is not None:
        return unify(decode_confirmed(data, name, encoding))
    return unify(decode_utf8(data, name))


def decode_utf8(data: bytes, name: str, *, typed: bool = True) -> str:
    """Give the text of a UTF-8 file as it stands, its byte order mark taken off.

    Parameters
    ----------
    data, name
        The file.
    typed
        Whether people typed it: then it is looked at for Vietnamese in old encodings.
        A code of a machine may look like that by chance.

    Raises
    ------
    Refused
        ``text-utf16``, ``text-nul``, ``text-legacy``, ``text-not-utf8``.
    """
    if data.startswith(_WIDE) or data[:200].count(0) > len(data[:200]) // 4:
        raise Refused("text-utf16", name=name, faults=_preview_wide(data))
    if (place := data.find(0)) >= 0:
        raise Refused("text-nul", name=name, line=data.count(b"\n", 0, place) + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_legacy(recognise_bytes(data), name, data)
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused("text-not-utf8", name=name, line=line) from None
    if typed:
        _refuse_legacy(recognise_legacy(text), name, text)
    return text


def parse_table(text: str, name: str, sha256: str = "") -> Table:
    """Cut unified text into a heading and rows; see `boundaries.read.tables`."""
    numbered = parse_rows(text, name)
    used, cells = take_headings([cells for _, cells in numbered[:2]])
    del numbered[:used]
    header = require_headings(cells, name)
    width = len(header)
    require_widths(numbered, width, name)
    return Table(header, [(row, cells[:width]) for row, cells in numbered], sha256)


def parse_rows(text: str, name: str) -> list[tuple[int, tuple[str, ...]]]:
    """Cut unified text into rows of trimmed cells; blank ones are only counted.

    Raises
    ------
    Refused
        ``table-quote``; ``file-empty`` where no row holds anything.
    """
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
    return numbered


def _separator(text: str) -> str:
    """Find what parts the cells: by the first line, or below titles that hold none."""
    for line in islice(text.lstrip()[:_LOOKED_AT].splitlines(), _TITLES):
        bare = "".join(line.split('"')[::2])
        counts = Counter(mark for mark in bare if mark in _SEPARATORS)
        if counts:
            return max(_SEPARATORS, key=lambda mark: counts[mark])
    return _SEPARATORS[0]


def _refuse_legacy(legacy: Legacy | None, name: str, content: str | bytes) -> None:
    """Refuse a text in an old encoding, and show lines as they would be converted."""
    if legacy is None:
        return
    option = option_of(legacy.encoding)
    if isinstance(content, bytes):
        content = content.decode("cp1258" if option == "cp1258" else "latin-1")
    refuse_legacy(legacy, name, enumerate(content.splitlines(), start=1))


def _preview_wide(data: bytes) -> list[Fault]:
    try:
        text = decode_confirmed(data, "", "utf-16")
    except Refused:
        return []
    lines = enumerate(text.splitlines(), start=1)
    return [*preview(lines, "utf-16"), Fault("text-confirm", {"encoding": "utf-16"})]
