"""Bad rule files are refused with line, field and cure; nothing in them runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.rulesets import RuleSet, load_ruleset
from gis.rulesets.read import LIBRARY
from gis.rulesets.schema import build_ruleset
from gis.rulesets.syntax import parse
from gis.rulesets.worked import check_ruleset
from maps.words.said import render, sentences

TEXT = (LIBRARY / "green-red.yaml").read_text("utf-8")


def _refused(text: str | bytes) -> Refused:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(Refused) as refused:
        build_ruleset(content, file="mine.yaml")
    return refused.value


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("format: 1", "format: 1\nformat: 1", "yaml-key-twice"),
        ("uncertain: []", "uncertain: &a []", "yaml-feature"),
        ("lacks: []", "lacks: *a", "yaml-feature"),
        ("format: 1", "format: !!python/object:os.system 1", "yaml-feature"),
        ("format: 1", "format: !!int 1", "yaml-feature"),
        ("format: 1", "<<: {a: 1}", "yaml-feature"),
        ("format: 1", "---\nformat: 1\n---\na: 1", "yaml-feature"),
        ("default: 14", "default: 1e1", "yaml-unclear"),
        ("default: 14", "default: 014", "yaml-unclear"),
        ("default: 14", "default: 0x0e", "yaml-unclear"),
        ("default: 14", "default: 1_4", "yaml-unclear"),
        ("default: 14", "default: .inf", "yaml-unclear"),
        ("default: 14", "default: .NaN", "yaml-unclear"),
        ("default: 14", "default: 14:00", "yaml-unclear"),
        ("otherwise: true", "otherwise: yes", "yaml-unclear"),
        ("otherwise: true", "otherwise: True", "yaml-unclear"),
        ("id: green-red", "id: no", "yaml-unclear"),
        ("default: 14", "default:", "yaml-unclear"),
        ("default: 14", "default: " + "9" * 5000, "yaml-unclear"),
        ("default: 14", "default: 0." + "3" * 400, "yaml-unclear"),
        ("format: 1", "format: 1\n[a]: 1", "yaml-key-not-text"),
        ("format: 1", "format: [1", "yaml-broken"),
        ("format: 1", "format: \x07", "yaml-broken"),
        ("format: 1", f"format: {'[' * 60}{']' * 60}", "yaml-too-deep"),
    ],
)
def test_only_the_plain_part_of_yaml_is_read(old: str, new: str, code: str) -> None:
    refused = _refused(TEXT.replace(old, new, 1))

    assert refused.code == "ruleset-syntax"
    assert code in {fault.code for fault in refused.faults}


def test_a_million_brackets_are_refused_at_once() -> None:
    assert _refused("[" * 999_000).faults[0].code == "yaml-too-deep"
    assert _refused("a" * 1_000_001).faults[0].code == "yaml-too-large"
    assert _refused("# nothing").faults[0].code == "yaml-empty"


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a: 1\nb: \xff", 2), (b"\xef\xbb\xbfa: 1", 1), (TEXT.encode("utf-16"), 1)],
)
def test_only_utf8_is_read(content: bytes, line: int) -> None:
    refused = _refused(content)

    assert (refused.code, refused.facts["line"]) == ("ruleset-encoding", line)


MISTAKES = [
    ("format: 1", "format: 2", "rule-choice", "format"),
    ("kind: zoning", "kind: colouring", "rule-choice", "kind"),
    ("id: green-red", "id: Green Red", "rule-text-shape", "id"),
    ("lacks: []", "lacks: []\nlack: []", "rule-field-unknown", "lack"),
    ("kind: zoning\n", "", "rule-field-missing", "kind"),
    ("first: null", "first: 31/05/2021", "rule-day", "decision.in_force.first"),
    ("level: 1, id", "level: 0, id", "rule-range", "levels.0.level"),
    ("level: 1, id", "level: 3, id", "rule-levels-order", "levels"),
    ("level: 1, id", "level: one, id", "rule-number-needed", "levels.0.level"),
    ("id: green,", "id: no_report,", "rule-zone-twice", "levels.0.id"),
    ("id: green,", "id: red,", "rule-zone-twice", "levels.1.id"),
    ("kind: flow", "kind: stock", "rule-window-kind", "judge.0.steps.0.when.of.sum"),
    ("scale: count", "scale: share", "rule-cases-scale", "inputs.cases.counts_cases"),
    ("default: 14", "default: 99", "rule-default-range", "parameters.days.default"),
    ("default: 14", "default: 7.5", "rule-default-range", "parameters.days.default"),
    ("default: 14", "default: unknown", "rule-bounded-parameter", "…days"),
    ("min: 1\n", "min: 0\n", "rule-bounded-parameter", "…days"),
    ("default: all", "default: 3", "rule-settings-default", "…settings.default"),
    ("$settings", "$days", "rule-settings-parameter", "…settings.parameter"),
    ("days: $days", "days: $day", "rule-name-unknown", "…when.of.days"),
    ("days: $days", "days: $settings", "rule-parameter-type", "…when.of.days"),
    ("days: $days", "days: 0", "rule-bounded", "…when.of.days"),
    ("days: $days", "days: 1.5", "rule-whole", "…when.of.days"),
    ("at: all", "at: all\n    passes: -1", "rule-bounded", "judge.0.passes"),
    ("at: all", "at: all\n    passes: $days", "rule-bounded-parameter", "…0.passes"),
    ("sources: []", 'sources: ["a\\u202Eb"]', "rule-text-shape", "…sources.0"),
    (
        "{sum: cases, days: $days}",
        "{ratio: [cases, cases], per: 0}",
        "rule-per",
        "…when.of.per",
    ),
    ("sum: cases", "sum: case", "rule-name-unknown", "…when.of.sum"),
    ("sum: cases", "maximum: cases", "rule-operator-unknown", "…when.of"),
    ("at_least: 1", "atleast: 1", "rule-field-unknown", "…when.atleast"),
    ("at_least: 1", "at_least: 1, at_most: 3", "rule-one-bound", "…when"),
    ("at_least: 1", 'at_least: "1"', "rule-number-needed", "…when.at_least"),
    ("at_least: 1", "clause: k", "rule-one-bound", "…when"),
    ("otherwise: true", "otherwise: false", "rule-choice", "…otherwise"),
    (
        "when: {of: {sum: cases, days: $days}, at_least: 1}",
        "when: __import__('os').system('id')",
        "rule-operator-unknown",
        "…when",
    ),
    (
        "when: {of: {sum: cases, days: $days}, at_least: 1}",
        "otherwise: true",
        "rule-otherwise-last",
        "judge.0.steps.0",
    ),
    (
        'clause: "2", otherwise: true',
        'clause: "2"',
        "rule-when-or-otherwise",
        "judge.0.steps.1",
    ),
    (
        'level: 2, clause: "1"',
        'level: 2, clause: "9"',
        "rule-clause-unknown",
        "…clause",
    ),
    ('level: 2, clause: "1"', 'level: 5, clause: "1"', "rule-level-unknown", "…level"),
    ("at: all", "at: all-of-them", "rule-list-needed", "judge.0.at"),
    ("inputs:", "inputs: 7\nspare:", "rule-mapping-needed", "inputs"),
    ("sources: []", "sources: [3]", "rule-text-needed", "decision.sources.0"),
]


@pytest.mark.parametrize(("old", "new", "code", "field"), MISTAKES)
def test_a_mistake_is_named_with_line_field_and_cure(
    old: str, new: str, code: str, field: str
) -> None:
    bad = TEXT.replace(old, new, 1)
    refused = _refused(bad)
    found = [fault for fault in refused.faults if fault.code == code]

    assert refused.code == "ruleset-broken"
    assert found, [(f.code, f.facts["field"]) for f in refused.faults]
    (fault,) = found[:1]
    assert str(fault.facts["field"]).endswith(field.removeprefix("…"))
    line = bad.splitlines()[int(str(fault.facts["line"])) - 1]
    last = str(fault.facts["field"]).rsplit(".", 1)[-1]
    assert last.isdigit() or last in line or code == "rule-field-missing"


def test_every_fault_has_its_sentences() -> None:
    codes = {code for _, _, code, _ in MISTAKES} | {f.code for f in _all_faults()}

    for code in codes:
        assert code in sentences(), code


def test_a_fault_reads_as_one_line_with_its_cure() -> None:
    (fault,) = _refused(TEXT.replace("sum: cases", "sum: case")).faults
    said = render(fault, "en")

    assert said.what == "case is not declared."
    assert said.do == "Did you mean: cases?"
    assert "judge.0.steps.0.when.of.sum" in said.where


def _all_faults() -> Iterator:
    more = """
