"""Judging: a rule set, what was reported, and the days asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets.decided import check_decided
from gis.rulesets.engine.decisions import place_decisions
from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.levels import Levels, find_levels
from gis.rulesets.engine.places import Places, place_units
from gis.rulesets.engine.sums import add_up
from gis.rulesets.engine.view import Risk
from gis.rulesets.parameters import resolve
from gis.rulesets.schema.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Judgement:
    """The levels that a rule set gives, and all that they stand on.

    Parameters
    ----------
    ground
        Rule set, parameters, places, reports and days.
    levels
        Lowest and highest possible level of every unit and day.
    """

    ground: Ground
    levels: Levels

    @property
    def units(self) -> tuple[str, ...]:
        """Give the codes of the rows."""
        return self.ground.places.codes

    @property
    def first(self) -> date:
        """Give the day of the first column."""
        return self.ground.first

    @property
    def level(self) -> Risk:
        """Give the levels, units by days; 0 where no level can be told."""
        return self.levels.told


def judge(  # noqa: PLR0913 - the decision, what was reported, and what departs from it
    ruleset: RuleSet,
    indicators: Indicators,
    units: pd.DataFrame | None = None,
    neighbours: pd.DataFrame | None = None,
    params: Mapping[str, object] | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    outside_force: bool = False,
    decided: pd.DataFrame | None = None,
) -> Judgement:
    """Judge every unit on every day.

    Parameters
    ----------
    ruleset
        The decision.
    indicators
        What was reported; days before `first` count in windows.
    units : DataFrame, index `code`, columns `admin_level` and `parent`, or None
        The units to judge; without a list the units of `indicators`, all taken for
        the finest that the rule set judges.
    neighbours : DataFrame, columns `a` and `b`, or None
        Who borders on whom. Where the rule set looks at neighbours and none are
        given, what hangs on them is unknown.
    params
        Values of the rule set's parameters.
    first, last
        Days to judge, both included; without them the days of `indicators`.
    outside_force
        Judge days on which the decision was not in force, too.
    decided : the decided frame, or None
        Levels that were decided, see `gis.rulesets.decided.check_decided`.

    Raises
    ------
    Refused
        ``days-empty``, ``outside-force``, ``unit-code-duplicate``, and what
        `resolve` and `check_decided` refuse.
    """
    start, end = first or indicators.first, last or indicators.last
    if end < start:
        raise Refused("days-empty", first=start, last=end)
    if not outside_force:
        require_force(ruleset, start, end)
    parameters = resolve(ruleset, params or {})
    places = place_units(indicators.units, units, neighbours, finest(ruleset))
    told = add_up(ruleset, places, indicators)
    rows = {unit: row for row, unit in enumerate(told.units)}
    if decided is not None:
        known = pd.DataFrame(index=pd.Index(places.codes))
        check_decided(decided, known, ruleset)
    ground = Ground(
        ruleset=ruleset,
        parameters=parameters,
        places=places,
        indicators=told,
        rows=np.array([rows.get(code, -1) for code in places.codes], dtype=np.intp),
        first=start,
        offset=told.day_index(start),
        days=(end - start).days + 1,
        decided=place_decisions(decided, places.codes),
    )
    return Judgement(ground, find_levels(ground))


def require_force(ruleset: RuleSet, first: date, last: date) -> None:
    """Refuse days on which the decision was not in force."""
    span = ruleset.decision.in_force
    early = span.first is not None and first < span.first
    if early or (span.last is not None and last > span.last):
        raise Refused(
            "outside-force",
            ruleset=ruleset.id,
            first=first,
            last=last,
            from_day=span.first,
            to_day=span.last,
        )


def finest(ruleset: RuleSet) -> str:
    """Give the admin level of units that come without a list."""
    at = ruleset.judge[0].at
    return "commune" if at == "all" else at[0]


def listed(ground: Ground) -> NDArray[np.intp]:
    """Give the rows that a result lists.

    All of them, but for the parents that a section leaves out: they have children
    in the list and no report of their own.
    """
    places: Places = ground.places
    reported = np.zeros(len(places.codes), np.bool_)
    known = ground.rows >= 0
    for name in ground.ruleset.inputs:
        values = ground.indicators.reports(name)
        if values is not None:
            seen = np.asarray(np.isfinite(values).any(axis=1))
            reported[known] |= seen[ground.rows[known]]
    kept = np.ones(len(places.codes), np.bool_)
    for row, code in enumerate(places.codes):
        admin = str(places.admin[row])
        section = ground.ruleset.section(admin)
        if section is not None and admin in section.leaves_out_parents:
            kept[row] = reported[row] or code not in places.parents
    return np.flatnonzero(kept)
