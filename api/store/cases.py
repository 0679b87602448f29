"""Case rows as they were learned: batch after batch, nothing overwritten."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from api.store.bulk import insert_rows
from api.store.tables import case_batches, case_rows
from gis.cases import Cover, Revision
from gis.cases.rows import COLUMNS

FORM = "/desk/day/"
"""How the name of a batch begins that a commune reported itself; no file has it."""
_MOST_NAMED = 500  # more are cheaper to leave out afterwards
_WORDS = ("case_id", "unit", "setting", "test", "source_known", "household")


@dataclass(frozen=True, slots=True)
class CaseBatch:
    """One imported file.

    Parameters
    ----------
    name
        File name as people know it.
    file_sha256
        Of its bytes.
    read, accepted, refused, duplicate
        Rows; ``read == accepted + refused + duplicate``. Rows that contradict
        what is kept are among the refused.
    cover
        What the import declared, or None.
    reason
        Why figures are corrected; empty where none are.
    recorded_at
        When we learned it, aware.
    """

    name: str
    file_sha256: str
    read: int
    accepted: int
    refused: int
    duplicate: int
    cover: Cover | None
    reason: str
    recorded_at: datetime

    @property
    def sha256(self) -> str:
        """Give the hash of what the import says: file, declared cover and reason."""
        cover = self.cover
        units = None if cover is None or cover.units is None else sorted(cover.units)
        days = None if cover is None else [str(cover.first), str(cover.last)]
        said = json.dumps([self.file_sha256, days, units, self.reason])
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptCases:
    """Everything that was imported.

    Parameters
    ----------
    rows : DataFrame, RangeIndex, columns `batch` and those of accepted case rows
        In the order in which they were learned; `batch` is the file's SHA-256.
        ``gis.cases.standing`` gives those that hold now.
    covers
        Of all imports that declared one.
    silent : DataFrame, columns `unit`, `day`
        Cells of rows that were kept aside and of which no later import has told:
        there is no 0 there.
    reported
        Units and days that communes reported themselves (`FORM`).
    """

    rows: pd.DataFrame
    covers: tuple[Cover, ...]
    silent: pd.DataFrame
    reported: frozenset[tuple[str, date]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Units and days that are asked for.

    Parameters
    ----------
    units
        Codes.
    first, last
        Days, both included.
    """

    units: frozenset[str]
    first: date
    last: date

    def rows(self) -> tuple[Any, ...]:
        """Give the conditions on case rows."""
        days = case_rows.c.day.between(self.first, self.last)
        if len(self.units) > _MOST_NAMED:
            return (days,)
        return days, case_rows.c.unit.in_(sorted(self.units))

    def heads(self) -> tuple[Any, ...]:
        """Give the conditions on batches: not the forms of other communes and days."""
        name, first = case_batches.c.name, case_batches.c.covers_first
        own: list[Any] = [first.between(self.first, self.last)]
        if len(self.units) == 1:
            own.append(name.like(f"{FORM}{min(self.units)}/%"))
        return (name.not_like(f"{FORM}%") | sa.and_(*own),)


def import_batch(
    connection: sa.Connection,
    batch: CaseBatch,
    revision: Revision,
    silent: pd.DataFrame | None = None,
) -> bool:
    """Keep one batch with its rows; the same file and cover again change nothing.

    Parameters
    ----------
    connection
        Of ``writing``; `revision` was made from `load_cases` of the same one.
    batch
        The import.
    revision
        What ``gis.cases.revise`` found; its conflicts are not kept.
    silent : DataFrame, columns `unit`, `day`
        Cells of rows that were kept aside.

    Returns
    -------
    bool
        Whether the batch is new.
    """
    same = sa.select(case_batches.c.id).where(case_batches.c.sha256 == batch.sha256)
    if connection.execute(same).first() is not None:
        return False
    result = connection.execute(
        sa.insert(case_batches).returning(case_batches.c.id), _head(batch, silent)
    )
    number = result.scalar_one()
    rows = [
        {**row, "batch_id": number, "revised": revised}
        for frame, revised in ((revision.new, False), (revision.revised, True))
        for row in _plain(frame)
    ]
    insert_rows(connection, case_rows, rows)
    return True


def load_cases(
    connection: sa.Connection,
    cells: Cells | None = None,
    *,
    learned_by: datetime | None = None,
) -> KeptCases:
    """Give everything that was imported, in the order in which it was learned.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    cells
        Only what tells of these units and days; None for all.
    learned_by
        What was known at that instant; None for now.
    """
    known = _known(learned_by)
    about = () if cells is None else cells.rows()
    query = (
        sa.select(
            case_batches.c.file_sha256.label("batch"),
            case_batches.c.name.like(f"{FORM}%").label("form"),
            case_rows,
        )
        .join(case_batches, case_batches.c.id == case_rows.c.batch_id)
        .where(*known, *about)
        .order_by(case_rows.c.id)
    )
    found = connection.execute(query).mappings().all()
    names = ("batch", *COLUMNS)
    rows = pd.DataFrame({n: [row[n] for row in found] for n in names})
    rows["cases"] = rows["cases"].astype("Int64")
    rows["row"] = rows["row"].astype("int64")
    told = () if cells is None else cells.heads()
    batches = connection.execute(
        sa.select(case_batches).where(*known, *told).order_by(case_batches.c.id)
    )
    heads = batches.mappings().all()
    covers = tuple(cover for head in heads if (cover := _cover(head)))
    reported = frozenset((row["unit"], row["day"]) for row in found if row["form"])
    return KeptCases(rows, covers, _still_silent(heads, found), reported)


