from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.spans import day_start
from gis.directives import (
    in_force,
    overlaps,
    periods,
)
from tests.gis.acts import UNITS

CODES = [code for code in UNITS.index if code not in {"82", "28001"}]
DAYS = st.integers(0, 20).map(lambda n: date(2021, 9, 1) + timedelta(days=n))


@st.composite
def directives(draw: st.DrawFn) -> pd.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 5))):
        starts = day_start(draw(DAYS)) + timedelta(hours=draw(st.sampled_from([0, 6])))
        length = draw(st.none() | st.integers(1, 200))
        named = draw(st.sets(st.sampled_from(CODES), min_size=1, max_size=3))
        excepted = draw(st.sets(st.sampled_from(CODES), max_size=2)) - named
        rows.append(
            {
                **dict.fromkeys(("number", "issuer", "signer", "goal", "clause"), ""),
                "id": f"d{number}",
                "basis": "CT 16",
                "units": tuple(sorted(named)),
                "excepted": tuple(sorted(excepted)),
                "starts": starts,
                "ends": None if length is None else starts + timedelta(hours=length),
                "deadline": None,
            }
        )
    names = ("id", "number", "issuer", "signer", "basis", "units", "excepted")
    names += ("starts", "ends", "goal", "deadline", "clause")
    columns = {n: pd.Series([r[n] for r in rows], dtype=object) for n in names}
    return pd.DataFrame(columns)


def naive(frame: pd.DataFrame, unit: str, when: datetime) -> str:
    """Read the rule aloud for one unit, one directive after the other."""
    held = []
    for one in frame.to_dict("records"):
        if when < one["starts"] or (one["ends"] is not None and when >= one["ends"]):
            continue
        place, steps = unit, 0
        while place and place not in {*one["units"], *one["excepted"]}:
            place = UNITS["parent"].get(place, "")
            steps += 1
        if place in one["units"]:
            held.append((-steps, one["starts"], one["id"]))
    return max(held)[2] if held else ""


HOURS = st.integers(-48, 24 * 40)


@given(directives(), HOURS)
@settings(deadline=None)
def test_in_force_is_what_the_rule_read_aloud_gives(
    frame: pd.DataFrame, hour: int
) -> None:
    when = day_start(date(2021, 9, 1)) + timedelta(hours=hour)
    found = in_force(frame, UNITS, when)

    assert found.to_dict() == {unit: naive(frame, unit, when) for unit in UNITS.index}


@given(directives(), DAYS, st.integers(0, 15))
@settings(deadline=None)
def test_periods_tile_time_and_change_at_each_border(
    frame: pd.DataFrame, first: date, more: int
) -> None:
    last = first + timedelta(days=more)
    found = periods(frame, UNITS, "91", first, last)
    stop = day_start(last + timedelta(days=1))

    assert found[0].span.starts == day_start(first)
    assert found[-1].span.starts < stop
    assert found[-1].span.ends is None or found[-1].span.ends >= stop
    for one, following in pairwise(found):
        assert one.span.ends == following.span.starts
        assert not one.in_force.equals(following.in_force)


@given(directives(), DAYS, HOURS)
@settings(deadline=None)
def test_inside_a_period_nothing_changes(
    frame: pd.DataFrame, first: date, hour: int
) -> None:
    found = periods(frame, UNITS, "91", first, first + timedelta(days=10))
    when = day_start(date(2021, 9, 1)) + timedelta(hours=hour)

    for one in found:
        if one.span.holds(when):
            now = {unit: naive(frame, unit, when) for unit in one.in_force.index}
            assert one.in_force.to_dict() == now


@given(directives())
@settings(deadline=None, max_examples=50)
def test_who_wins_an_overlap_is_in_force_or_yields_to_a_third(
    frame: pd.DataFrame,
) -> None:
    for one in overlaps(frame, UNITS).to_dict("records"):
        when = one["starts"]
        now = in_force(frame, UNITS, when)
        assert one["ends"] is None or one["ends"] > when
        for unit in one["units"]:
            assert now[unit] not in {"", one["yields"]}
