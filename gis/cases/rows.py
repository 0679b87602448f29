"""Every row of a case file is accepted, kept aside with its reason, or a duplicate."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault
from gis.cases import fields
from gis.cases.fields import Judged, judge_column
from gis.cases.places import UnitCodes, locate_places, lowest_drawn, meant_units
from gis.cases.read import EXPORTED, OPTIONAL, REASON, SHAPES, RawCases
from gis.cases.repeats import Repeats, find_repeats
from gis.locate import UnitIndex

COLUMNS = ("row", "case_id", "day", "unit", "cases", *OPTIONAL)

_WORDS: dict[str, Callable[[str], object]] = {
    "setting": fields.read_setting,
    "test": fields.read_test,
    "source_known": fields.read_source_known,
    "household": fields.read_household,
}


@dataclass(frozen=True, slots=True)
class CaseRows:
    """A case file, judged; ``read == len(accepted) + len(refused) + duplicate``.

    Parameters
    ----------
    accepted : DataFrame, RangeIndex, columns `COLUMNS`
        `row` int, `case_id` text ("" in counts), `day` datetime.date, `unit` code,
        `cases` Int64 (1 for a single case; NA is a blank count: no report),
        `setting`, `test`, `source_known` (yes, no), `household` ("" where not given).
    refused : DataFrame, index `row`
        The columns of the file as text, and `faults`: a tuple of Fault.
    duplicate
        Rows left out because an earlier one says the same.
    read
        Rows in the file.
    silent : DataFrame, columns `unit`, `day`
        Units and days that refused rows are about, or may be about where a unit is
        suggested: something was reported there that is not counted, so it is no 0.
    undated
        Units that refused rows are about, on a day that cannot be told: see
        `silent_cells`.
    notes
        What a person should look at although nothing was refused.
    """

    accepted: pd.DataFrame
    refused: pd.DataFrame
    duplicate: int
    read: int
    silent: pd.DataFrame
    undated: tuple[str, ...] = ()
    notes: tuple[Fault, ...] = ()


def judge_rows(
    raw: RawCases,
    units: gpd.GeoDataFrame,
    known: pd.DataFrame | None = None,
    *,
    index: UnitIndex | None = None,
    today: date | None = None,
    begins: date | None = None,
    corrections: bool = False,
) -> CaseRows:
    """Judge every row of a case file.

    Parameters
    ----------
    raw
        What `read_cases` gave.
    units : units frame
        Units that cases may be reported for.
    known : DataFrame, index `code`, columns `name` and optionally `closed`
        Other units, so that a row of another province or of a closed unit is told
        from an unknown one.
    index
        Of ``lowest_drawn(units)``, where the caller has one; only points need it.
    today, begins
        No day may be after `today` or before `begins`; not judged where not given.
    corrections
        Negative counts are taken: the file is a revision with a reason.
    """
    codes = UnitCodes(units, known)
    columns = {
        "day": _judge_days(raw.rows["day"], begins, today),
        "unit": _judge_units(raw, codes, units, index),
        "cases": _judge_counts(raw, corrections=corrections),
        "case_id": _judge_ids(raw),
    }
    for name, judge in _WORDS.items():
        columns[name] = judge_column(_cells(raw, name), judge)
    columns["unit"] = _with_zeros(raw, columns["unit"], codes)
    columns = {name: _with_faults(raw, name, one) for name, one in columns.items()}
    bad = np.logical_or.reduce([column.bad for column in columns.values()])
    taken = _frame(raw, columns, ~bad)
    repeats = find_repeats(taken)
    positions = np.flatnonzero(~bad)
    faults = _gather(raw, columns, bad) | {
        int(positions[place]): (fault,) for place, fault in _conflicts(taken, repeats)
    }
    accepted = taken[~(repeats.duplicate | repeats.conflict)].reset_index(drop=True)
    aside = np.array(sorted(faults), dtype=np.intp)
    return CaseRows(
        accepted=accepted,
        refused=_refused(raw, faults),
        duplicate=int(repeats.duplicate.sum()),
        read=len(raw.rows),
        silent=_silent(columns, aside),
        undated=_undated(columns, aside),
        notes=_notes(raw, accepted, units),
    )


def refused_table(
    rows: CaseRows, say: Callable[[Fault], str]
) -> tuple[list[str], list[list[str]]]:
    """Lay out the rows kept aside, to be corrected and imported again.

    Parameters
    ----------
    rows : a judged file
    say
        Puts a fault into words.

    Returns
    -------
    header, rows
        The columns of the file and `REASON`, which reading leaves out again.
    """
    columns = [name for name in rows.refused.columns if name != "faults"]
    return [*columns, REASON], [
        [*cells, " ".join(say(fault) for fault in faults)]
        for *cells, faults in rows.refused[[*columns, "faults"]].itertuples(index=False)
    ]


def _cells(raw: RawCases, name: str) -> pd.Series:
    if name in raw.rows:
        return raw.rows[name]
    return pd.Series("", index=raw.rows.index, dtype=str)


def _judge_days(cells: pd.Series, begins: date | None, today: date | None) -> Judged:
    read = fields.refuse_slashed if fields.month_first(cells) else fields.read_day
    return judge_column(cells, fields.within_days(read, begins, today))


def _judge_units(
    raw: RawCases,
    codes: UnitCodes,
    units: gpd.GeoDataFrame,
    index: UnitIndex | None,
) -> Judged:
    if raw.shape != "points":
        return judge_column(raw.rows["unit"], codes.judge)
    lon = judge_column(raw.rows["lon"], fields.read_degrees)
    lat = judge_column(raw.rows["lat"], fields.read_degrees)
    legible = ~(lon.bad | lat.bad)
    answers = np.where(lon.bad, lon.answers, lat.answers)
    bad = ~legible
    found = locate_places(
        lon.answers[legible].astype(np.float64),
        lat.answers[legible].astype(np.float64),
        index if index is not None else UnitIndex(lowest_drawn(units)),
    )
    answers[legible], bad[legible] = found.answers, found.bad
    return Judged(answers, bad)


def _judge_counts(raw: RawCases, *, corrections: bool) -> Judged:
    if raw.shape == "counts":
        read = fields.read_correction if corrections else fields.read_count
        return judge_column(raw.rows["cases"], read)
    size = len(raw.rows)
    return Judged(np.ones(size, dtype=object), np.zeros(size, dtype=bool))


def _judge_ids(raw: RawCases) -> Judged:
    if raw.shape == "counts":
        size = len(raw.rows)
        return Judged(np.full(size, "", dtype=object), np.zeros(size, dtype=bool))
    return judge_column(raw.rows["case_id"], fields.read_case_id)


def _frame(
    raw: RawCases, columns: dict[str, Judged], taken: NDArray[np.bool_]
) -> pd.DataFrame:
    values = {name: column.answers[taken] for name, column in columns.items()}
    frame = pd.DataFrame({"row": raw.rows.index.to_numpy()[taken], **values})
    frame["cases"] = frame["cases"].astype("Int64")
    return frame[list(COLUMNS)]


def _with_faults(raw: RawCases, name: str, judged: Judged) -> Judged:
    """Put what reading found wrong in the place of what was judged."""
    found = {
        row: fault for (row, column), fault in raw.faults.items() if column == name
    }
    if not found:
        return judged
    answers, bad = judged.answers.copy(), judged.bad.copy()
    index = raw.rows.index.to_numpy()
    for place in np.flatnonzero(np.isin(index, list(found))):
        answers[place] = found[int(index[place])]
        bad[place] = True
    return Judged(answers, bad)


def _with_zeros(raw: RawCases, judged: Judged, codes: UnitCodes) -> Judged:
    """Refuse numbers of a workbook that are the codes of two units, but for zeros."""
    if not raw.bare:
        return judged
    answers, bad = judged.answers.copy(), judged.bad.copy()
    for place in np.flatnonzero(raw.rows.index.isin(raw.bare) & ~bad):
        fault = codes.either(str(answers[place]))
        if fault is not None:
            answers[place], bad[place] = fault, True
    return Judged(answers, bad)


def _gather(
    raw: RawCases, columns: dict[str, Judged], bad: NDArray[np.bool_]
) -> dict[int, tuple[Fault, ...]]:
    index = raw.rows.index.to_numpy()
    return {
        int(place): tuple(
            raw.origin.place(int(index[place]), name, column.answers[place])
            for name, column in columns.items()
            if column.bad[place]
        )
        for place in np.flatnonzero(bad)
    }


def _conflicts(taken: pd.DataFrame, repeats: Repeats) -> Iterable[tuple[int, Fault]]:
    row, case_id = taken["row"].to_numpy(), taken["case_id"].to_numpy()
    missing = taken["cases"].isna().to_numpy()
    cases = taken["cases"].fillna(0).to_numpy(dtype=np.int64)
    for place in np.flatnonzero(repeats.conflict):
        at = repeats.first[place]
        first, name = int(row[at]), case_id[at]
        seen = None if missing[at] else int(cases[at])
        yield (
            int(place),
            Fault("case-id-conflict", {"case_id": name, "first": first})
            if name
            else Fault("case-count-conflict", {"first": first, "seen": seen}),
        )


def _refused(raw: RawCases, faults: dict[int, tuple[Fault, ...]]) -> pd.DataFrame:
    places = sorted(faults)
    refused = raw.rows.iloc[places].copy()
    column = np.empty(len(places), dtype=object)
    column[:] = [faults[place] for place in places]
    refused["faults"] = column
    return refused


def _silent(columns: dict[str, Judged], refused: NDArray[np.intp]) -> pd.DataFrame:
    days, units = columns["day"], columns["unit"]
    pairs = {
        (unit, days.answers[place]): None
        for place in refused[~days.bad[refused]]
        for unit in meant_units(units.answers[place])
    }
    return pd.DataFrame(list(pairs), columns=["unit", "day"], dtype=object)


def _undated(columns: dict[str, Judged], refused: NDArray[np.intp]) -> tuple[str, ...]:
    places = refused[columns["day"].bad[refused]]
    answers = columns["unit"].answers[places]
    return tuple(sorted({unit for one in answers for unit in meant_units(one)}))


def _notes(
    raw: RawCases, accepted: pd.DataFrame, units: gpd.GeoDataFrame
) -> tuple[Fault, ...]:
    notes = [*raw.notes]
    used = {*SHAPES[raw.shape], *OPTIONAL, EXPORTED}
    if unused := [str(name) for name in raw.rows.columns if name not in used]:
        notes.append(Fault("case-columns-unused", {"columns": unused}))
    if example := fields.either_way(raw.rows["day"]):
        day, month = example
        notes.append(Fault("case-days-either-way", {"day": day, "month": month}))
    below = units[units["admin_level"].isin(("district", "commune"))]
    above = accepted.loc[accepted["unit"].isin(set(below["parent"])), ["row", "unit"]]
    if len(above):
        facts = {"count": len(above), "unit": above["unit"].iloc[0]}
        notes.append(Fault("case-units-above", facts))
    return tuple(notes)
