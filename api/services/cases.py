"""Case files: look at one, keep one in the store, rows aside with their reasons."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from api.services.files import require_apart
from api.services.forms import every_unit
from api.services.operator import record_command
from api.services.province import read_codes
from api.services.rows import BEGINS
from api.services.sheets import (
    CaseFile,
    batch_of,
    placed,
    read_case_file,
    write_proposal,
)
from api.settings import Settings
from api.store.cases import (
    CaseBatch,
    Cells,
    KeptCases,
    import_batch,
    load_cases,
    store_mark,
)
from api.store.engine import Connection, opened, writing
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.cases import (
    CaseRows,
    Cover,
    RawCases,
    Revision,
    form_cover,
    judge_file,
    keep_reported,
    note_outside,
    recognise_exported,
    require_own_cover,
    revise,
    silent_cells,
    standing,
)
from gis.cases.read import EXPORTED
from gis.cases.sheetmap import Proposal
from maps.words.said import Lang


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``vungxanh cases check`` and ``import`` are asked.

    Parameters
    ----------
    path
        The case file.
    units
        Units file, or None: the newest edition that was imported.
    province
        Code, where the units hold several; empty for all of them.
    covers_from, covers_to
        Days, both included, for which silence is no case; None declares nothing.
    covers_units
        List of the units that the declaration speaks for, or None: every commune.
    reason
        Why figures are corrected; blank where none are.
    aside
        Where rows that cannot be taken will go, or None.
    map
        How a province's own sheet is read, or None.
    encoding
        What a person says the text is in; "" for Unicode.
    """

    path: Path
    units: Path | None = None
    province: str = ""
    covers_from: date | None = None
    covers_to: date | None = None
    covers_units: Path | None = None
    reason: str = ""
    aside: Path | None = None
    map: Path | None = None
    encoding: str = ""

    @property
    def file(self) -> CaseFile:
        """Give the file, and how it is read."""
        return CaseFile(self.path, self.map, self.encoding)


@dataclass(frozen=True, slots=True)
class Looked:
    """A case file, read and judged, and what a person should look at."""

    raw: RawCases
    rows: CaseRows
    cover: Cover | None
    notes: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would change, beside everything that is kept.

    ``looked.rows.read`` is the sum of the new and revised rows of `change`,
    `duplicate` and the rows of `looked.rows.refused`.
    """

    looked: Looked
    batch: str
    change: Revision
    duplicate: int
    reason: str
    kept: KeptCases

    @property
    def silent(self) -> pd.DataFrame:
        """Give the cells in which no report stays no report."""
        rows, cover = self.looked.rows, self.looked.cover
        return silent_cells(rows.silent, rows.undated, [cover] if cover else [])


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an imported file.

    ``looked.rows.read`` is the sum of `new`, `revised`, `duplicate` and the rows of
    `looked.rows.refused`, those among them that contradict what is kept. `kept` is
    False where the same was imported before.
    """

    looked: Looked
    batch: str
    new: int
    revised: int
    duplicate: int
    kept: bool = True


def check_file(asked: Asked, now: datetime, settings: Settings) -> Looked:
    """Read a case file and judge every row; nothing is kept.

    Raises
    ------
    Refused
        ``out-is-input``, ``units-none-imported``, ``cover-units-unknown``, what
        `declare_cover` refuses, and what reading refuses.
    """
    if asked.aside is not None:
        sources = (asked.path, asked.units, asked.covers_units, asked.map)
        require_apart(asked.aside, *sources)
    today = now.astimezone(VIETNAM).date()
    require_past(asked.covers_to, today)
    day = asked.covers_to or today
    every = every_unit(asked.units, settings, day, asked.province)
    units = within(every, asked.province) if asked.province else every
    raw = read_case_file(asked.file, units, asked.reason.strip())
    named = None if asked.covers_units is None else read_codes(asked.covers_units)
    cover = declare_cover(units, asked.covers_from, asked.covers_to, named)
    return judge_raw(raw, every, units, cover, today, asked.reason.strip())


def judge_raw(
    raw: RawCases,
    every: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    cover: Cover | None,
    today: date,
    reason: str = "",
) -> Looked:
    """Judge every row of a case file that was read.

    Parameters
    ----------
    raw
        The file.
    every, units
        All units that are known, and those of them that cases may be reported for.
    cover
        As declared with the file.
    today
        No row may be of a later day.
    reason
        Why figures are corrected; "" where none are.

    Raises
    ------
    Refused
        What `require_own_cover` refuses.
    """
    others = every[~every.index.isin(units.index)]
    rows = judge_file(
        raw,
        units,
        pd.DataFrame(others[["name"]]),
        today=today,
        begins=BEGINS,
        corrections=bool(reason),
    )
    if raw.shape == "form":
        require_own_cover(raw.name, [cover] if cover else [])
        cover = form_cover(rows.accepted)
    outside = note_outside(rows.accepted, [cover] if cover else [])
    notes = (*rows.notes, *placed(raw, outside))
    return Looked(raw, rows, cover, notes)


def propose_map(asked: Asked, out: Path, settings: Settings, lang: Lang) -> Proposal:
    """Write the map that is proposed for a province's own sheet.

    Raises
    ------
    Refused
        What `write_proposal` refuses.
    """
    day = asked.covers_to
    every = every_unit(asked.units, settings, day, asked.province)
    units = within(every, asked.province) if asked.province else every
    return write_proposal(asked.file, units, out, lang)


