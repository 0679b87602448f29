"""Units files: look at one, mend one, keep one as an edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from api.services.editions import require_days
from api.services.files import require_apart, write_whole
from api.services.operator import record_command
from api.settings import Settings
from api.store.engine import Connection, hold_lock, opened, writing
from api.store.units import (
    StoredEdition,
    content_hash,
    find_edition,
    import_units,
    list_editions,
    load_units,
    shaped_codes,
)
from boundaries.editions import (
    Comparison,
    compare_editions,
    judge_edition,
    shares_enough,
)
from boundaries.measure import areas
from boundaries.provinces import heads
from boundaries.read import ReadUnits, read_units
from boundaries.refusal import Fault, Refused
from boundaries.terms import Term
from boundaries.topology.check import Report, check_coverage
from boundaries.topology.dissolve import dissolve
from boundaries.topology.mend import Mended, mend
from boundaries.units import check_units
from maps.tables.csv import compose_table
from maps.tables.geo import compose_geopackage

_TILING = ("commune", "district", "province")
_LOCK = 0x45444954  # any number that only imports of editions ask for


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


@dataclass(frozen=True, slots=True)
class ImportedUnits:
    """An edition that was kept, and how it lies against the one before it.

    Parameters
    ----------
    edition
        As the store knows it.
    new
        False where the same content stood there already.
    count
        Units in the file.
    notes
        What reading did to the file, and what differs from the edition before.
    compared
        By name of an edition that was there before, how its provinces lie against it.
    """

    edition: StoredEdition
    new: bool
    count: int
    notes: tuple[Fault, ...]
    compared: Mapping[str, Comparison]


def check_file(path: Path, *, crs: str | None = None) -> Checked:
    """Look for everything that keeps a units file from being a coverage."""
    found = read_units(path, crs=crs, check=False)
    return Checked(check_coverage(_drawn_level(found.units)), found.notes)


def mend_file(
    path: Path, out: Path, changes: Path, *, crs: str | None = None
) -> MendedFile:
    """Make the finest level of a units file a coverage, and build the rest from it.

    Parameters
    ----------
    path, crs
        The file, and its reference system where it does not say.
    out, changes
        Where the result will go; no file that is read is written over.

    Raises
    ------
    Refused
        ``out-is-input``; what ``read_units`` and ``mend`` refuse.
    """
    require_apart(out, path)
    require_apart(changes, path, out)
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
    path: Path,
    name: str,
    now: datetime,
    settings: Settings,
    *,
    crs: str | None = None,
    moved: str = "",
    first: date | None = None,
    last: date | None = None,
) -> ImportedUnits:
    """Keep a units file as an edition; the same content again changes nothing.

    Parameters
    ----------
    path, crs
        The file, and its reference system where it does not say.
    name
        What the edition is called; empty for a name made from the file.
    now
        When we learned it.
    settings
        Where the store is.
    moved
        Why the edition is taken although it lies elsewhere than the one before it.
    first, last
        Days on which it is in force, both included; None where nobody said.

    Raises
    ------
    Refused
        What ``read_units``, ``require_days`` and ``import_units`` refuse; without a
        reason in `moved` ``edition-shifted``, ``edition-province-shifted``,
        ``edition-outside-province``.
    """
    found = read_units(path, crs=crs)
    term = Term.typed(name or found.edition, first, last)
    with opened(settings.database_url) as store, writing(store) as connection:
        done = keep_edition(connection, found, term, now, moved=moved)
        if done.new:
            _record(connection, done, sorted(set(heads(found.units))), now)
        return done


def _record(
    connection: Connection, done: ImportedUnits, provinces: list[str], now: datetime
) -> None:
    """Tell the audit of a new edition; one of a single province belongs to it."""
    edition = done.edition
    after = {
        "sha256": edition.sha256,
        "units": done.count,
        "starts": edition.starts and edition.starts.isoformat(),
        "ends": edition.ends and edition.ends.isoformat(),
    }
    unit = provinces[0] if len(provinces) == 1 else ""
    key, moved = edition.name, edition.moved
    record_command(connection, now, "units.import", key, unit, after, moved)


def keep_edition(
    connection: Connection,
    found: ReadUnits,
    term: Term,
    now: datetime,
    *,
    moved: str = "",
) -> ImportedUnits:
    """Hold units that were read against the editions that are kept, and keep them.

    Parameters
    ----------
    connection
        Of ``writing``.
    found
        The units.
    term
        Name of the edition, and the days on which it is in force.
    now, moved
        As `import_file` takes them.

    Raises
    ------
    Refused
        As `import_file`, but for reading.
    """
    sha256, moved = content_hash(found.units), moved.strip()
    notes, compared = found.notes, {}
    hold_lock(connection, _LOCK)
    for before, part in _editions_before(connection, sha256, found.units):
        known = load_units(connection, before)
        seen = compare_editions(part, known, read=_read_as(found.notes))
        notes += _require_place(seen, before.name, moved)
        compared[before.name] = seen
    if find_edition(connection, term.edition) is None:
        notes += require_days(connection, found.units, term, sha256)
    edition, new = import_units(
        connection, term.edition, found.units, now, term=term, moved=moved
    )
    return ImportedUnits(edition, new, len(found.units), notes, compared)


def _editions_before(
    connection: Connection, sha256: str, new: gpd.GeoDataFrame
) -> list[tuple[StoredEdition, gpd.GeoDataFrame]]:
    """Find for each province the newest edition to hold it against.

    An edition is a whole country or one province; a later one of one province says
    nothing about the others. What is stored already, under any name, is held against
    nothing.
    """
    known = list_editions(connection)
    if sha256 in {edition.sha256 for edition in known}:
        return []
    of_units, found = heads(new), []
    waiting = set(of_units)
    for edition in reversed(known):
        if not waiting:
            break
        codes = shaped_codes(connection, edition)
        here = {head for head in waiting if shares_enough(new[of_units == head], codes)}
        if here:
            found.append((edition, new[np.isin(of_units, list(here))]))
            waiting -= here
    return found


def _read_as(notes: tuple[Fault, ...]) -> str:
    """Give the reference system from which a file was brought to EPSG:4326."""
    systems = (n.facts["crs"] for n in notes if n.code == "note-transformed")
    return str(next(systems, ""))


def _require_place(seen: Comparison, against: str, moved: str) -> tuple[Fault, ...]:
    faults, notes = judge_edition(seen, against)
    if not faults:
        return notes
    if not moved:
        first, *others = faults
        raise Refused(first.code, faults=others, **first.facts)
    facts = {
        "edition": against,
        "metres": max(round(one.metres) for one in (seen.shift, *seen.shifts.values())),
        "provinces": {fault.facts["unit"] for fault in faults if "unit" in fault.facts},
        "reason": moved,
    }
    return (*notes, Fault("note-edition-moved", facts))


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
