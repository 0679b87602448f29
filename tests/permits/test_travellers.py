"""Two hundred written travellers get the verdict that was worked out by hand."""

from functools import cache

import pytest

from gis.permits.decide import decide
from gis.permits.policies import Rulebook
from gis.permits.read import list_policies, read_policy, read_purposes, read_rulebook
from gis.permits.records import Verdict
from tests.permits.journeys import as_json
from tests.permits.test_decide_twin import _DECIDE, ask
from tests.permits.travellers import Written, ground, travellers
from tests.twin import Twin

EVERYBODY = travellers()
MOST_ASKED = 0.1


@cache
def book() -> Rulebook:
    return read_rulebook(read_policy(name) for name in list_policies())


def verdict(one: Written) -> Verdict:
    return decide(one.permit, one.traveller, one.post, ground(), book(), one.now)


@pytest.mark.parametrize("one", EVERYBODY, ids=lambda one: one.who)
def test_the_verdict_is_the_one_worked_out_by_hand(one: Written) -> None:
    found = verdict(one)
    failed = {f"{f.policy}/{f.rule}" for f in found.failed if f.outcome != "pass"}
    duties = {" ".join([d.kind, *map(str, d.days)]) for d in found.duties}
    by = found.passed_by
    if one.by.startswith("core/"):  # what fails beside the core is noted, no more
        failed &= one.failed
    assert (found.outcome, failed) == (one.expect, one.failed)
    assert duties == one.duties
    assert (f"{by.policy}/{by.rule}" if by else "") == one.by


def test_there_are_two_hundred_and_at_most_a_tenth_is_asked() -> None:
    assert len(EVERYBODY) == 200
    assert len({one.who for one in EVERYBODY}) >= 190
    asked = [one for one in EVERYBODY if verdict(one).outcome == "manual"]
    assert 0 < len(asked) <= MOST_ASKED * len(EVERYBODY)


def test_who_is_asked_is_asked_something_and_who_is_stopped_is_told_a_cure() -> None:
    for one in EVERYBODY:
        for failed in verdict(one).failed:
            if failed.outcome == "manual":
                assert failed.ask["vi"], one.who
            if failed.outcome == "stop":
                assert failed.cure["vi"], one.who
                assert failed.review["vi"], one.who


def test_every_purpose_and_every_policy_has_its_travellers() -> None:
    purposes = {one.traveller.purpose for one in EVERYBODY}
    assert purposes == {one["code"] for one in read_purposes()}
    seen = {
        f.policy
        for one in EVERYBODY
        for f in (*verdict(one).failed, *verdict(one).duties)
    }
    by = {found.policy for one in EVERYBODY if (found := verdict(one).passed_by)}
    assert set(list_policies()) <= seen | by


def test_no_verdict_needs_a_phone_an_identity_card_or_vietnamese() -> None:
    """Papers are of few kinds, all of paper; none is an identity card or a code."""
    kinds = {p.kind for one in EVERYBODY for s in one.traveller.aboard for p in s}
    assert kinds <= {
        *("test", "vaccine", "recovered", "declaration", "appointment"),
        *("badge", "letter", "residence", "consent"),
    }
    bare = [one for one in EVERYBODY if not any(one.traveller.aboard)]
    assert sum(verdict(one).outcome == "pass" for one in bare) >= 30


def test_the_phone_gives_the_same_two_hundred_verdicts(twin: Twin) -> None:
    journeys = [
        {
            "permit": as_json(one.permit),
            "traveller": as_json(one.traveller),
            "post": as_json(one.post),
            "now": int(one.now.timestamp()),
            "band": "fresh",
        }
        for one in EVERYBODY
    ]
    world = {"rules": book().as_json(), "ground": ground().as_json(), "lang": "vi"}
    (heard,) = ask(twin, _DECIDE, [{**world, "journeys": journeys}])
    for one, said in zip(EVERYBODY, heard, strict=True):
        found = verdict(one)
        mine = [(f.policy, f.rule, f.outcome, list(f.who)) for f in found.failed]
        its = [(f["policy"], f["rule"], f["outcome"], f["who"]) for f in said["failed"]]
        assert (said["verdict"], its) == (found.outcome, mine), one.who
        duties = [(d.kind, list(d.days)) for d in found.duties]
        assert [(d["kind"], d["days"]) for d in said["duties"]] == duties, one.who
