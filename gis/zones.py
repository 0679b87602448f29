"""Zones: the level of each unit and day, with its reason, spell and outlook."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets.engine.outlook import find_next_better
from gis.rulesets.engine.reasons import find_reasons
from gis.rulesets.judgement import Judgement, judge, listed, require_force
from gis.rulesets.schema.ruleset import EXIT_ZONES, RuleSet
from gis.rulesets.schema.ruleset import NO_REPORT as NO_REPORT  # noqa: PLC0414 - others take it from here

COLUMNS = (
    "unit",
    "day",
    "level",
    "zone",
    "clause",
    "reason",
    "effective_from",
    "next_better",
    "fragile",
)


def classify(  # noqa: PLR0913 - the decision, what was reported, and what departs from it
    ruleset: RuleSet,
    indicators: Indicators,
    units: pd.DataFrame | None = None,
    neighbours: pd.DataFrame | None = None,
    first: date | None = None,
    last: date | None = None,
    *,
    params: Mapping[str, object] | None = None,
    outside_force: bool = False,
    decided: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Judge units and days and give their zones.

    Parameters
    ----------
    ruleset, indicators, units, neighbours, params, outside_force, decided
        See `judge`.
    first, last
        Days asked for, both included; without them the days of `indicators`. Days
        before `first` that `indicators` holds are judged too, so that a spell
        that began there keeps its first day.

    Returns
    -------
    DataFrame
        The zones frame, see `check_zones`.

    Raises
    ------
    Refused
        What `judge` refuses.
    """
    start, end = first or indicators.first, last or indicators.last
    judgement = judge_days(
        ruleset,
        indicators,
        units,
        neighbours,
        start,
        end,
        params=params,
        outside_force=outside_force,
        decided=decided,
    )
    return zones_of(judgement, start, end)


def judge_days(  # noqa: PLR0913 - as `classify`
    ruleset: RuleSet,
    indicators: Indicators,
    units: pd.DataFrame | None,
    neighbours: pd.DataFrame | None,
    first: date,
    last: date,
    *,
    params: Mapping[str, object] | None = None,
    outside_force: bool = False,
    decided: pd.DataFrame | None = None,
) -> Judgement:
    """Judge the days asked for, and the earlier ones that a spell may have begun on.

    Parameters and errors are those of `classify`.
    """
    if last < first:
        raise Refused("days-empty", first=first, last=last)
    if not outside_force:  # the days asked for, not those of the spells before them
        require_force(ruleset, first, last)
    earliest = min(first, indicators.first)
    force = ruleset.decision.in_force.first
    if force is not None and not outside_force:
        earliest = min(first, max(earliest, force))
    return judge(
        ruleset,
        indicators,
        units,
        neighbours,
        params,
        first=earliest,
        last=last,
        outside_force=outside_force,
        decided=decided,
    )


def zones_of(judgement: Judgement, first: date, last: date) -> pd.DataFrame:
    """Give the zones frame of some days of a judgement.

    Parameters
    ----------
    judgement
        It may hold earlier days: spells that began there keep their first day.
    first, last
        Days wanted, both included; the judgement holds them.

    Returns
    -------
    DataFrame
        The zones frame, see `check_zones`.
    """
    start = (first - judgement.first).days
    stop = (last - judgement.first).days + 1
    if start < 0 or stop > judgement.ground.days:
        raise ValueError(f"{first} to {last} were not judged")
    ground, levels, asked = judgement.ground, judgement.levels, range(start, stop)
    codes = ground.places.codes
    order = np.array(sorted(listed(ground), key=lambda row: codes[row]), dtype=np.intp)
    outlook = find_next_better(ground, levels, asked)
    told_by = find_reasons(ground, levels, asked, outlook)
    reasons = [reason for row in order for reason in told_by[row]]
    names = {level.level: level.id for level in ground.ruleset.levels}
    told = judgement.level[order, :stop]
    cut = told[:, start:].ravel()
    blank = (cut == 0) | (ground.ruleset.kind == "exit-test")
    days = [judgement.ground.day(column) for column in range(stop)]
    spells = _spells(told)[:, start:].ravel()
    return pd.DataFrame(
        {
            "unit": np.repeat([codes[row] for row in order], len(asked)),
            "day": _objects(days[start:] * len(order)),
            "level": pd.Series(cut, dtype="Int64").mask(blank),
            "zone": [names.get(int(level), NO_REPORT) for level in cut],
            "clause": [";".join(reason.clauses) for reason in reasons],
            "reason": _objects(reasons),
            "effective_from": _objects([days[at] for at in spells]),
            "next_better": _objects([reason.next_day for reason in reasons]),
            "fragile": [reason.fragile for reason in reasons],
        }
    )


