"""Bands, tables, modifiers, trends, days since, parents, children: worked by hand."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.indicators import Indicators
from gis.rulesets import RuleSet, Seen, judge
from gis.rulesets.schema import build_ruleset
from gis.zones import classify

FIRST = date(2021, 9, 1)  # a Wednesday; the 2nd is the national day
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
calendar:
  working: [monday, tuesday, wednesday, thursday, friday]
  holidays: [2021-09-02]
levels:
  - {level: 1, id: l1, colour: green, name: {vi: a, en: a}}
  - {level: 2, id: l2, colour: yellow, name: {vi: b, en: b}}
  - {level: 3, id: l3, colour: orange, name: {vi: c, en: c}}
  - {level: 4, id: l4, colour: red, name: {vi: d, en: d}}
inputs:
  cases: {kind: flow, counts_cases: true, label: {vi: ca, en: case}}
  beds: {kind: stock, label: {vi: giường, en: beds}}
  flag: {kind: finding, scale: yes_no, label: {vi: cờ, en: flag}}
parameters:
  open: {type: number, default: unknown, min: 2, max: 4, label: {vi: a, en: a}}
  long: {type: whole, default: 300, min: 1, max: 300, label: {vi: a, en: a}}
"""
JUDGE = """
judge:
  - at: %s
    steps:
      - {level: 4, when: {of: grade, at_least: 4}}
      - {level: 3, when: {of: grade, at_least: 3}}
      - {level: 2, when: {of: grade, at_least: 2}}
      - {level: 1, otherwise: true}
"""


@cache
def rules_of(grade: str, at: str = "all") -> RuleSet:
    number = f"numbers:\n  grade: {{value: {grade}, label: {{vi: g, en: g}}}}\n"
    return build_ruleset((HEAD + number + JUDGE % at).encode(), file="mine.yaml")


def levels_of(grade: str, **reports: list[float | None]) -> list[int]:
    """Give the levels of one unit; 0 where none can be told."""
    values = {name: _row(row) for name, row in reports.items()}
    found = judge(rules_of(grade), Indicators(("x",), FIRST, values))
    return list(found.level[0].tolist())


def _row(row: list[float | None]) -> np.ndarray:
    return np.array([[np.nan if v is None else float(v) for v in row]])


LEFT = "{band: cases, edges: [1, 3, 5], closed: left}"
RIGHT = "{band: cases, edges: [1, 3, 5], closed: right}"


def test_an_edge_belongs_to_the_band_that_the_closed_side_says() -> None:
    assert levels_of(LEFT, cases=[0, 1, 2, 3, 5, 6]) == [1, 2, 2, 3, 4, 4]
    assert levels_of(RIGHT, cases=[0, 1, 2, 3, 5, 6]) == [1, 1, 2, 2, 3, 4]


def test_an_edge_that_is_not_known_leaves_open_only_what_lies_in_its_range() -> None:
    grade = "{band: cases, edges: [1, $open], closed: left}"

    assert levels_of(grade, cases=[0, 1, 2, 3, 4]) == [1, 2, 0, 0, 3]


TABLE = """{table: {rows: {band: beds, edges: [10], closed: left},
    columns: {band: cases, edges: [1, 3], closed: left},
    cells: [[1, 3, 4], [1, 1, 2]]}}"""


def test_a_table_with_an_open_side_gives_what_all_possible_cells_agree_on() -> None:
    """Without beds: no case is 1 in both rows; three or more may be 4 or 2."""
    assert levels_of(TABLE, cases=[0, 1, 3], beds=[None] * 3) == [1, 0, 0]
    assert levels_of(TABLE, cases=[0, 1, 3], beds=[5, 5, 5]) == [1, 3, 4]
    assert levels_of(TABLE, cases=[0, 1, 3], beds=[10, 10, 10]) == [1, 1, 2]


def test_a_table_need_not_rise() -> None:
    """Silent cases may stand in any column: 1, 4 or 1, so nothing can be told."""
    grade = """{table: {rows: {band: beds, edges: [10], closed: left},
        columns: {band: cases, edges: [1, 3], closed: left},
        cells: [[1, 4, 1], [2, 2, 2]]}}"""

    assert levels_of(grade, cases=[None, None], beds=[5, 10]) == [0, 2]


def test_a_row_that_the_table_does_not_have_is_unknown() -> None:
    grade = "{table: {rows: beds, columns: cases, cells: [[1, 2], [3, 3]]}}"

    assert levels_of(grade, beds=[1, 2, 3, 1], cases=[2, 1, 1, 0]) == [2, 3, 0, 0]