numbers:
  a: {value: b, label: {vi: a, en: a}}
  b: {value: {ratio: [a, cases]}, label: {vi: a, en: a}}
  cases: {value: a, label: {vi: a, en: a}}
"""
    yield from _refused(TEXT + more).faults
    twice = TEXT + "  - {at: [commune], steps: [{level: 1, otherwise: true}]}\n"
    yield from _refused(twice).faults
    order = TEXT.replace("level: 2, clause", "level: 1, clause").replace(
        'level: 1, clause: "2", otherwise', "level: 2, otherwise"
    )
    yield from _refused(order).faults
    of = "{share_of_children: {of: hamlet, level_at_least: 9}}"
    yield from _refused(TEXT.replace("{sum: cases, days: $days}", of)).faults
    yield from _refused(
        TEXT.replace("default: 14\n    min: 1", "default: unknown")
    ).faults


def test_names_in_a_circle_units_judged_twice_and_children_unjudged_are_found() -> None:
    codes = {fault.code for fault in _all_faults()}

    assert codes >= {
        "rule-circle",
        "rule-name-twice",
        "rule-section-twice",
        "rule-steps-order",
        "rule-children-first",
        "rule-level-unknown",
        "rule-unknown-range",
    }


def test_all_faults_are_told_at_once() -> None:
    bad = TEXT.replace("kind: flow", "kind: flux").replace("default: 14", "default: a")

    assert len(_refused(bad).faults) == 2


def test_the_hash_is_of_the_bytes() -> None:
    one = build_ruleset(TEXT.encode(), file="a")
    other = build_ruleset((TEXT + "# more\n").encode(), file="a")

    assert one.sha256 != other.sha256
    assert one.sha256 == load_ruleset("green-red").sha256


def test_a_rule_set_is_found_by_id_or_by_path(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(TEXT.replace("id: green-red", "id: mine"), "utf-8")

    assert load_ruleset(mine).id == "mine"
    assert check_ruleset(mine) == ()
    for wrong in ("no-such", str(tmp_path), "../library/green-red", "", "a\0b"):
        with pytest.raises(Refused) as refused:
            load_ruleset(wrong)
        assert refused.value.code == "ruleset-unknown"


def test_the_schema_names_every_operator() -> None:
    schema = str(RuleSet.model_json_schema())

    for word in ("share_of_children", "count_of_neighbours", "at_least", "otherwise"):
        assert word in schema


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=150)
def test_no_text_brings_the_reader_down(text: str) -> None:
    try:
        parse(text, file="drawn")
        build_ruleset(text.encode("utf-8", "surrogatepass"), file="drawn")
    except Refused:
        return


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_no_damage_to_a_good_file_brings_the_reader_down(data: st.DataObject) -> None:
    lines = TEXT.splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    text = data.draw(st.sampled_from(["", "  a: 1", "- b", "x: {", "}: y", "\t"]))
    bad = "\n".join([*lines[:place], text, *lines[place + 1 :]])
    try:
        build_ruleset(bad.encode(), file="drawn")
    except Refused as refused:
        for fault in refused.faults:
            assert fault.code in sentences()
            assert "?" not in str(render(fault, "en")).replace("Did you mean", "")[:-1]
