"""Workbooks for tests, written by openpyxl or as bare zips."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from boundaries.refusal import Refused


def sheet_of(rows: Sequence[Sequence[object]], title: str = "Sheet1") -> Worksheet:
    """Give the one sheet of a new workbook, rows from A1 on."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return sheet


def saved(sheet: Worksheet, path: Path) -> Path:
    """Save the workbook of a sheet."""
    assert sheet.parent is not None
    sheet.parent.save(path)
    return path


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """Change the XML of one part, as another program would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part], parts[part][:2000]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    path.write_bytes(zipped(parts))
    return path


def zipped(parts: dict[str, bytes]) -> bytes:
    """Zip parts."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def codes_of(refused: Refused) -> list[tuple[str, object]]:
    """Give the code and the cell of each fault."""
    return [(fault.code, fault.facts.get("cell")) for fault in refused.faults]
