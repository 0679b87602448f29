"""The engine against a plain reading of each rule file, and laws for all of them."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.indicators import Indicators
from gis.rulesets import Reason, RuleSet, list_rulesets, load_ruleset
from gis.rulesets.schema import build_ruleset
from gis.zones import check_zones, classify
from tests.gis.rule_files import FIRST, UNITS, Drawn, drawn_rules

LONGEST = 20


def _zones(drawn: Drawn, ruleset: RuleSet) -> dict[tuple[str, int], tuple]:
    zones = classify(ruleset, drawn.indicators(), drawn.units(), drawn.pairs())
    check_zones(zones)
    return {
        (row.unit, (row.day - FIRST).days): (
            None if row.zone == "no_report" else row.level,
            row.next_better,
            row.reason,
        )
        for row in zones.itertuples()
    }


@given(drawn_rules())
@settings(deadline=None, max_examples=100)
def test_classify_agrees_with_a_plain_reading_of_the_file(drawn: Drawn) -> None:
    ruleset = build_ruleset(drawn.text(), file="drawn.yaml")
    plain = drawn.reading()

    for (unit, day), (level, next_better, reason) in _zones(drawn, ruleset).items():
        assert level == plain.level(unit, day), (unit, day)
        _check_reason(reason, level)
        if day < drawn.days - 1:
            continue  # looking ahead is slow to read plainly: on the last day only
        wait = plain.next_better(unit, day, LONGEST)
        expected = None if wait is None else FIRST + timedelta(days=day + wait)
        assert next_better == expected, (unit, day)


def _check_reason(reason: Reason, level: int | None) -> None:
    assert reason.level == level
    if not reason.judged:
        return
    assert bool(reason.unknown) == (level is None)
    assert all(one.holds is None for one in reason.unknown)
    for one in reason.because:
        assert one.holds is not None
        assert (one.low >= one.threshold[1]) or one.bound != "at_least" or not one.holds


@given(drawn_rules(), st.data())
@settings(deadline=None, max_examples=60)
def test_a_report_that_comes_later_never_overturns_what_was_told(
    drawn: Drawn, data: st.DataObject
) -> None:
    ruleset = build_ruleset(drawn.text(), file="drawn.yaml")
    before = _zones(drawn, ruleset)
    keys = [
        (name, unit, day)
        for name in drawn.file["inputs"]
        for unit in UNITS
        for day in range(drawn.days)
        if (name, unit, day) not in drawn.reports
        # a value that is carried or assumed stands in place of a report
        and drawn.file["inputs"][name]["kind"] != "stock"
        and "missing" not in drawn.file["inputs"][name]
    ]
    if not keys:
        return
    late = data.draw(st.sets(st.sampled_from(keys), min_size=1, max_size=6))
    more = {key: Fraction(data.draw(st.integers(0, 1))) for key in late}
    after = _zones(replace(drawn, reports={**drawn.reports, **more}), ruleset)

    for key, (level, _, _) in before.items():
        if level is not None:
            assert after[key][0] == level, key


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_the_order_of_units_and_rows_does_not_matter(data: st.DataObject) -> None:
    drawn = data.draw(drawn_rules())
    ruleset = build_ruleset(drawn.text(), file="drawn.yaml")
    order = data.draw(st.permutations(list(UNITS)))
    indicators = drawn.indicators()
    one = classify(ruleset, indicators, drawn.units(), drawn.pairs())
    other = classify(
        ruleset,
        indicators.reindex(order, indicators.first, indicators.last),
        drawn.units().loc[order[::-1]],
        drawn.pairs(),
    )

    columns = ["unit", "day", "level", "zone", "clause", "next_better", "fragile"]
    assert one[columns].equals(other[columns])


def _numbers(days: int) -> st.SearchStrategy[list[float | None]]:
    return st.lists(
        st.sampled_from([0, 0, 0, 1, 2, None]), min_size=days, max_size=days
    )


def _green_red(*columns: list[float | None]) -> list[list[tuple]]:
    """Judge each column as a unit of its own, with a window of five days."""
    values = [[np.nan if v is None else float(v) for v in column] for column in columns]
    units = tuple(f"{n:03d}" for n in range(len(columns)))
    zones = classify(
        load_ruleset(CASES_RULES),
        Indicators(units, FIRST, {"cases": np.array(values)}),
        params={"days": 5},
    )
    return [
        list(zip(of["zone"], of["fragile"], of["next_better"]))
        for _, of in zones.groupby("unit")
    ]


CASES_RULES = "green-red"
WORSE = {"green": 1, "no_report": 2, "red": 3}


@given(_numbers(12), st.integers(0, 11), st.integers(1, 3))
@settings(deadline=None, max_examples=50)
def test_more_cases_never_make_a_unit_better(
    column: list[float | None], day: int, more: int
) -> None:
    """Neither where a report grows nor where a silent day turns out to hold cases."""
    grown = [*column]
    grown[day] = (grown[day] or 0) + more
    before, after = _green_red(column, grown)

    for (zone, _, _), (then, _, _) in zip(before, after):
        assert WORSE[then] >= WORSE[zone]


@given(_numbers(9))
@settings(deadline=None, max_examples=50)
def test_fragile_means_that_one_case_less_on_some_day_turns_it_green(
    column: list[float | None],
) -> None:
    less = [
        [*column[:day], value - 1, *column[day + 1 :]]
        for day, value in enumerate(column)
        if value
    ]
    days = [day for day, value in enumerate(column) if value]
    told, *others = _green_red(column, *less)

    for day, (zone, fragile, _) in enumerate(told):
        greens = [
            other[day][0] == "green"
            for changed, other in zip(days, others)
            if day - 4 <= changed <= day
        ]
        assert fragile == (zone != "green" and any(greens))


@given(_numbers(9))
@settings(deadline=None, max_examples=50)
def test_the_earliest_better_day_comes_true_when_all_stays_quiet(
    column: list[float | None],
) -> None:
    (told,) = _green_red(column)
    (quiet,) = _green_red([*column, *[0] * 6])
    zone, _, better = told[-1]
    if better is not None:
        index = (better - FIRST).days
        assert quiet[index][0] == "green"
        assert all(z != "green" for z, _, _ in quiet[len(column) - 1 : index])
    else:
        assert zone != "red"


@pytest.mark.parametrize("ruleset_id", list_rulesets())
def test_nothing_reported_gives_no_level_anywhere(ruleset_id: str) -> None:
    ruleset = load_ruleset(ruleset_id)
    silent = Indicators(("x", "y"), FIRST, {"cases": np.full((2, 20), np.nan)})
    zones = classify(ruleset, silent, outside_force=True)

    assert set(zones["zone"]) == {"no_report"}
    assert zones["level"].isna().all()
