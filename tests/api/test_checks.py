"""Checks over HTTP: the contract, and that a server decides as the rules do."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.services.checks.desk import CheckDesk, decide_here
from api.services.checks.lookup import MOST, read_shown
from api.store.audit import walk
from api.store.engine import reading, writing
from api.store.gates import revocations
from api.web.check_body import PAPERS, VEHICLES, read_check
from boundaries.spans import VIETNAM
from gis.permits.codes import code_of
from gis.permits.decide import as_document
from gis.permits.records import Presented
from tests.api.checking import (
    CHECKS,
    HERE,
    NEAR,
    THERE,
    check,
    claims,
    keep_permit,
    open_posts,
    question,
    signed,
)
from tests.api.desk import Desk, open_desk

CONTRACT = {"verdict", "failed", "duties", "versions"}


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("checks")
    desk = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    open_posts(desk)
    yield desk
    desk.app.extensions["keeper"].close()


def checks_of(desk: Desk) -> CheckDesk:
    found: CheckDesk = desk.app.extensions["checks"]
    return found


def permit(desk: Desk, number: int, **changes: Any) -> str:
    return signed(claims(desk.clock(), number, **changes))


def test_a_valid_permit_passes_and_a_stop_answers_200_too(posts: Desk) -> None:
    code, passed = check(posts, permit=permit(posts, 1))
    again, stopped = check(posts)

    assert (code, passed["verdict"]) == (200, "pass")
    assert (again, stopped["verdict"]) == (200, "stop")
    assert passed.keys() >= CONTRACT
    assert all({"rule", "clause", "text"} <= one.keys() for one in stopped["failed"])
    assert stopped["failed"][0]["text"].startswith("Xe hàng không có mã luồng xanh")
    assert passed["permit"]["plate"] == "68C12345"


@pytest.mark.parametrize(
    ("changes", "verdict", "rule"),
    [
        ({"ends": -3600}, "stop", "ended"),
        ({"starts": 7200}, "stop", "not-yet"),
        ({}, "pass", ""),
    ],
)
def test_a_permit_is_judged_by_its_span(
    posts: Desk, changes: dict[str, int], verdict: str, rule: str
) -> None:
    now = int(posts.clock().timestamp())
    spans = {"starts": now - 7200, "issued": now - 7200}
    spans |= {name: now + more for name, more in changes.items()}
    _, found = check(posts, permit=permit(posts, 100 + len(rule), **spans))

    assert found["verdict"] == verdict
    assert rule in {"", *(one["rule"] for one in found["failed"])}


def test_a_flipped_letter_stops_and_what_is_not_ours_is_a_question(
    posts: Desk,
) -> None:
    text = permit(posts, 2)
    turned = text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:]
    _, forged = check(posts, permit=turned)
    _, foreign = check(posts, permit="https://example.org/?q=68C12345")
    _, giant = check(posts, permit="VX1:" + "0" * 4000)

    assert forged["verdict"] in {"stop", "manual"}
    assert forged["permit"]["state"] in {"bad_signature", "unreadable"}
    assert foreign["permit"] == {"state": "foreign"}
    assert giant["permit"] == {"state": "unreadable"}


def test_an_emergency_passes_from_a_gap_in_the_map_and_nothing_else_does(
    posts: Desk,
) -> None:
    sea = {"from": {"lon": 90.0, "lat": 1.0}}
    _, birth = check(posts, purpose="birth", **sea)
    _, goods = check(posts, permit=permit(posts, 3, kind="other"), **sea)
    _, unknown = check(posts, purpose="home", **{"from": "99999"})

    assert birth["verdict"] == "pass"
    assert goods["verdict"] in {"stop", "manual"}
    assert unknown["verdict"] == "manual"
    assert "place-unknown" in {one["rule"] for one in unknown["failed"]}


def test_another_plate_than_the_permits_is_a_question(posts: Desk) -> None:
    _, found = check(posts, permit=permit(posts, 4), plate="51C-999.99")

    assert found["verdict"] == "manual"
    assert found["permit"]["state"] == "mismatch"


@given(data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_service_decides_as_the_rules_do_on_the_same_ground(
    posts: Desk, data: st.DataObject
) -> None:
    """The law behind "online = offline": one `decide`, one `Ground`."""
    codes = st.sampled_from(["30001", "30003", "28001", "91", "99999"])
    papers = st.lists(
        st.fixed_dictionaries({"kind": st.sampled_from(PAPERS)}), max_size=3
    )
    held = checks_of(posts).gate.current()
    number = data.draw(st.integers(1000, 10**9))
    text = permit(posts, number) if data.draw(st.booleans()) else ""
    asked = question(
        posts,
        purpose=data.draw(st.sampled_from(sorted(held.purposes))),
        to=data.draw(codes),
        post=data.draw(st.sampled_from([HERE, NEAR])),
        vehicle=data.draw(st.sampled_from(VEHICLES)),
        traveller={"aboard": data.draw(st.lists(papers, min_size=1, max_size=3))},
        permit=text,
        **{"from": data.draw(codes)},
    )
    code, found = posts.person("chot").ask("POST", CHECKS, asked)
    read = read_check(asked)
    shown = read_shown(held, text, read) if text else Presented()
    snapshot = posts.app.extensions["keeper"].current()
    expected = as_document(decide_here(held, snapshot, read, shown), "vi")

    assert code == 200
    assert {name: found[name] for name in expected} == json.loads(json.dumps(expected))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"at": "2021-09-14T08:00:00"}, "instant-without-offset"),
        ({"at": "hôm nay"}, "query-unreadable"),
        ({"at": "1960-01-01T00:00:00Z"}, "check-instant"),
        ({"at": 7}, "check-member"),
        ({"purpose": "holiday"}, "purpose-unknown"),
        ({"purpose": ""}, "body-member-wrong"),
        ({"post": "91.khong"}, "check-post-unknown"),
        ({"from": 5}, "check-member"),
        ({"from": {"lon": 200, "lat": 1}}, "place-off-earth"),
        ({"from": {"lon": "1", "lat": 1}}, "check-member"),
        ({"to": "có dấu"}, "query-unreadable"),
        ({"vehicle": "ufo"}, "check-choice"),
        ({"vehicle": {"kind": "car", "x": 1}}, "body-member-unknown"),
        ({"traveller": []}, "check-member"),
        ({"traveller": {"papers": [{"kind": "wish"}]}}, "check-choice"),
        ({"traveller": {"papers": [{"kind": "test", "doses": True}]}}, "check-member"),
        ({"traveller": {"aboard": []}}, "check-member"),
        ({"code": "ABCDEFG0"}, "permit-code-wrong"),
        ({"name": "Nguyễn Văn A"}, "body-member-unknown"),
        ({"permit": "x" * 5000}, "body-member-wrong"),
    ],
)
def test_what_is_wrong_in_a_check_is_422_and_says_which_member(
    posts: Desk, changes: dict[str, Any], code: str
) -> None:
    status, found = check(posts, **changes)

    assert (status, found["code"]) == (422, code)


def test_what_cannot_be_parsed_is_400(posts: Desk) -> None:
    person = posts.person("chot")
    for content in (b"{", b"[]", b'{"a":1,"a":2}', b"[" * 2000):
        answer = person.client.post(
            CHECKS,
            data=content,
            headers={
                "Content-Type": "application/json",
                "X-CSRFToken": person.forged(),
            },
        )
        assert answer.status_code == 400, content


def test_only_officers_of_the_posts_own_unit_may_check(posts: Desk) -> None:
    assert check(posts, post=THERE)[0] == 403
    assert check(posts, who="cap")[0] == 403
    assert check(posts, post=NEAR, permit=permit(posts, 5))[0] == 200


def test_a_batch_gives_each_check_its_answer_or_its_problem(posts: Desk) -> None:
    good = question(posts, permit=permit(posts, 6))
    wrong, other = question(posts, purpose="holiday"), question(posts, post=THERE)
    code, found = posts.person("chot").ask(
        "POST", f"{CHECKS}/batch", {"checks": [good, wrong, other, 7]}
    )
    problems = [one["problem"]["status"] for one in found["answers"][1:]]
    many = posts.person("chot").ask("POST", f"{CHECKS}/batch", {"checks": [good] * 101})

    assert code == 200
    assert found["answers"][0]["verdict"] == "pass"
    assert problems == [422, 403, 400]
    assert (many[0], many[1]["code"]) == (422, "checks-batch")


def test_a_plate_finds_its_valid_permit_and_the_audit_keeps_no_plate(
    light_desk: Desk,
) -> None:
    open_posts(light_desk)
    now = int(light_desk.clock().timestamp())
    old = {"starts": now - 9 * 86400, "ends": now - 86400, "issued": now - 9 * 86400}
    code = keep_permit(light_desk, claims(light_desk.clock(), 1))
    keep_permit(light_desk, claims(light_desk.clock(), 2, plate="51C99999", **old))
    _, by_plate = check(light_desk, plate="68c-123.45")
    _, by_code = check(light_desk, code=f"{code[:4]}-{code[4:]}".lower())
    _, ended = check(light_desk, plate="51C 999.99")
    _, unknown = check(light_desk, code=code_of(b"\1" * 8))
    with reading(light_desk.engine) as connection:
        told = [one.entry for one in walk(connection) if one.entry.kind == "permit"]

    assert by_plate["verdict"] == by_code["verdict"] == "pass"
    assert (ended["permit"], ended["verdict"]) == (None, "stop")
    assert (unknown["permit"]["state"], unknown["verdict"]) == ("unreadable", "manual")
    assert [one.after["by"] for one in told if one.after] == [
        "plate",
        "code",
        "plate",
        "code",
    ]
    assert not any("68C" in repr(one).upper() for one in told)
    assert {one.action for one in told} == {"permit.lookup"}


def test_look_ups_are_counted_and_end_at_the_limit(light_desk: Desk) -> None:
    open_posts(light_desk)
    asked = [question(light_desk, plate="68C12345")] * 100
    person = light_desk.person("chot")
    for _ in range(2):
        _, found = person.ask("POST", f"{CHECKS}/batch", {"checks": asked})
    over = [one for one in found["answers"] if "problem" in one]
    light_desk.clock.forward(minutes=10)

    assert len(over) == 200 - MOST
    assert {one["problem"]["status"] for one in over} == {429}
    assert check(light_desk, plate="68C12345")[0] == 200


def test_a_revoked_permit_stops_within_the_next_look(light_desk: Desk) -> None:
    desk = open_posts(light_desk)
    made = claims(light_desk.clock(), 9)
    keep_permit(light_desk, made)
    text = signed(made)
    _, before = check(light_desk, permit=text)
    with writing(light_desk.engine) as connection:
        connection.execute(
            revocations.insert(),
            {
                "what": "permit",
                "key": made.id.hex(),
                "unit": "91",
                "reason": "mất",
                "asked_by": "cap",
                "decided_by": "ky",
                "decided_at": light_desk.clock(),
                "refused": False,
                "recorded_at": light_desk.clock(),
            },
        )
    desk.gate.refresh()
    light_desk.clock.forward(minutes=2)
    _, after = check(light_desk, permit=text)

    assert (before["verdict"], after["verdict"]) == ("pass", "stop")
    assert after["permit"]["state"] == "revoked"


def test_another_time_than_now_is_answered_and_logged_as_a_question(
    posts: Desk,
) -> None:
    late = posts.clock() - timedelta(hours=71)
    past, next_week = late - timedelta(hours=2), posts.clock() + timedelta(days=6)
    seen = [check(posts, when=when)[1]["logged"] for when in (late, past, next_week)]

    assert seen == ["check", "question", "question"]


def test_clocks_that_jump_change_no_verdict_of_the_same_instant(
    light_desk: Desk,
) -> None:
    """A server in UTC whose clock leaps: `at` decides, and the log keeps its order."""
    desk, at = open_posts(light_desk), light_desk.clock()
    text = permit(light_desk, 1)
    found = []
    for more in (0, 3600, -3600, 86400, -86400):
        light_desk.clock.at = at + timedelta(seconds=more)
        asked = question(light_desk, permit=text, when=at)
        _, body = light_desk.person("chot").ask("POST", CHECKS, asked)
        found.append(body)
    midnight = at.astimezone(VIETNAM).replace(hour=0, minute=0) + timedelta(days=1)
    light_desk.clock.at = midnight

    assert {one["verdict"] for one in found} <= {"pass", "manual"}
    assert found[0]["verdict"] == "pass"
    assert desk.gate.band == "fresh"
    assert check(light_desk, permit=text)[1]["verdict"] == "pass"


def test_with_the_database_away_checks_go_on_and_look_ups_become_questions(
    light_desk: Desk, tmp_path: Path
) -> None:
    desk = open_posts(light_desk)
    _, before = check(light_desk, permit=permit(light_desk, 1))
    person, forged = light_desk.person("chot"), light_desk.person("chot").forged()
    light_desk.engine.dispose()
    file = tmp_path / "store.sqlite"
    for part in tmp_path.glob("store.sqlite*"):
        part.rename(part.with_name(f"away.{part.name}"))
    file.mkdir()

    def ask(**more: Any) -> dict[str, Any]:
        answer = person.client.post(
            CHECKS, json=question(light_desk, **more), headers={"X-CSRFToken": forged}
        )
        assert answer.status_code == 200, answer.text
        return dict(json.loads(answer.data))

    scanned, typed = ask(permit=permit(light_desk, 2)), ask(plate="68C12345")
    desk.gate.refresh()
    stale = ask(permit=permit(light_desk, 3))
    file.rmdir()
    for part in tmp_path.glob("away.*"):
        part.rename(part.with_name(part.name.removeprefix("away.")))

    assert before["verdict"] == scanned["verdict"] == stale["verdict"] == "pass"
    assert typed["verdict"] == "manual"
    assert [one.code for one in desk.troubles if one.code != "checks-waiting"]
    assert desk.log.flush()
