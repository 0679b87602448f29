"""Workbooks (XLSX): what kind of file it is, and its parts, opened with care.

A workbook is a zip of XML. Only the parts that hold sheets, texts and formats are
read, each with a parser that knows no entities, after the sizes were looked at.

References
----------
ECMA-376, part 1 (SpreadsheetML) and part 2 (packages).
"""

import io
import posixpath
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS

from boundaries.refusal import Refused

MOST_MEMBERS = 500
MOST_BYTES = 100_000_000
MOST_RATIO = 100
_SMALL = 10_000_000  # a ratio says nothing of a file that is small when unpacked
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_TYPES = "[Content_Types].xml"
_BOOK = "xl/workbook.xml"
_SIGNS = (_TYPES.encode(), b"docProps/app.xml", b"xl/")
_LEGACY = {"EncryptedPackage": "locked", "Workbook": "xls", "Book": "xls"}
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of a workbook: its name, whether it is hidden, the part with its cells.

    Parameters
    ----------
    name : as its tab says
    hidden : whether people do not see the tab
    part : name of the part in the zip
    """

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook, opened.

    Parameters
    ----------
    name
        Of the file, for sentences.
    sheets
        In the order of their tabs; sheets that hold only a chart are left out.
    texts
        The shared texts that cells point to.
    formats
        The number format of each cell style.
    from_1904
        Days are counted from 1904, as old Macintosh workbooks do.
    uncomputed
        The program that wrote it left its formulas to be worked out on opening: the
        values beside them are placeholders.
    archive
        The zip.
    """

    name: str
    sheets: tuple[SheetPart, ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool
    uncomputed: bool
    archive: zipfile.ZipFile = field(repr=False)


def require_openable(data: bytes, name: str) -> bool:
    """Say whether `data` is an XLSX workbook; refuse the kinds that we do not read.

    Raises
    ------
    Refused
        ``sheet-locked``, ``sheet-kind`` (.xls, .xlsb, .ods), ``sheet-macros``,
        ``sheet-bomb``, ``sheet-parts``, ``file-damaged``.
    """
    if data.startswith(_OLE):
        _refuse_ole(data, name)
        return False
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _is_workbook(archive, len(data), name)
    except _DAMAGED:
        if not any(part in data for part in _SIGNS):
            return False
        raise Refused("file-damaged", name=name, form="xlsx") from None
    except RuntimeError:  # zipfile's word for a password
        raise Refused("sheet-locked", name=name) from None


def open_workbook(data: bytes, name: str) -> Workbook:
    """Open a workbook that `require_openable` lets pass.

    Raises
    ------
    Refused
        ``file-damaged``, ``sheet-locked``, ``sheet-bomb``, ``sheet-parts``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_size(archive, len(data), name)
        targets = _targets(archive)
        sheets, from_1904, uncomputed = [], False, False
        for node in _nodes(archive, _BOOK):
            if _tag(node) == "sheet":
                target = targets.get(_relation(node))
                if target is not None:
                    hidden = node.get("state", "visible") != "visible"
                    sheets.append(SheetPart(node.get("name", ""), hidden, target))
            elif _tag(node) == "workbookPr":
                from_1904 = node.get("date1904") in {"1", "true", "on"}
            elif _tag(node) == "calcPr":
                uncomputed = node.get("fullCalcOnLoad") in {"1", "true", "on"}
        return Workbook(
            name,
            tuple(sheets),
            tuple(_shared_texts(archive)),
            tuple(_formats(archive)),
            from_1904,
            uncomputed,
            archive,
        )
    except (*_DAMAGED, ET.ParseError, DefusedXmlException):
        raise Refused("file-damaged", name=name, form="xlsx") from None
    except RuntimeError:
        raise Refused("sheet-locked", name=name) from None


def iterate(book: Workbook, part: str) -> Iterator[tuple[str, ET.Element]]:
    """Give each element of a part as it ends, by its bare name.

    Raises
    ------
    Refused
        ``file-damaged``.
    """
    try:
        for node in _nodes(book.archive, part):
            yield _tag(node), node
    except (*_DAMAGED, ET.ParseError, DefusedXmlException):
        raise Refused("file-damaged", name=book.name, form="xlsx") from None
    except RuntimeError:
        raise Refused("sheet-locked", name=book.name) from None


def text_of(node: ET.Element) -> str:
    """Join the runs of a text; how a word is pronounced is no part of it."""
    runs = [
        child.text or ""
        for part in node
        if _tag(part) in {"t", "r"}
        for child in ([part] if _tag(part) == "t" else part)
        if _tag(child) == "t"
    ]
    return unescape("".join(runs))


def unescape(text: str) -> str:
    """Give the characters that SpreadsheetML writes as ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _refuse_ole(data: bytes, name: str) -> None:
    for word, kind in _LEGACY.items():
        if word.encode("utf-16-le") in data:
            if kind == "locked":
                raise Refused("sheet-locked", name=name)
            raise Refused("sheet-kind", name=name, seen=".xls (Excel 97-2003)")


def _is_workbook(archive: zipfile.ZipFile, packed: int, name: str) -> bool:
    names = set(archive.namelist())
    if "mimetype" in names and _begins(archive, "mimetype", _ODS):
        raise Refused("sheet-kind", name=name, seen=".ods (OpenDocument)")
    if "xl/workbook.bin" in names:
        raise Refused("sheet-kind", name=name, seen=".xlsb")
    if not {_TYPES, _BOOK} <= names:
        return False
    _check_size(archive, packed, name)
    macros = b"macroEnabled" in archive.read(_TYPES)
    if macros or any(part.endswith("vbaProject.bin") for part in names):
        raise Refused("sheet-macros", name=name)
    return True


def _begins(archive: zipfile.ZipFile, part: str, words: bytes) -> bool:
    with archive.open(part) as packed:
        return packed.read(len(words)) == words


def _check_size(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or len({m.filename for m in members}) < len(members):
        raise Refused("sheet-parts", name=name, most=MOST_MEMBERS)
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or (size > _SMALL and size > MOST_RATIO * packed):
        raise Refused("sheet-bomb", name=name, limit_mb=MOST_BYTES // 1_000_000)


def _nodes(archive: zipfile.ZipFile, part: str) -> Iterator[ET.Element]:
    with archive.open(part) as packed:
        for _, node in iterparse(packed, events=("end",), forbid_dtd=True):
            yield node


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Find the part of each worksheet by the id of its relation."""
    return {
        node.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", node.get("Target", ""))
        ).lstrip("/")
        for node in _nodes(archive, "xl/_rels/workbook.xml.rels")
        if node.get("Type", "").endswith("/worksheet")
        and node.get("TargetMode") != "External"
    }


def _relation(node: ET.Element) -> str:
    return next(
        (value for key, value in node.attrib.items() if key.endswith("}id")), ""
    )


def _shared_texts(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in archive.namelist():
        for node in _nodes(archive, "xl/sharedStrings.xml"):
            if _tag(node) == "si":
                yield text_of(node)
                node.clear()


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """Give the number format of each style that cells name."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    found: list[str] = []
    if "xl/styles.xml" in archive.namelist():
        for node in _nodes(archive, "xl/styles.xml"):
            if _tag(node) == "numFmt" and node.get("numFmtId"):
                codes[int(node.get("numFmtId", ""))] = node.get("formatCode", "")
            elif _tag(node) == "cellXfs":
                found = [
                    codes.get(int(xf.get("numFmtId", 0)), "General") for xf in node
                ]
    return found


def _tag(node: ET.Element) -> str:
    return str(node.tag).rpartition("}")[2]
