"""Every route, asked as every role, at home and elsewhere, by person and by program."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from api.services.access import ROLES as KNOWN
from api.services.accounts import actor_of, sign_in
from api.services.deputies import name_deputy
from api.services.people_accounts import Asking
from api.services.tokens import NEVER, make_token
from api.services.work import Worker
from api.store.accounts import find_account, list_grants
from api.store.alerts import add_alert, list_alerts
from api.store.engine import reading, writing
from api.web.door import need_of
from tests.api.access_table import HIDDEN, REFUSED, ROLES, TABLE, Line
from tests.api.desk import PASSWORD, Desk
from tests.api.folders import publish
from tests.api.permits import TRUCK, give_keys, sign
from tests.api.phones import Phone, code_of, give_posts

NOT_ALLOWED = {401, 403, 404}
HERE, THERE = "91", "82"
_PARTS = {HERE: ("899", "30001"), THERE: ("815", "28001")}


def test_every_route_and_method_has_its_line(light_desk: Desk) -> None:
    known = {
        (rule.rule, method)
        for rule in light_desk.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    told = [(line.rule, line.method) for line in TABLE]

    assert set(told) == known
    assert len(told) == len(set(told))
    assert set(ROLES) == set(KNOWN)


def test_no_route_was_left_without_a_word_about_who_may(light_desk: Desk) -> None:
    silent = [
        name
        for name, view in light_desk.app.view_functions.items()
        if need_of(view) is None and name != "static"
    ]

    assert silent == []


def test_a_route_about_which_nobody_said_anything_answers_nobody(
    light_desk: Desk,
) -> None:
    light_desk.app.add_url_rule("/api/v1/made-up", "made", lambda: "hello")
    light_desk.app.add_url_rule("/made-up", "made-page", lambda: "hello")
    light_desk.hire("tatca", *((role, "") for role in ROLES))

    for name in ("tatca", "quan"):
        for url in ("/api/v1/made-up", "/made-up"):
            assert light_desk.person(name).client.get(url).status_code == 403
    assert light_desk.nobody().client.get("/api/v1/made-up").status_code == 401
    assert light_desk.nobody().client.get("/made-up").status_code == 302


@dataclass
class Walker:
    """Somebody with one role in the province here, and a program of his."""

    desk: Desk
    role: str
    name: str
    client: Any
    forged: str
    token: str

    def ask(self, line: Line, facts: Mapping[str, str], *, token: str = "") -> Any:
        facts = {**facts, "role": self.role if self.role in KNOWN else "viewer"}
        url = _filled(line.url or line.rule, facts)
        headers = dict(line.headers)
        client = self.desk.app.test_client() if token else self.client
        headers |= (
            {"Authorization": f"Bearer {token}"}
            if token
            else {"X-CSRFToken": self.forged}
        )
        sent: dict[str, Any] = {}
        if line.form is not None:
            sent["data"] = {
                name: (BytesIO(value), "x.csv")
                if isinstance(value, bytes)
                else _filled(value, facts)
                for name, value in line.form.items()
            }
        elif line.body is not None:
            sent["json"] = _filled(line.body, facts)
        return client.open(url, method=line.method, headers=headers, **sent)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    from tests.api.desk import open_desk

    folder = tmp_path_factory.mktemp("walk")
    publish(folder / "published")
    desk = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    yield desk
    desk.app.extensions["keeper"].close()


@pytest.fixture(scope="module")
def places(walked: Desk) -> Mapping[str, Mapping[str, str]]:
    return {unit: _keep_things(walked, unit) for unit in (HERE, THERE)}


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_a_route_answers_those_of_its_line_at_home_and_nobody_else(
    walked: Desk, places: Mapping[str, Mapping[str, str]], role: str
) -> None:
    wrong: list[str] = []
    walker = _walker(walked, role)
    for line in TABLE:
        if line.rule == "/signout":
            continue
        for unit in (HERE, THERE):
            facts = {**places[unit], **_own_things(walker, line, unit)}
            answer = walker.ask(line, facts)
            if fault := _judge(line, role, unit, answer, places):
                wrong.append(f"{line.method} {line.rule} as {role} in {unit}: {fault}")
            if not walker.token or not line.rule.startswith("/api/"):
                continue
            answer = walker.ask(line, facts, token=walker.token)
            fault = _judge(line, role, unit, answer, places, token=True)
            if fault:
                wrong.append(f"{line.method} {line.rule}, {role}'s token: {fault}")
            assert "Set-Cookie" not in answer.headers, line.rule

    assert not wrong, "\n".join(wrong)


def test_a_role_elsewhere_does_not_reach_here(walked: Desk) -> None:
    """The same walk from the other side, for the routes that name a unit."""
    answer = walked.person("lap.khac").client.get(f"/api/v1/ground?unit={HERE}")

    assert answer.status_code in NOT_ALLOWED


def _judge(
    line: Line,
    role: str,
    unit: str,
    answer: Any,
    places: Mapping[str, Mapping[str, str]],
    *,
    token: bool = False,
) -> str:
    """Say what is wrong with an answer, "" for nothing."""
    code = answer.status_code
    hidden = code == 422 and "unit-unknown" in answer.text
    if "nobody" in line.who:
        fine = code < 500 and code not in {401, 404}
        if line.lacks:
            fine = code == 404 and line.lacks in answer.text
    elif role == "nobody":
        page = line.method == "GET" and not line.rule.startswith("/api/")
        fine = code == (302 if page else 401)
    elif role not in line.who or (token and not line.tokens):
        fine = code in {403, 404}
    elif unit != HERE and line.elsewhere == REFUSED:
        fine = code in {403, 404} or hidden
    else:
        fine = code < 500 and code not in NOT_ALLOWED
        if line.lacks:
            fine = code == 404 and line.lacks in answer.text
        if line.elsewhere == HIDDEN and code == 200:
            keys = (
                "device",
                "perimeter",
                "directive",
                "import",
                "job",
                "upload",
                "account",
            )
            fine = fine and not [k for k in keys if places[THERE][k] in answer.text]
    return "" if fine else f"{code} {answer.text[:300]}"


def _walker(desk: Desk, role: str) -> Walker:
    if role == "nobody":
        person = desk.nobody()
        return Walker(desk, role, "", person.client, person.forged(), "")
    name = f"di.{role.replace('_', '-')}"
    desk.hire(name, (role, HERE))
    person = desk.person(name)
    token = "" if role in NEVER else _token(desk, name, role, HERE)
    return Walker(desk, role, name, person.client, person.forged(), token)


def _asking(desk: Desk, name: str) -> Asking:
    signed = sign_in(desk.engine, name, PASSWORD, desk.clock())
    actor = actor_of(desk.engine, signed.secret, desk.clock())
    assert actor is not None
    return Asking(actor, desk.clock())


def _token(desk: Desk, name: str, role: str, unit: str) -> str:
    asking = _asking(desk, name)
    return make_token(
        desk.engine, asking.actor, "walk", role, unit, 9, asking.now
    ).token


def _own_things(walker: Walker, line: Line, unit: str) -> Mapping[str, str]:
    """Give a token or deputy to be ended: one's own here, somebody else's there."""
    if walker.role == "nobody" or unit != HERE:
        return {}
    if "{token}" in line.url and walker.role not in NEVER:
        made = _token(walker.desk, walker.name, walker.role, HERE)
        return {"token": made[:11]}
    if "{deputy}" in line.url:
        return {"deputy": _deputy(walker.desk, walker.name, walker.role, HERE)}
    if "{grant}" in line.url:
        return _new_account(walker.desk, unit)
    if line.rule == "/api/v1/imports" and line.body and walker.role == "data_entry":
        return {"upload": _upload(walker.client, walker.forged, unit, "30001")}
    return {}


def _upload(client: Any, forged: str, unit: str, commune: str) -> str:
    rows = f"day,unit,cases\n2021-09-13,{commune},1\nno day,{commune},1\n".encode()
    answer = client.post(
        "/api/v1/uploads",
        data={"unit": unit, "file": (BytesIO(rows), "x.csv")},
        headers={"X-CSRFToken": forged},
    )
    assert answer.status_code == 201, answer.text
    return str(json.loads(answer.data)["key"])


def _deputy(desk: Desk, name: str, role: str, unit: str) -> str:
    other = "xem" if unit == HERE else "lap.khac"
    named = name_deputy(
        desk.engine, _asking(desk, name), other, role, unit, date(2021, 9, 20)
    )
    return str(named.grant.id)


def _new_account(desk: Desk, unit: str) -> dict[str, str]:
    with reading(desk.engine) as connection:
        number = 0
        while find_account(connection, f"thu.{unit}.{number}"):
            number += 1
    name = f"thu.{unit}.{number}"
    desk.hire(name, ("viewer", unit))
    with reading(desk.engine) as connection:
        account = find_account(connection, name)
        assert account is not None
        (grant,) = list_grants(connection, account.id)[account.id]
    return {"account": name, "grant": str(grant.id)}


def _keep_things(desk: Desk, unit: str) -> Mapping[str, str]:
    """Make one of everything that routes ask for by key."""
    district, commune = _PARTS[unit]
    facts = {"unit": unit, "district": district, "commune": commune}
    maker = f"lam.{unit}"
    roles = ("planner", "data_entry", "viewer")
    desk.hire(maker, *((role, unit) for role in roles))
    desk.hire(f"quan.{unit}", ("administrator", unit))
    person = desk.person(maker)

    def make(method: str, url: str, body: Any, **headers: str) -> Any:
        code, found = person.ask(method, url, _filled(body, facts), headers=headers)
        assert code in {200, 201, 202}, (url, code, found)
        return found

    lines = {(line.rule, line.method): line for line in TABLE}
    perimeter = make(
        "POST", "/api/v1/perimeters", lines["/api/v1/perimeters", "POST"].body
    )
    directive = make(
        "POST", "/api/v1/directives", lines["/api/v1/directives", "POST"].body
    )
    day = lines["/api/v1/days/<unit>/<day>", "PUT"]
    make("PUT", _filled(day.url, facts), day.body, **dict(day.headers))
    facts |= {"upload": _upload(person.client, person.forged(), unit, commune)}
    asked = lines["/api/v1/imports", "POST"].body
    found = make("POST", "/api/v1/imports", asked)
    settings = desk.app.extensions["settings"]
    Worker(lambda: desk.engine, settings, desk.clock).do_waiting()
    jobs = make("GET", "/api/v1/jobs", None)
    own = {role: _token(desk, maker, role, unit) for role in roles[:1]}
    facts |= _stand(desk, unit)
    return {
        **facts,
        "perimeter": perimeter["key"],
        "directive": directive["key"],
        "import": found["key"],
        "job": jobs["items"][0]["key"],
        "token": own["planner"][:11],
        "deputy": _deputy(desk, maker, "planner", unit),
        "alert": _alert(desk, unit),
        **_permits(desk, unit),
        **_new_account(desk, unit),
    }


def _permits(desk: Desk, unit: str) -> dict[str, str]:
    give_keys(desk, unit)
    person = desk.person("cap" if unit == HERE else "cap.khac")
    rows = [{**TRUCK, "plate": f"68C-{n:05}"} for n in range(2)]
    body = {"unit": unit, "kind": "green_lane", "rows": rows}
    key = person.ask("POST", "/api/v1/permits/orders", body)[1]["key"]
    sign(desk)
    found = person.ask("GET", f"/api/v1/permits/orders/{key}")[1]["permits"]
    first, second = (one["code"] for one in found)
    url = f"/api/v1/permits/{second}/revocations"
    asked = person.ask("POST", url, {"reason": "r"})[1]["revocations"]
    return {"order": key, "permit": first, "revocation": str(asked[0]["number"])}


def _alert(desk: Desk, unit: str) -> str:
    now = desk.clock()
    with writing(desk.engine) as connection:
        add_alert(
            connection,
            at=now,
            kind="too_often",
            unit=unit,
            posts=[],
            facts={},
            mark="",
            recorded_at=now,
        )
        every = list_alerts(connection, [unit])
    return str(every[0]["id"])


def _stand(desk: Desk, unit: str) -> dict[str, str]:
    """Put somebody at a post with a phone."""
    who = f"chot.{unit}"
    desk.hire(who, ("checkpoint_officer", unit), ("publisher", unit))
    give_posts(desk, unit)
    phone = Phone(desk, int(unit))
    post, shift = f"{unit}.cua-ngo", f"{unit:0>16}"
    assert phone.enrol(code_of(desk, unit, who), who)[0] == 201
    assert phone.start(shift, who, post)[0] == 201
    return {"device": phone.key, "shift": shift, "post": post}


def _filled(value: Any, facts: Mapping[str, str]) -> Any:
    """Put the facts of a place into an address or a body."""
    if isinstance(value, dict):
        return {key: _filled(one, facts) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, facts) for one in value]
    if isinstance(value, str):
        for name, fact in facts.items():
            value = value.replace(f"{{{name}}}", fact)
    return value
