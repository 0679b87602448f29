"""Assessment days, effect, easing, stay and lock: worked by hand, day by day.

The reports of a day give the level that stands in the column; the decision begins on
the first day, Monday 6 September 2021, so that no earlier level is open.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.zones import check_zones, classify, transitions
from tests.gis.timed_files import build, timed_file

MONDAY = date(2021, 9, 6)
Column = list[float | None]


def _day(number: int) -> date:
    return date(2021, 9, number)


def _zones(
    timing: dict[str, Any] | None,
    column: Column,
    care: Column | None = None,
    start: str | None = "2021-09-06",
    **asked: Any,
) -> pd.DataFrame:
    values = {
        name: np.array([[np.nan if one is None else one for one in given]], float)
        for name, given in (("a", column), ("care", care))
        if given is not None
    }
    ruleset = build(timed_file(timing, start=start))
    return check_zones(
        classify(ruleset, Indicators(("u",), MONDAY, values), **asked)
    ).set_index("day")


def _levels(*args: Any, **asked: Any) -> list[int]:
    return _zones(*args, **asked)["level"].fillna(0).astype(int).tolist()


def test_a_weekly_assessment_stands_until_the_next_one() -> None:
    """Mondays 6 and 13: what Tuesday to Sunday report waits."""
    timing = {"assess": {"weekdays": ["monday"]}}

    assert _levels(timing, [3, 1, 1, 2, 1, 1, 1, 2, 3]) == [3] * 7 + [2, 2]


def test_an_assessment_is_in_force_two_days_later() -> None:
    timing = {"in_effect_after": {"days": 2}}

    assert _levels(timing, [1, 3, 2, 2, 1]) == [0, 0, 1, 3, 2]


def test_working_days_pass_over_the_weekend_and_the_holiday() -> None:
    """Thursday the 9th is a holiday: two working days after Tuesday 7 is Friday 10."""
    timing = {"in_effect_after": {"days": 2, "counted": "working"}}
    zones = _zones(timing, [1, 2, 3, 3, 3, 3, 3, 3])["level"].fillna(0).tolist()

    # Mon 6 counts from Wed 8, Tue 7 from Fri 10, Wed 8 from Mon 13
    assert zones == [0, 0, 1, 1, 2, 2, 2, 3]


def test_every_fortnight_from_a_first_day_and_on_days_of_the_month() -> None:
    fortnight = {"assess": {"every_days": 3, "from": "2021-09-07"}}
    assert _levels(fortnight, [3, 2, 1, 1, 3, 3]) == [0, 2, 2, 2, 3, 3]
    month = {"assess": {"days_of_month": [8, 10]}}
    assert _levels(month, [3, 3, 2, 1, 1]) == [0, 0, 2, 2, 1]


def test_a_worse_level_is_in_force_at_once_a_better_one_waits_for_monday() -> None:
    timing = {"assess": {"weekdays": ["monday"]}, "tighten": "at_once"}

    assert _levels(timing, [1, 1, 3, 1, 1, 1, 1, 1]) == [1, 1, 3, 3, 3, 3, 3, 1]


def test_at_once_passes_by_the_delay_too() -> None:
    """Eased on the 8th for the 10th; level 3 on the 9th is in force on the 9th."""
    timing = {"tighten": "at_once", "in_effect_after": {"days": 2}}

    assert _levels(timing, [2, 2, 2, 3, 1, 1, 1])[2:] == [2, 3, 3, 3, 1]


def test_a_better_level_only_after_three_days_in_a_row() -> None:
    """The worst of the run is what is eased to: 2 on the 10th, 1 on the 12th."""
    timing = {"ease_after": {"days": 3}}

    assert _levels(timing, [3, 1, 2, 1, 1, 1, 1]) == [3, 3, 3, 2, 2, 1, 1]


def test_a_better_level_only_after_two_assessments_in_a_row() -> None:
    timing = {
        "assess": {"every_days": 2, "from": "2021-09-06"},
        "ease_after": {"assessments": 2},
    }

    # assessed on the 6th, 8th, 10th, 12th; the 3 of the 9th is nobody's assessment
    assert _levels(timing, [3, 3, 1, 3, 1, 1, 2]) == [3, 3, 3, 3, 1, 1, 2]


def test_eased_by_one_level_at_a_time() -> None:
    assert _levels({"ease_by": 1}, [3, 1, 1, 1]) == [3, 2, 1, 1]


def test_a_level_stays_four_days_from_its_effect() -> None:
    assert _levels({"stay_at_least": {"days": 4}}, [1, 3, 1, 1, 1, 1]) == [
        1,
        3,
        3,
        3,
        3,
        1,
    ]


def test_a_stay_counts_from_the_day_a_level_was_tightened_at_once() -> None:
    """In force on the 7th; on the 9th eased for the 11th, four days after the 7th."""
    timing = {
        "stay_at_least": {"days": 4},
        "in_effect_after": {"days": 2},
        "tighten": "at_once",
    }

    assert _levels(timing, [2, 3, 1, 1, 1, 1, 1])[1:] == [3, 3, 3, 3, 1, 1]


def test_what_may_not_be_lowered_is_held_and_rises_all_the_same() -> None:
    timing = {"not_lowered_when": {"when": {"of": "care", "less_than": 1}}}

    levels = _levels(timing, [2, 1, 3, 1, 1], [0, 0, 0, 0, 1])
    assert levels == [2, 2, 3, 3, 1]
    # where nobody says whether it may be lowered, the level cannot be told
    assert _levels(timing, [2, 1, 3], [1, None, 0]) == [2, 0, 3]


def test_a_lock_needs_what_stood_before() -> None:
    """A decision of long ago: no level but the worst is told while the lock is shut."""
    timing = {"not_lowered_when": {"when": {"of": "care", "less_than": 1}}}

    assert _levels(timing, [2, 1, 1], [0, 0, 1], start=None) == [0, 0, 1]
    assert _levels(timing, [3, 1, 1], [0, 0, 0], start=None) == [3, 3, 3]
    assert _levels(timing, [2, 1, 1], [0, 0, 0]) == [2, 2, 2]


def test_before_the_first_days_any_level_may_have_stood() -> None:
    """Three clean days ease: level 1 on one clean day is no more than a guess."""
    timing = {"ease_after": {"days": 3}}
    zones = _zones(timing, [1, 1, 1, 1], start=None)

    assert zones["zone"].tolist() == ["no_report", "no_report", "z1", "z1"]
    assert [r.held and r.held.kind for r in zones["reason"]] == [
        "run",
        "run",
        None,
        None,
    ]
    # the worst level needs no past, and a decision that begins today has none
    assert _levels(timing, [3, 1], start=None) == [3, 3]
    assert _levels(timing, [1, 1]) == [1, 1]


def test_a_silent_day_breaks_the_run_and_never_eases() -> None:
    timing = {"ease_after": {"days": 2}}

    assert _levels(timing, [2, 1, None, 1, 1]) == [2, 2, 0, 0, 1]


def test_silence_on_days_that_nobody_assesses_costs_nothing() -> None:
    timing = {"assess": {"weekdays": ["monday"]}}

    assert _levels(timing, [2, None, None, None, None, None, None, 1]) == [2] * 7 + [1]


def test_a_spell_begins_when_the_level_takes_effect() -> None:
    timing = {"assess": {"weekdays": ["monday"]}, "in_effect_after": {"days": 2}}
    zones = _zones(timing, [3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])

    assert zones.loc[_day(12), "effective_from"] == _day(8)
    assert zones.loc[_day(16), "effective_from"] == _day(15)
    later = _zones(timing, [3, 1, 1, 1], first=_day(9), last=_day(9))
    assert later["effective_from"].tolist() == [_day(8)]


@pytest.mark.parametrize(
    ("timing", "column", "day", "held"),
    [
        # (kind, level of the day's reports or assessed, until, clause)
        (
            {"assess": {"weekdays": ["monday"], "clause": "t"}},
            [3, 1],
            7,
            ("calendar", 1, 13, "t"),
        ),
        ({"assess": {"weekdays": ["monday"]}}, [1, 3], 7, ("calendar", 3, 13, "")),
        (
            {"in_effect_after": {"days": 2, "clause": "t"}},
            [2, 2, 2, 1],
            9,
            ("delay", 1, 11, "t"),
        ),
        (
            {"ease_after": {"days": 4, "clause": "t"}},
            [3, 1, 1],
            8,
            ("run", 1, 10, "t"),
        ),
        (
            {"stay_at_least": {"days": 5, "clause": "t"}, "ease_after": {"days": 2}},
            [3, 1, 1],
            8,
            ("stay", 1, 11, "t"),
        ),
        ({"ease_by": 1}, [3, 1], 7, ("step", 1, 8, "")),
    ],
)
def test_a_reason_says_what_holds_a_level_and_until_when(
    timing: dict[str, Any], column: Column, day: int, held: tuple[Any, ...]
) -> None:
    reason = _zones(timing, column).loc[_day(day), "reason"]

    kind, level, until, clause = held
    found = reason.held
    assert (found.kind, found.level) == (kind, level)
    assert (found.until, found.clause) == (_day(until), clause)
    if level < reason.level:
        assert reason.next_day == _day(until)


def test_a_lock_tells_what_was_seen_and_knows_no_end() -> None:
    lock = {"when": {"of": "care", "less_than": 1}, "clause": "t"}
    zones = _zones({"not_lowered_when": lock}, [3, 1], [1, 0])
    held = zones.loc[_day(7), "reason"].held

    assert (held.kind, held.level, held.until, held.clause) == ("lock", 1, None, "t")
    assert [(one.name, one.low, one.holds) for one in held.because] == [
        ("care", 0.0, True)
    ]
    assert zones.loc[_day(7), "clause"] == "k;t"


def test_the_evidence_is_that_of_the_day_assessed() -> None:
    """Asked for the 12th only: the figures are those of Monday the 6th."""
    timing = {"assess": {"weekdays": ["monday"]}}
    column: Column = [3, 1, 1, 1, 1, 1, 1]
    zones = _zones(timing, column, first=_day(12), last=_day(12))
    reason = zones.loc[_day(12), "reason"]

    assert reason.assessed == MONDAY
    assert [(one.low, one.last) for one in reason.because] == [(3.0, MONDAY)]
    assert zones.loc[_day(12), "next_better"] == _day(13)


def test_a_file_without_timing_is_judged_as_before() -> None:
    zones = _zones(None, [3, 1, None, 2])

    assert zones["zone"].tolist() == ["z3", "z1", "no_report", "z2"]
    assert all(reason.held is None for reason in zones["reason"])
    assert all(reason.decided is None for reason in zones["reason"])


def test_an_empty_timing_is_no_timing() -> None:
    columns = ["level", "zone", "clause", "effective_from", "next_better", "fragile"]
    column: Column = [3, 1, None, 2]

    assert _zones({}, column)[columns].equals(_zones(None, column)[columns])


def test_more_cases_may_free_a_unit_sooner_where_a_level_must_stay() -> None:
    """Tightened on the 7th it is free on the 11th; on the 9th, on the 13th."""
    timing = {"stay_at_least": {"days": 4}}
    fewer = _levels(timing, [1, 1, 1, 3, 1, 1, 1, 1])
    more = _levels(timing, [1, 3, 1, 1, 1, 1, 1, 1])

    assert (fewer[5], more[5]) == (3, 1)


def _exit(column: Column, timing: dict[str, Any] | None = None) -> pd.DataFrame:
    file = timed_file(timing, levels=2, start="2021-09-06") | {"kind": "exit-test"}
    del file["levels"]
    values = np.array([[np.nan if one is None else one for one in column]], float)
    indicators = Indicators(("u",), MONDAY, {"a": values})
    return check_zones(classify(build(file), indicators))


def test_an_exit_test_gives_zones_without_levels() -> None:
    zones = _exit([2, None, 1], {"ease_after": {"days": 2}})

    assert zones["zone"].tolist() == ["not_controlled", "not_controlled", "no_report"]
    assert zones["level"].isna().all()
    assert zones["next_better"].tolist() == [None, None, None]
    two = _exit([2, 1, 1], {"ease_after": {"days": 2}})
    assert two["zone"].tolist() == ["not_controlled", "not_controlled", "controlled"]
    assert two["next_better"].tolist() == [None, _day(8), None]
    back = transitions(_exit([1, 2, 1]))
    assert back["worse"].tolist() == [True, False]
    assert back["to_level"].isna().all()


def test_an_exit_test_with_a_level_is_refused() -> None:
    zones = _exit([2, 1])
    zones.loc[0, "level"] = 2

    with pytest.raises(Refused) as caught:
        check_zones(zones)
    assert caught.value.code == "zones-level"
