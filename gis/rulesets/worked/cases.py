"""Worked cases: what a rule set must give on figures that somebody worked out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, StrictFloat, StrictInt, ValidationError

from boundaries.refusal import Fault, Refused
from gis.indicators import Indicators
from gis.rulesets.schema.build import decode, shape_faults
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.schema.words import AdminLevel, Day, Id, Model, Name, Text, Words
from gis.rulesets.syntax import parse
from gis.zones import classify

Reports = tuple[StrictInt | StrictFloat | None, ...]


class Place(Model):
    """A unit of a worked case."""

    code: Text
    admin_level: AdminLevel = "commune"
    parent: str = ""


class Expected(Model):
    """What must come out for a unit on the last day."""

    zone: Text
    clause: str | None = None
    effective_from: Day | None = None
    next_better: Day | Literal["none"] | None = None
    fragile: bool | None = None


class DecidedLevel(Model):
    """A level that was decided, as a worked case writes it."""

    unit: Text
    level: StrictInt
    starts: Day
    ends: Day
    number: Text
    signer: Text
    reason: Text


class WorkedCase(Model):
    """One case: reports by unit and input, day by day, null for no report."""

    name: Words
    source: Text | None = None
    first: Day
    units: tuple[Place, ...] = ()
    neighbours: tuple[tuple[Text, Text], ...] | None = None
    params: dict[Name, StrictInt | StrictFloat | str] = Field(default_factory=dict)
    rows: dict[Text, dict[Name, Reports]]
    decided: tuple[DecidedLevel, ...] = ()
    expect: dict[Text, Expected] = Field(min_length=1)


class WorkedCases(Model):
    """All worked cases of a rule set."""

    ruleset: Id
    cases: tuple[WorkedCase, ...] = Field(min_length=1)


def build_cases(content: bytes, *, file: str) -> WorkedCases:
    """Check the bytes of a file of worked cases.

    Raises
    ------
    Refused
        ``ruleset-syntax``, ``ruleset-encoding``, ``ruleset-broken``.
    """
    tree = parse(decode(content, file=file), file=file)
    try:
        return WorkedCases.model_validate(tree.data)
    except ValidationError as error:
        found = [*shape_faults(error, tree)]
        raise Refused(
            "ruleset-broken", faults=found, file=file, count=len(found)
        ) from None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A worked case, and the zones of its last day by unit."""

    case: WorkedCase
    zones: pd.DataFrame


def run_cases(ruleset: RuleSet, cases: WorkedCases) -> tuple[Outcome, ...]:
    """Judge every worked case.

    Raises
    ------
    Refused
        What `classify` refuses: a parameter out of range, a day out of force.
    """
    return tuple(
        Outcome(case, _judged(ruleset, case).set_index("unit")) for case in cases.cases
    )


def find_mismatches(outcomes: Iterable[Outcome]) -> Iterator[Fault]:
    """Give a ``worked-case`` fault for each thing that differs."""
    for outcome in outcomes:
        case, zones = outcome.case, outcome.zones
        for unit, expected in case.expect.items():
            for name, wanted in expected.model_dump(exclude_none=True).items():
                found = zones[name].get(unit, "-")
                seen: object = found.item() if isinstance(found, np.bool_) else found
                if seen != (None if wanted == "none" else wanted):
                    yield Fault(
                        "worked-case",
                        {
                            "case": f"{case.name.vi} / {case.name.en}",
                            "unit": unit,
                            "field": name,
                            "wanted": wanted,
                            "seen": seen,
                        },
                    )


def _judged(ruleset: RuleSet, case: WorkedCase) -> pd.DataFrame:
    days = max(len(column) for rows in case.rows.values() for column in rows.values())
    units = None
    if case.units:
        units = pd.DataFrame([place.model_dump() for place in case.units])
        units = units.set_index("code")
    pairs = case.neighbours
    indicators = _indicators(case.rows, days, case)
    last = case.first + timedelta(days=days - 1)
    decided = None
    if case.decided:
        decided = pd.DataFrame([one.model_dump() for one in case.decided])
    return classify(
        ruleset,
        indicators,
        units,
        None if pairs is None else pd.DataFrame(pairs, columns=["a", "b"], dtype=str),
        last,
        last,
        params=case.params,
        decided=decided,
    )


def _indicators(
    rows: Mapping[str, Mapping[str, Reports]], days: int, case: WorkedCase
) -> Indicators:
    names = sorted({name for given in rows.values() for name in given})
    values = {name: np.full((len(rows), days), np.nan) for name in names}
    for row, given in enumerate(rows.values()):
        for name, column in given.items():
            known = [np.nan if value is None else float(value) for value in column]
            values[name][row, : len(known)] = known
    return Indicators(tuple(rows), case.first, values)
