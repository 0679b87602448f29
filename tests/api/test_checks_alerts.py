"""One permit at two posts too far apart, or twice at one: a question, and an alert."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.services.checks.alerts import FAR as FAR_APART
from api.services.checks.alerts import OFTEN, Recent, Sighting, judge
from api.services.checks.told import tell_alerts
from api.store.engine import reading, writing
from api.store.gates import alerts
from tests.api.checking import FAR, HERE, NEAR, check, claims, open_posts, signed
from tests.api.desk import Desk

NOW = datetime(2021, 9, 14, 1, tzinfo=UTC)
PLACES = {"a": (105.0, 10.0), "b": (107.75, 10.0), "c": (105.07, 10.0)}


def sight(post: str, **later: float) -> Sighting:
    return Sighting(NOW + timedelta(**later), "91", post)


@pytest.mark.parametrize(
    ("post", "later", "kind"),
    [
        # 2.75 degrees of longitude at 10 north: 301 km, that is 2 h 31 at 120 km/h.
        ("b", {"minutes": 10}, FAR_APART),
        ("b", {"minutes": 140}, FAR_APART),
        ("b", {"minutes": 150}, None),  # and five minutes for the clocks
        ("b", {"hours": 13}, None),
        # 7.7 km: 3 min 50 at 120 km/h, which the five minutes cover
        ("c", {"seconds": 0}, None),
        ("a", {"seconds": 3}, None),  # the same scan, sent twice
        ("a", {"seconds": 30}, OFTEN),
        ("a", {"seconds": 60}, OFTEN),
        ("a", {"seconds": 61}, None),
        ("gone", {"minutes": 1}, None),
    ],
)
def test_two_checks_fit_together_or_not(
    post: str, later: dict[str, float], kind: str | None
) -> None:
    one, other = sight("a"), sight(post, **later)
    found = [judge(one, other, PLACES.get), judge(other, one, PLACES.get)]

    assert [alert and alert.kind for alert in found] == [kind, kind]
    assert found[0] is None or found[0].first.at <= found[0].second.at


def test_memory_holds_the_last_checks_of_each_permit_alone() -> None:
    recent = Recent()
    first = recent.note("m", sight("a"), PLACES.get)
    other = recent.note("n", sight("b", minutes=1), PLACES.get)
    again = recent.note("m", sight("b", minutes=1), PLACES.get)

    assert (first, other) == (None, None)
    assert again is not None
    assert round(again.km) == 301


def _said(found: dict[str, Any]) -> set[str]:
    return {one["rule"] for one in found["failed"]}


def test_a_permit_seen_300_km_away_is_a_question_and_both_units_are_told(
    desk: Desk,
) -> None:
    answerer = open_posts(desk)
    text = signed(claims(desk.clock(), 1))
    _, first = check(desk, permit=text)
    desk.clock.forward(minutes=10)
    _, second = check(desk, permit=text, post=FAR)
    assert answerer.log.flush()
    code, found = desk.person("ky").ask("GET", "/api/v1/alerts")
    number = found["items"][0]["id"]
    _, seen = desk.person("ky").ask("POST", f"/api/v1/alerts/{number}/seen", {})
    elsewhere = desk.person("ky.khac")
    hidden = elsewhere.ask("GET", "/api/v1/alerts")[1]["items"]
    refused, _ = elsewhere.ask("POST", f"/api/v1/alerts/{number}/seen", {})

    assert (first["verdict"], second["verdict"]) == ("pass", "manual")
    assert "seen-far" in _said(second)
    assert "08:00:00 14/09/2021 tại Cầu Một" in second["failed"][0]["text"]
    assert (code, len(found["items"])) == (200, 1)
    assert found["items"][0]["kind"] == FAR_APART
    assert found["items"][0]["names"] == {HERE: "Cầu Một", FAR: "Biên giới xa"}
    assert "mark" not in found["items"][0]
    assert seen["seen_by"] == "ky"
    assert (hidden, refused) == ([], 403)


def test_twice_at_one_post_is_a_question_and_a_repeated_send_is_none(
    light_desk: Desk,
) -> None:
    open_posts(light_desk)
    text = signed(claims(light_desk.clock(), 1))
    verdicts = []
    for seconds in (0, 2, 28, 70):
        light_desk.clock.forward(seconds=seconds)
        verdicts.append(check(light_desk, permit=text, post=NEAR)[1]["verdict"])

    assert verdicts == ["pass", "pass", "manual", "pass"]


def test_an_emergency_passes_whatever_was_seen_elsewhere(light_desk: Desk) -> None:
    open_posts(light_desk)
    text = signed(claims(light_desk.clock(), 1))
    check(light_desk, permit=text)
    light_desk.clock.forward(minutes=1)
    _, found = check(light_desk, permit=text, post=FAR, purpose="ambulance")

    assert found["verdict"] == "pass"
    assert "seen-far" in _said(found)
    assert found["passed_by"]["policy"] == "core"


def test_a_stop_stays_a_stop(light_desk: Desk) -> None:
    open_posts(light_desk)
    now = int(light_desk.clock().timestamp())
    ended = {"starts": now - 7200, "issued": now - 7200, "ends": now - 3600}
    text = signed(claims(light_desk.clock(), 1, **ended))
    check(light_desk, permit=text)
    light_desk.clock.forward(minutes=1)

    assert check(light_desk, permit=text, post=FAR)[1]["verdict"] == "stop"


def test_what_another_server_saw_is_told_once(desk: Desk) -> None:
    """Two servers have two memories; their rows meet in the database."""
    answerer = open_posts(desk)
    text = signed(claims(desk.clock(), 1))
    check(desk, permit=text)
    assert answerer.log.flush()
    answerer._recent = Recent()
    desk.clock.forward(minutes=10)
    _, second = check(desk, permit=text, post=FAR)
    assert answerer.log.flush()
    with reading(desk.engine) as connection:
        kept = connection.execute(alerts.select()).mappings().all()
    again = [(kept[0]["mark"], Sighting(desk.clock(), "91", FAR))]
    with writing(desk.engine) as connection:
        where = answerer.gate.current().places.get
        told = tell_alerts(connection, again, where, desk.clock())

    assert second["verdict"] == "pass"
    assert [row["kind"] for row in kept] == [FAR_APART]
    assert told == 0
