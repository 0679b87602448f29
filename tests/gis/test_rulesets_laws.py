"""Laws that every rule set of the library keeps, on reports drawn at random."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.indicators import Indicators
from gis.rulesets import RuleSet, judge, list_rulesets, load_ruleset
from gis.rulesets.read import LIBRARY
from gis.rulesets.schema import build_ruleset
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import Parameter
from gis.rulesets.schema.walk import lock_predicates

IDS = list_rulesets()
ZONING = [id_ for id_ in IDS if load_ruleset(id_).kind == "zoning"]
FIRST, DAYS = date(2021, 10, 15), 24
UNITS = pd.DataFrame(
    [
        ("01", "commune", "d1"),
        ("02", "commune", "d1"),
        ("03", "commune", "d2"),
        ("d1", "district", "p"),
        ("d2", "district", "p"),
        ("h1", "hamlet", "01"),
        ("h2", "hamlet", "02"),
        ("p", "province", ""),
    ],
    columns=["code", "admin_level", "parent"],
).set_index("code")
PAIRS = pd.DataFrame([("01", "02"), ("02", "03")], columns=["a", "b"])
SHAPE = (len(UNITS), DAYS)
SEEDS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Reports:
    """Reports of every input, and figures for what the decision leaves open."""

    given: dict[str, np.ndarray]
    params: dict[str, float]

    def levels(self, ruleset: RuleSet) -> np.ndarray:
        """Units by days; 0 where no level can be told."""
        told = Indicators(tuple(UNITS.index), FIRST, dict(self.given))
        judged = judge(
            ruleset, told, UNITS, PAIRS, params=self.params, outside_force=True
        )
        return np.array(judged.level)


def _reports(ruleset: RuleSet, rng: np.random.Generator) -> Reports:
    values = {}
    quiet = rng.choice([0.05, 0.3, 1.0])  # from a calm outbreak to a wild one
    for name, one in ruleset.inputs.items():
        if one.scale == "yes_no":
            drawn = (rng.random(SHAPE) < 0.3 * quiet).astype(float)
        elif one.scale == "share":
            drawn = rng.integers(0, 11, SHAPE) / 10
        elif one.kind == "stock":
            column = rng.choice([20.0, 900.0, 1000.0, 5000.0], (len(UNITS), 1))
            drawn = np.repeat(column, DAYS, axis=1)
        else:
            drawn = rng.integers(1, 30, SHAPE) * (rng.random(SHAPE) < 0.3 * quiet)
            drawn = drawn.astype(float)
        drawn[rng.random(SHAPE) < rng.choice([0.0, 0.02])] = np.nan
        values[name] = drawn
    params = {
        name: _given(one, rng)
        for name, one in ruleset.parameters.items()
        if one.default == "unknown"
    }
    return Reports(values, params)


def _given(one: Parameter, rng: np.random.Generator) -> float:
    """Give a figure for one that the decision leaves open, near its least."""
    least, most = float(one.min or 0), float(one.max or 0)
    if one.type == "whole":
        return least + int(rng.integers(0, 3))
    return round(least + float(rng.random()) * 0.02 * (most - least), 4)


def _with_more_cases(
    ruleset: RuleSet, reports: Reports, rng: np.random.Generator
) -> Reports:
    values = dict(reports.given)
    for name, one in ruleset.inputs.items():
        if one.counts_cases:
            more = rng.integers(1, 40, SHAPE) * (rng.random(SHAPE) < 0.1)
            values[name] = values[name] + more
    return Reports(values, reports.params)


def _without_an_input(reports: Reports, rng: np.random.Generator) -> Reports:
    """Take one input away from some units and all below them, on every day.

    All below them: what a unit does not report itself may be its children's sum.
    """
    name = str(rng.choice([*reports.given]))
    chosen = {code for code in UNITS.index if rng.random() < 0.5}
    silent = reports.given[name].copy()
    for row, code in enumerate(UNITS.index):
        above = code
        while above and above not in chosen:
            above = UNITS["parent"][above]
        if above:
            silent[row] = np.nan
    return Reports({**reports.given, name: silent}, reports.params)


def _unlocked(ruleset: RuleSet, reports: Reports) -> Reports:
    """Let every place be lowered.

    "May not be lowered" binds a level that was told; it cannot bind one that missing
    reports kept from being told. The law of missing reports is asked without it.
    """
    read = {
        name
        for section in ruleset.judge
        for _, node in lock_predicates(section, ())
        if isinstance(node, Compare) and isinstance(name := node.of, str)
    }
    met = {name: np.ones(SHAPE) for name in read}
    return Reports({**reports.given, **met}, reports.params)


def _better(before: np.ndarray, after: np.ndarray) -> int:
    return int(((before > 0) & (after > 0) & (after < before)).sum())


@pytest.mark.parametrize("ruleset_id", ZONING)
@given(seed=SEEDS)
@settings(deadline=None, max_examples=5)
def test_more_cases_never_make_a_unit_better(ruleset_id: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ruleset = load_ruleset(ruleset_id)
    reports = _reports(ruleset, rng)
    more = _with_more_cases(ruleset, reports, rng)

    assert _better(reports.levels(ruleset), more.levels(ruleset)) == 0


@pytest.mark.parametrize("ruleset_id", IDS)
@given(seed=SEEDS)
@settings(deadline=None, max_examples=5)
def test_taking_away_an_input_never_gives_a_better_level(
    ruleset_id: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    ruleset = load_ruleset(ruleset_id)
    reports = _unlocked(ruleset, _reports(ruleset, rng))
    fewer = _without_an_input(reports, rng)
    before, after = reports.levels(ruleset), fewer.levels(ruleset)

    assert _better(before, after) == 0
    assert not ((before == 0) & (after == 1)).any()


@pytest.mark.parametrize("ruleset_id", IDS)
def test_where_nothing_was_reported_nothing_is_told(ruleset_id: str) -> None:
    ruleset = load_ruleset(ruleset_id)
    silent = {name: np.full(SHAPE, np.nan) for name in ruleset.inputs}

    assert (Reports(silent, {}).levels(ruleset) == 0).all()


@pytest.mark.parametrize("ruleset_id", ZONING)
def test_the_drawn_reports_reach_at_least_three_outcomes(ruleset_id: str) -> None:
    """Laws on reports that always give the same would say nothing."""
    ruleset = load_ruleset(ruleset_id)
    seen: set[int] = set()
    for seed in range(12):
        reports = _reports(ruleset, np.random.default_rng(seed))
        seen |= {*reports.levels(ruleset).ravel().tolist()}

    assert len(seen) >= min(3, len(ruleset.levels) + 1)
    assert 1 in seen


def test_the_law_finds_a_rule_that_rewards_cases() -> None:
    text = (LIBRARY / "green-red.yaml").read_text("utf-8")
    wrong = build_ruleset(
        text.replace("at_least: 1}", "at_most: 5}").encode(), file="wrong.yaml"
    )
    rng = np.random.default_rng(1)
    reports = _reports(wrong, rng)
    more = _with_more_cases(wrong, reports, rng)

    assert _better(reports.levels(wrong), more.levels(wrong)) > 0
