"""Zipped Shapefiles: what may be in the zip, and its unpacking under our own names."""

import io
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from boundaries.read.encodings import Legacy, recognise_bytes
from boundaries.refusal import Refused

MOST_MEMBERS = 20
MOST_BYTES = 100_000_000
MOST_RATIO = 100
_NEEDED = (".shp", ".shx", ".dbf")
_STATED = (".shp", ".shx")
_SHAPE_MAGIC = b"\x00\x00\x27\x0a"
_SHAPE_HEADER = 100
_KEPT = (*_NEEDED, ".prj", ".cpg")
_NESTED = (".zip", ".7z", ".rar", ".gz", ".tar", ".kmz")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf8": "UTF-8",
    "65001": "UTF-8",
    "1258": "CP1258",
    "cp1258": "CP1258",
    "windows-1258": "CP1258",
    "1252": "CP1252",
    "cp1252": "CP1252",
    "windows-1252": "CP1252",
    "ansi 1252": "CP1252",
    "iso-8859-1": "ISO-8859-1",
    "88591": "ISO-8859-1",
}
_DBF_HEADER = 32
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)


class Unpacked(NamedTuple):
    """A Shapefile as ``layer.*`` in a folder of ours.

    Parameters
    ----------
    encoding : of its text, from our list
    has_crs : whether there is a ``.prj``
    """

    encoding: str
    has_crs: bool


def unpack(data: bytes, folder: Path, name: str, encoding: str | None) -> Unpacked:
    """Check a zip and unpack its one Shapefile into `folder`.

    No member gives more than the size that the zip states for it, and the stated sizes
    are limited; a member that is larger than stated fails its checksum.

    Parameters
    ----------
    data
        The zip.
    folder
        Empty, ours.
    name
        The zip's name, for the sentences.
    encoding
        What the user says about its text; None to go by the ``.cpg``.

    Raises
    ------
    Refused
        ``file-damaged``, ``zip-locked``, ``zip-members``, ``zip-bomb``,
        ``zip-path``, ``zip-nested``, ``zip-duplicate``, ``zip-shapes``,
        ``zip-missing``, ``shape-no-encoding``, ``encoding-not-listed``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked(archive.infolist(), len(data), name)
            chosen = _one_shape(members, name)
            for suffix, member in chosen.items():
                target = folder / f"layer{suffix}"
                with archive.open(member) as packed, target.open("xb") as sink:
                    shutil.copyfileobj(packed, sink)
                if suffix in _STATED and not _is_whole(target):
                    raise Refused("file-damaged", name=name, form=f"Shapefile {suffix}")
    except _DAMAGED:
        raise Refused("file-damaged", name=name, form="zip") from None
    except RuntimeError:  # zipfile's word for a password
        raise Refused("zip-locked", name=name) from None
    return Unpacked(_encoding(folder, name, encoding), ".prj" in chosen)


def _checked(
    members: list[zipfile.ZipInfo], packed: int, name: str
) -> list[zipfile.ZipInfo]:
    if len(members) > MOST_MEMBERS:
        raise Refused("zip-members", name=name, seen=len(members), most=MOST_MEMBERS)
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or size > MOST_RATIO * packed:
        raise Refused("zip-bomb", name=name, limit_mb=MOST_BYTES // 1_000_000)
    seen: set[str] = set()
    for member in members:
        _check_name(member, name, seen)
    return [member for member in members if not member.is_dir()]


def _check_name(member: zipfile.ZipInfo, name: str, seen: set[str]) -> None:
    full = member.orig_filename
    path = PurePosixPath(full)
    odd = "\\" in full or ":" in full or "\0" in full
    if path.is_absolute() or ".." in path.parts or odd:
        raise Refused("zip-path", name=name, member=full[:120])
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused("zip-path", name=name, member=full[:120])
    if member.compress_type not in _METHODS:
        raise Refused("file-damaged", name=name, form="zip")
    if member.flag_bits & 1:
        raise Refused("zip-locked", name=name)
    if path.suffix.lower() in _NESTED:
        raise Refused("zip-nested", name=name, member=full[:120])
    folded = unicodedata.normalize("NFC", full).casefold()
    if folded in seen:
        raise Refused("zip-duplicate", name=name, member=full[:120])
    seen.add(folded)


def _one_shape(members: list[zipfile.ZipInfo], name: str) -> dict[str, zipfile.ZipInfo]:
    """Choose the members of the one Shapefile; papers beside it are left."""
    paths = {
        unicodedata.normalize("NFC", member.filename): member
        for member in members
        if "__MACOSX" not in member.filename
    }
    shapes = [path for path in paths if path.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise Refused("zip-shapes", name=name, seen=[s[:60] for s in shapes])
    stem = shapes[0][: -len(".shp")]
    by_suffix = {
        path[len(stem) :].lower(): member
        for path, member in paths.items()
        if path.startswith(stem)
    }
    missing = [suffix for suffix in _NEEDED if suffix not in by_suffix]
    if missing:
        raise Refused("zip-missing", name=name, missing=missing)
    return {suffix: by_suffix[suffix] for suffix in _KEPT if suffix in by_suffix}


def _encoding(folder: Path, name: str, asked: str | None) -> str:
    page = folder / "layer.cpg"
    said = asked
    if said is None and page.is_file():
        said = page.read_bytes()[:40].decode("ascii", "replace")
        page.unlink()
    if said is not None:
        known = _ENCODINGS.get(said.strip().lower())
        if known is None:
            raise Refused("encoding-not-listed", name=name, seen=said[:40])
        return known
    table = (folder / "layer.dbf").read_bytes()
    if table[_DBF_HEADER:].isascii():
        return "UTF-8"
    legacy = _legacy(table[int.from_bytes(table[8:10], "little") :])
    if legacy is not None:
        raise Refused(
            "text-legacy",
            name=name,
            encoding=legacy.encoding,
            seen=legacy.seen,
            meant=legacy.meant,
            line=legacy.line,
        )
    raise Refused("shape-no-encoding", name=name)


def _legacy(rows: bytes) -> Legacy | None:
    """Name the old encoding of a table's rows; UTF-8 is none, but must be said."""
    try:
        rows.decode()
    except UnicodeDecodeError:
        return recognise_bytes(rows)
    return None


def _is_whole(path: Path) -> bool:
    """Compare the length that a ``.shp`` or ``.shx`` states, in words of 16 bits."""
    header = path.read_bytes()[:_SHAPE_HEADER]
    stated = 2 * int.from_bytes(header[24:28], "big")
    return header.startswith(_SHAPE_MAGIC) and stated == path.stat().st_size