def test_a_modifier_adds_where_its_predicate_holds_and_caps_there_only() -> None:
    grade = f"{{adjust: {LEFT}, by: 1, most: 3, when: {{of: flag, at_least: 1}}}}"

    assert levels_of(grade, cases=[0, 3, 9, 9], flag=[1, 1, 1, 0]) == [2, 3, 3, 4]


def test_an_unknown_predicate_leaves_both_numbers_possible() -> None:
    grade = f"{{adjust: {LEFT}, by: 1, most: 4, when: {{of: flag, at_least: 1}}}}"

    assert levels_of(grade, cases=[0, 9], flag=[None, None]) == [0, 4]


def test_a_floor_lifts_and_never_lowers() -> None:
    grade = f"{{adjust: {LEFT}, least: 3, when: {{of: flag, at_least: 1}}}}"

    assert levels_of(grade, cases=[0, 9], flag=[1, 1]) == [3, 4]


def test_the_worse_and_the_better_of_two() -> None:
    beds = "{band: beds, edges: [10, 20], closed: left}"

    worse = levels_of(f"{{greatest: [{LEFT}, {beds}]}}", cases=[1, 5], beds=[20, None])
    better = levels_of(f"{{least: [{LEFT}, {beds}]}}", cases=[1, 0], beds=[20, None])
    assert worse == [3, 4]
    assert better == [2, 1]  # beds are a stock: 20 of them on the next day, too


def test_a_difference_that_cancels_out_is_nothing() -> None:
    """0.3 less 0.1 and 0.2 is 0, also in binary: not above it."""
    rules = HEAD.replace("kind: flow, counts_cases: true", "kind: flow, scale: number")
    rules += """
judge:
  - at: all
    steps:
      - level: 2
        when:
          of:
            difference:
              - {sum: cases, days: 3}
              - {total: [beds, {ago: cases, days: 2}]}
          more_than: 0
      - {level: 1, otherwise: true}
"""
    ruleset = build_ruleset(rules.encode(), file="mine.yaml")
    reports = {"cases": _row([0.1, 0.2, -0.3]), "beds": _row([0, 0, 0])}
    reports["beds"][0, 2] = -0.1
    found = judge(ruleset, Indicators(("x",), FIRST, reports))

    assert found.level[0, 2] == 1


def test_a_week_ago_is_the_same_window_a_week_earlier() -> None:
    grade = "{ago: {sum: cases, days: 2}, days: 3}"
    cases: list[float | None] = [2, 2, 0, 0, 0, 0]

    assert levels_of(grade, cases=cases) == [0, 0, 0, 0, 4, 2]


def test_a_peak_counts_today_and_a_silent_day_may_have_been_higher() -> None:
    grade = "{peak: cases, days: 3}"

    assert levels_of(grade, cases=[0, 2, 0, 0, None, 4, 0]) == [0, 0, 2, 2, 0, 4, 4]


def test_falls_are_strict_and_end_at_the_first_that_is_none() -> None:
    grade = "{falls: cases, every: 2, most: 3}"
    cases: list[float | None] = [9, 0, 5, 0, 5, 0, 3, 0, 1]

    assert levels_of(grade, cases=cases)[8] == 2
    assert levels_of(grade, cases=[9, 0, 7, 0, 5, 0, 3])[6] == 3


def test_days_since_are_0_on_the_day_and_open_before_the_first_report() -> None:
    grade = "{days_since: {of: cases, at_least: 1}, most: 3}"

    # level 1 stands for 0 and for 1 day: nothing was asked below 2
    assert levels_of(grade, cases=[0, 0, 0, 0]) == [0, 0, 3, 3]
    assert levels_of(grade, cases=[1, 0, 0, 0, 1]) == [1, 1, 2, 3, 1]
    assert levels_of(grade, cases=[1, None, 0, 0]) == [1, 1, 0, 0]


def test_working_days_leave_out_the_weekend_and_the_holiday() -> None:
    """Case on Wednesday 1/9; the 2nd is a holiday, 4 and 5 a weekend: the 7th is 3."""
    grade = "{days_since: {of: cases, at_least: 1}, most: 4, counted: working}"

    assert levels_of(grade, cases=[1, 0, 0, 0, 0, 0, 0, 0]) == [1, 1, 1, 1, 1, 2, 3, 4]


