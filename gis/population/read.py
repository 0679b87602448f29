"""A raster of people, opened and looked at before anything is counted."""

import hashlib
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.windows import Window

from boundaries.measure import STORED
from boundaries.refusal import Refused
from gis.population.grid import Certainty, Kind, PeopleGrid

MOST_CELLS = 100_000_000
"""Of the part that is kept: a province at 100 m has five million."""
_MOST_WHOLE = 1_000_000_000
_LONGEST_SIDE = 500_000
MOST_PER_KM2 = 500_000.0
"""More live on no square kilometre: five times the densest quarters on earth."""
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_SHARE = 0.001  # of the cells; a few may be a crowded tower on a small cell
_DENSITY = re.compile(
    r"densit|mật độ|mat[ _]do|per[ _](sq|square|km|ha\b|hectare)"
    r"|/ ?(sq\.? ?)?k?m(2|²|\^2|(?![\w/.-]))|/ ?ha\b|km\^?[-−]2(?!\d)|\bha\^?[-−]1"
    r"|ppkm|(^|[_\W])pd([_\W]|$)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(people|persons?|population|inhabitants|pop|người)[ _]*(count|per[ _](pixel|cell)"
    r"|/ ?(pixel|cell)|mỗi ô)|(^|[_\W])ppp([_\W]|$)",
    re.IGNORECASE,
)
_GEOD = pyproj.Geod(ellps="WGS84")


def read_people(
    path: Path,
    bounds: tuple[float, float, float, float] | None = None,
    *,
    kind: Kind | None = None,
    total: float | None = None,
) -> PeopleGrid:
    """Read a GeoTIFF of people per cell.

    Parameters
    ----------
    path
        One band, EPSG:4326, north up; other files are not opened at all.
    bounds
        West, south, east, north: only cells that meet it are kept, so that a
        national raster serves a province. All of them without it.
    kind
        ``people`` where the caller vouches for it; then words in the file are no
        ground for refusal, figures that cannot be people still are.
    total
        People that the whole raster should hold, where that is known: a sum below
        two thirds of it, or above one and a half times, is refused.

    Returns
    -------
    PeopleGrid
        With `certainty`: how sure it is that cells hold people.

    Raises
    ------
    Refused
        ``file-missing``, ``raster-not-tiff``, ``raster-unreadable``,
        ``raster-bands``, ``raster-type``, ``raster-scaled``, ``raster-crs-none``,
        ``raster-crs``, ``raster-turned``, ``raster-off-earth``, ``raster-too-large``,
        ``raster-shapes-elsewhere``, ``raster-negative``, ``raster-infinite``,
        ``raster-blank``, ``raster-density`` (with what speaks for it),
        ``raster-crowded``, ``raster-total``.

    Notes
    -----
    A density cannot always be told from a count by its figures: in cells of one
    square kilometre they are equal. Hence `certainty`.
    """
    sha256 = _hash(path)
    try:
        # neighbours of the file (.aux.xml, .ovr, .msk) are not looked for
        with (
            rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"),
            rasterio.open(path, driver="GTiff") as source,
        ):
            _check_form(source, path.name)
            certainty = _certainty(source, path.name, kind)
            window = _window(source, bounds, path.name)
            people = _read(source, window)
            whole = _total(source, path.name)
            wide, high = source.transform.a, -source.transform.e
            west = source.transform.c + window.col_off * wide
            north = source.transform.f - window.row_off * high
    except RasterioError as error:
        why = str(error).rstrip(".")
        raise Refused("raster-unreadable", name=path.name, why=why) from None
    grid = PeopleGrid(
        people, west, north, wide, high, whole, certainty, path.name, sha256
    )
    _check_crowd(grid)
    if total is not None and not total / 1.5 <= whole <= total * 1.5:
        ratio = round(whole / total, 4) if total else math.inf
        seen, given = round(whole), round(total)
        raise Refused(
            "raster-total", name=path.name, seen=seen, given=given, ratio=ratio
        )
    return grid


def _hash(path: Path) -> str:
    seen = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            head = file.read(4)
            if head not in _TIFF:
                raise Refused("raster-not-tiff", name=path.name)
            file.seek(0)
            while block := file.read(1 << 20):
                seen.update(block)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise Refused("file-missing", name=str(path)) from None
    return seen.hexdigest()


