"""The access policies that come with the software: judged by their worked cases."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import commands
from gis.permits.read import LIBRARY, list_policies, read_policy, read_purposes
from gis.permits.worked import examine_policy, read_policy_file

POLICIES = list_policies()
LONGEST = 110  # letters of a sentence that an officer reads on a phone


@pytest.mark.parametrize("name", POLICIES)
def test_every_rule_has_worked_cases_on_both_sides(name: str) -> None:
    examined = examine_policy(name)
    assert examined.faults == ()
    assert examined.unreached == ()
    assert examined.cases >= 5


@pytest.mark.parametrize("name", POLICIES)
def test_what_an_officer_reads_is_short_and_in_both_languages(name: str) -> None:
    for rule in read_policy(name).rules:
        for words in (rule.text, rule.cure, rule.review, rule.ask):
            if words:
                assert set(words) == {"vi", "en"}
                assert all(0 < len(text) <= LONGEST for text in words.values()), words
                assert "$" not in "".join(words.values())
        if rule.effect == "require":
            assert rule.cure
            assert rule.review
        assert rule.ask or rule.effect == "pass", rule.id


@pytest.mark.parametrize("name", POLICIES)
def test_no_policy_is_passed_off_as_the_gazetted_text(name: str) -> None:
    given = read_policy_file(name)
    assert given.decision.status in {"reconstructed", "local"}
    assert given.uncertain
    own = given.decision.status == "local" and not given.decision.number
    assert given.decision.sources or own


def test_every_core_purpose_passes_always() -> None:
    core = {one["code"] for one in read_purposes() if one["core"]}
    rules = read_policy("core").rules
    assert {rule.id for rule in rules} == core
    assert all(rule.keeps and rule.sets_aside == ("all",) for rule in rules)


def test_only_the_core_keeps_whatever_the_age_of_the_list() -> None:
    keeping = {n for n in POLICIES if any(r.keeps for r in read_policy(n).rules)}
    assert keeping == {"core"}


def test_purposes_of_permits_and_rules_are_those_at_the_post() -> None:
    codes = {one["code"] for one in read_purposes()}
    for name in POLICIES:
        for kind in read_policy(name).permits:
            assert set(kind.purposes) <= codes


def test_a_province_sets_the_age_of_a_test_and_the_words_follow() -> None:
    policy = read_policy("vn-16-gateway", {"test_hours": 120})
    (rule,) = (one for one in policy.rules if one.id == "test")
    assert "120 giờ" in rule.text["vi"]
    assert "432000" in json.dumps(rule.hold.expression if rule.hold else None)


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["policies", *words])
    return done.exit_code, done.output


def test_the_command_lists_shows_and_gives_the_schema() -> None:
    assert all(name in _run("list")[1] for name in POLICIES)
    assert "72 giờ" in _run("show", "green-lane")[1]
    shown = json.loads(_run("show", "core", "--json")[1])
    assert shown["sha256"] == read_policy("core").sha256
    assert json.loads(_run("schema")[1])["title"] == "PolicyFile"


def test_a_check_names_the_case_that_does_not_hold(tmp_path: Path) -> None:
    for name in ("vn-15.yaml", "vn-15.cases.yaml"):
        text = (LIBRARY / name).read_text("utf-8")
        changed = text.replace("failing: manual", "failing: stop")
        (tmp_path / name).write_text(changed, "utf-8")
    code, said = _run("check", str(tmp_path / "vn-15.yaml"), "--lang", "en")
    assert code == 1
    assert "From a locked area: the head of the post" in said
    assert "verdict should be manual but is stop" in said


def test_a_check_tells_what_no_case_reaches(tmp_path: Path) -> None:
    text = (LIBRARY / "relief.yaml").read_text("utf-8")
    (tmp_path / "relief.yaml").write_text(text, "utf-8")
    cases = (LIBRARY / "relief.cases.yaml").read_text("utf-8").splitlines()
    (tmp_path / "relief.cases.yaml").write_text("\n".join(cases[:6]) + "\n", "utf-8")
    found = examine_policy(tmp_path / "relief.yaml")
    assert ("sender", "failed") in found.unreached
    code, said = _run("check", str(tmp_path / "relief.yaml"), "--lang", "en")
    assert code == 0
    assert "No worked case fails rule sender." in said


def test_a_fault_is_told_with_its_line(tmp_path: Path) -> None:
    text = (LIBRARY / "relief.yaml").read_text("utf-8")
    path = tmp_path / "relief.yaml"
    path.write_text(text.replace("var: post.direction", "var: post.side"), "utf-8")
    code, said = _run("check", str(path), "--lang", "en")
    assert code == 1
    assert "post.side" in said