UNITS = pd.DataFrame(
    {
        "admin_level": ["province", "district", "commune", "commune", "commune"],
        "parent": ["", "p", "d", "d", "elsewhere"],
    },
    index=["p", "d", "a", "b", "c"],
)


def _judged(grade: str, at: str, cases: dict[str, float | None]) -> dict[str, int]:
    values = [[np.nan if v is None else v] for v in cases.values()]
    indicators = Indicators(tuple(cases), FIRST, {"cases": np.array(values, float)})
    found = judge(rules_of(grade, at), indicators, UNITS)
    return dict(zip(found.units, found.level[:, 0].tolist()))


def test_a_number_of_the_parent_is_unknown_where_the_parent_is_not_listed() -> None:
    grade = "{of_parent: cases, at: province}"
    found = _judged(grade, "[commune]", {"p": 3, "d": 1, "a": 0, "b": 0, "c": 0})

    assert (found["a"], found["b"], found["c"]) == (3, 3, 0)


def test_children_add_up_and_a_silent_one_leaves_only_the_least() -> None:
    grade = "{sum_of_children: cases, of: commune}"
    told = _judged(grade, "[district]", {"a": 1, "b": 2})
    least = _judged(grade, "[district]", {"a": None, "b": 4})
    open_ = _judged(grade, "[district]", {"a": None, "b": 2})

    assert (told["d"], least["d"], open_["d"]) == (3, 4, 0)


def test_the_level_of_the_parent_is_read_where_it_was_judged_before() -> None:
    rules = (
        HEAD
        + """
judge:
  - at: [district]
    steps: [{level: 4, when: {of: cases, at_least: 1}}, {level: 1, otherwise: true}]
  - at: [commune]
    steps:
      - {level: 3, when: {of: {level_of_parent: district}, at_least: 4}}
      - {level: 1, otherwise: true}
"""
    )
    indicators = Indicators(("d",), FIRST, {"cases": np.array([[2.0]])})
    found = judge(build_ruleset(rules.encode(), file="x.yaml"), indicators, UNITS)

    assert found.level[:, 0].tolist() == [0, 4, 3, 3, 0]


def test_looking_ahead_goes_through_trends() -> None:
    """A case on the last day: after 3 clean days; the peak of 2 days after 2."""
    grade = """{adjust: {band: {peak: cases, days: 2}, edges: [1], closed: left}, by: 1,
        when: {of: {days_since: {of: cases, at_least: 1}, most: 5}, less_than: 3}}"""
    values = {"cases": _row([0] * 9 + [1])}
    zones = classify(rules_of(grade), Indicators(("x",), FIRST, values))

    assert zones["level"].tolist()[-1] == 3
    assert zones["next_better"].tolist()[-1] == FIRST + timedelta(days=9 + 2)
    assert zones["reason"].iloc[-1].next_level == 2


def test_one_case_fewer_today_counts_in_trends_for_today_only() -> None:
    """The one case is today's: without it the last one is long ago."""
    grade = """{band: {days_since: {of: cases, at_least: 1}, most: 9}, edges: [3],
        closed: left}"""
    grade = f"{{difference: [beds, {grade}]}}"
    values = {"cases": _row([0] * 9 + [1, 0]), "beds": _row([4] * 11)}
    zones = classify(rules_of(grade), Indicators(("x",), FIRST, values))

    assert zones["level"].tolist()[-2:] == [3, 3]
    assert zones["fragile"].tolist()[-2:] == [True, False]


def _seen(grade: str, **reports: list[float | None]) -> Seen:
    """Give what the first comparison of the last day saw."""
    values = {name: _row(row) for name, row in reports.items()}
    zones = classify(rules_of(grade), Indicators(("x",), FIRST, values))
    reason = zones["reason"].iloc[-1]
    seen: Seen = (*reason.unknown, *reason.because)[0]
    return seen


def test_a_peak_is_told_by_its_day_and_an_open_one_by_the_silent_day() -> None:
    peak = _seen("{peak: cases, days: 3}", cases=[1, 4, 0, 2])
    open_ = _seen("{peak: cases, days: 3}", cases=[1, 2, None, 3])

    assert (peak.kind, peak.low, peak.parts[0].low) == ("peak", 4, 4)
    assert peak.parts[0].last == FIRST + timedelta(days=1)
    assert open_.parts[0].last == FIRST + timedelta(days=2)
    assert (open_.lacking, open_.missing) == (("cases",), 1)


