"""Running totals in, a file of new cases per day out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from api.services.files import require_apart, write_whole
from api.services.rows import BEGINS
from boundaries.read.table import require_columns
from boundaries.read.text import read_table
from boundaries.refusal import Fault
from boundaries.spans import VIETNAM
from gis.cases import count_new, daily_counts, judge_totals
from gis.cases.totals import NEEDED
from maps.tables.csv import compose_table


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of a file of totals.

    ``read == counted + duplicate + blank`` and the rows at fault.

    Parameters
    ----------
    read, counted, duplicate, blank
        Rows of the file.
    written
        Rows of the new file: days without a total between two others are in it, blank.
    faults
        Why rows were passed over, each with its row.
    notes
        What a person should look at.
    """

    read: int
    counted: int
    duplicate: int
    blank: int
    written: int
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def turn_totals(
    path: Path,
    out: Path,
    now: datetime,
    *,
    base: int | None,
    reason: str = "",
    corrects: date | None = None,
) -> Turned:
    """Write the new cases that running totals tell of (cases.csv).

    Parameters
    ----------
    path
        Columns `unit`, `day`, `total`, optionally `reason` and `corrects`.
    out
        The file to write.
    now
        For days to come.
    base
        The total of every unit before its first row; None is not known.
    reason, corrects
        Why totals fell, and which day was counted too high, for rows that do not say.

    Raises
    ------
    Refused
        ``out-is-input``, ``table-columns``, and what reading refuses.
    """
    require_apart(out, path)
    table = read_table(path, wanted=[NEEDED], codes=())
    require_columns(table, NEEDED, path.name)
    today = now.astimezone(VIETNAM).date()
    told = judge_totals(table.frame(), today=today, begins=BEGINS)
    days = [day or corrects for day in told.rows["corrects"]]
    given = pd.Series(days, index=told.rows.index, dtype=object)
    rows = told.rows.assign(corrects=given)
    daily = count_new(rows, base, reason)
    counts, wrong = daily_counts(daily)
    refused: Mapping[int, tuple[Fault, ...]] = {
        **told.faults,
        **{int(str(row)): found for row, found in daily.refused["faults"].items()},
    }
    cells = counts[["day", "unit", "cases"]].astype(object)
    cells = cells.where(cells.notna(), None)
    write_whole(out, compose_table(("day", "unit", "cases"), cells.to_numpy().tolist()))
    faults = [
        Fault(fault.code, {**fault.facts, "row": row})
        for row in sorted(refused)
        for fault in refused[row]
    ]
    return Turned(
        read=len(table.rows),
        counted=len(daily.rows),
        duplicate=daily.duplicate,
        blank=daily.blank,
        written=len(counts),
        faults=(*faults, *wrong),
        notes=daily.notes,
    )
