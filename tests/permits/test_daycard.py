"""The rule card says what the rules say, on one page."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pypdf
import pytest

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.permits.daycard import DayCard, draw_up
from gis.permits.policies import Rulebook
from gis.permits.read import list_policies, read_policy, read_purposes, read_rulebook
from gis.permits.records import Post
from maps.prints.card import Card, compose_card
from tests.permits.travellers import ground

DAY = date(2021, 9, 14)
GATE = Post("p", "Chốt cầu Cái Sắn", "gateway", "91", "30853", "in")
CITY = Post("p", "Chốt Hàng Xanh", "inner", "79", "26734", "both")


def book() -> Rulebook:
    return read_rulebook(read_policy(name) for name in list_policies())


def rules(post: Post = GATE, day: date = DAY) -> DayCard:
    return draw_up(book(), ground(), post, read_purposes(), day)


def card(found: DayCard, post: Post = GATE) -> Card:
    titles = {one.id: one.title["vi"] for one in book().policies}
    purposes = {one["code"]: one["vi"] for one in read_purposes()}
    issued = datetime(2021, 9, 14, 5, tzinfo=VIETNAM)
    until = issued + timedelta(days=3)
    place = "Tỉnh Kiên Giang"
    return Card(post, place, DAY, found, purposes, titles, "ab" * 32, 7, issued, until)


def needs(found: DayCard, purpose: str) -> set[str]:
    numbers = (*found.common, *found.needs[purpose])
    return {f"{(one := found.required[n - 1]).policy}/{one.id}" for n in numbers}


def test_a_gateway_has_the_acts_that_can_speak_there() -> None:
    found = {policy.id for policy in rules().policies}
    assert found == {
        *("core", "fishing", "green-lane", "harvest", "positive-test", "relief"),
        *("vn-15", "vn-16-gateway"),
    }
    assert "hcmc-2021-08-23" in {p.id for p in rules(CITY, date(2021, 8, 25)).policies}
    assert "hcmc-2021-08-23" not in {p.id for p in rules(CITY).policies}


def test_what_only_forgives_an_ended_permit_lets_nobody_pass() -> None:
    lane = read_policy("green-lane")
    (qr,) = (rule for rule in lane.rules if rule.id == "qr")
    forgives = replace(qr, id="forgives", sets_aside=("permit/ended",))
    held = Rulebook([replace(lane, rules=(qr, forgives))])
    found = draw_up(held, ground(), GATE, read_purposes(), DAY)
    assert found.passes == (qr,)


def test_each_purpose_has_the_requirements_that_can_meet_it() -> None:
    found = rules()
    assert needs(found, "goods") == {
        *("green-lane/declaration", "green-lane/test", "green-lane/national-code"),
        *("vn-16-gateway/coach", "positive-test/seen"),
    }
    assert "vn-16-gateway/work-paper" in needs(found, "work")
    assert "vn-16-gateway/test" not in needs(found, "duty")
    assert needs(found, "medical") <= {
        *("vn-16-gateway/coach", "vn-16-gateway/locked", "vn-15/locked"),
        "positive-test/seen",
    }
    assert len(found.always) == sum(one["core"] for one in read_purposes())


def test_what_stops_comes_before_what_asks_and_the_same_words_stand_once() -> None:
    found = rules().required
    outcomes = [rule.failing for rule in found]
    assert outcomes == sorted(outcomes, reverse=True)
    assert len({(r.text["vi"], r.failing) for r in found}) == len(found)


def test_an_act_that_ends_at_midnight_is_on_its_last_card_only() -> None:
    last, after = date(2021, 10, 10), date(2021, 10, 11)
    assert "green-lane" in {p.id for p in rules(day=last).policies}
    assert "green-lane" not in {p.id for p in rules(day=after).policies}


def test_a_directive_that_begins_during_the_day_is_on_the_card() -> None:
    eve = {p.id for p in rules(day=date(2021, 9, 13)).policies}
    assert "vn-15" not in eve
    assert "vn-15" in {p.id for p in rules().policies}


def words_of(pdf: bytes) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("post", [GATE, CITY], ids=["gateway", "city"])
def test_the_card_is_one_page_of_embedded_letters_and_the_same_bytes(
    post: Post,
) -> None:
    drawn = card(rules(post, date(2021, 8, 25)), post)
    pdf = compose_card(drawn)
    said = words_of(pdf)
    for rule in (*drawn.rules.always, *drawn.rules.required, *drawn.rules.duties):
        assert rule.text["vi"] in said
    for words in ("Ngày 14/09/2021", "Gói dữ liệu số 7", "abababababababab"):
        assert words in said
    assert "16/CT-TTg" in said
    assert "…" not in said
    assert b"/FontFile2" in pdf
    if post is GATE:
        assert compose_card(drawn) == pdf


def test_a_day_without_acts_still_says_who_always_passes() -> None:
    found = rules(day=date(2023, 1, 1))
    assert [rule.policy for rule in found.required] == ["positive-test"]
    assert len(found.always) == 9


def test_rules_that_do_not_fit_one_page_are_refused_not_cut() -> None:
    found = rules()
    long = {"vi": "rất dài " * 12, "en": "x"}
    many = (replace(found.required[0], text=long),) * 80
    with pytest.raises(Refused, match="card-full"):
        compose_card(card(replace(found, required=many, common=(), needs={})))