def test_falls_are_told_by_each_step_down_to_the_one_that_is_none() -> None:
    falls = _seen("{falls: cases, every: 1, most: 5}", cases=[0, 0, 5, 5, 3, 2])

    assert [part.low for part in falls.parts] == [2, 3, 5, 5]
    assert falls.parts[3].last == FIRST + timedelta(days=2)


def test_days_since_are_told_by_the_day_on_which_it_last_held() -> None:
    grade = "{days_since: {of: cases, at_least: 2}, most: 6}"
    since = _seen(grade, cases=[0, 0, 4, 1, 0])

    assert (since.low, since.parts[0].low, since.parts[0].holds) == (2, 4, True)
    assert since.parts[0].last == FIRST + timedelta(days=2)


def test_a_modifier_is_told_by_the_number_and_then_by_its_comparisons() -> None:
    grade = f"{{adjust: {LEFT}, by: 1, when: {{of: flag, at_least: 1}}, most: 4}}"
    seen = _seen(grade, cases=[3], flag=[1])
    band, flag = seen.parts

    assert (seen.low, band.kind, band.low, band.parts[0].low) == (4, "band", 3, 3)
    assert (flag.name, flag.bound, flag.holds) == ("flag", "at_least", True)
    assert band.bound == "" == band.clause


def test_a_number_of_the_parent_names_it_and_a_lost_parent_names_none() -> None:
    grade = "{of_parent: cases, at: province}"
    indicators = Indicators(("p",), FIRST, {"cases": np.array([[3.0]])})
    zones = classify(rules_of(grade, "[commune]"), indicators, UNITS)
    told = {row.unit: row.reason for row in zones.itertuples()}

    (seen,) = told["a"].because
    assert (seen.place, seen.of, seen.parts[0].low) == ("p", "province", 3)
    assert told["c"].unknown[0].place == ""
    assert not told["a"].silent


def test_a_sum_of_children_names_those_that_hold_any_and_the_silent() -> None:
    cases = {"cases": np.array([[np.nan], [4.0]])}
    indicators = Indicators(("a", "b"), FIRST, cases)
    grade = "{sum_of_children: cases, of: commune}"
    zones = classify(rules_of(grade, "[district]"), indicators, UNITS)
    (seen,) = zones[zones["unit"] == "d"]["reason"].iloc[0].because

    assert (seen.low, seen.total) == (4, 2)
    assert (seen.places, seen.unknown_places) == (("b",), ("a",))
    assert seen.lacking == ("cases",)


WEEK = "{band: {sum: cases, days: 3}, edges: [2], closed: left}"
RISING = "[[1, 1], [1, 2], [2, 3], [3, 4]]"
MONOTONE = [
    LEFT,
    "{band: {peak: {sum: cases, days: 2}, days: 3}, edges: [1, 3], closed: right}",
    "{greatest: [{ago: cases, days: 1}, {mean: cases, days: 3}]}",
    f"{{adjust: {LEFT}, by: 1, most: 4, when: {{of: cases, at_least: 1}}}}",
    "{total: [cases, {peak: cases, days: 4}]}",
    f"{{table: {{rows: {LEFT}, columns: {WEEK}, cells: {RISING}}}}}",
    "{difference: [beds, {days_since: {of: cases, at_least: 1}, most: 3}]}",
]
_REPORTS = st.lists(st.sampled_from([0, 0, 0, 1, 2, 4, None]), min_size=8, max_size=8)


@given(st.sampled_from(MONOTONE), _REPORTS, st.integers(0, 7), st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_more_cases_never_make_a_unit_better_where_the_rule_only_rises(
    grade: str, reports: list[Any], day: int, more: int
) -> None:
    grown = [*reports]
    grown[day] = (grown[day] or 0) + more
    before = levels_of(grade, cases=reports, beds=[4] * 8)
    after = levels_of(grade, cases=grown, beds=[4] * 8)

    for was, now in zip(before, after):
        assert now >= was or now == 0 or was == 0


@given(st.sampled_from(MONOTONE), _REPORTS, st.integers(0, 7))
@settings(deadline=None, max_examples=60)
def test_a_report_taken_away_leaves_the_level_told_or_open_and_no_other(
    grade: str, reports: list[Any], day: int
) -> None:
    less = [*reports]
    less[day] = None
    before = levels_of(grade, cases=reports, beds=[4] * 8)
    after = levels_of(grade, cases=less, beds=[4] * 8)

    assert all(now in {was, 0} for was, now in zip(before, after))