def check_zones(zones: pd.DataFrame) -> pd.DataFrame:
    """Refuse a frame that breaks the zones contract; give it back otherwise.

    Parameters
    ----------
    zones : DataFrame, one row per unit and day, sorted by both, RangeIndex
        `unit` str; `day` date; `level` Int64, missing where it cannot be told and in
        an exit test; `zone` the level's own id, ``controlled`` or ``not_controlled``
        of an exit test, or ``no_report``; `clause` joined by ``;``;
        `reason` a `Reason`; `effective_from` first day of this spell;
        `next_better` date or None; `fragile` bool.

    Raises
    ------
    Refused
        ``zones-columns``, ``zones-order`` (a unit and day twice, or not sorted),
        ``zones-level`` (a level without a zone, a zone without a level, or an exit
        test with one).
    """
    missing = [column for column in COLUMNS if column not in zones.columns]
    if missing:
        raise Refused("zones-columns", missing=", ".join(missing))
    keys = list(zip(zones["unit"], zones["day"]))
    for row, (before, after) in enumerate(pairwise(keys), start=2):
        if after <= before:
            raise Refused("zones-order", row=row, unit=after[0], day=after[1])
    empty = zones["level"].isna().to_numpy()
    without = zones["zone"].isin({NO_REPORT, *EXIT_ZONES}).to_numpy()
    wrong = np.flatnonzero(empty != without)
    if len(wrong):
        raise Refused("zones-level", row=int(wrong[0]) + 1)
    return zones


def transitions(zones: pd.DataFrame) -> pd.DataFrame:
    """Give each change of zone from one day to the next, with its cause.

    Parameters
    ----------
    zones : zones frame

    Returns
    -------
    DataFrame
        `unit`, `day` (first day of the new zone), `from_zone`, `to_zone`,
        `from_level`, `to_level` (Int64), `cause` (the new day's `Reason`), `worse`
        (both levels are known and the new one is worse); sorted by unit and day.
    """
    before = zones.shift(1)
    yesterday = _objects([day - timedelta(days=1) for day in zones["day"]])
    same = (before["unit"] == zones["unit"]) & (before["day"] == yesterday)
    changed = (same & (before["zone"] != zones["zone"])).to_numpy()
    old, new = before[changed], zones[changed]
    levels = old["level"].astype("Int64")
    pairs = zip(old["reason"], new["reason"])
    worse = [bool(a.level and b.level and b.level > a.level) for a, b in pairs]
    frame = pd.DataFrame(
        {
            "unit": new["unit"],
            "day": new["day"],
            "from_zone": old["zone"],
            "to_zone": new["zone"],
            "from_level": levels,
            "to_level": new["level"],
            "cause": new["reason"],
            "worse": np.array(worse, dtype=bool),
        }
    )
    return frame.reset_index(drop=True)


def reported(
    indicators: Indicators,
    units: Sequence[str],
    first: date,
    last: date,
    names: Iterable[str] = ("cases",),
) -> dict[date, tuple[int, int]]:
    """Count the units that reported on each very day.

    Parameters
    ----------
    indicators
        What was reported.
    units
        Codes of the units that should report.
    first, last
        Days, both included.
    names
        A unit has reported when all of these indicators are there.

    Returns
    -------
    dict
        By day: how many reported, of how many.
    """
    wanted = indicators.reindex(units, first, last)
    days = (last - first).days + 1
    seen = np.ones((len(wanted.units), days), np.bool_)
    for name in names:
        values = wanted.reports(name)
        seen &= False if values is None else ~np.isnan(values)
    counts = seen.sum(axis=0)
    return {
        first + timedelta(days=column): (int(counts[column]), len(wanted.units))
        for column in range(days)
    }


def _spells(told: NDArray[np.int8]) -> NDArray[np.intp]:
    """Give the column on which each cell's run of equal levels began."""
    columns = np.arange(told.shape[1])
    begins = np.zeros(told.shape, np.intp)
    changed = told[:, 1:] != told[:, :-1]
    begins[:, 1:] = np.where(changed, columns[1:], 0)
    spells: NDArray[np.intp] = np.maximum.accumulate(begins, axis=1)
    return spells


def _objects(items: Sequence[object]) -> NDArray[np.object_]:
    column = np.empty(len(items), dtype=object)
    column[:] = items
    return column