def _check_form(source: Any, name: str) -> None:
    wide, high = source.width, source.height
    if wide * high > _MOST_WHOLE or max(wide, high) > _LONGEST_SIDE:
        raise _too_large(name, wide, high, _MOST_WHOLE)
    if source.count != 1:
        raise Refused("raster-bands", name=name, count=source.count)
    if np.dtype(source.dtypes[0]).kind not in "uif":
        raise Refused("raster-type", name=name, seen=source.dtypes[0])
    if source.scales != (1.0,) or source.offsets != (0.0,):
        scale, offset = source.scales[0], source.offsets[0]
        raise Refused("raster-scaled", name=name, scale=scale, offset=offset)
    if source.crs is None:
        raise Refused("raster-crs-none", name=name)
    if source.crs != rasterio.crs.CRS.from_epsg(STORED):
        seen = source.crs.to_epsg() or source.crs.to_string()[:80]
        raise Refused("raster-crs", name=name, seen=str(seen), needed=STORED)
    turned = source.transform
    if turned.b or turned.d or turned.a <= 0 or turned.e >= 0:
        raise Refused("raster-turned", name=name)
    west, south, east, north = source.bounds
    if west < -181 or east > 181 or south < -91 or north > 91:  # noqa: PLR2004 - degrees
        raise Refused(
            "raster-off-earth",
            name=name,
            west=west,
            south=south,
            east=east,
            north=north,
        )


def _certainty(source: Any, name: str, kind: Kind | None) -> Certainty:
    """Look for words that tell a density from a count."""
    if kind == "people":
        return "declared"
    said = [name, *(d or "" for d in source.descriptions), *(source.units or ())]
    tags = {**source.tags(), **source.tags(1)}
    said += [str(value) for value in tags.values()]
    for text in filter(None, said):
        if found := _DENSITY.search(text):
            raise Refused("raster-density", name=name, seen=text[:80], word=found[0])
    return "stated" if any(_PEOPLE.search(text or "") for text in said) else "assumed"


def _window(
    source: Any, bounds: tuple[float, float, float, float] | None, name: str
) -> Window:
    """Give the cells that meet `bounds`, one more on each side."""
    left, top, right, bottom = 0, 0, source.width, source.height
    if bounds is not None:
        west, south, east, north = bounds
        step = source.transform
        left = max(left, math.floor((west - step.c) / step.a) - 1)
        right = min(right, math.ceil((east - step.c) / step.a) + 1)
        top = max(top, math.floor((north - step.f) / step.e) - 1)
        bottom = min(bottom, math.ceil((south - step.f) / step.e) + 1)
        if left >= right or top >= bottom:
            west, south, east, north = (round(edge, 3) for edge in source.bounds)
            raise Refused(
                "raster-shapes-elsewhere",
                name=name,
                west=west,
                south=south,
                east=east,
                north=north,
            )
    if (right - left) * (bottom - top) > MOST_CELLS:
        raise _too_large(name, right - left, bottom - top, MOST_CELLS)
    return Window(left, top, right - left, bottom - top)


def _too_large(name: str, wide: int, high: int, most: int) -> Refused:
    return Refused("raster-too-large", name=name, wide=wide, high=high, most=most)


def _read(source: Any, window: Window) -> NDArray[np.floating]:
    """Give the figures of a window; NaN where the file says that there is none."""
    band = source.read(1, window=window, masked=True)
    kind = band.dtype if band.dtype == np.float32 else np.float64
    people: NDArray[np.floating] = band.astype(kind).filled(np.nan)
    return people


def _total(source: Any, name: str) -> float:
    """Add up the whole raster, strip by strip, and look at each figure."""
    rows = max(1, 4_000_000 // source.width)
    total, told = 0.0, False
    for people, top in _strips(source, rows):
        bad = np.isinf(people) | (people < 0)
        if bad.any():
            row, column = np.argwhere(bad)[0]
            value = float(people[row, column])
            x, y = source.xy(top + row, column)
            lon, lat = round(x, 4), round(y, 4)
            if math.isinf(value):
                raise Refused(
                    "raster-infinite", name=name, seen=value, lon=lon, lat=lat
                )
            raise Refused(
                "raster-negative",
                name=name,
                seen=value,
                nodata=source.nodata,
                lon=lon,
                lat=lat,
            )
        told = told or bool((~np.isnan(people)).any())
        total += float(np.nansum(people, dtype=np.float64))
    if not told:
        raise Refused("raster-blank", name=name)
    return total


def _strips(source: Any, rows: int) -> Iterator[tuple[NDArray[np.floating], int]]:
    for top in range(0, source.height, rows):
        high = min(rows, source.height - top)
        yield _read(source, Window(0, top, source.width, high)), top


def _check_crowd(grid: PeopleGrid) -> None:
    """Refuse figures that no cell of this size can hold."""
    rows, _ = grid.people.shape
    middle = grid.north - (np.arange(rows) + 0.5) * grid.high
    east = _GEOD.inv(np.zeros(rows), middle, np.full(rows, grid.wide), middle)[2]
    up = _GEOD.inv(
        np.zeros(rows), middle - grid.high / 2, np.zeros(rows), middle + grid.high / 2
    )[2]
    km2 = (np.asarray(east) * np.asarray(up) / 1e6)[:, None]
    crowd = grid.people / km2 > MOST_PER_KM2
    told = int((~np.isnan(grid.people)).sum())
    if told and crowd.sum() > _SHARE * told:
        most = float(np.nanmax(grid.people / km2))
        raise Refused(
            "raster-crowded", name=grid.name, seen=round(most), most=MOST_PER_KM2
        )
