"""A perimeter has an author, a clause and an end; silence never keeps it up."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.perimeters.life import (
    Act,
    Event,
    Holder,
    Record,
    act_on,
    find_liftable,
    record_document,
    standing_at,
    start_record,
)

HEAD = Holder("Nguyễn Văn An", "Chủ tịch UBND phường")
DEPUTY = Holder("Trần Thị Bình", "Phó Chủ tịch UBND phường")
NOON = datetime(2021, 9, 14, 12, tzinfo=VIETNAM)
HOUR = timedelta(hours=1)


def event(act: Act, after: timedelta, *units: str, number: str = "") -> Event:
    reason = "đạt tiêu chí" if act == "lifted" else ""
    return Event(NOON + after, act, HEAD, units, number, "", reason)


def drawn(*units: str) -> Record:
    first = event("drawn", timedelta(), *units)
    return start_record(
        ("rg-01", "Hẻm 5"), units, (HEAD, DEPUTY), date(2021, 9, 20), first
    )


def test_a_temporary_lockdown_lapses_after_24_hours_unless_confirmed() -> None:
    record = drawn("30760", "30763")

    assert standing_at(record, NOON - HOUR).state == "not_yet"
    assert standing_at(record, NOON).state == "temporary"
    last = standing_at(record, NOON + 24 * HOUR - timedelta(minutes=1))
    assert (last.state, last.units) == ("temporary", ("30760", "30763"))
    assert last.until == NOON + 24 * HOUR
    gone = standing_at(record, NOON + 24 * HOUR)
    assert (gone.state, gone.units, gone.encloses) == ("lapsed", (), False)


def test_what_has_lapsed_cannot_be_confirmed_but_must_be_drawn_anew() -> None:
    with pytest.raises(Refused) as refused:
        act_on(drawn("30760"), event("confirmed", 25 * HOUR, number="12/QĐ-UBND"))

    assert refused.value.code == "perimeter-act-wrong"
    assert refused.value.facts["state"] == "lapsed"


def test_a_confirmed_perimeter_holds_until_it_is_lifted() -> None:
    record = act_on(drawn("30760", "30763"), event("confirmed", HOUR, number="12/QĐ"))
    later = standing_at(record, NOON + 300 * HOUR)

    assert (later.state, later.number) == ("in_force", "12/QĐ")
    assert later.review_due
    assert not standing_at(record, NOON + 2 * HOUR).review_due


def test_narrowing_lets_units_go_and_never_takes_one_in() -> None:
    record = act_on(drawn("1", "2", "3"), event("confirmed", HOUR, number="12/QĐ"))
    narrowed = act_on(record, event("narrowed", 2 * HOUR, "1", number="13/QĐ"))

    assert standing_at(narrowed, NOON + 3 * HOUR).units == ("1",)
    assert standing_at(narrowed, NOON + 3 * HOUR).state == "narrowed"
    assert standing_at(narrowed, NOON + HOUR).units == ("1", "2", "3")
    for units, code in (
        (("1", "4"), "perimeter-units-wider"),
        (("1", "2"), "perimeter-units-wider"),
        (("1",), "perimeter-units-same"),
    ):
        with pytest.raises(Refused) as refused:
            act_on(narrowed, event("narrowed", 4 * HOUR, *units, number="14/QĐ"))
        assert refused.value.code == code


def test_narrowing_a_temporary_line_does_not_win_it_another_day() -> None:
    record = act_on(drawn("1", "2"), event("narrowed", 23 * HOUR, "1"))

    assert standing_at(record, NOON + 23 * HOUR).until == NOON + 24 * HOUR
    assert standing_at(record, NOON + 24 * HOUR).state == "lapsed"


def test_lifting_needs_a_reason_and_lets_everybody_go() -> None:
    record = act_on(drawn("1"), event("confirmed", HOUR, number="12/QĐ"))
    silent = replace(event("lifted", 2 * HOUR, number="13/QĐ"), reason="")
    with pytest.raises(Refused) as refused:
        act_on(record, silent)
    lifted = act_on(record, event("lifted", 2 * HOUR, number="13/QĐ"))

    assert refused.value.code == "perimeter-reason-missing"
    assert standing_at(lifted, NOON + 2 * HOUR).units == ()
    with pytest.raises(Refused):
        act_on(lifted, event("narrowed", 3 * HOUR, "1", number="14/QĐ"))


@pytest.mark.parametrize("act", ["confirmed", "narrowed", "lifted"])
def test_every_act_on_a_decision_needs_a_number(act: Act) -> None:
    record = act_on(drawn("1", "2"), event("confirmed", HOUR, number="12/QĐ"))
    stage = drawn("1", "2") if act == "confirmed" else record

    with pytest.raises(Refused) as refused:
        act_on(stage, event(act, 2 * HOUR, "1"))

    assert refused.value.code == "perimeter-number-missing"


def test_somebody_else_is_deputy_and_everybody_has_an_office() -> None:
    first = event("drawn", timedelta(), "1")
    for holders, code in (
        ((HEAD, HEAD), "perimeter-deputy-same"),
        ((HEAD, Holder("nguyễn  văn AN ", "Bí thư")), "perimeter-deputy-same"),
        ((HEAD, Holder("", "Phó")), "perimeter-nobody"),
        ((Holder("An", ""), DEPUTY), "perimeter-nobody"),
    ):
        with pytest.raises(Refused) as refused:
            start_record(("x", "X"), ["1"], holders, date(2021, 9, 20), first)
        assert refused.value.code == code


def test_a_review_before_the_first_day_is_refused() -> None:
    first = event("drawn", timedelta(), "1")

    with pytest.raises(Refused) as refused:
        start_record(("x", "X"), ["1"], (HEAD, DEPUTY), date(2021, 9, 13), first)

    assert refused.value.code == "perimeter-review-early"


def test_a_perimeter_passes_only_when_every_unit_is_under_control() -> None:
    told = [("1", "controlled"), ("2", "controlled"), ("3", "not_controlled")]
    zones = pd.DataFrame(told, columns=["unit", "zone"])
    named = {
        "a": ("1", "2"),
        "b": ("2", "3"),
        "c": ("1", "4"),  # 4 is silent
    }
    records = [
        replace(act_on(drawn(*units), event("confirmed", HOUR, number="1/QĐ")), id=name)
        for name, units in named.items()
    ]
    lifted = act_on(records[0], event("lifted", 2 * HOUR, number="2/QĐ"))
    found = find_liftable([*records, replace(lifted, id="d")], zones, NOON + 3 * HOUR)

    assert [(one.record.id, one.passes) for one in found] == [
        ("a", True),
        ("b", False),
        ("c", False),
    ]
    assert found[1].ready == ("2",)
    assert found[2].units["4"] == "no_report"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["confirmed", "narrowed", "lifted"]),
            st.integers(1, 40 * 60),
            st.sets(st.sampled_from("123")),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_whatever_is_tried_nobody_is_ever_enclosed_anew_and_the_past_stays(
    tries: list[tuple[Act, int, set[str], bool]],
) -> None:
    record = drawn("1", "2", "3")
    minutes = 0
    for act, after, units, numbered in tries:
        minutes += after
        before = record
        moment = timedelta(minutes=minutes)
        try:
            done = event(act, moment, *units, number="1/QĐ" if numbered else "")
            record = act_on(record, done)
        except Refused:
            continue
        earlier = NOON + moment - timedelta(minutes=1)
        held = set(standing_at(before, NOON + moment).units)
        assert set(standing_at(record, NOON + moment).units) <= held
        assert standing_at(record, earlier) == standing_at(before, earlier)
        assert (
            record_document(before)["events"]
            == (
                record_document(record)["events"][:-1]  # type: ignore[index]  # a list
            )
        )
