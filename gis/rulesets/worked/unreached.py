"""What no worked case reaches: levels, clauses and steps that nobody has tried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gis.rulesets.engine.supports import clauses_of
from gis.rulesets.judgement import finest
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.worked.cases import Outcome


@dataclass(frozen=True, slots=True)
class Unreached:
    """What the expectations of a rule set's worked cases never come to.

    Parameters
    ----------
    levels
        Zone ids.
    clauses
        Clauses that no expected unit cites, those of the timing among them.
    steps
        Section and step, both from 1, and the step's level.
    """

    levels: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    steps: tuple[tuple[int, int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.levels or self.clauses or self.steps)


def find_unreached(ruleset: RuleSet, outcomes: Iterable[Outcome]) -> Unreached:
    """Give what no expected unit of any worked case comes to.

    A unit whose level is held back stands for the step that its reports give, and
    for the clause that holds it.
    """
    zones: set[str] = set()
    clauses: set[str] = set()
    steps: set[tuple[int, int]] = set()
    for admin_level, row in _expected(ruleset, outcomes):
        held = row.reason.held
        found = {clause for clause in row.clause.split(";") if clause}
        zones.add(row.zone)
        clauses |= found
        if held is not None and held.clause:
            clauses.add(held.clause)
        level = row.reason.level if held is None else held.level
        if level is not None:
            steps |= _steps(ruleset, admin_level, level, found if held is None else ())
    return Unreached(
        tuple(one.id for one in ruleset.levels if one.id not in zones),
        tuple(clause for clause in ruleset.clauses if clause not in clauses),
        tuple(
            (section, place, step.level)
            for section, judged in enumerate(ruleset.judge, start=1)
            for place, step in enumerate(judged.steps, start=1)
            if (section, place) not in steps
        ),
    )


def _expected(
    ruleset: RuleSet, outcomes: Iterable[Outcome]
) -> Iterator[tuple[str, Any]]:
    for outcome in outcomes:
        known = {place.code: place.admin_level for place in outcome.case.units}
        for row in outcome.zones.reset_index().itertuples():
            if row.unit in outcome.case.expect:
                yield known.get(str(row.unit), finest(ruleset)), row


def _steps(
    ruleset: RuleSet, admin_level: str, level: int, clauses: Iterable[str]
) -> set[tuple[int, int]]:
    """Give the steps of a level; of several, those whose clauses are cited."""
    for number, section in enumerate(ruleset.judge, start=1):
        if section.at == "all" or admin_level in section.at:
            of = {
                place: {*clauses_of(step)}
                for place, step in enumerate(section.steps, start=1)
                if step.level == level
            }
            cited = {place for place, own in of.items() if own & {*clauses}}
            return {(number, place) for place in cited or of}
    return set()
