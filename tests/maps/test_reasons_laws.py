"""Whatever a rule file says, its reasons are whole sentences in both languages."""

import re

import pytest
from hypothesis import given, settings

from gis.rulesets.explain import explain
from gis.rulesets.schema import build_ruleset
from gis.zones import check_zones, judge_days, zones_of
from maps.page.packing import TextTable, unpack_text
from maps.words.explain import tell_explanation
from maps.words.explain_document import document_explanation
from maps.words.figures import figure_words, percent_words
from maps.words.reasons import render
from maps.words.said import Lang
from tests.gis.rule_files import Drawn, drawn_rules

LANGUAGES: tuple[Lang, Lang] = ("vi", "en")
RAW = re.compile(r"[{}]|\bNone\b|\bnan\b|\binf\b|\$|_|  | [;,.]|\(\)|: \.|\.\.(?!\.)")


@given(drawn_rules())
@settings(deadline=None, max_examples=25)
def test_reasons_of_any_rule_file_are_whole_sentences(drawn: Drawn) -> None:
    """No braces, no raw value; every clause of the row is named; pages keep them."""
    ruleset = build_ruleset(drawn.text(), file="drawn.yaml")
    judgement = judge_days(
        ruleset,
        drawn.indicators(),
        drawn.units(),
        drawn.pairs(),
        drawn.last(),
        drawn.last(),
    )
    zones = check_zones(zones_of(judgement, drawn.last(), drawn.last()))
    table, kept = TextTable(), []
    for reason, clause in zip(zones["reason"], zones["clause"]):
        said = [render(reason, lang) for lang in LANGUAGES]
        for lang, text in zip(LANGUAGES, said):
            assert not RAW.search(text), text
            assert text.endswith(".")
            assert text[0].isupper()
            for name in filter(None, clause.split(";")):
                assert ruleset.clauses[name][lang] in text, text
        kept.append((table.number(reason.day, *said), reason.day, said))
    packed = table.pack()
    for number, day, said in kept:
        assert [unpack_text(packed, number, n, day) for n in (0, 1)] == said
    for reason, since in list(zip(zones["reason"], zones["effective_from"]))[::3]:
        told = explain(judgement, reason, since)
        path = told.paths[-1] if told.paths else None
        if path and reason.held is None and reason.decided is None:
            assert (path.low, path.high) == (reason.low, reason.high)
        for lang in LANGUAGES:
            assert not re.search(r"[{}]|\bNone\b|\bnan\b", tell_explanation(told, lang))
            document_explanation(told, lang)


@pytest.mark.parametrize(
    ("value", "apart", "said"),
    [
        (149.998, [150], "149,998"),
        (150, [150], "150"),
        (149.99999999, [150], "149,99999999"),
        (79.996, [], "80"),
        (0.1 + 0.2, [0.3], "0,3"),
        (1300.5, [20], "1.300,5"),
    ],
)
def test_a_figure_is_not_rounded_onto_the_threshold_beside_it(
    value: float, apart: list[float], said: str
) -> None:
    assert figure_words(value, "vi", apart) == said


def test_a_share_just_under_its_threshold_does_not_read_as_the_threshold() -> None:
    assert percent_words(0.79999, "vi", [0.8]) == "79,999 %"
    assert percent_words(0.5159, "vi", [0.8]) == "51,59 %"
    assert percent_words(0.29, "en") == "29%"
