"""Units files: look at one, mend one, keep one as an edition."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd

from api.services.files import write_whole
from api.settings import Settings
from api.store.engine import open_store, writing
from api.store.units import StoredEdition, import_units
from boundaries.measure import areas
from boundaries.read import ReadUnits, read_units
from boundaries.refusal import Fault, Refused
from boundaries.topology.check import Report, check_coverage
from boundaries.topology.dissolve import dissolve
from boundaries.topology.mend import Mended, mend
from boundaries.units import check_units
from maps.tables.csv import compose_table
from maps.tables.geo import compose_geopackage

_TILING = ("commune", "district", "province")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a units file found.

    Parameters
    ----------
    report
        Every fault with its place and size.
    notes
        What reading did to the file on the way.
    """

    report: Report
    notes: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class MendedFile:
    """What mending a units file changed.

    Parameters
    ----------
    units
        All levels, a valid coverage each.
    mended
        The finest level and its list of changes.
    moved_percent
        Area that moved outside overlaps and gaps, in percent of the whole.
    """

    units: gpd.GeoDataFrame
    mended: Mended
    moved_percent: float


def check_file(path: Path, *, crs: str | None = None) -> Checked:
    """Look for everything that keeps a units file from being a coverage."""
    found = read_units(path, crs=crs, check=False)
    return Checked(check_coverage(_drawn_level(found.units)), found.notes)


def mend_file(path: Path, *, crs: str | None = None) -> MendedFile:
    """Make the finest level of a units file a coverage, and build the rest from it.

    Raises
    ------
    Refused
        What ``read_units`` and ``mend`` refuse.
    """
    found = read_units(path, crs=crs, check=False)
    level = _drawn_level(found.units)
    mended = mend(level)
    units = _rebuilt(found, mended.units)
    moved = 100 * mended.area("moved") / float(areas(level.geometry.to_numpy()).sum())
    return MendedFile(check_units(units), mended, moved)


def write_mended(done: MendedFile, out: Path, changes: Path) -> None:
    """Write the mended layer as a GeoPackage, and the list of what was changed."""
    table = done.mended.changes
    cells = table.assign(others=[" ".join(codes) for codes in table["others"]])
    write_whole(changes, compose_table(list(cells.columns), cells.to_numpy().tolist()))
    write_whole(out, compose_geopackage(done.units.reset_index(), "units"))


def import_file(
    path: Path, name: str, now: datetime, settings: Settings, *, crs: str | None = None
) -> tuple[StoredEdition, bool, int]:
    """Keep a units file as an edition; the same content again changes nothing."""
    found = read_units(path, crs=crs)
    with writing(open_store(settings.database_url)) as connection:
        edition, new = import_units(connection, name or found.edition, found.units, now)
    return edition, new, len(found.units)


def _drawn_level(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the finest level that tiles the land: what somebody drew."""
    for level in _TILING:
        rows = units[units["admin_level"] == level]
        if len(rows):
            return rows
    raise Refused("units-none-tiling", levels=sorted(set(units["admin_level"])))


def _rebuilt(found: ReadUnits, finest: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put the mended level back, and the levels above as unions of it."""
    units = found.units.copy()
    units.loc[finest.index, "geometry"] = finest.geometry
    level = str(finest["admin_level"].iloc[0])
    for upper in _TILING[_TILING.index(level) + 1 :]:
        if (units["admin_level"] == upper).any():
            built = dissolve(units, upper)
            units.loc[built.index, "geometry"] = built.geometry
    return gpd.GeoDataFrame(pd.DataFrame(units), geometry="geometry", crs=units.crs)
