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
from api.store.cases import CaseBatch, import_batch, load_cases, store_mark
from api.store.engine import opened, writing
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.cases import (
    CaseRows,
    Cover,
    RawCases,
    form_cover,
    judge_file,
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
class Imported:
    """What became of an imported file.

    ``looked.rows.read`` is the sum of `new`, `revised`, `duplicate` and the rows of
    `looked.rows.refused`, those among them that contradict what is kept.
    """

    looked: Looked
    batch: str
    new: int
    revised: int
    duplicate: int


def check_file(asked: Asked, now: datetime, settings: Settings) -> Looked:
    """Read a case file and judge every row; nothing is kept.

    Raises
    ------
    Refused
        ``out-is-input``, ``units-none-imported``, ``covers-half``, ``covers-which``,
        ``cover-units-unknown``, ``cover-future``, and what reading refuses.
    """
    if asked.aside is not None:
        sources = (asked.path, asked.units, asked.covers_units, asked.map)
        require_apart(asked.aside, *sources)
    today = now.astimezone(VIETNAM).date()
    if asked.covers_to is not None and asked.covers_to > today:
        raise Refused("cover-future", last=asked.covers_to, today=today)
    day = asked.covers_to or today
    every = every_unit(asked.units, settings, day, asked.province)
    units = within(every, asked.province) if asked.province else every
    raw = read_case_file(asked.file, units, asked.reason.strip())
    cover = _cover(asked, units)
    others = every[~every.index.isin(units.index)]
    rows = judge_file(
        raw,
        units,
        pd.DataFrame(others[["name"]]),
        today=today,
        begins=BEGINS,
        corrections=bool(asked.reason.strip()),
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
    raw, rows = looked.raw, looked.rows
    name = batch_of(asked.file, raw)
    with opened(settings.database_url) as store, writing(store) as connection:
        kept = load_cases(connection).rows
        own = _exported_from(raw, rows.accepted, store_mark(connection))
        again = recognise_exported(standing(kept), rows.accepted, own)
        change = revise(kept, again.rest, name, asked.reason.strip())
        for conflict in (again.conflict, change.conflict):
            rows = _with_conflicts(raw, rows, conflict)
            # nobody knows yet which of the two figures holds: it is no 0
            silent = pd.concat([rows.silent, conflict[["unit", "day"]]])
            rows = replace(rows, silent=silent.drop_duplicates(ignore_index=True))
        duplicate = rows.duplicate + again.duplicate + change.duplicate
        new, revised = len(change.new), len(change.revised)
        batch = CaseBatch(
            name=raw.name,
            file_sha256=name,
            read=rows.read,
            accepted=new + revised,
            refused=len(rows.refused),
            duplicate=duplicate,
            cover=looked.cover,
            reason=asked.reason.strip(),
            recorded_at=now,
        )
        covers = [looked.cover] if looked.cover else []
        silent = silent_cells(rows.silent, rows.undated, covers)
        import_batch(connection, batch, change, silent)
    return Imported(replace(looked, rows=rows), name[:12], new, revised, duplicate)


def _exported_from(
    raw: RawCases, accepted: pd.DataFrame, mark: str
) -> NDArray[np.bool_]:
    """Mark the rows that were exported from this very store as sums of cases."""
    if EXPORTED not in raw.rows or not mark:
        return np.zeros(len(accepted), dtype=bool)
    marked = raw.rows.index[raw.rows[EXPORTED] == mark]
    return accepted["row"].isin(marked).to_numpy(dtype=bool)


def _with_conflicts(raw: RawCases, rows: CaseRows, conflict: pd.DataFrame) -> CaseRows:
    """Put rows that contradict what is kept beside the other refused ones."""
    if conflict.empty:
        return rows
    more = raw.rows.loc[conflict["row"]].copy()
    more["faults"] = [(fault,) for fault in conflict["fault"]]
    refused = pd.concat([rows.refused, more]).sort_index()
    accepted = rows.accepted[~rows.accepted["row"].isin(conflict["row"])]
    return replace(rows, accepted=accepted, refused=refused)


def _cover(asked: Asked, units: gpd.GeoDataFrame) -> Cover | None:
    """Give the declared cover, always with its units: silence elsewhere is no zero."""
    if asked.covers_from is None and asked.covers_to is None:
        if asked.covers_units is not None:
            raise Refused("covers-half")
        return None
    if asked.covers_from is None or asked.covers_to is None:
        raise Refused("covers-half")
    if asked.covers_units is not None:
        named = read_codes(asked.covers_units)
        if unknown := sorted(named - set(units.index)):
            raise Refused("cover-units-unknown", units=unknown)
    else:
        provinces = units.index[units["admin_level"] == "province"]
        if len(provinces) > 1:
            raise Refused("covers-which", provinces=list(provinces))
        named = frozenset(units.index[units["admin_level"] == "commune"])
    return Cover(asked.covers_from, asked.covers_to, named)