def import_file(asked: Asked, now: datetime, settings: Settings) -> Imported:
    """Keep a case file in the store; the same file again changes nothing."""
    looked = check_file(asked, now, settings)
    batch = batch_of(asked.file, looked.raw)
    with opened(settings.database_url) as store, writing(store) as connection:
        planned = plan_import(connection, looked, batch, asked.reason.strip())
        done = keep_import(connection, planned, now)
        if done.kept:
            _record(connection, done, asked, now)
        return done


def _record(
    connection: Connection, done: Imported, asked: Asked, now: datetime
) -> None:
    rows = done.looked.rows
    after = {
        "name": done.looked.raw.name,
        "read": rows.read,
        "new": done.new,
        "revised": done.revised,
        "refused": len(rows.refused),
        "duplicate": done.duplicate,
    }
    key, unit = done.batch, asked.province
    record_command(connection, now, "cases.import", key, unit, after, asked.reason)


def plan_import(
    connection: Connection,
    looked: Looked,
    batch: str,
    reason: str = "",
    cells: Cells | None = None,
) -> Planned:
    """Hold a judged file against everything that is kept; nothing is written.

    Parameters
    ----------
    connection
        Of ``reading``, or of ``writing`` where `keep_import` follows.
    looked
        The file, judged.
    batch
        Names it: `batch_of`.
    reason
        Why figures are corrected; "" where none are.
    cells
        All that the file tells of, where it holds no single cases, which may move;
        None holds it against everything.
    """
    raw, rows = looked.raw, looked.rows
    kept = load_cases(connection, cells)
    own = _exported_from(raw, rows.accepted, store_mark(connection))
    held = standing(kept.rows)
    again = recognise_exported(held, rows.accepted, own)
    change = revise(kept.rows, again.rest, batch, reason)
    change = keep_reported(held, change, kept.reported)
    for conflict in (again.conflict, change.conflict):
        rows = set_aside(raw, rows, conflict)
        # nobody knows yet which of the two figures holds: it is no 0
        silent = pd.concat([rows.silent, conflict[["unit", "day"]]])
        rows = replace(rows, silent=silent.drop_duplicates(ignore_index=True))
    duplicate = rows.duplicate + again.duplicate + change.duplicate
    looked = replace(looked, rows=rows)
    return Planned(looked, batch, change, duplicate, reason, kept)


def keep_import(connection: Connection, planned: Planned, now: datetime) -> Imported:
    """Write what was planned on this same connection; the same again is one."""
    looked, change = planned.looked, planned.change
    new, revised = len(change.new), len(change.revised)
    batch = CaseBatch(
        name=looked.raw.name,
        file_sha256=planned.batch,
        read=looked.rows.read,
        accepted=new + revised,
        refused=len(looked.rows.refused),
        duplicate=planned.duplicate,
        cover=looked.cover,
        reason=planned.reason,
        recorded_at=now,
    )
    kept = import_batch(connection, batch, change, planned.silent)
    number, duplicate = planned.batch[:12], planned.duplicate
    return Imported(looked, number, new, revised, duplicate, kept=kept)


def _exported_from(
    raw: RawCases, accepted: pd.DataFrame, mark: str
) -> NDArray[np.bool_]:
    """Mark the rows that were exported from this very store as sums of cases."""
    if EXPORTED not in raw.rows or not mark:
        return np.zeros(len(accepted), dtype=bool)
    marked = raw.rows.index[raw.rows[EXPORTED] == mark]
    return accepted["row"].isin(marked).to_numpy(dtype=bool)


def set_aside(raw: RawCases, rows: CaseRows, conflict: pd.DataFrame) -> CaseRows:
    """Put accepted rows beside the refused ones, each with its `fault`."""
    if conflict.empty:
        return rows
    more = raw.rows.loc[conflict["row"]].copy()
    more["faults"] = [(fault,) for fault in conflict["fault"]]
    refused = pd.concat([rows.refused, more]).sort_index()
    accepted = rows.accepted[~rows.accepted["row"].isin(conflict["row"])]
    return replace(rows, accepted=accepted, refused=refused)


def require_past(last: date | None, today: date) -> None:
    """Refuse a cover that ends after today.

    Raises
    ------
    Refused
        ``cover-future``.
    """
    if last is not None and last > today:
        raise Refused("cover-future", last=last, today=today)


def declare_cover(
    units: gpd.GeoDataFrame,
    first: date | None,
    last: date | None,
    named: frozenset[str] | None = None,
) -> Cover | None:
    """Give the declared cover, always with its units: silence elsewhere is no zero.

    Parameters
    ----------
    units
        Those that cases may be reported for.
    first, last
        Days, both included; None declares nothing.
    named
        Codes that it speaks for; None is every commune of `units`.

    Raises
    ------
    Refused
        ``covers-half``, ``covers-which``, ``cover-units-unknown``, ``cover-backwards``.
    """
    if first is None and last is None:
        if named is not None:
            raise Refused("covers-half")
        return None
    if first is None or last is None:
        raise Refused("covers-half")
    if named is None:
        provinces = units.index[units["admin_level"] == "province"]
        if len(provinces) > 1:
            raise Refused("covers-which", provinces=list(provinces))
        named = frozenset(units.index[units["admin_level"] == "commune"])
    elif unknown := sorted(named - set(units.index)):
        raise Refused("cover-units-unknown", units=unknown)
    return Cover(first, last, named)