def list_batches(
    connection: sa.Connection, *, learned_by: datetime | None = None
) -> list[CaseBatch]:
    """Give every import, in the order in which they came; those known at an instant."""
    query = sa.select(case_batches).where(*_known(learned_by))
    query = query.order_by(case_batches.c.id)
    return [_batch(head) for head in connection.execute(query).mappings()]


def page_batches(
    connection: sa.Connection, before: int | None, limit: int
) -> list[tuple[int, CaseBatch]]:
    """Give some imports with their row numbers, the newest first.

    Parameters
    ----------
    connection
        Of ``reading``.
    before
        Row number that they come before; None begins with the newest.
    limit
        At most so many.
    """
    query = sa.select(case_batches).order_by(case_batches.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(case_batches.c.id < before)
    rows = connection.execute(query).mappings()
    return [(head["id"], _batch(head)) for head in rows]


def units_of_batches(
    connection: sa.Connection, numbers: Collection[int]
) -> dict[int, set[str]]:
    """Give the units that imports name in rows or in what they declared."""
    found: dict[int, set[str]] = {number: set() for number in numbers}
    named = (
        sa.select(case_rows.c.batch_id, case_rows.c.unit)
        .where(case_rows.c.batch_id.in_(found))
        .distinct()
    )
    for row in connection.execute(named):
        found[row.batch_id].add(row.unit)
    heads = sa.select(case_batches.c.id, case_batches.c.covers_units)
    for row in connection.execute(heads.where(case_batches.c.id.in_(found))):
        found[row.id] |= set(row.covers_units or ())
    return found


def newest_batch(connection: sa.Connection) -> int:
    """Give the row number of the last import; 0 for none."""
    return int(connection.scalar(sa.select(sa.func.max(case_batches.c.id))) or 0)


def told_since(connection: sa.Connection, number: int, cells: Cells) -> bool:
    """Say whether an import after that one tells of any of these units and days."""
    rows = sa.select(case_rows.c.id).where(case_rows.c.batch_id > number, *cells.rows())
    if connection.execute(rows.limit(1)).first() is not None:
        return True
    heads = sa.select(case_batches).where(
        case_batches.c.id > number,
        case_batches.c.covers_first <= cells.last,
        case_batches.c.covers_last >= cells.first,
    )
    named = (head["covers_units"] for head in connection.execute(heads).mappings())
    return any(units is None or cells.units & {*units} for units in named)


def last_batch(connection: sa.Connection) -> int:
    """Give the number of the last import, 0 for none: what counts rest on."""
    return int(connection.scalar(sa.select(sa.func.max(case_batches.c.id))) or 0)


def store_mark(connection: sa.Connection) -> str:
    """Give the name of this collection of case rows; it tells nothing of a case.

    Exported sums of single cases carry it, so that they are known when they are
    imported here again. "" where nothing was imported.
    """
    query = sa.select(case_batches.c.sha256, case_batches.c.recorded_at)
    first = connection.execute(query.order_by(case_batches.c.id).limit(1)).first()
    if first is None:
        return ""
    said = f"{first.sha256} {first.recorded_at.astimezone(UTC).isoformat()}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _known(learned_by: datetime | None) -> tuple[Any, ...]:
    return () if learned_by is None else (case_batches.c.recorded_at <= learned_by,)


def _batch(head: Any) -> CaseBatch:
    counts = ("read", "accepted", "refused", "duplicate")
    return CaseBatch(
        name=head["name"],
        file_sha256=head["file_sha256"],
        **{name: head[name] for name in counts},
        cover=_cover(head),
        reason=head["reason"],
        recorded_at=head["recorded_at"],
    )


def _head(batch: CaseBatch, silent: pd.DataFrame | None) -> dict[str, Any]:
    cover = batch.cover
    named = None if cover is None or cover.units is None else sorted(cover.units)
    cells = [] if silent is None else list(zip(silent["unit"], silent["day"]))
    return {
        "name": batch.name,
        "sha256": batch.sha256,
        "file_sha256": batch.file_sha256,
        "read": batch.read,
        "accepted": batch.accepted,
        "refused": batch.refused,
        "duplicate": batch.duplicate,
        "covers_first": cover and cover.first,
        "covers_last": cover and cover.last,
        "covers_units": named,
        "silent": sorted([unit, day.isoformat()] for unit, day in cells),
        "reason": batch.reason,
        "recorded_at": batch.recorded_at,
    }


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give case rows in types that a database knows; a blank count is null."""
    return [
        {
            "row": int(row["row"]),
            "day": row["day"],
            "cases": None if pd.isna(row["cases"]) else int(row["cases"]),
            **{name: str(row[name]) for name in _WORDS},
        }
        for row in frame.to_dict("records")
    ]


def _cover(head: Any) -> Cover | None:
    if head["covers_first"] is None:
        return None
    units = head["covers_units"]
    named = None if units is None else frozenset(units)
    return Cover(head["covers_first"], head["covers_last"], named)


def _still_silent(heads: Any, rows: Any) -> pd.DataFrame:
    """Drop the cells that a later import names or covers."""
    last_named: dict[tuple[str, date], int] = {}
    for row in rows:
        last_named[row["unit"], row["day"]] = row["batch_id"]
    silent: dict[tuple[str, date], int] = {}
    for head in heads:
        if cover := _cover(head):
            silent = {cell: b for cell, b in silent.items() if not cover.holds(*cell)}
        for unit, day in head["silent"]:
            silent[unit, date.fromisoformat(day)] = head["id"]
    left = [cell for cell, b in silent.items() if last_named.get(cell, 0) <= b]
    return pd.DataFrame(left, columns=["unit", "day"], dtype=object)
