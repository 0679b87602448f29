"""An order as a file: read behind the fence; what was refused goes back, and only back.

The file holds identity numbers. It is read and forgotten: neither it nor the rows that
were refused are kept anywhere.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol

from api.services.imports_apart import read_apart
from api.services.permits_rows import CODES, COLUMNS
from api.services.uploads import clean_name
from boundaries.refusal import Fault, Refused
from maps.tables.csv import compose_table
from maps.words.said import render
from maps.words.sheets import sheet_words

LARGEST: Final = 4_000_000
_MARK: Final = "\ufeff"


class Source(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Give at most so many bytes."""


class Handed(NamedTuple):
    """A file as it was read: its name, its headings, its rows by number."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def cells(self) -> list[tuple[int, dict[str, str]]]:
        """Give the rows as `read_row` takes them."""
        return [
            (number, {n: c for n, c in zip(self.header, cells) if n in COLUMNS})
            for number, cells in self.rows
        ]


def read_order(source: Source, name: str) -> Handed:
    """Read a table of rows, text or a workbook, in a child process.

    Parameters
    ----------
    source
        The bytes.
    name
        As the sender calls the file.

    Raises
    ------
    Refused
        ``file-empty``, ``file-too-large``, ``permit-file-columns``; what `read_apart`
        refuses.
    """
    called = clean_name(name)
    content = source.read(LARGEST + 1)
    if not content:
        raise Refused("file-empty", name=called)
    if len(content) > LARGEST:
        raise Refused("file-too-large", name=called, limit_mb=LARGEST // 1_000_000)
    order = {"wanted": list(COLUMNS), "codes": list(CODES)}
    told = read_apart("table", content, called, order)
    try:
        header = tuple(str(cell) for cell in told["header"])
        rows = tuple(
            (int(n), tuple(str(c) for c in cells)) for n, cells in told["rows"]
        )
    except (ValueError, TypeError, KeyError):
        raise Refused("upload-unreadable", name=called) from None
    if not {"starts", "ends"} <= set(header) or not {"plate", "identity"} & set(header):
        raise Refused("permit-file-columns", name=called, known=COLUMNS, seen=header)
    return Handed(called, header, rows)


def refused_file(handed: Handed, faults: Sequence[Fault]) -> dict[str, Any] | None:
    """Give the rows that were refused as they were written, each with what is wrong.

    Returns
    -------
    dict or None
        ``name`` and ``content`` (CSV with a byte order mark, formula-safe); None where
        nothing was refused.
    """
    if not faults:
        return None
    wrong = {int(str(fault.facts["row"])): fault for fault in faults}
    fault_column = sheet_words("label.fault")
    rows = [
        [*cells, _said(wrong[number])]
        for number, cells in handed.rows
        if number in wrong
    ]
    table = compose_table([*handed.header, fault_column], rows).decode()
    stem = handed.name.rpartition(".")[0] or handed.name
    return {"name": f"{stem}-loi.csv", "content": f"{_MARK}{table}"}


def _said(fault: Fault) -> str:
    said = render(fault, "vi")
    return f"{said.what} {said.do}"
