"""What a rule file may say about time, missing reports and exit tests, and what not."""

import json
from typing import Any

import pytest

from boundaries.refusal import Fault, Refused
from gis.rulesets.schema import build_ruleset
from maps.words.said import render
from tests.gis.timed_files import build, timed_file

WHEN = {"when": {"of": "care", "less_than": 1}}


def _faults(file: dict[str, Any]) -> list[Fault]:
    text = json.dumps(file, indent=1)
    with pytest.raises(Refused) as caught:
        build_ruleset(text.encode(), file="t.yaml")
    assert caught.value.code == "ruleset-broken"
    for fault in caught.value.faults:
        assert render(fault, "vi").do
        if fault.code == "rule-field-missing":
            continue  # there is no line of what does not stand there
        line = text.splitlines()[int(str(fault.facts["line"])) - 1]
        last = str(fault.facts["field"]).rsplit(".", 1)[-1]
        assert last.isdigit() or f'"{last}"' in line or line.strip() == "{", line
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("timing", "code", "field"),
    [
        ({"assess": {}}, "rule-assess-one-way", "assess"),
        (
            {"assess": {"weekdays": ["monday"], "days_of_month": [1]}},
            "rule-assess-one-way",
            "assess",
        ),
        ({"assess": {"every_days": 7}}, "rule-assess-one-way", "assess"),
        ({"assess": {"weekdays": ["munday"]}}, "rule-choice", "weekdays.0"),
        ({"assess": {"days_of_month": [32]}}, "rule-range", "days_of_month.0"),
        (
            {"assess": {"every_days": 0, "from": "2021-09-06"}},
            "rule-bounded",
            "every_days",
        ),
        ({"in_effect_after": {"days": 61}}, "rule-bounded", "days"),
        ({"in_effect_after": {"days": 1.5}}, "rule-whole", "days"),
        ({"ease_after": {"days": 2, "assessments": 2}}, "rule-run-one-way", "after"),
        ({"ease_after": {}}, "rule-run-one-way", "ease_after"),
        ({"ease_after": {"days": "$n"}}, "rule-name-unknown", "days"),
        ({"ease_by": 0}, "rule-bounded", "ease_by"),
        ({"tighten": "soon"}, "rule-choice", "tighten"),
        (
            {"stay_at_least": {"days": 4, "clause": "q"}},
            "rule-clause-unknown",
            "clause",
        ),
        (
            {"not_lowered_when": {"when": {"of": "cares", "less_than": 1}}},
            "rule-name-unknown",
            "of",
        ),
        ({"not_lowered_when": {**WHEN, "days": 1}}, "rule-field-unknown", "days"),
        ({"easing": 1}, "rule-field-unknown", "easing"),
    ],
)
def test_a_timing_that_cannot_be_kept_is_named_with_line_and_cure(
    timing: dict[str, Any], code: str, field: str
) -> None:
    (fault,) = _faults(timed_file(timing))

    assert fault.code == code
    assert str(fault.facts["field"]).endswith(field)


def test_working_days_are_counted_only_where_the_file_says_which_they_are() -> None:
    file = timed_file({"in_effect_after": {"days": 1, "counted": "working"}})
    del file["calendar"]

    assert [fault.code for fault in _faults(file)] == ["rule-calendar-missing"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "flow", "missing": "carry"}, "rule-carry-flow"),
        ({"kind": "finding", "carry_days": 3}, "rule-carry-days"),
        ({"missing": {"assume": 0}, "counts_cases": True}, "rule-assume-cases"),
        ({"missing": {"assume": -1}}, "rule-assume-range"),
        ({"missing": {"assume": 0.5}, "scale": "yes_no"}, "rule-assume-range"),
        ({"missing": "nothing"}, "rule-choice"),
        ({"missing": {"assumed": 0}}, "rule-field-unknown"),
        ({"missing": "carry", "carry_days": 0}, "rule-range"),
    ],
)
def test_a_day_without_a_report_is_not_taken_for_anything(
    given: dict[str, Any], code: str
) -> None:
    file = timed_file(None)
    words = file["inputs"]["a"]["label"]
    file["inputs"]["b"] = {"kind": "finding", "label": words, **given}

    assert code in {fault.code for fault in _faults(file)}


def test_what_is_carried_and_what_is_assumed() -> None:
    file = timed_file(None)
    words = file["inputs"]["a"]["label"]
    for name, given in {
        "stock": {"kind": "stock"},
        "silent": {"kind": "stock", "missing": "unknown"},
        "kept": {"kind": "finding", "missing": "carry", "carry_days": 7},
        "taken": {"kind": "flow", "missing": {"assume": 0}},
    }.items():
        file["inputs"][name] = {**given, "label": words}
    inputs = build(file).inputs

    assert [inputs[name].carries for name in ("stock", "silent", "kept", "taken")] == [
        True,
        False,
        True,
        False,
    ]
    assert inputs["taken"].assumed == 0
    assert inputs["a"].assumed is None


def test_an_exit_test_has_its_own_two_answers() -> None:
    file = timed_file(None, levels=2) | {"kind": "exit-test"}
    assert [fault.code for fault in _faults(file)] == ["rule-exit-levels"]
    del file["levels"]
    ruleset = build(file)

    assert [level.id for level in ruleset.levels] == ["controlled", "not_controlled"]
    assert ruleset.levels[0].name.vi == "đã kiểm soát được dịch"


def test_a_zoning_names_its_levels_and_leaves_the_answers_of_exit_tests_alone() -> None:
    file = timed_file(None)
    file["levels"][0]["id"] = "controlled"
    assert [fault.code for fault in _faults(file)] == ["rule-zone-twice"]
    del file["levels"]
    assert "rule-field-missing" in {fault.code for fault in _faults(file)}
