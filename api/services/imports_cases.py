"""Case files that were uploaded: what they would change, and the change itself."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from api.services.cases import (
    Looked,
    Planned,
    declare_cover,
    judge_raw,
    keep_import,
    plan_import,
    require_past,
    set_aside,
)
from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.services.imports_apart import named_again, read_apart
from api.services.imports_changes import tell_changes
from api.services.imports_parcel import (
    pack,
    pack_units,
    unpack,
    unpack_cases,
)
from api.store.engine import Connection, Engine, reading
from api.store.units import load_units
from api.store.uploads import Upload
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.cases import RawCases, refused_table, standing
from maps.tables.csv import compose_table
from maps.words.said import render

SHOWN: Final = 100
_LONGEST_CELL: Final = 60
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Question:
    """An upload, and how it is to be imported.

    Parameters
    ----------
    upload, content
        The file.
    unit
        Code of the unit that imports it; rows of others are refused.
    options
        As they were asked, see `api.services.imports`.
    now
        The instant of the work.
    """

    upload: Upload
    content: bytes
    unit: str
    options: Mapping[str, Any]
    now: datetime

    @property
    def today(self) -> date:
        """Give the day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    @property
    def reason(self) -> str:
        """Give why figures are corrected, "" for none."""
        return str(self.options.get("reason", "")).strip()

    def day(self, name: str) -> date | None:
        """Give a day of the options."""
        said = self.options.get(name)
        return date.fromisoformat(said) if said else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case file that the child has read, and the units it is judged by.

    Parameters
    ----------
    raw, batch
        Its rows, and what the import is known by.
    every, units
        All units, and those of the province (or all of them).
    own
        Codes that the importing unit may speak for; None is every unit.
    notes
        How a sheet of its own was understood.
    """

    raw: RawCases
    batch: str
    every: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    own: frozenset[str] | None
    notes: tuple[Fault, ...]


def read_sheet(engine: Engine, asked: Question, beat: Callable[[], None]) -> Sheet:
    """Let the child read a case file.

    Raises
    ------
    Refused
        ``units-none-imported``, ``cover-future``, ``unit-unknown``, and what
        `read_apart` refuses.
    """
    last = asked.day("covers_to")
    require_past(last, asked.today)
    with reading(engine) as connection:
        chain = chain_of(connection, asked.unit)
        province = chain[-1] if chain else ""
        edition = newest_edition(connection, last or asked.today, province)
        if edition is None:
            raise Refused("units-none-imported")
        every = load_units(connection, edition)
    units = within(every, province) if province else every
    own = frozenset(within(every, asked.unit).index) if asked.unit else None
    order = {
        "units": pack_units(units, shapes=False),
        "encoding": asked.options.get("encoding", ""),
        "map": asked.options.get("map", ""),
        "reason": asked.reason,
    }
    name = asked.upload.name
    found = read_apart("cases", asked.content, name, order, beat=beat)
    try:
        raw = replace(unpack_cases(found["cases"]), name=name)
        notes = named_again(unpack(found["map_notes"]), name)
        batch = str(found["batch"])
    except (ValueError, TypeError, KeyError):
        raise Refused("upload-unreadable", name=name) from None
    raw = replace(raw, notes=named_again(raw.notes, name))
    return Sheet(raw, batch, every, units, own, notes)


def plan_cases(connection: Connection, asked: Question, sheet: Sheet) -> Planned:
    """Judge a sheet and hold it against what is kept; nothing is written.

    Raises
    ------
    Refused
        What `declare_cover` and `judge_raw` refuse.
    """
    own = sheet.units
    if sheet.own is not None:
        own = sheet.every[sheet.every.index.isin(sheet.own)]
    named = asked.options.get("covers_units")
    cover = declare_cover(
        own,
        asked.day("covers_from"),
        asked.day("covers_to"),
        frozenset(named) if named else None,
    )
    looked = judge_raw(
        sheet.raw, sheet.every, sheet.units, cover, asked.today, asked.reason
    )
    if sheet.own is not None:
        looked = _own_rows(looked, sheet.own)
    planned = plan_import(connection, looked, sheet.batch, asked.reason)
    return planned if sheet.own is None else _own_cases(planned, sheet.own)


def keep_cases(
    connection: Connection, planned: Planned, now: datetime
) -> dict[str, Any]:
    """Write what was planned, and tell what became of it."""
    done = keep_import(connection, planned, now)
    return {"batch": done.batch, "counts": count_rows(planned)}


def count_rows(planned: Planned) -> dict[str, int]:
    """Count the rows of a file: read is accepted, refused and duplicate together."""
    rows, change = planned.looked.rows, planned.change
    return {
        "read": rows.read,
        "accepted": len(change.new) + len(change.revised),
        "refused": len(rows.refused),
        "duplicate": planned.duplicate,
        "revised": len(change.revised),
    }


def digest_of(planned: Planned) -> str:
    """Hash all that an import would do: the same hash is the same change."""
    rows, change, cover = planned.looked.rows, planned.change, planned.looked.cover
    said = [
        planned.batch,
        count_rows(planned),
        planned.reason,
        cover and [str(cover.first), str(cover.last), sorted(cover.units or ())],
        change.new.drop(columns="batch").to_csv(),
        change.revised.drop(columns="batch").to_csv(),
        [int(str(row)) for row in rows.refused.index],
        sorted(f"{unit} {day}" for unit, day in planned.silent.itertuples(index=False)),
        _standing_words(planned),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def tell_plan(planned: Planned, sheet: Sheet, today: date) -> dict[str, Any]:
    """Put what an import would do into the document of its preview."""
    raw, rows = planned.looked.raw, planned.looked.rows
    refused = rows.refused.head(SHOWN)
    return {
        "counts": count_rows(planned),
        "rows": [
            _row(raw, int(str(label)), line) for label, line in refused.iterrows()
        ],
        "notes": pack([*sheet.notes, *raw.notes, *planned.looked.notes]),
        "changes": tell_changes(planned, sheet.every, today),
        "digest": digest_of(planned),
    }


def _row(raw: RawCases, label: int, line: pd.Series) -> dict[str, Any]:
    return {
        "row": raw.origin.row(label),
        "cells": {name: str(line[name])[:_LONGEST_CELL] for name in raw.rows.columns},
        "faults": pack([raw.origin.tell(label, fault) for fault in line["faults"]]),
    }


def refused_file(planned: Planned) -> bytes:
    """Write the refused rows as they came, with a column that says what is wrong.

    A spreadsheet opens it as it is, and it can be handed in again.
    """
    rows = planned.looked.rows
    header, table = refused_table(rows, lambda fault: str(render(fault, "vi")))
    return _BYTE_ORDER_MARK + compose_table(header, table)


def _own_rows(looked: Looked, own: frozenset[str]) -> Looked:
    """Refuse rows of other units; what was wrong in them silences nobody there."""
    rows = looked.rows
    others = rows.accepted[~rows.accepted["unit"].isin(own)]
    faults = [Fault("import-other-unit", {"unit": unit}) for unit in others["unit"]]
    others = others.assign(fault=pd.Series(faults, index=others.index, dtype=object))
    rows = set_aside(looked.raw, rows, others)
    silent = rows.silent[rows.silent["unit"].isin(own)].reset_index(drop=True)
    undated = tuple(unit for unit in rows.undated if unit in own)
    return replace(looked, rows=replace(rows, silent=silent, undated=undated))


def _own_cases(planned: Planned, own: frozenset[str]) -> Planned:
    """Refuse corrections that would take a case away from another unit."""
    revised = planned.change.revised
    held = standing(planned.kept.rows)
    theirs = set(held["case_id"][~held["unit"].isin(own)]) - {""}
    taken = revised["case_id"].isin(theirs)
    if not taken.any():
        return planned
    others = revised[taken]
    faults = [Fault("import-other-case", {"case": case}) for case in others["case_id"]]
    others = others.assign(fault=pd.Series(faults, index=others.index, dtype=object))
    rows = set_aside(planned.looked.raw, planned.looked.rows, others)
    silent = pd.concat([rows.silent, others[["unit", "day"]]])
    rows = replace(rows, silent=silent.drop_duplicates(ignore_index=True))
    return replace(
        planned,
        looked=replace(planned.looked, rows=rows),
        change=replace(planned.change, revised=revised[~taken].reset_index(drop=True)),
    )


def _standing_words(planned: Planned) -> str:
    """Give what is known of the units and days that an import speaks of."""
    change = planned.change
    told = pd.concat([change.new, change.revised])
    held = standing(planned.kept.rows)
    cells = pd.MultiIndex.from_frame(told[["unit", "day"]])
    known = held[pd.MultiIndex.from_frame(held[["unit", "day"]]).isin(cells)]
    words = known[["unit", "day", "case_id", "cases", "setting"]]
    return words.sort_values(["unit", "day", "case_id", "setting"]).to_csv(index=False)
