"""Levels of old units, carried to new ones: the strictest, or each by its people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.rulesets import Reason, RuleSet
from gis.zones import COLUMNS, NO_REPORT

_NOBODY: Mapping[str, str] = MappingProxyType({})
_CARRIED = ("unit", "day", "level", "clause", "reason", "effective_from")
_AHEAD = ("next_better", "fragile")


@dataclass(frozen=True, slots=True)
class _Old:
    """The zones of the old units, laid out by unit and day.

    `level` is 0 where there is no report; `row` is the row of the zones frame, -1
    where it holds none.
    """

    zones: pd.DataFrame
    days: list[date]
    places: Mapping[str, int]
    level: NDArray[np.int64]
    row: NDArray[np.intp]

    def of(self, place: int, column: int, name: str) -> Any:
        """Give a cell of the zones frame; None where it holds no such row."""
        row = self.row[place, column] if place >= 0 else -1
        value = self.zones[name].iloc[row] if row >= 0 else None
        return None if value is None or value is pd.NaT else value


@dataclass(frozen=True, slots=True)
class _Part:
    """An old unit as a part of a new one; `place` is -1 where nothing is told of it."""

    code: str
    place: int
    whole: bool


def carry_zones(
    zones: pd.DataFrame,
    crosswalk: pd.DataFrame,
    units: Sequence[str],
    ruleset: RuleSet,
    names: Mapping[str, str] = _NOBODY,
) -> pd.DataFrame:
    """Give each new unit the worst level of the old units that are part of it.

    Parameters
    ----------
    zones : zones frame
        On the old units. `reason` may be a `Reason` or text.
    crosswalk
        Every row is a part: of a weight of 0, too, for it gives land if not people.
    units
        Codes of the new units wanted.
    ruleset
        Whose levels these are.
    names
        Of the old units, for the reasons.

    Returns
    -------
    DataFrame
        The zones frame of the new units, sorted by unit and day. Where a part has no
        report the new unit has none, unless another part is at the worst level
        there is: nothing unknown can make that worse. `clause` and `reason` are
        those of the first part that decides; `next_better` is the day on which the
        last of the worst parts may be better, None where any cannot tell.
        `effective_from` is the first day since which this is sure to have stood.

    Notes
    -----
    Never better than any part: the maximum of known levels, and no report, which is
    no level, where one is unknown.
    """
    old = _lay_out(zones, ruleset)
    parts = _parts_of(crosswalk, units, old)
    rows = [
        row
        for unit in sorted(units)
        for row in _unit_rows(old, unit, parts.get(unit, []), ruleset, names)
    ]
    frame = pd.DataFrame(rows, columns=[*_CARRIED, *_AHEAD], dtype=object)
    ids = {level.level: level.id for level in ruleset.levels} | {0: NO_REPORT}
    level = frame["level"].astype("Int64")
    frame["zone"] = pd.Series([ids[int(one)] for one in level], dtype=str)
    frame["level"] = level.mask(level == 0)
    frame["fragile"] = frame["fragile"].astype(bool)
    for name in ("unit", "clause"):
        frame[name] = frame[name].astype(str)
    return frame[list(COLUMNS)]


def share_zones(
    zones: pd.DataFrame,
    crosswalk: pd.DataFrame,
    units: Sequence[str],
    people: "pd.Series[float]",
) -> pd.DataFrame:
    """Give the people of each new unit by the zone of the old unit they lived in.

    Parameters
    ----------
    zones : zones frame
        On the old units.
    crosswalk
        With a weight on every row.
    units
        Codes of the new units wanted.
    people : Series, index `code`
        Of the old units.

    Returns
    -------
    DataFrame
        `unit`, `day`, `zone` (``no_report`` too), `people`, `share` (0 to 1; those of
        a unit and day add up to 1), sorted; zones without people are left out, and
        so are units in which nobody lives.

    Raises
    ------
    Refused
        ``carry-people-unknown`` with the old units whose people nobody counted.
    """
    wanted = crosswalk[crosswalk["new"].isin(list(units)) & (crosswalk["weight"] > 0)]
    counted = people.reindex(sorted(set(wanted["old"])))
    if counted.isna().any():
        bare = list(counted.index[counted.isna()])
        raise Refused("carry-people-unknown", count=len(bare), units=bare)
    part = wanted.assign(people=wanted["old"].map(counted) * wanted["weight"])
    days = sorted(set(zones["day"]))
    zone = zones.set_index(["unit", "day"])["zone"]
    every = pd.MultiIndex.from_product([sorted(counted.index), days])
    told = zone.reindex(every).fillna(NO_REPORT).rename_axis(["old", "day"])
    joined = part.merge(told.rename("zone").reset_index(), on="old")
    sums = joined.groupby(["new", "day", "zone"], as_index=False)["people"].sum()
    whole = sums.groupby(["new", "day"])["people"].transform("sum")
    sums = sums.assign(share=sums["people"] / whole.where(whole > 0))
    kept: pd.DataFrame = sums[sums["people"] > 0].rename(columns={"new": "unit"})
    return kept.sort_values(["unit", "day", "zone"], ignore_index=True)


def _lay_out(zones: pd.DataFrame, ruleset: RuleSet) -> _Old:
    number = {level.id: level.level for level in ruleset.levels} | {NO_REPORT: 0}
    if strange := sorted(set(zones["zone"]) - set(number)):
        raise Refused("carry-zones-strange", zones=strange, ruleset=ruleset.id)
    places = {code: at for at, code in enumerate(sorted(set(zones["unit"])))}
    days = sorted(set(zones["day"]))
    columns = {day: at for at, day in enumerate(days)}
    level = np.zeros((len(places), len(days)), np.int64)
    row = np.full((len(places), len(days)), -1, np.intp)
    at = [places[u] for u in zones["unit"]], [columns[day] for day in zones["day"]]
    level[at] = [number[zone] for zone in zones["zone"]]
    row[at] = np.arange(len(zones))
    return _Old(zones, days, places, level, row)


def _parts_of(
    crosswalk: pd.DataFrame, units: Sequence[str], old: _Old
) -> dict[str, list[_Part]]:
    ordered = crosswalk[crosswalk["new"].isin(list(units))].sort_values(["new", "old"])
    found: dict[str, list[_Part]] = {}
    for code, new, weight in zip(ordered["old"], ordered["new"], ordered["weight"]):
        part = _Part(code, old.places.get(code, -1), weight == 1)
        found.setdefault(new, []).append(part)
    return found


def _unit_rows(
    old: _Old,
    unit: str,
    parts: list[_Part],
    ruleset: RuleSet,
    names: Mapping[str, str],
) -> Iterator[tuple[object, ...]]:
    top = max(level.level for level in ruleset.levels)
    places = np.array([part.place for part in parts], dtype=np.intp)
    levels = np.where(places[:, None] >= 0, old.level[places], 0)
    worst = levels.max(axis=0, initial=0)
    unknown = (levels == 0).any(axis=0) | (not parts)
    told = np.where((worst == top) | ~unknown, worst, 0)
    since = old.days[0]
    for column, day in enumerate(old.days):
        level = int(told[column])
        deciding = [p for p, own in zip(parts, levels[:, column]) if own == level]
        if column == 0:
            since = (
                _since(old, deciding, min) if level == top else _since(old, parts, max)
            )
        elif level != told[column - 1]:
            since = day
        ahead = None if unknown[column] or not level else _ahead(old, deciding, column)
        one = len(deciding) == 1
        fragile = one and bool(old.of(deciding[0].place, column, "fragile"))
        told_by = next((p for p in deciding if p.place >= 0), None)
        clause, reason = "", _silent(ruleset, unit, day)
        if told_by is not None:
            clause = old.of(told_by.place, column, "clause") or ""
            reason = old.of(told_by.place, column, "reason") or reason
            if len(parts) > 1 or not told_by.whole:
                part = names.get(told_by.code, told_by.code)
                others = levels[:, column][levels[:, column] != level]
                reason = _retold(reason, part, ahead, others, fragile=fragile)
        yield unit, day, level, clause, reason, since, ahead, fragile


def _since(old: _Old, parts: list[_Part], pick: Callable[[list[date]], date]) -> date:
    """Give the first day since which the first level is sure to have stood.

    The worst level of all stands since the first part came to it; any other since the
    last part came to what it has.
    """
    spells = [old.of(part.place, 0, "effective_from") for part in parts]
    known: list[date] = [spell for spell in spells if spell is not None]
    return pick(known) if known else old.days[0]


def _ahead(old: _Old, deciding: list[_Part], column: int) -> date | None:
    """Give the day on which the last of the worst parts may be better."""
    days = [old.of(part.place, column, "next_better") for part in deciding]
    known: list[date] = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _retold(
    reason: Any, part: str, ahead: date | None, others: Any, *, fragile: bool
) -> Any:
    """Say of which old unit a reason tells, and what comes next for the new one."""
    if not isinstance(reason, Reason):
        return reason
    then = reason.next_level
    if ahead is None or then is None:
        ahead, then = None, None
    else:
        then = max(then, int(others.max(initial=0)))
    return replace(reason, part=part, next_day=ahead, next_level=then, fragile=fragile)


def _silent(ruleset: RuleSet, unit: str, day: date) -> Reason:
    """Say that nothing was reported of any part."""
    top = max(level.level for level in ruleset.levels)
    return Reason(ruleset, unit, day, None, 1, top, silent=True)
