"""Zones: who is listed, spells, transitions, and who reported."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets import load_ruleset
from gis.zones import check_zones, classify, reported, transitions

FIRST = date(2021, 9, 1)
RULES = load_ruleset("green-red")


def _zones(column: list[float], **asked: date) -> pd.DataFrame:
    cases = np.array([column], dtype=float)
    return classify(
        RULES, Indicators(("a",), FIRST, {"cases": cases}), params={"days": 3}, **asked
    )


def test_a_spell_keeps_its_first_day_also_where_the_question_begins_later() -> None:
    """A case on the 4th: red from the 4th to the 6th, green again on the 7th."""
    column = [0, 0, 0, 1, 0, 0, 0, 0]
    zones = _zones(column).set_index("day")

    assert zones.loc[date(2021, 9, 3), "effective_from"] == date(2021, 9, 3)
    assert zones.loc[date(2021, 9, 6), "effective_from"] == date(2021, 9, 4)
    assert zones.loc[date(2021, 9, 8), "effective_from"] == date(2021, 9, 7)
    later = _zones(column, first=date(2021, 9, 6), last=date(2021, 9, 6))
    assert later["effective_from"].tolist() == [date(2021, 9, 4)]
    assert later["next_better"].tolist() == [date(2021, 9, 7)]


def test_green_that_turns_red_stands_out_and_knows_its_cause() -> None:
    changes = transitions(_zones([0, 0, 0, 1, 0, 0, 0, 0]))

    assert changes["day"].tolist() == [date(2021, 9, n) for n in (3, 4, 7)]
    assert changes["from_zone"].tolist() == ["no_report", "green", "red"]
    assert changes["to_zone"].tolist() == ["green", "red", "green"]
    assert changes["worse"].tolist() == [False, True, False]
    assert changes["from_level"].isna().tolist() == [True, False, False]
    cause = changes["cause"].iloc[1]
    assert (cause.level, cause.because[0].low) == (2, 1)


def test_a_change_is_never_seen_across_units() -> None:
    cases = np.array([[0.0] * 3 + [1.0], [0.0] * 4])
    zones = classify(RULES, Indicators(("a", "b"), FIRST, {"cases": cases}))

    assert transitions(zones)["unit"].tolist() == ["a"]


def test_nothing_changes_on_one_day() -> None:
    assert transitions(_zones([0])).empty


def _cases(indicators: Indicators) -> np.ndarray:
    found = indicators.reports("cases")
    assert found is not None
    return found


def _family() -> tuple[pd.DataFrame, Indicators]:
    units = pd.DataFrame(
        {
            "admin_level": ["district", "commune", "commune", "hamlet"],
            "parent": ["", "d", "d", "c1"],
        },
        index=["d", "c1", "c2", "h"],
    )
    cases = np.zeros((2, 14))
    return units, Indicators(("c2", "h"), FIRST, {"cases": cases})


def test_a_district_that_nothing_judges_is_not_listed_a_silent_commune_is() -> None:
    """Nobody counts cases for the district; c1 should have reported and is grey."""
    units, indicators = _family()
    zones = classify(RULES, indicators, units)

    assert zones["unit"].unique().tolist() == ["c1", "c2", "h"]
    told = zones.groupby("unit")["zone"].last().tolist()
    assert told == ["no_report", "green", "green"]


def test_a_district_that_reports_or_stands_alone_is_listed() -> None:
    units, indicators = _family()
    alone = classify(RULES, indicators, units.loc[["d"]])
    counts = Indicators(("d",), FIRST, {"cases": np.ones((1, 14))})
    own = classify(RULES, counts, units)

    assert alone["unit"].unique().tolist() == ["d"]
    assert own.groupby("unit")["zone"].last()["d"] == "red"


def test_a_rule_set_that_rolls_up_lists_parents_and_units_it_does_not_judge() -> None:
    units, indicators = _family()
    zones = classify(load_ruleset("vn-2686"), indicators, units)
    last = zones.groupby("unit")["reason"].last()

    assert zones["unit"].unique().tolist() == ["c1", "c2", "d", "h"]
    assert not last["h"].judged
    assert last["d"].judged


def test_a_unit_that_stands_twice_is_refused() -> None:
    units, indicators = _family()

    with pytest.raises(Refused) as refused:
        classify(RULES, indicators, pd.concat([units, units]))
    assert refused.value.code == "unit-code-duplicate"


def test_the_contract_is_checked() -> None:
    zones = _zones([0, 0, 0, 1])

    assert check_zones(zones) is zones
    assert str(zones["level"].dtype) == "Int64"
    for broken, code in (
        (zones.drop(columns="clause"), "zones-columns"),
        (zones.iloc[::-1], "zones-order"),
        (pd.concat([zones, zones.tail(1)]), "zones-order"),
        (zones.assign(zone="green"), "zones-level"),
    ):
        with pytest.raises(Refused) as refused:
            check_zones(broken)
        assert refused.value.code == code


def test_a_unit_has_reported_when_nothing_that_is_asked_is_missing() -> None:
    """A gave both findings on the first day, b only one: 1 of 2, then none."""
    nan = np.nan
    values = {
        "known": np.array([[0.0, 0.0], [2.0, nan]]),
        "unknown": np.array([[1.0, nan], [nan, nan]]),
    }
    indicators = Indicators(("a", "b"), FIRST, values)
    second = date(FIRST.year, FIRST.month, FIRST.day + 1)
    found = reported(indicators, ["a", "b"], FIRST, second, ["known", "unknown"])

    assert list(found.values()) == [(1, 2), (0, 2)]
    assert reported(indicators, ["a"], FIRST, FIRST, ["known", "none"]) == {
        FIRST: (0, 1)
    }


def test_a_commune_has_reported_only_on_the_very_day() -> None:
    cases = np.array([[0.0, np.nan], [2.0, 0.0]])
    indicators = Indicators(("a", "b"), FIRST, {"cases": cases})
    found = reported(indicators, ["a", "b", "c"], FIRST, date(2021, 9, 3))

    assert found == {
        date(2021, 9, 1): (2, 3),
        date(2021, 9, 2): (1, 3),
        date(2021, 9, 3): (0, 3),
    }


def test_reindexing_keeps_reports_and_invents_none() -> None:
    cases = np.array([[1.0, 2.0], [3.0, 4.0]])
    indicators = Indicators(("a", "b"), FIRST, {"cases": cases})
    moved = indicators.reindex(["b", "c"], date(2021, 9, 2), date(2021, 9, 3))

    np.testing.assert_array_equal(_cases(moved), [[4, np.nan], [np.nan, np.nan]])
    assert (moved.days, moved.last) == (2, date(2021, 9, 3))
    with pytest.raises(ValueError, match="read-only"):
        _cases(moved)[0, 0] = 1
