"""Intervals, windows, roll-ups and passes, worked by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets import judge, load_ruleset, resolve
from gis.rulesets.engine.intervals import Interval, compare, divide, scale
from gis.rulesets.engine.windows import carried, window_sum
from gis.rulesets.schema import build_ruleset
from gis.zones import classify

FIRST = date(2021, 9, 1)
HEAD = """
format: 1
id: mine
kind: zoning
title: {vi: a, en: a}
decision:
  number: null
  issuer: {vi: a, en: a}
  in_force: {first: null, last: null}
  status: foreign
  sources: []
levels:
  - {level: 1, id: low, colour: green, name: {vi: a, en: a}}
  - {level: 2, id: middle, colour: yellow, name: {vi: b, en: b}}
  - {level: 3, id: high, colour: red, name: {vi: c, en: c}}
inputs:
  cases: {kind: flow, label: {vi: ca, en: case}}
  pop: {kind: stock, label: {vi: dân, en: people}}
  flag: {kind: finding, scale: yes_no, label: {vi: cờ, en: flag}}
"""


def _judged(
    rules: str,
    reports: dict,
    units: pd.DataFrame | None = None,
    pairs: list[tuple[str, str]] | None = None,
) -> np.ndarray:
    rows = next(iter(reports.values()))
    indicators = Indicators(
        tuple(sorted(rows)),
        FIRST,
        {
            name: np.array(
                [[np.nan if v is None else v for v in given[u]] for u in sorted(given)],
                dtype=float,
            )
            for name, given in reports.items()
        },
    )
    ruleset = build_ruleset((HEAD + rules).encode(), file="mine.yaml")
    beside = None if pairs is None else pd.DataFrame(pairs, columns=["a", "b"])
    return judge(ruleset, indicators, units, beside).level


RATE = """
numbers:
  rate:
    value: {ratio: [{sum: cases, days: 7}, pop], per: 100000}
    label: {vi: tỷ lệ, en: rate}
judge:
  - at: all
    steps:
      - {level: 3, when: {of: rate, at_least: 50}}
      - {level: 2, when: {of: rate, at_least: 20}}
      - {level: 1, otherwise: true}
"""


@pytest.mark.parametrize(
    ("cases", "people", "level"),
    [(1, 5000, 2), (1, 5001, 1), (5, 10000, 3), (4, 10000, 2), (0, 10000, 1)],
)
def test_a_rate_on_its_threshold_is_at_the_level_above(
    cases: int, people: int, level: int
) -> None:
    """1 of 5,000 is 20.0 per 100,000; 1 of 5,001 is 19.996."""
    week = [cases, 0, 0, 0, 0, 0, 0]
    found = _judged(RATE, {"cases": {"x": week}, "pop": {"x": [people] * 7}})

    assert found[0, 6] == level


def test_without_people_or_with_none_there_is_no_rate_and_no_green() -> None:
    for people in (None, 0):
        found = _judged(RATE, {"cases": {"x": [0] * 7}, "pop": {"x": [people] * 7}})
        assert found[0, 6] == 0


def test_a_stock_is_carried_and_a_finding_is_not() -> None:
    rules = """
judge:
  - at: all
    steps:
      - {level: 3, when: {of: flag, at_least: 1}}
      - {level: 2, when: {of: pop, at_least: 10}}
      - {level: 1, otherwise: true}
"""
    found = _judged(
        rules,
        {"pop": {"x": [None, 12, None, 3]}, "flag": {"x": [0, 0, 0, None]}},
    )

    assert found.tolist() == [[0, 2, 2, 0]]


NEAR = """
judge:
  - at: all
    passes: 2
    steps:
      - {level: 3, when: {of: cases, at_least: 1}}
      - {level: 2, when: {of: {count_of_neighbours: {level_at_least: 2}}, at_least: 1}}
      - {level: 1, otherwise: true}
"""


def test_levels_reach_as_many_neighbours_as_there_are_passes() -> None:
    """A row of five, a case at one end: two passes, two neighbours."""
    reports = {"cases": {"a": [1], "b": [0], "c": [0], "d": [0], "e": [0]}}
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]

    assert _judged(NEAR, reports, pairs=pairs)[:, 0].tolist() == [3, 2, 2, 1, 1]
    one = NEAR.replace("passes: 2", "passes: 1")
    assert _judged(one, reports, pairs=pairs)[:, 0].tolist() == [3, 2, 1, 1, 1]
    none = NEAR.replace("passes: 2", "passes: 0")
    assert _judged(none, reports, pairs=pairs)[:, 0].tolist() == [3, 1, 1, 1, 1]


def test_a_silent_neighbour_and_one_outside_the_list_leave_it_open() -> None:
    reports = {"cases": {"a": [None], "b": [0], "c": [0], "d": [0]}}
    pairs = [("a", "b"), ("c", "elsewhere")]

    assert _judged(NEAR, reports, pairs=pairs)[:, 0].tolist() == [0, 0, 0, 1]
    assert _judged(NEAR, reports)[:, 0].tolist() == [0, 0, 0, 0]


def test_a_unit_without_children_has_no_share_and_no_level() -> None:
    rules = """
judge:
  - at: [commune]
    steps: [{level: 3, when: {of: cases, at_least: 1}}, {level: 1, otherwise: true}]
  - at: [district]
    steps:
      - level: 3
        when: {of: {share_of_children: {of: commune, level_at_least: 3}}, at_least: 0.3}
      - {level: 1, otherwise: true}
