"""Access policies as data: what may stand in a file, and which of them speak."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.permits.build import FACTS, build_policy
from gis.permits.facts import facts_of, person_of
from gis.permits.logic import Condition, expand
from gis.permits.policies import Notice, Policy, Rulebook, Scope
from gis.permits.read import read_notices, read_policy, read_purposes
from gis.permits.records import Paper, Place, Post, Presented, Traveller
from maps.words.said import render

HEAD = """
format: 1
id: act
title: {vi: T, en: T}
decision:
  number: 9/QĐ
  issuer: {vi: I, en: I}
  in_force: {first: 2021-08-20, last: 2021-08-24}
  status: local
parameters:
  hours: {type: hours, default: 72, min: 24, max: 96, label: {vi: L, en: L}}
clauses: {"1": {vi: C, en: C}}
rules:
"""
RULE = """
  - id: tested
    effect: require
    per: person
    clause: "1"
    when: true
    hold: {"<=": [{var: person.test.age}, $hours]}
    text: {vi: Cần xét nghiệm $hours giờ, en: A test of $hours hours}
    cure: {vi: C, en: C}
    review: {vi: R, en: R}
    ask: {vi: A, en: A}
"""
AT = datetime(2021, 8, 24, 5, tzinfo=UTC)
HERE = Place("26734", ("26734", "760", "79"), basis=("16/CT-TTg",))
THERE = Place("25747", ("25747", "74"))
POST = Post("P", "P", "gateway", "79", "26734")


def build(text: str, params: dict[str, object] | None = None) -> Policy:
    return build_policy(text.encode(), file="act.yaml", params=params)


def faults(text: str) -> list[tuple[str, Any]]:
    with pytest.raises(Refused) as refused:
        build(text)
    for lang in ("vi", "en"):
        for fault in refused.value.faults:
            said = render(fault, lang)  # type: ignore[arg-type]  # one of the two
            assert "{" not in str(said)
    return [(one.code, one.facts["line"]) for one in refused.value.faults]


def test_an_act_is_in_force_from_its_first_midnight_to_the_end_of_its_last_day() -> (
    None
):
    policy = build(HEAD + RULE)
    first = int(datetime(2021, 8, 20, tzinfo=VIETNAM).timestamp())
    last = int(datetime(2021, 8, 25, tzinfo=VIETNAM).timestamp())

    assert not policy.in_force(first - 1)
    assert policy.in_force(first)
    assert policy.in_force(last - 1)
    assert not policy.in_force(last)


def test_an_act_may_begin_at_an_hour() -> None:
    text = (HEAD + RULE).replace("first: 2021-08-20", "first: 2021-08-20T22:00")

    assert build(text).starts == int(
        datetime(2021, 8, 20, 22, tzinfo=VIETNAM).timestamp()
    )


def test_a_parameter_stands_in_the_logic_in_seconds_and_in_the_text_as_written() -> (
    None
):
    (usual,) = build(HEAD + RULE).rules
    (local,) = build(HEAD + RULE, {"hours": 48}).rules

    assert usual.text == {"vi": "Cần xét nghiệm 72 giờ", "en": "A test of 72 hours"}
    assert local.text["vi"] == "Cần xét nghiệm 48 giờ"
    assert usual.hold is not None
    assert "259200" in str(usual.hold.expression)
    assert local.hold is not None
    assert "172800" in str(local.hold.expression)


@pytest.mark.parametrize("params", [{"hours": 97}, {"hours": "x"}, {"other": 1}])
def test_a_value_out_of_range_or_of_no_parameter_is_refused(
    params: dict[str, object],
) -> None:
    with pytest.raises(Refused) as refused:
        build(HEAD + RULE, params)

    assert refused.value.code == "policy-parameter"


def test_a_figure_that_nobody_found_must_be_given() -> None:
    text = (HEAD + RULE).replace("default: 72", "required: true")

    with pytest.raises(Refused) as refused:
        build(text)

    assert refused.value.code == "policy-parameter"
    assert build(text, {"hours": 30}).rules


def line(text: str, wanted: str) -> int:
    return next(n for n, row in enumerate(text.split("\n"), 1) if wanted in row)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("    cure: {vi: C, en: C}\n", "", "policy-cure", "- id"),
        ('clause: "1"', 'clause: "2"', "policy-clause", "clause:"),
        ("effect: require", "effect: pass", "policy-hold", "- id"),
        ("when: true", "when: true\n    keeps: true", "policy-keeps", "- id"),
        ("person.test.age", "person.tset.age", "policy-fact", "- id"),
        ("$hours]", "$days]", "policy-parameter-unknown", "- id"),
        ("$hours]", "{hours: x}]", "policy-logic", "- id"),
        ('{"<=":', '{"=<":', "logic-operator", "- id"),
        ("last: 2021-08-24", "last: 2021-08-19", "policy-span", "in_force"),
        ("default: 72, ", "", "policy-default", "hours:"),
        ("per: person", "per: seat", "rule-choice", "per:"),
        ("effect: require", "efect: require", "rule-field-unknown", "efect"),
        ("id: tested", "id: tested\n    id: again", "yaml-key-twice", "again"),
        ("when: true", "when: &a true", "yaml-feature", "&a"),
        ("when: true", "when: yes", "yaml-unclear", "yes"),
    ],
)
def test_each_fault_of_a_file_is_named_with_its_line(
    old: str, new: str, code: str, at: str
) -> None:
    text = (HEAD + RULE).replace(old, new)
    assert text != HEAD + RULE

    assert (code, line(text, at)) in faults(text)


def test_a_rule_that_stands_twice_is_named() -> None:
    assert ("policy-rule-twice", line(HEAD + RULE, "- id") + 11) in faults(
        HEAD + RULE + RULE
    )


def test_two_policies_of_one_id_are_refused() -> None:
    policy = build(HEAD + RULE)

    with pytest.raises(Refused, match="policy-id-twice"):
        Rulebook([policy, policy])


def test_a_rule_book_of_a_newer_make_is_refused() -> None:
    with pytest.raises(Refused, match="policy-format"):
        Rulebook.from_json({"format": 2, "notices": [], "policies": []})


def test_an_unknown_policy_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="policy-unknown") as refused:
        read_policy("no-such-act")

    assert "core" in str(refused.value.facts["known"])
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD + RULE, "utf-8")
    assert read_policy(file).id == "act"


@pytest.mark.parametrize(
    ("scope", "inward", "outward", "past"),
    [
        (Scope(), True, True, True),
        (Scope(units=frozenset({"79"}), end="to"), True, False, False),
        (Scope(units=frozenset({"79"}), end="from"), False, True, False),
        (Scope(units=frozenset({"79"}), end="both"), False, False, False),
        (Scope(units=frozenset({"79"}), end="post"), True, True, True),
        (Scope(units=frozenset({"79"}), end="either"), True, True, True),
        (Scope(basis=frozenset({"16/CT-TTg"}), end="to"), True, False, False),
        (Scope(basis=frozenset({"15/CT-TTg"}), end="either"), False, False, False),
        (Scope(posts=frozenset({"inner"})), False, False, False),
        (Scope(units=frozenset({"74"}), basis=frozenset({"16/CT-TTg"})), *[False] * 3),
    ],
)
def test_a_policy_speaks_where_its_scope_meets_the_journey(
    scope: Scope, *, inward: bool, outward: bool, past: bool
) -> None:
    """Into, out of, and through the territory of a post."""
    policy = Policy("p", "1", "0", 0, None, scope, ())
    book = Rulebook([policy])

    journeys = ((THERE, HERE), (HERE, THERE), (THERE, THERE))
    spoken = [bool(book.speaking(POST, *ends, AT, HERE)) for ends in journeys]

    assert spoken == [inward, outward, past]


def test_policies_speak_in_the_order_of_their_ids() -> None:
    named = [Policy(name, "1", "0", 0, None, Scope(), ()) for name in ("b", "a", "c")]

    spoken = Rulebook(named).speaking(POST, HERE, THERE, AT)

    assert [policy.id for policy in spoken] == ["a", "b", "c"]


def test_what_is_built_in_says_everything_in_both_languages() -> None:
    found = {notice.id: notice for notice in read_notices()}

    assert {"signature", "stale-list", "wrong-clock", "place-unknown"} <= {*found}
    for notice in found.values():
        for words in (notice.text, notice.cure, notice.review, notice.ask):
            assert all(words[lang] for lang in ("vi", "en"))
        assert Notice.from_json(notice.as_json()) == notice


def test_purposes_have_words_a_sign_and_the_core_of_nine() -> None:
    purposes = read_purposes()

    assert sum(one["core"] for one in purposes) == 9
    assert len({one["code"] for one in purposes}) == len(purposes)
    assert all(one["vi"] and one["en"] and one["icon"] for one in purposes)
    assert "transit" in {one["code"] for one in purposes}


def test_every_fact_that_a_rule_may_read_is_in_the_document() -> None:
    papers = (
        Paper("test", AT, "pcr", negative=True),
        Paper("test", AT, "rapid", negative=True),
        Paper("vaccine", AT, doses=2),
        Paper("recovered", AT),
    )
    now = int(AT.timestamp())
    traveller = Traveller("goods", HERE, THERE)
    facts = facts_of(traveller, Presented(), POST, now)
    facts["person"] = person_of(papers, now)
    ill = person_of([Paper("test", AT, "pcr", negative=False)], now)

    def there(found: Any, path: str) -> bool:
        for step in path.split("."):
            if not isinstance(found, dict) or step not in found:
                return False
            found = found[step]
        return True

    missing = {path for path in FACTS if not there(facts, path)}
    assert missing == {"person.positive.age"}
    assert there({"person": ill}, "person.positive.age")


UNKNOWN = frozenset({"from.level"})
LEVEL = {">": [{"var": "from.level"}, 2]}
YES, NO = {"is": [1, 1]}, {"is": [1, 2]}


@pytest.mark.parametrize(
    ("logic", "told"),
    [
        (LEVEL, None),
        ({"not": LEVEL}, None),
        ({"and": [LEVEL, NO]}, False),
        ({"and": [NO, LEVEL]}, False),
        ({"and": [LEVEL, YES]}, None),
        ({"or": [LEVEL, YES]}, True),
        ({"or": [LEVEL, NO]}, None),
        ({"if": [LEVEL, YES, YES]}, True),
        ({"if": [LEVEL, YES, NO]}, None),
        ({"if": [YES, NO, LEVEL]}, False),
    ],
)
def test_an_unknown_fact_matters_only_where_the_answer_turns_on_it(
    logic: Any, told: Any
) -> None:
    condition = Condition(expand(logic, {}))

    assert condition.tell({"from": {"level": None}}, UNKNOWN, broken=False) is told


@pytest.mark.parametrize(
    ("logic", "pure"),
    [
        ({"hours": 72}, 259_200),
        ({"days": "$n"}, 1_209_600),
        ({"is": [{"var": "purpose"}, "goods"]}, {"===": [{"var": "purpose"}, "goods"]}),
        ({"not": YES}, {"!": [{"===": [1, 1]}]}),
        (
            {"or": [True, False]},
            {"!": [{"and": [{"!": [True]}, {"!": [False]}]}]},
        ),
        ({"in": [{"var": "purpose"}, "$list"]}, {"in": [{"var": "purpose"}, ["a"]]}),
        (
            {"<=": [{"var": "person.test.age"}, 5]},
            {
                "if": [
                    {"var": "person.test"},
                    {"<=": [{"var": "person.test.age"}, 5]},
                    False,
                ]
            },
        ),
    ],
)
def test_what_people_write_becomes_pure_logic(logic: Any, pure: Any) -> None:
    assert expand(logic, {"n": 14, "list": ["a"]}) == pure


@pytest.mark.parametrize("value", [3, "text", None, [True]])
def test_a_value_that_is_no_truth_counts_as_broken(value: Any) -> None:
    condition = Condition({"var": "purpose"})

    for broken in (True, False):
        told = condition.tell({"purpose": value}, frozenset(), broken=broken)
        assert told is broken


def test_a_form_that_a_unit_filled_in_speaks_there_and_the_form_elsewhere() -> None:
    """Two provinces fill the same form in: neither judges the other's roads."""
    form = read_policy("harvest")
    own = [form.in_unit(unit) for unit in ("82", "91")]
    left = replace(form, scope=replace(form.scope, without=frozenset({"82", "91"})))
    book = Rulebook([left, *own])
    post = Post("p", "P", "inner", "91", "30001")
    at = datetime(2021, 9, 14, 8, tzinfo=VIETNAM)
    for unit, speaks in (("91", "harvest@91"), ("82", "harvest@82"), ("79", "harvest")):
        place = Place("x", ("x", unit), basis=("16/CT-TTg",))
        assert [p.id for p in book.speaking(post, place, place, at)] == [speaks]
    again = Rulebook.from_json(book.as_json())
    assert {r.policy for p in again.policies for r in p.rules} == {"harvest"}
