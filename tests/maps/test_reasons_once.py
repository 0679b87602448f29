"""What a reason of the library says, it says once, and each figure has a name."""

from datetime import date, timedelta

import pandas as pd
import pytest

from gis.rulesets import load_ruleset
from gis.rulesets.reason import Reason
from gis.zones import classify
from maps.words.reasons import render
from tests.maps.operators import Column, reports

FIRST = date(2021, 10, 1)
PEOPLE: dict[str, Column] = {
    "pop": [10_000],
    "pop18": [7_000],
    "dose1_18": [7_000],
    "pop_elder": [1_000],
    "full_elder": [1_000],
}


def _reason(ruleset_id: str, level: str = "commune", **columns: Column) -> Reason:
    """Give the reason of one unit on the last day; short ones tell the first days."""
    longest = max(len(column) for column in columns.values())
    filled = {
        name: [*column, *[None] * (longest - len(column))]
        for name, column in columns.items()
    }
    units = pd.DataFrame({"admin_level": [level], "parent": [""]}, index=["x"])
    told = reports(first=FIRST, **filled)
    last = FIRST + timedelta(days=longest - 1)
    ruleset = load_ruleset(ruleset_id)
    start = ruleset.decision.in_force.first or FIRST
    start = start if FIRST <= start <= last else FIRST
    zones = classify(ruleset, told, units, None, start, last, outside_force=True)
    reason: Reason = zones["reason"].iloc[-1]
    return reason


def test_days_without_a_report_are_said_once_though_two_numbers_read_them() -> None:
    gap = _reason(
        "vn-4800", cases_community=[*[0.0] * 8, None, *[0.0] * 9], care_ok=[1], **PEOPLE
    )

    assert gap.level is None
    assert render(gap, "vi").count("chưa có báo cáo về ca mới trong cộng đồng") == 1
    assert render(gap, "en").count("without a report of new community cases") == 1


def test_criteria_that_lack_the_same_reports_are_named_together() -> None:
    said = render(_reason("vn-3989", cases_community=[*[0.0] * 30, None]), "vi")

    assert said.count("chưa có báo cáo về ca mới trong cộng đồng") == 1
    assert "tiêu chí 1: ca mỗi tuần giảm liên tục và tiêu chí 1: giảm ít nhất" in said


def test_an_official_criterion_counts_once() -> None:
    """Criterion 6 is one, also where nothing is at new normal and nothing was."""
    reason = _reason("vn-3989", "province", cases_community=[0.0] * 30)

    clauses = [one.clause for one in reason.criteria]
    assert len(clauses) == len(set(clauses)) == 8


@pytest.mark.parametrize("ruleset_id", ["my-moh-2020-10", "vn-3979", "vn-3989"])
def test_a_window_is_said_once(ruleset_id: str) -> None:
    cases: Column = [3.0] * 30
    level = "district" if ruleset_id.startswith("my") else "commune"
    reason = _reason(ruleset_id, level, cases_community=cases, cases_local=cases)

    said = render(reason, "vi") + render(reason, "en")
    for twice in ("ngày trong 14", "ngày trong 7", "days in the", "day in the"):
        assert twice not in said


def test_the_response_of_a_commune_is_no_bare_figure() -> None:
    reason = _reason(
        "vn-218",
        cases_community=[0.0] * 8,
        deaths=[0.0] * 8,
        oxygen=[0.0] * 8,
        pop=[10_000],
        full_pop=[9_000],
        pop_risk=[100],
        full_risk=[100],
        care_places=[25],
    )

    assert "25 người xã chăm sóc được trên 10.000 dân" in render(reason, "vi")


def test_a_level_that_a_lock_leaves_open_says_what_is_lacking() -> None:
    """Thirty cases, then none, and nobody said whether care is assured."""
    cases: Column = [*[0.0] * 14, 30.0, *[0.0] * 20]
    reason = _reason("vn-4800", cases_community=cases, **PEOPLE)

    assert reason.level is None
    assert reason.held is not None
    assert reason.held.kind == "lock"
    assert "chưa rõ có khả năng thu dung, điều trị bảo đảm hay không" in render(
        reason, "vi"
    )


def test_a_level_read_from_a_table_is_said_as_one() -> None:
    few = {**PEOPLE, "full_elder": [799]}
    cases: Column = [*[0.0] * 14, 3.0, *[0.0] * 5]
    reason = _reason("vn-4800", cases_community=cases, care_ok=[1], **few)

    assert ", cấp theo bảng là 1; tỷ lệ người cao tuổi" in render(reason, "vi")
    assert ", which makes the level by the table 1; share" in render(reason, "en")
