"""One verdict for a vehicle: in the service and in the browser."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from gis.permits.bands import band_of
from gis.permits.build import build_policy
from gis.permits.decide import as_document, decide
from gis.permits.ground import Ground, Ring, Turn, Zoning
from gis.permits.policies import Rulebook
from gis.permits.read import read_notices
from gis.permits.records import Claims, Paper, Post, Presented, Traveller
from tests.permits.journeys import BANDS, CORE, as_json, library
from tests.twin import Twin

NOON = datetime(2021, 8, 24, 5, tzinfo=UTC)
AT = int(NOON.timestamp())
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2021, 8, 25, tzinfo=UTC) - timedelta(hours=7)
WORDS = (
    "text: {vi: V, en: E}, cure: {vi: Chữa, en: Cure}, review: {vi: Xét, en: Review}"
)
ACT = f"""
format: 1
id: act
title: {{vi: T, en: T}}
decision:
  number: 9/QĐ
  issuer: {{vi: I, en: I}}
  in_force: {{first: 2021-08-20}}
  status: local
scope: {{units: ["79"], end: either}}
parameters: {{test: {{type: hours, default: 72, label: {{vi: L, en: L}}}}}}
clauses: {{"1": {{vi: C, en: C}}, "2": {{vi: C, en: C}}}}
rules:
  - {{id: core, effect: pass, keeps: true, clause: "1", text: {{vi: Cho qua, en: Pass}},
     when: {{in: [{{var: purpose}}, [ambulance, birth]]}}}}
  - {{id: lane, effect: pass, keeps_old: true, clause: "1", text: {{vi: Q, en: Q}},
     when: {{is: [{{var: permit.kind}}, green_lane]}}}}
  - {{id: near-red, effect: pass, clause: "1", text: {{vi: P, en: P}},
     ask: {{vi: "?", en: "?"}},
     when: {{"<=": [{{var: from.level}}, 1]}}}}
  - {{id: tested, effect: require, per: person, clause: "2", {WORDS},
     ask: {{vi: H, en: A}},
     when: {{not: {{is: [{{var: purpose}}, duty]}}}},
     hold: {{"<=": [{{var: person.test.age}}, $test]}}}}
  - {{id: red, effect: require, clause: "2", {WORDS}, ask: {{vi: Xã nào, en: Which}},
     when: {{is: [{{var: purpose}}, work]}}, hold: {{"<": [{{var: from.level}}, 4]}}}}
  - {{id: days, effect: duty, clause: "2", text: {{vi: D, en: D}}, per: person,
     when: {{not: {{">=": [{{var: person.vaccine.two.age}}, {{days: 14}}]}}}},
     duty: {{kind: test, days: [1, 7]}}}}
  - {{id: by-six, effect: duty, clause: "2", text: {{vi: D, en: D}},
     when: {{is: [{{var: purpose}}, work]}}, duty: {{kind: return_by, minute: 1080}}}}