"""
    units = pd.DataFrame(
        {
            "admin_level": ["commune", "commune", "district", "district"],
            "parent": ["d", "d", "", ""],
        },
        index=["a", "b", "d", "e"],
    )
    found = _judged(rules, {"cases": {"a": [0], "b": [0]}}, units)

    assert found[:, 0].tolist() == [1, 1, 1, 0]


def test_a_tenth_thrice_is_three_tenths() -> None:
    """In binary 0.1 + 0.1 + 0.1 is more than 0.3; a rule means the decimal figure."""
    values = np.array([[0.1, 0.1, 0.1]])
    total = window_sum(values, 3, (0, np.inf))

    assert compare(total, "more_than", (0.3, 0.3))[0, 0] == 0
    assert compare(total, "at_least", (0.3, 0.3))[0, 0] == 2


def test_a_window_of_zeros_is_exactly_zero_whatever_stood_before() -> None:
    values = np.array([[1e15, 0.1, 0, 0, 0]])

    assert window_sum(values, 3, (0, np.inf)).low[0, -1] == 0


def test_carrying_keeps_the_last_value_and_invents_none() -> None:
    found = carried(np.array([[np.nan, 1, np.nan, 2, np.nan]]))

    assert np.isnan(found[0, 0])
    assert found[0, 1:].tolist() == [1, 1, 2, 2]


_ENDS = st.tuples(st.integers(-6, 6), st.integers(-6, 6)).map(sorted)
_PARTS = st.tuples(st.integers(0, 4), st.integers(0, 4))


def _at(ends: list[int], part: int) -> float:
    return ends[0] + (ends[1] - ends[0]) * part / 4


def _interval(ends: list[int]) -> Interval:
    return Interval(np.array([[float(ends[0])]]), np.array([[float(ends[1])]]))


@given(_ENDS, _ENDS, _PARTS)
@settings(deadline=None, max_examples=300)
def test_a_quotient_of_any_two_values_lies_in_the_quotient_of_their_ranges(
    over: list[int], under: list[int], parts: tuple[int, int]
) -> None:
    value = _at(under, parts[1])
    assume(value > 0)
    found = divide(_interval(over), _interval(under))

    assert found.low <= _at(over, parts[0]) / value + 1e-12
    assert found.high >= _at(over, parts[0]) / value - 1e-12


@given(_ENDS, st.tuples(st.integers(1, 4), st.integers(1, 4)).map(sorted), _PARTS)
@settings(deadline=None, max_examples=200)
def test_a_product_lies_in_the_product_of_the_ranges(
    number: list[int], factor: list[int], parts: tuple[int, int]
) -> None:
    found = scale(_interval(number), (factor[0], factor[1]))
    value = _at(number, parts[0]) * _at(factor, parts[1])

    assert found.low <= value <= found.high


@given(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, np.nan]), min_size=1, max_size=30),
    st.integers(1, 30),
)
@settings(deadline=None, max_examples=200)
def test_a_window_is_the_sum_of_its_days(values: list[float], days: int) -> None:
    assume(days <= len(values))
    found = window_sum(np.array([values]), days, (0, np.inf))

    for start in range(len(values) - days + 1):
        window = values[start : start + days]
        known = [value for value in window if not np.isnan(value)]
        assert found.low[0, start] == sum(known)
        assert np.isinf(found.high[0, start]) == (len(known) < days)


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"day": 7}, "param-unknown"),
        ({"days": 0}, "param-range"),
        ({"days": "61"}, "param-range"),
        ({"days": "7.5"}, "param-unreadable"),
        ({"days": "1e1"}, "param-unreadable"),
        ({"days": "seven"}, "param-unreadable"),
        ({"days": True}, "param-unreadable"),
        ({"days": "٧"}, "param-unreadable"),
        ({"settings": "hospital"}, "param-unreadable"),
        ({"settings": ""}, "param-unreadable"),
        ({"settings": 3}, "param-unreadable"),
    ],
)
def test_a_wrong_parameter_is_refused(given_: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        resolve(load_ruleset("green-red"), given_)
    assert refused.value.code == code


def test_a_figure_without_default_must_be_given() -> None:
    rules = """
parameters: {figure: {type: number, label: {vi: a, en: a}}}
judge:
  - at: all
    steps:
      - {level: 3, when: {of: cases, at_least: $figure}}
      - {level: 1, otherwise: true}
"""
    ruleset = build_ruleset((HEAD + rules).encode(), file="mine.yaml")
    indicators = Indicators(("x",), FIRST, {"cases": np.array([[4.0]])})

    with pytest.raises(Refused) as refused:
        judge(ruleset, indicators)
    assert refused.value.code == "param-required"
    assert judge(ruleset, indicators, params={"figure": 5}).level.tolist() == [[1]]


def test_an_unknown_figure_leaves_open_only_what_hangs_on_it() -> None:
    """Somewhere from 2 to 4: 1 is under it, 4 reaches it, 3 cannot be told."""
    rules = """
parameters:
  figure: {type: number, default: unknown, min: 2, max: 4, label: {vi: a, en: a}}
judge:
  - at: all
    steps:
      - {level: 3, when: {of: cases, at_least: $figure}}
      - {level: 1, otherwise: true}
"""
    reports = {"cases": {"x": [1, 2, 3, 4]}}

    assert _judged(rules, reports).tolist() == [[1, 0, 0, 3]]


def test_the_days_asked_for_may_lie_outside_the_reports() -> None:
    indicators = Indicators(("x",), date(2021, 9, 10), {"cases": np.zeros((1, 14))})
    ruleset = load_ruleset("green-red")
    zones = classify(
        ruleset, indicators, None, None, date(2021, 9, 1), date(2021, 9, 30)
    )

    told = zones.loc[zones["zone"] != "no_report", "day"]
    assert len(zones) == 30
    assert told.tolist() == [date(2021, 9, 23)]
    with pytest.raises(Refused) as refused:
        classify(ruleset, indicators, None, None, date(2021, 9, 2), date(2021, 9, 1))
    assert refused.value.code == "days-empty"
