"""The levels in force against every world that the missing reports leave open."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gis.zones import check_zones, classify
from tests.gis.rule_files import FIRST, UNITS, Drawn
from tests.gis.timed_files import Timed, build, timed, timed_family


@given(timed())
@settings(deadline=None, max_examples=150)
def test_the_true_level_is_never_outside_the_bounds(case: Timed) -> None:
    for day, (worlds, (low, high)) in enumerate(
        zip(case.worlds().in_force(), case.bounds())
    ):
        assert low <= min(worlds), day
        assert max(worlds) <= high, day


@given(timed(stay=False))
@settings(deadline=None, max_examples=150)
def test_without_a_minimum_stay_the_bounds_are_as_narrow_as_can_be(case: Timed) -> None:
    found = [(min(worlds), max(worlds)) for worlds in case.worlds().in_force()]

    assert case.bounds() == found


@given(timed(vague=0))
@settings(deadline=None, max_examples=100)
def test_where_all_is_reported_from_the_first_day_the_level_is_the_one_there_is(
    case: Timed,
) -> None:
    known = replace(case, start=FIRST)
    found = [(min(worlds), max(worlds)) for worlds in known.worlds().in_force()]

    assert known.bounds() == found


@given(timed(stay=False), st.integers(0, 9), st.integers(1, 2))
@settings(deadline=None, max_examples=80)
def test_worse_reports_never_make_the_level_in_force_better(
    case: Timed, day: int, more: int
) -> None:
    """Without a minimum stay; with one see the worked case that is freed sooner."""
    case = replace(case, start=FIRST)
    worse = tuple(sorted({min(level + more, 3) for level in case.raw[day]}))
    grown = replace(case, raw=(*case.raw[:day], worse, *case.raw[day + 1 :]))

    for before, after in zip(case.bounds(), grown.bounds()):
        assert before[0] <= after[0]
        assert before[1] <= after[1]


SOON = 12
FAMILY = ("01", "02", "d1")


def _family_zones(drawn: Drawn) -> dict[tuple[str, int], Any]:
    drawn_units = drawn.units().loc[list(FAMILY)]
    ruleset = build(drawn.file)
    zones = check_zones(
        classify(
            ruleset, drawn.indicators(), drawn_units, drawn.pairs(), outside_force=True
        )
    )
    return {(row.unit, (row.day - FIRST).days): row for row in zones.itertuples()}


@given(timed_family())
@settings(deadline=None, max_examples=15)
def test_communes_and_their_district_are_as_a_plain_reading_says(drawn: Drawn) -> None:
    """Levels in force roll up and reach neighbours; quiet days to come ease them."""
    plain = replace(drawn.reading(), units={unit: UNITS[unit] for unit in FAMILY})
    exact = "stay_at_least" not in str(drawn.file)
    last = drawn.days - 1

    for (unit, day), row in _family_zones(drawn).items():
        low, high = row.reason.low, row.reason.high
        wanted = plain.bounds(unit, day, plain.passes(plain.section(unit)))
        assert low <= wanted[0] <= wanted[1] <= high, (unit, day)
        if exact:
            assert (low, high) == wanted, (unit, day)
        if exact and day == last and unit != "02":
            wait = plain.next_better(unit, day, SOON)
            better = None if wait is None else FIRST + timedelta(days=day + wait)
            soon = row.next_better and (row.next_better - row.day).days <= SOON
            assert (row.next_better if soon else None) == better, (unit, day)