"""
UNITS = {
    "79": ("", "province"),
    "26734": ("79", "commune"),
    "74": ("", "province"),
    "25747": ("74", "commune"),
    "25748": ("74", "commune"),
}
LAND = Ground(
    UNITS,
    (
        Zoning(AT - 86_400, {"26734": (2, "yellow"), "25747": (2, "yellow")}),
        Zoning(int(MIDNIGHT.timestamp()), {"25747": (4, "red")}),
    ),
    (Turn(AT - 86_400, {"79": (("16/CT-TTg", "2279/QĐ"),)}),),
    (Ring("R", frozenset({"25748"}), frozenset(), AT, None),),
    {"bundle": 12},
)
POST = Post("P", "Chốt", "gateway", "79", "26734")
BOOK = Rulebook([build_policy(ACT.encode(), file="act.yaml")], read_notices())
Judge = Callable[..., dict[str, Any]]
_JUDGE = """
async (given) => {
  const {decide, asDocument} = await import("/static/post/decide.js");
  const {readRulebook} = await import("/static/post/policies.js");
  const {Ground} = await import("/static/post/ground.js");
  const {rules, ground, permit, traveller, post, now, band} = JSON.parse(given);
  const [book, map] = [readRulebook(rules), new Ground(ground)];
  const {origin, destination} = traveller;
  traveller.origin = map.place(origin, now);
  traveller.destination = map.place(destination, now);
  return asDocument(decide(permit, traveller, post, map, book, now, band), "vi");
}
"""


def person(*papers: Paper) -> tuple[Paper, ...]:
    return papers


def sampled(hours: float = 10, *, now: datetime = NOON, good: bool = True) -> Paper:
    return Paper("test", now - timedelta(hours=hours), "rapid", good)


VALID = Claims(bytes(8), "79", AT, AT, AT + 9, "essential", ("work",), "51C1")
LANE = Claims(bytes(8), "79", AT, AT, AT + 9, "green_lane", ("goods",), "51C1")


@pytest.fixture(params=["service", "browser"])
def judge(request: pytest.FixtureRequest) -> Judge:
    """Judge a journey in one of the two; units are looked up on the map there."""
    twin: Twin | None = None
    if request.param == "browser":
        twin = request.getfixturevalue("twin")

    def judged(
        purpose: str = "work",
        origin: str = "25747",
        *aboard: tuple[Paper, ...],
        permit: Presented | None = None,
        now: datetime = NOON,
        band: str = "fresh",
        book: Rulebook = BOOK,
        destination: str = "26734",
    ) -> dict[str, Any]:
        shown = permit or Presented()
        people = aboard or ((),)
        if twin is None:
            ends = (LAND.place(origin, now), LAND.place(destination, now))
            traveller = Traveller(purpose, *ends, "car", "51C1", people)
            verdict = decide(
                shown,
                traveller,
                POST,
                LAND,
                book,
                now,
                band=band,  # type: ignore[arg-type]  # one of its literals
            )
            return as_document(verdict, "vi")
        journey = {
            "rules": book.as_json(),
            "ground": LAND.as_json(),
            "permit": shown,
            "traveller": {
                "purpose": purpose,
                "origin": origin,
                "destination": destination,
                "vehicle": "car",
                "plate": "51C1",
                "aboard": people,
            },
            "post": POST,
            "now": now,
            "band": band,
        }
        found: dict[str, Any] = twin.page.evaluate(_JUDGE, json.dumps(as_json(journey)))
        return found

    return judged


def rules(document: dict[str, Any]) -> list[str]:
    return [f"{one['rule']} {one['outcome']}" for one in document["failed"]]


def test_who_meets_every_rule_passes_and_hears_what_is_still_owed(judge: Judge) -> None:
    found = judge("work", "25747", person(sampled()))

    assert (found["verdict"], found["failed"], found["passed_by"]) == ("pass", [], None)
    assert [(d["kind"], d["days"], d["until"], d["who"]) for d in found["duties"]] == [
        ("test", [1, 7], None, [1]),
        ("return_by", [], "2021-08-24T18:00:00+07:00", []),
    ]
    assert found["versions"] == {
        "bundle": 12,
        "band": "fresh",
        "policies": [
            {"id": "act", "number": "9/QĐ", "sha256": BOOK.policies[0].sha256}
        ],
        "directives": ["2279/QĐ"],
    }


def test_one_without_a_test_stops_the_vehicle_and_the_verdict_names_the_seat(
    judge: Judge,
) -> None:
    found = judge("work", "25747", person(sampled()), person(sampled(73)), person())

    assert found["verdict"] == "stop"
    assert found["duties"] == []
    assert found["failed"] == [
        {
            "policy": "act",
            "rule": "tested",
            "clause": "2",
            "outcome": "stop",
            "text": "V",
            "cure": "Chữa",
            "review": "Xét",
            "ask": "H",
            "who": [2, 3],
        }
    ]


def test_a_test_counts_to_its_last_second(judge: Judge) -> None:
    last = Paper("test", NOON - timedelta(hours=72), "pcr", negative=True)
    late = Paper("test", NOON - timedelta(hours=72, seconds=1), "pcr", negative=True)

    assert judge("work", "25747", person(last))["verdict"] == "pass"
    assert judge("work", "25747", person(late))["verdict"] == "stop"


def test_a_newer_positive_test_undoes_a_negative_one(judge: Judge) -> None:
    found = judge("work", "25747", person(sampled(20), sampled(5, good=False)))

    assert found["verdict"] == "stop"


def test_where_a_rule_turns_on_what_nobody_reported_a_person_asks(judge: Judge) -> None:
    found = judge("work", "74", person(sampled()))

    assert (found["verdict"], rules(found)) == ("manual", ["red manual"])
    assert found["failed"][0]["ask"] == "Xã nào"


def test_what_nobody_reported_plays_no_part_where_nothing_turns_on_it(
    judge: Judge,
) -> None:
    assert judge("goods", "74", person(sampled()))["verdict"] == "pass"


def test_a_stop_is_a_question_where_an_unknown_place_might_let_pass(
    judge: Judge,
) -> None:
    found = judge("goods", "74")

    assert found["verdict"] == "manual"
    assert rules(found) == ["tested manual", "near-red manual"]
    assert judge("goods", "25747")["verdict"] == "stop"


def test_a_gap_in_the_map_is_asked_about(judge: Judge) -> None:
    found = judge("goods", "", person(sampled()))

    assert (found["verdict"], rules(found)) == ("manual", ["place-unknown manual"])


@pytest.mark.parametrize(
    ("state", "outcome", "rule"),
    [
        ("bad_signature", "stop", "signature"),
        ("ended", "stop", "ended"),
        ("not_yet", "stop", "not-yet"),
        ("revoked", "stop", "revoked"),
        ("key_revoked", "stop", "revoked"),
        ("unknown_key", "manual", "unknown-key"),
        ("mismatch", "manual", "mismatch"),
        ("unreadable", "manual", "unreadable"),
        ("foreign", "pass", "foreign"),
    ],
)
def test_what_is_wrong_with_a_permit_stops_asks_or_is_noted(
    judge: Judge, state: Any, outcome: str, rule: str
) -> None:
    """Good papers do not heal a permit that is forged, ended or revoked."""
    found = judge("work", "25747", person(sampled()), permit=Presented(state))

    assert (found["verdict"], rules(found)) == (outcome, [f"{rule} {outcome}"])
    assert all(found["failed"][0][name] for name in ("text", "cure", "review", "ask"))


def test_a_question_about_the_permit_comes_before_a_rule_that_stops(
    judge: Judge,
) -> None:
    found = judge("work", "25747", permit=Presented("mismatch"))

    assert (found["verdict"], rules(found)) == (
        "manual",
        ["mismatch manual", "tested stop"],
    )


def test_a_typed_code_that_nobody_could_look_up_is_asked_about(judge: Judge) -> None:
    typed = Presented("valid", VALID, {"typed": True})

    found = judge("work", "25747", person(sampled()), permit=typed)

    assert (found["verdict"], rules(found)) == ("manual", ["code-typed manual"])


def test_a_green_lane_permit_answers_for_every_requirement(judge: Judge) -> None:
    found = judge("goods", "25747", permit=Presented("valid", LANE))

    assert (found["verdict"], found["failed"]) == ("pass", [])
    assert found["passed_by"]["rule"] == "lane"


def test_p11_birth_passes_in_every_band_and_whatever_the_permit(judge: Judge) -> None:
    shown: list[Any] = ["none", "bad_signature", "revoked", "ended", "mismatch"]
    for band, state in product(BANDS, shown):
        origin = "" if state == "ended" else "25748"

        found = judge("birth", origin, permit=Presented(state), band=band)

        assert found["verdict"] == "pass"
        assert (found["passed_by"]["policy"], found["passed_by"]["rule"]) == (
            "act",
            "core",
        )


@pytest.mark.parametrize("purpose", CORE)
def test_p11_one_tap_on_an_emergency_passes_under_every_act_of_the_library(
    judge: Judge, purpose: str
) -> None:
    found = judge(purpose, "25748", band="clock", book=library())

    assert (found["verdict"], found["passed_by"]["policy"]) == ("pass", "core")


def test_p9_older_data_ask_more_and_never_pass_by_themselves(judge: Judge) -> None:
    """After an hour, 24 hours, 72 hours, 7 days without a network."""
    ages = {1: "fresh", 7: "aged", 25: "old", 73: "expired", 170: "clock"}
    good, lane = person(sampled()), Presented("valid", LANE)
    seen = {}
    for hours in ages:
        band = band_of(NOON - timedelta(hours=hours), NOON, NOON - MINUTE)
        seen[hours] = (
            band,
            judge("work", "25747", good, band=band)["verdict"],
            judge("goods", "25747", permit=lane, band=band)["verdict"],
            judge("work", "25747", band=band)["verdict"],
            judge("work", "25747", permit=Presented("ended"), band=band)["verdict"],
            judge("work", permit=Presented("bad_signature"), band=band)["verdict"],
        )

    assert seen == {
        1: ("fresh", "pass", "pass", "stop", "stop", "stop"),
        7: ("aged", "pass", "pass", "stop", "stop", "stop"),
        25: ("old", "manual", "pass", "manual", "manual", "stop"),
        73: ("expired", "manual", "manual", "manual", "manual", "stop"),
        170: ("clock", "manual", "manual", "manual", "manual", "stop"),
    }


def test_p9_data_of_more_than_six_hours_pass_with_a_note(judge: Judge) -> None:
    found = judge("work", "25747", person(sampled()), band="aged")

    assert (found["verdict"], rules(found)) == ("pass", ["aged-list pass"])


@pytest.mark.parametrize("wrong", [-3_600, -86_400, -AT, 2_147_483_647 - AT])
def test_p8_a_wrong_clock_never_passes_by_itself_and_is_named(
    judge: Judge, wrong: int
) -> None:
    """An hour back, a day back, 1970 and 2038; the last event was a minute ago."""
    clock = datetime.fromtimestamp(AT + wrong, UTC)
    band = band_of(NOON - 10 * MINUTE, clock, NOON - MINUTE)

    found = judge("work", "25747", person(sampled(now=clock)), now=clock, band=band)

    assert (band, found["verdict"]) == ("clock", "manual")
    assert "wrong-clock manual" in rules(found)


def test_p8_a_clock_one_hour_ahead_is_seen_by_nobody_and_harms_nobody(
    judge: Judge,
) -> None:
    band = band_of(NOON - 10 * MINUTE, NOON + 60 * MINUTE, NOON - MINUTE)

    assert band == "fresh"
    assert judge("work", "25747", person(sampled()), band=band)["verdict"] == "pass"


def test_p10_the_zone_of_the_minute_of_the_scan_counts(judge: Judge) -> None:
    """The commune turns red at 00:00; the permit and the test are older."""
    before = MIDNIGHT - timedelta(seconds=1)
    permit = Presented("valid", VALID)

    first = judge("work", "25747", person(sampled()), permit=permit, now=before)
    after = judge("work", "25747", person(sampled()), permit=permit, now=MIDNIGHT)

    assert (first["verdict"], after["verdict"]) == ("pass", "stop")
    assert rules(after) == ["red stop"]


def test_p10_the_act_of_the_minute_of_the_scan_counts_and_is_named(
    judge: Judge,
) -> None:
    """One act ends, the next begins, while the permit goes on."""
    ends = "in_force: {first: 2021-08-20, last: 2021-08-24}"
    old = ACT.replace("in_force: {first: 2021-08-20}", ends)
    new = old.replace("first: 2021-08-20, last: 2021-08-24", "first: 2021-08-25")
    new = new.replace("id: act", "id: next").replace("9/QĐ", "10/QĐ")
    policies = [build_policy(text.encode(), file="a.yaml") for text in (old, new)]
    book = Rulebook(policies, read_notices())
    before = MIDNIGHT - timedelta(seconds=1)

    for now, act in ((before, "act"), (MIDNIGHT, "next")):
        found = judge("goods", "25747", now=now, book=book)

        assert [one["policy"] for one in found["failed"]] == [act]
        assert [one["id"] for one in found["versions"]["policies"]] == [act]


def test_where_no_act_speaks_everybody_passes(judge: Judge) -> None:
    found = judge("work", "25747", book=Rulebook([], read_notices()))

    assert (found["verdict"], found["versions"]["policies"]) == ("pass", [])
