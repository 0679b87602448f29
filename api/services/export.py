"""Kept case rows, written out so that importing them again changes nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from api.services.files import require_apart, write_whole
from api.services.forms import WORKBOOK, every_unit
from api.settings import Settings
from api.store.cases import load_cases, store_mark
from api.store.engine import opened, reading
from boundaries.refusal import Refused
from boundaries.units import within
from gis.cases import Cover, export_counts, export_singles, standing
from maps.tables import compose_cases

_SUFFIXES = (".csv", WORKBOOK)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What ``vungxanh cases export`` is asked.

    Parameters
    ----------
    out
        The file to write: .csv or .xlsx.
    province
        Code; empty for every unit.
    units
        Units file for the province, or None: the newest edition that was imported.
    first, last
        Days, both included; None for all.
    with_ids
        Single cases by their numbers; counts, if there are any, go to a file beside.
    """

    out: Path
    province: str = ""
    units: Path | None = None
    first: date | None = None
    last: date | None = None
    with_ids: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows by file, and the covers that no case file can hold."""

    files: tuple[tuple[Path, int], ...]
    covers: tuple[Cover, ...]


def export_cases(wanted: Wanted, settings: Settings) -> Exported:
    """Write the case rows that hold now; whole files or none.

    Raises
    ------
    Refused
        ``out-not-table``, ``rows-backwards``, ``out-is-input``; what reading refuses.
    """
    out = wanted.out
    require_apart(out, wanted.units)
    if out.suffix.lower() not in _SUFFIXES:
        raise Refused("out-not-table", name=out.name, known=", ".join(_SUFFIXES))
    first, last = wanted.first or date.min, wanted.last or date.max
    if last < first:
        raise Refused("rows-backwards", first=first, last=last)
    with opened(settings.database_url) as store, reading(store) as connection:
        kept, mark = load_cases(connection), store_mark(connection)
    rows = standing(kept.rows)
    covers = kept.covers
    if wanted.province:
        every = every_unit(wanted.units, settings, wanted.last, wanted.province)
        own = frozenset(within(every, wanted.province).index)
        rows = rows[rows["unit"].isin(own)]
        covers = tuple(c for c in covers if c.units is None or c.units & own)
    rows = rows[(rows["day"] >= first) & (rows["day"] <= last)]
    tables = _tables(rows, mark, out, with_ids=wanted.with_ids)
    workbook = out.suffix.lower() == WORKBOOK
    composed = [(path, compose_cases(t, workbook=workbook)) for path, t in tables]
    for path, content in composed:
        write_whole(path, content)
    covers = tuple(c for c in covers if c.first <= last and first <= c.last)
    return Exported(tuple((path, len(table)) for path, table in tables), covers)


def _tables(
    rows: pd.DataFrame, mark: str, out: Path, *, with_ids: bool
) -> list[tuple[Path, pd.DataFrame]]:
    """Give each file its rows: a case file has one shape, so two shapes are two."""
    if not with_ids:
        return [(out, export_counts(rows, mark))]
    counts = export_counts(rows[rows["case_id"] == ""], mark)
    tables = [(out, export_singles(rows))]
    if len(counts):
        tables.append((out.with_name(f"{out.stem}-counts{out.suffix}"), counts))
    return tables
