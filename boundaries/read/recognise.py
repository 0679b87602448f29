"""What a file is, by its first bytes and never by its name."""

import re
from pathlib import Path

from boundaries.refusal import Refused

GEOPACKAGE = "GeoPackage"
GEOJSON = "GeoJSON"
SHAPE_ZIP = "zipped Shapefile"
GEOPARQUET = "GeoParquet"
OSM = "OpenStreetMap PBF"
_APPLICATION = slice(68, 72)
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_OSM_BLOB = slice(4, 15)  # after its length: field 1, nine letters
_UNFILLED = bytes(16)  # what a download that broke off leaves at its end
_OSM_FIRST = b"\n\x09OSMHeader"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHERS = {
    b"\x00\x00\x27\x0a": "Shapefile (.shp)",
    b"\xd0\xcf\x11\xe0": "Excel 97, Word 97",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"%PDF": "PDF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "BigTIFF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x89HDF": "HDF5, NetCDF",
    b"!table": "MapInfo TAB",
    b"Version ": "MapInfo MIF",
    b"ARROW1": "Arrow, Feather",
    b"fgb\x03": "FlatGeobuf",
}
_SHEETS = {
    b"xl/workbook.": "XLSX",
    b"application/vnd.oasis.opendocument.spreadsheet": "OpenDocument",
}
_UNKNOWN = "không rõ/unknown"
_XML = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)")
_XML_NAMES = {
    b"kml": "KML",
    b"OGRVRTDataSource": "GDAL VRT",
    b"VRTDataset": "GDAL VRT",
    b"FeatureCollection": "GML",
    b"gpx": "GPX",
    b"osm": "OpenStreetMap XML",
    b"html": "HTML",
    b"OGRWFSDataSource": "WFS",
}


def recognise(data: bytes, name: str) -> str:
    """Say which of the five layer formats `data` is.

    Parameters
    ----------
    data
        The whole file.
    name
        Its name, for the sentence.

    Returns
    -------
    str
        ``GeoPackage``, ``GeoJSON``, ``zipped Shapefile``, ``GeoParquet`` or
        ``OpenStreetMap PBF``. A strict reading still has to follow.

    Raises
    ------
    Refused
        ``file-kind`` with what it is instead; ``file-damaged`` where it is cut off.
    """
    if data.startswith(b"PAR1"):
        return _whole(GEOPARQUET, name, whole=data[8:].endswith(b"PAR1"))
    if data[_OSM_BLOB] == _OSM_FIRST:
        return _whole(OSM, name, whole=not data.endswith(_UNFILLED))
    if data.startswith(b"SQLite format 3\x00"):
        if data[_APPLICATION] not in _GEOPACKAGE_IDS:
            raise Refused("file-kind", name=name, seen="SQLite")
        return _whole(GEOPACKAGE, name, whole=len(data) >= _pages(data))
    if data.startswith(b"PK"):
        for part, seen in _SHEETS.items():
            if part in data:
                raise Refused("file-kind", name=name, seen=seen)
        return SHAPE_ZIP
    text = data.removeprefix(_BYTE_ORDER_MARK).lstrip()
    if text.startswith((b"{", b"[")):
        return GEOJSON
    raise Refused("file-kind", name=name, seen=_other(data, text))


def is_osm(path: Path) -> bool:
    """Say whether a file begins as one of OpenStreetMap's does."""
    try:
        with path.open("rb") as file:
            return file.read(_OSM_BLOB.stop)[_OSM_BLOB] == _OSM_FIRST
    except OSError:
        return False


def _whole(form: str, name: str, *, whole: bool) -> str:
    if not whole:
        raise Refused("file-damaged", name=name, form=form)
    return form


def _pages(data: bytes) -> int:
    size = int.from_bytes(data[16:18], "big")
    return (65536 if size == 1 else size) * int.from_bytes(data[28:32], "big")


def _other(data: bytes, text: bytes) -> str:
    for magic, seen in _OTHERS.items():
        if data.startswith(magic):
            return seen
    if text.startswith(b"<"):
        for root in _XML.findall(text[:4096]):
            if root in _XML_NAMES:
                return _XML_NAMES[root]
        return "XML"
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    return "văn bản/text" if data[:1000].isascii() and b"\x00" not in data else _UNKNOWN
