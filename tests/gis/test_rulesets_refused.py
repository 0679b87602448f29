"""Numbers that a rule file cannot mean are refused with line, field and cure."""

import pytest

from boundaries.refusal import Refused
from gis.rulesets.schema import build_ruleset
from maps.words.said import render
from tests.gis.test_rulesets_numbers import HEAD, JUDGE, levels_of, rules_of


def _refused(grade: str, at: str = "all") -> list[tuple[str, str, int]]:
    with pytest.raises(Refused) as refused:
        rules_of(grade, at)
    assert all(render(fault, "vi").do for fault in refused.value.faults)
    return [
        (f.code, str(f.facts["field"]), int(str(f.facts["line"])))
        for f in refused.value.faults
    ]


@pytest.mark.parametrize(
    ("grade", "code", "field"),
    [
        ("{band: cases, edges: [3, 1], closed: left}", "rule-edges-order", "edges"),
        ("{band: cases, edges: [], closed: left}", "rule-list-short", "edges"),
        ("{band: cases, edges: [1]}", "rule-field-missing", "closed"),
        ("{band: cases, edges: [1], closed: up}", "rule-choice", "closed"),
        ("{band: cases, edges: [$none], closed: left}", "rule-name-unknown", "edges.0"),
        ("{total: [cases]}", "rule-list-short", "total"),
        ("{difference: [cases, beds, beds]}", "rule-value", "difference"),
        ("{total: [cases, nothing]}", "rule-name-unknown", "total.1"),
        ("{peak: cases, days: 0}", "rule-bounded", "days"),
        ("{peak: cases, days: 401}", "rule-bounded", "days"),
        ("{ago: cases, days: 1.5}", "rule-whole", "days"),
        ("{falls: cases, every: 7, most: 0}", "rule-bounded", "most"),
        ("{falls: cases, every: 7, most: 60}", "rule-too-far", "-"),
        ("{peak: {ago: cases, days: $long}, days: $long}", "rule-too-far", "-"),
        (
            "{adjust: cases, when: {of: flag, at_least: 1}}",
            "rule-adjust-nothing",
            "adjust",
        ),
        (
            "{adjust: cases, least: 3, most: 2, when: {of: flag, at_least: 1}}",
            "rule-adjust-caps",
            "least",
        ),
        (
            "{adjust: cases, by: 1, when: {of: gone, at_least: 1}}",
            "rule-name-unknown",
            "when.of",
        ),
        (
            "{adjust: cases, by: 1, when: {of: flag, at_least: 1, clause: gone}}",
            "rule-clause-unknown",
            "when.clause",
        ),
        ("{adjust: cases, by: 1, when: {of: flag}}", "rule-one-bound", "when"),
        ("{adjust: cases, by: 1, when: flag}", "rule-operator-unknown", "when"),
        (
            "{peak: {count_of_neighbours: {level_at_least: 2}}, days: 3}",
            "rule-levels-inside",
            "peak",
        ),
        (
            "{days_since: {of: {level_of_parent: district}, at_least: 1}, most: 3}",
            "rule-levels-inside",
            "days_since",
        ),
        (
            "{of_parent: {count_of_neighbours: {level_at_least: 2}}, at: district}",
            "rule-neighbours-inside",
            "of_parent",
        ),
        ("{ago: grade, days: 1}", "rule-circle", "-"),
        ("{days_since: {of: cases, at_least: 1}, most: 500}", "rule-bounded", "most"),
        ("{of_parent: cases, at: hamlet}", "rule-parent-level", "at"),
        ("{of_parent: cases, at: street}", "rule-choice", "at"),
        ("{sum_of_children: cases, of: province}", "rule-child-level", "of"),
        ("{level_of_parent: district}", "rule-parent-first", "level_of_parent"),
        ("{__import__: os}", "rule-operator-unknown", "-"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused_with_line_and_cure(
    grade: str, code: str, field: str
) -> None:
    found = _refused(grade)

    assert code in [one[0] for one in found], found
    (at, line) = next((one[1], one[2]) for one in found if one[0] == code)
    assert field == "-" or at.endswith(f".{field}"), at
    assert line == HEAD.count("\n") + 2


def _table(cells: str, rows: str = "{band: beds, edges: [1], closed: left}") -> str:
    columns = "{band: cases, edges: [1], closed: left}"
    return f"{{table: {{rows: {rows}, columns: {columns}, cells: {cells}}}}}"


@pytest.mark.parametrize(
    ("grade", "code"),
    [
        (_table("[[1, 2], [1]]"), "rule-table-ragged"),
        (_table("[[1, 2]]"), "rule-table-size"),
        (_table("[[1, 2], [1, 2], [3, 3]]"), "rule-table-size"),
        (_table("[[1], [2]]"), "rule-table-size"),
        (_table("[[1, 2], [1, red]]"), "rule-number-needed"),
        (_table("[[1, 2], [1, true]]"), "rule-number-needed"),
        (_table("[[1, 2], [1, $none]]"), "rule-name-unknown"),
        (_table("[[1, 2]]", "{ratio: [cases, beds]}"), "rule-table-axis"),
        (_table("[[1, 2]]", "flag"), "rule-table-axis"),
        (
            _table(
                "[[1, 2], [1, 2]]",
                "{adjust: {band: beds, edges: [1], closed: left}, by: 1, "
                "when: {of: flag, at_least: 1}}",
            ),
            "rule-table-size",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(grade: str, code: str) -> None:
    assert code in [one[0] for one in _refused(grade)]


def test_a_modified_band_with_a_cap_fits_the_table_of_the_band() -> None:
    rows = (
        "{adjust: {band: beds, edges: [1], closed: left}, by: 1, most: 2, "
        "when: {of: flag, at_least: 1}}"
    )
    grade = _table("[[1, 2], [3, 4]]", rows)

    assert levels_of(grade, cases=[0, 1], beds=[0, 0], flag=[1, 0]) == [3, 2]


def test_names_that_grow_by_doubling_are_refused_before_anything_is_counted() -> None:
    doubled = "".join(
        f"  n{n}: {{value: {{total: [n{n - 1}, n{n - 1}]}}, label: {{vi: a, en: a}}}}\n"
        for n in range(1, 19)
    )
    first = "  n0: {value: {total: [cases, cases]}, label: {vi: a, en: a}}\n"
    grade = "  grade: {value: n9, label: {vi: a, en: a}}\n"
    text = HEAD + "numbers:\n" + first + doubled + grade + JUDGE % "all"
    with pytest.raises(Refused) as refused:
        build_ruleset(text.encode(), file="mine.yaml")

    assert [fault.code for fault in refused.value.faults] == ["rule-too-large"]


def test_a_long_chain_of_names_is_refused_and_not_walked() -> None:
    chain = "".join(
        f"  n{n}: {{value: {{ago: n{n + 1}, days: 1}}, label: {{vi: a, en: a}}}}\n"
        for n in range(500)
    )
    last = "  n500: {value: cases, label: {vi: a, en: a}}\n"
    grade = "  grade: {value: n0, label: {vi: a, en: a}}\n"
    text = HEAD + "numbers:\n" + chain + last + grade + JUDGE % "all"
    with pytest.raises(Refused) as refused:
        build_ruleset(text.encode(), file="mine.yaml")

    assert {fault.code for fault in refused.value.faults} == {"rule-too-nested"}
