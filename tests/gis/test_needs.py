"""What posts and a perimeter need, by hand and by law."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.checkpoints.needs import (
    Act,
    Doubling,
    Held,
    Needs,
    Place,
    count_doubling,
    given_doubling,
    needs_document,
    reckon_needs,
)
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.read import read_norms
from gis.checkpoints.needs.sampling import least_staff, plan_sampling
from tests.gis.plans import hanoi, plan_of, post

NORMS, _ = read_norms()
PLACE = Place(
    units=("Xã A", "Xã B"),
    people=40_001,
    households=10_001,
    land_border_km=12.5,
    landings=3,
    sea_gates=1,
    listed=10_001,
    sampled=4_000,
)


def line(needs: Needs, key: str) -> tuple[int | None, int | None, int | None]:
    found = next(one for one in needs.staff if one.key == key)
    return found.per_shift, found.on_duty, found.people


def test_the_posts_of_hanoi_hold_453_officers_a_shift() -> None:
    """21 x 16 + 9 x 9 + 9 x 4 = 336 + 81 + 36 = 453; four shifts: 1,812 a day.

    With relief 7/5 each line is rounded up by itself: 1,881.6, 453.6 and 201.6.
    """
    needs = reckon_needs(hanoi(), PLACE, NORMS)

    assert line(needs, "posts-trunk") == (336, 1344, 1882)
    assert line(needs, "posts-secondary") == (81, 324, 454)
    assert line(needs, "posts-local") == (36, 144, 202)
    assert needs_document(needs)["totals"]["officers_per_shift"] == 453
    assert needs.of_task("posts") == 1882 + 454 + 202


def test_patrols_are_rounded_up_for_each_kind_of_ground() -> None:
    """12.5 km by 10: 2; 3 landings by 2: 2; 1 gate: 1; 11 barriers by 10: 2."""
    barriers = [post(at, "local", "barrier") for at in range(11)]
    needs = reckon_needs(plan_of(barriers), PLACE, NORMS)

    assert line(needs, "patrol") == (7 * 4, 7 * 4 * 3, 118)  # 84 x 1.4 = 117.6


def test_supply_monitoring_and_sampling_follow_the_households() -> None:
    """10,001 households: 21 points of 6 in 2 shifts, 201 teams of 2, 6,001 samples."""
    needs = reckon_needs(hanoi(), PLACE, NORMS)

    assert line(needs, "supply") == (126, 252, 353)  # 352.8
    assert line(needs, "monitoring") == (402, 402, 563)  # 562.8
    assert line(needs, "sampling") == (21, 21, 21)  # 2,001 a day by 100
    assert needs.sampling.missed == needs.sampling.samples == 6001


def test_meals_and_money_by_hand() -> None:
    needs = reckon_needs(plan_of([post(1, "local")]), PLACE, NORMS, days=10)
    amounts = {one.key: one.amount for one in needs.goods}
    costs = {one.key: one for one in needs.costs}
    on_duty = 16 + 5 * 4 * 3 + 252 + 402 + 21

    assert needs.on_duty == on_duty == 751
    assert amounts["meals_duty"] == 3 * 751
    assert amounts["meals_residents"] == 4001 * 3  # a tenth of 40,001, rounded up
    assert costs["cost_duty"].a_day == 751 * 150_000
    assert costs["cost_samples"].once == 6001 * 100_000
    assert costs["cost_food_residents"].over(10) == 4001 * 80_000 * 10
    assert needs.over_span == sum(one.over(10) or 0 for one in needs.costs)


def test_a_round_of_six_days_does_not_catch_up_with_cases_that_double_in_four() -> None:
    """6,000 households, 10 people, 100 samples each: 1,000 a day, 6 days.

    In 4 days it takes 1,500 a day: 15 people.
    """
    place = replace(PLACE, households=6000, listed=6000, sampled=0, doubling_days=4)
    held = {"sampling": Held(own=7, arrived=3)}
    needs = reckon_needs(hanoi(), place, NORMS, held=held)
    told = needs.sampling

    assert (told.staff, told.samples_a_day, told.days) == (10, 1000, 6)
    assert told.keeps_up is False
    assert told.staff_to_keep_up == 15
    assert "needs-round-behind" in {note.code for note in needs.notes}


def test_households_on_no_list_are_counted_and_told() -> None:
    place = replace(PLACE, listed=9000, sampled=1000)
    needs = reckon_needs(hanoi(), place, NORMS)

    assert (needs.sampling.missed, needs.sampling.unlisted) == (8000, 1001)
    assert needs.sampling.samples == 9001
    assert "needs-unlisted" in {note.code for note in needs.notes}


def test_more_sampled_than_listed_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        reckon_needs(hanoi(), replace(PLACE, listed=10, sampled=11), NORMS)

    assert refused.value.code == "needs-sampled-over"


@pytest.mark.parametrize(
    ("lacking", "lines"),
    [
        ("households", {"supply", "monitoring"}),
        ("landings", {"patrol"}),
        ("sea_gates", {"patrol"}),
    ],
)
def test_what_is_not_told_is_never_zero(lacking: str, lines: set[str]) -> None:
    place = replace(PLACE, **{lacking: None})
    needs = reckon_needs(hanoi(), place, NORMS, days=3)

    assert {one.key for one in needs.staff if one.people is None} == lines
    assert needs.people is None
    assert needs.over_span is None
    assert {"input": lacking} in [dict(note.facts) for note in needs.notes]


def test_figures_without_a_source_are_named_and_sourced_ones_are_not() -> None:
    needs = reckon_needs(hanoi(), PLACE, NORMS)

    assert "rest_factor" in needs.placeholders
    assert "plan-shifts" in needs.placeholders
    assert "plan-officers-trunk" not in needs.placeholders
    assert "monitoring_households" not in needs.placeholders
    used = {name for one in needs.staff for name in one.norms}
    assert used <= {norm.name for norm in needs.norms}


WEEKS = [10, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0]


def test_cases_that_double_from_week_to_week_double_in_seven_days() -> None:
    told = count_doubling(WEEKS, date(2021, 9, 14))

    assert (told.days, told.state, told.before, told.after) == (7.0, "counted", 10, 20)


def test_four_times_as_many_double_in_half_the_time() -> None:
    assert count_doubling([10, *[0] * 6, 40, *[0] * 6], date(2021, 9, 14)).days == 3.5


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ([*WEEKS[:13], None], "unreported"),
        (WEEKS[1:], "unreported"),
        ([9, *WEEKS[1:]], "too-few"),
        ([20, *[0] * 6, 20, *[0] * 6], "not-growing"),
        ([20, *[0] * 13], "not-growing"),
    ],
)
def test_no_doubling_time_is_made_up(counts: list[int | None], state: str) -> None:
    told = count_doubling(counts, date(2021, 9, 14))

    assert told.days is None
    assert told.state == state


def test_days_run_from_the_start_to_the_end_of_the_last_day() -> None:
    act = Act(starts=date(2021, 9, 14), ends=date(2021, 9, 20))
    morning = replace(act, starts=datetime(2021, 9, 14, 6, tzinfo=VIETNAM))
    midnight = replace(act, ends=datetime(2021, 9, 20, tzinfo=VIETNAM))

    assert reckon_needs(hanoi(), PLACE, NORMS, act=act).days == 7
    assert reckon_needs(hanoi(), PLACE, NORMS, act=morning, days=7).days == 7
    assert reckon_needs(hanoi(), PLACE, NORMS, act=midnight).days == 6


@pytest.mark.parametrize(
    ("act", "days", "code"),
    [
        (Act(starts=date(2021, 9, 14), ends=date(2021, 9, 20)), 6, "needs-days-differ"),
        (Act(starts=date(2021, 9, 20), ends=date(2021, 9, 14)), None, "ends-early"),
        (Act(), 0, "needs-days"),
        (Act(starts=date(2021, 9, 20), ends=date(2022, 9, 21)), None, "needs-days"),
    ],
)
def test_a_span_that_cannot_be_is_refused(
    act: Act, days: int | None, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        reckon_needs(hanoi(), PLACE, NORMS, act=act, days=days)


counts = st.integers(0, 200_000)
figures = st.fractions(Fraction(1, 10), 50, max_denominator=10)


def with_values(values: dict[str, Fraction]) -> dict[str, Norm]:
    return {name: replace(NORMS[name], value=values[name]) for name in values}


@settings(deadline=None, max_examples=60)
@given(counts, counts, st.integers(0, 300), figures, figures, figures)
def test_people_are_whole_rounded_up_and_add_up_by_line(
    people: int,
    households: int,
    barriers: int,
    rest: Fraction,
    per: Fraction,
    share: Fraction,
) -> None:
    values = {"rest_factor": rest + 1, "supply_households": per, "meals_day": share}
    norms = {**NORMS, **with_values(values)}
    place = replace(PLACE, people=people, households=households, listed=None, sampled=0)
    posts = [post(at, "local", "barrier") for at in range(barriers)]
    needs = reckon_needs(plan_of([*hanoi().posts, *posts]), place, norms)

    for one in needs.staff:
        assert isinstance(one.people, int)
        assert one.on_duty is not None
        exact = one.on_duty * (Fraction(1) if one.key == "sampling" else rest + 1)
        assert 0 <= one.people - exact < 1
        assert one.people >= one.on_duty
    assert needs.people == sum(one.people or 0 for one in needs.staff)
    supply = next(one for one in needs.staff if one.key == "supply")
    assert supply.count == ceil(households / per)


@settings(deadline=None, max_examples=60)
@given(counts, st.integers(1, 400))
def test_more_households_never_need_fewer_people(households: int, more: int) -> None:
    def people(count: int) -> int:
        place = replace(PLACE, households=count, listed=None, sampled=None)
        return reckon_needs(hanoi(), place, NORMS).people or 0

    assert people(households) <= people(households + more)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 60), figures)
def test_the_fewest_people_that_keep_up_do_and_one_less_does_not(
    households: int, doubling: int, rate: Fraction
) -> None:
    norms = {**NORMS, **with_values({"samples_person_day": rate})}
    place = Place(households=households)
    fewest = least_staff(households, doubling, rate)

    def keeps_up(staff: int) -> bool | None:
        told = plan_sampling(place, staff, given_doubling(doubling), norms)
        return told.keeps_up

    assert keeps_up(fewest) is True
    assert not keeps_up(fewest - 1)
    told = plan_sampling(place, None, Doubling(float(doubling), "given"), norms)
    assert told.staff_to_keep_up == fewest
    assert told.keeps_up is None
