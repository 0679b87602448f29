"""A rule set at a terminal: no word of the rule file's own language is left in it."""

import pytest

from gis.rulesets import list_rulesets, load_ruleset
from maps.words.rulesets import tell_ruleset


def test_a_rule_set_without_a_span_holds_on_any_day() -> None:
    said = tell_ruleset(load_ruleset("green-red"), "vi")

    assert "Không giới hạn thời gian áp dụng." in said
    assert "…" not in said


@pytest.mark.parametrize("ruleset", list_rulesets())
def test_kinds_places_and_unknown_figures_are_told_in_vietnamese(ruleset: str) -> None:
    told = tell_ruleset(load_ruleset(ruleset), "vi")

    for word in ("= unknown", "(flow)", "(stock)", "(finding)", "cấp all", "commune,"):
        assert word not in told


def test_a_figure_that_the_decision_leaves_open_is_asked_for() -> None:
    told = tell_ruleset(load_ruleset("vn-2686"), "vi")

    assert "district_risk_share = chưa rõ, phải nhập:" in told
