"""The door: what a browser carries, what it may send, and what wears out guessing."""

import re
import threading
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from api.services import passwords
from api.services.accounts import IDLE, LOCKED, MOST_FAILURES, actor_of, sign_in
from api.services.slowdown import MOST, WITHIN
from api.store.accounts import find_account
from api.store.audit import walk
from api.store.engine import reading
from api.web.account import _inside
from boundaries.refusal import Refused
from tests.api.desk import PASSWORD, Desk, Person

NEW = "trời hôm nay đẹp quá"


def cookies_of(answer: Any) -> SimpleCookie:
    found: SimpleCookie = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        found.load(header)
    return found


def acts(desk: Desk) -> list[tuple[str, str]]:
    with reading(desk.engine) as connection:
        return [(one.entry.action, one.entry.key) for one in walk(connection)]


def stored(desk: Desk, name: str) -> Any:
    with reading(desk.engine) as connection:
        return find_account(connection, name)


def change(
    person: Person, current: str, new: str, again: str | None = None, **headers: str
) -> Any:
    data = {
        "current": current,
        "new": new,
        "again": new if again is None else again,
        "csrf_token": person.forged(),
    }
    return person.client.post("/desk/account/password", data=data, headers=headers)


# Names and passwords


def test_a_name_that_is_none_gets_the_answer_of_a_wrong_password(
    light_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words and status, one hash looked at, one entry in the audit."""
    looked: list[str] = []
    verify = PasswordHasher.verify

    def count(self: PasswordHasher, hashed: str, password: str) -> Any:
        looked.append(hashed.rsplit("$", 2)[0])
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", count)
    answers = []
    for name in ("lap", "khongco", "nu\x00l", "'; drop table accounts;--", ""):
        person = light_desk.nobody()
        before = len(acts(light_desk))
        data = {"name": name, "password": "sai", "csrf_token": person.forged()}
        answer = person.client.post("/signin", data=data)
        text = re.sub(r'(content|value)="[^"]*"', "", answer.text)
        answers.append((answer.status_code, text, len(acts(light_desk)) - before))

    assert {answer[0] for answer in answers} == {403}
    assert len({answer[1] for answer in answers}) == 1
    assert [answer[2] for answer in answers] == [1] * 5
    assert len(looked) == 5
    assert len(set(looked)) == 1  # the same cost
    assert acts(light_desk)[-1] == ("session.refused", "")


def test_five_wrong_passwords_lock_and_say_no_more_than_wrong(desk: Desk) -> None:
    texts = set()
    for _ in range(MOST_FAILURES):
        assert desk.nobody().sign_in("ky", "sai") == 403
    person = desk.nobody()
    for name in ("ky", "khongco"):
        data = {"name": name, "password": PASSWORD, "csrf_token": person.forged()}
        answer = person.client.post("/signin", data=data)
        assert answer.status_code == 403
        texts.add(re.search(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)[1])
    assert len(texts) == 1

    desk.clock.forward(seconds=LOCKED.total_seconds() + 1)

    assert desk.nobody().sign_in("ky") == 303


def test_wrong_ones_are_forgotten_after_a_right_one(light_desk: Desk) -> None:
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            light_desk.nobody().sign_in("ky", "sai")
        assert light_desk.nobody().sign_in("ky") == 303


def test_a_lock_written_before_the_clock_was_set_back_does_not_last(
    light_desk: Desk,
) -> None:
    for _ in range(MOST_FAILURES):
        light_desk.nobody().sign_in("ky", "sai")
    light_desk.clock.forward(days=-1)

    assert light_desk.nobody().sign_in("ky") == 303


def test_guesses_at_the_same_time_are_all_counted(desk: Desk) -> None:
    def guess() -> None:
        with pytest.raises(Refused, match="sign-in-wrong"):
            sign_in(desk.engine, "ky", "sai", desk.clock())

    crowd = [threading.Thread(target=guess) for _ in range(MOST_FAILURES)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert stored(desk, "ky").locked_until is not None


def test_one_address_is_slowed_down_whatever_names_it_tries(
    light_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.services.accounts.matches", lambda *_: False)
    person = light_desk.nobody()
    forged = person.forged()

    def attempt(address: str, number: int) -> Any:
        data = {"name": f"ten{number}", "password": "sai", "csrf_token": forged}
        where = {"REMOTE_ADDR": address}
        return person.client.post("/signin", data=data, environ_base=where)

    codes = [attempt("10.0.0.9", n).status_code for n in range(MOST + 1)]
    assert codes == [403] * MOST + [429]
    slow = attempt("10.0.0.9", 0)
    assert 0 < int(slow.headers["Retry-After"]) <= WITHIN.total_seconds()
    assert attempt("10.0.0.8", 0).status_code == 403

    light_desk.clock.forward(seconds=WITHIN.total_seconds() + 1)

    assert attempt("10.0.0.9", 0).status_code == 403


def test_a_line_of_ipv6_is_one_address(light_desk: Desk) -> None:
    slowdown = light_desk.app.extensions["slowdown"]
    at = light_desk.clock()
    for n in range(MOST):
        slowdown.count(f"2001:db8:1:2::{n:x}", at)

    with pytest.raises(Refused, match="sign-in-slow"):
        slowdown.check("2001:db8:1:2:ffff::1", at)
    slowdown.check("2001:db8:1:3::1", at)
    slowdown.check("2001:db8:1:2::1", at - timedelta(hours=1))  # the clock went back


def test_letters_with_marks_are_one_password_however_a_keyboard_spells_them(
    light_desk: Desk,
) -> None:
    split = "mô\u0323t câu dê\u0303 nhơ\u0301"
    assert split != PASSWORD

    assert light_desk.nobody().sign_in("lap", split) == 303
    assert light_desk.nobody().sign_in("LAP ", split) == 303


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("ngắn quá", "password-short"),
        ("x" * 201, "password-common"),
        ("đủ dài " * 40, "password-long"),
        ("aaaaaaaaaaaaaa", "password-common"),
        ("Mật khẩu 123", "password-common"),
        ("1234567890", "password-common"),
        ("nguyen.van.a", "password-known"),
        ("Nguyễn Văn Á", "password-known"),
        (PASSWORD, "password-known"),
    ],
)
def test_what_would_be_tried_first_is_not_taken(chosen: str, code: str) -> None:
    def choose() -> None:
        passwords.check_chosen(chosen, "nguyen.van.a", "Nguyễn Văn Á", PASSWORD)
        passwords.hash_password(chosen)

    with pytest.raises(Refused, match=code):
        choose()


def test_half_a_character_is_no_password() -> None:
    with pytest.raises(Refused, match="password-unreadable"):
        passwords.hash_password("một câu \ud800 dài")
    assert not passwords.matches(passwords.NOBODYS, "\ud800")


# Changing it


def test_a_changed_password_ends_all_other_sessions_and_not_this_one(
    desk: Desk,
) -> None:
    phone, laptop = desk.nobody(), desk.nobody()
    assert phone.sign_in("lap") == laptop.sign_in("lap") == 303
    before = laptop.client.get_cookie("vungxanh").value

    assert change(laptop, PASSWORD, NEW).status_code == 303

    assert laptop.client.get("/desk").status_code == 200
    assert phone.client.get("/desk").status_code == 302
    assert laptop.client.get_cookie("vungxanh").value != before
    laptop.client.set_cookie("vungxanh", before)
    assert laptop.client.get("/desk").status_code == 302
    assert desk.nobody().sign_in("lap") == 403
    assert desk.nobody().sign_in("lap", NEW) == 303
    assert ("password.change", "lap") in acts(desk)


def test_the_current_password_is_asked_and_guessing_it_locks(
    light_desk: Desk,
) -> None:
    person = light_desk.person("lap")
    kept = stored(light_desk, "lap").password
    assert change(person, PASSWORD, NEW, "khác hẳn nhé").status_code == 422
    assert change(person, PASSWORD, "ngắn").status_code == 422
    for _ in range(MOST_FAILURES):
        assert change(person, "sai", NEW).status_code == 403

    assert change(person, PASSWORD, NEW).status_code == 403
    assert stored(light_desk, "lap").password == kept


# Cookies


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(
    light_desk: Desk,
) -> None:
    plain = light_desk.app.test_client()
    page = plain.get("/signin")
    cookie = cookies_of(page)["vungxanh"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    assert not cookie["domain"]

    secure = light_desk.app.test_client().get("/signin", base_url="https://localhost")
    cookie = cookies_of(secure)["__Host-vungxanh"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_what_a_stranger_says_about_tls_changes_nothing(light_desk: Desk) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    found = cookies_of(light_desk.app.test_client().get("/signin", headers=said))

    assert set(found) == {"vungxanh"}


def test_the_cookie_holds_a_random_secret_and_nothing_about_the_person(
    light_desk: Desk,
) -> None:
    person = light_desk.person("lap")
    reader = SecureCookieSessionInterface().get_signing_serializer(light_desk.app)
    assert reader is not None
    held = reader.loads(person.client.get_cookie("vungxanh").value)

    assert set(held) <= {"s", "csrf_token", "lang"}
    with reading(light_desk.engine) as connection:
        raw = connection.connection.driver_connection
        everything = "".join(map(str, raw.execute("select * from sessions")))
    assert held["s"] not in everything  # only its hash is kept


def test_a_cookie_that_we_did_not_sign_is_nobody(light_desk: Desk) -> None:
    real = light_desk.person("lap").client.get_cookie("vungxanh").value
    other = Flask("other")
    other.secret_key = "x" * 40
    signer = SecureCookieSessionInterface().get_signing_serializer(other)
    held = (
        SecureCookieSessionInterface()
        .get_signing_serializer(light_desk.app)
        .loads(real)
    )
    forged = [signer.dumps(held), real[:-2], "x" + real, "", "a.b.c", "\u00ff" * 9]
    for value in forged:
        client = light_desk.app.test_client()
        client.set_cookie("vungxanh", value)
        assert client.get("/desk").status_code == 302, value
    unknown = light_desk.app.test_client()
    with unknown.session_transaction() as session:
        session["s"] = "s" * 43
    assert unknown.get("/desk").status_code == 302


def test_signing_in_takes_a_secret_that_nobody_knew_before(light_desk: Desk) -> None:
    """Whoever plants a cookie beforehand holds nothing afterwards."""
    victim = light_desk.nobody()
    victim.client.get("/signin")
    planted = victim.client.get_cookie("vungxanh").value
    assert victim.sign_in("lap") == 303

    thief = light_desk.app.test_client()
    thief.set_cookie("vungxanh", planted)
    assert thief.get("/desk").status_code == 302
    assert victim.client.get("/desk").status_code == 200


def test_who_signs_in_at_anothers_browser_ends_the_others_session(
    light_desk: Desk,
) -> None:
    browser = light_desk.nobody()
    browser.sign_in("lap")
    left = browser.client.get_cookie("vungxanh").value
    browser.sign_in("ky")

    thief = light_desk.app.test_client()
    thief.set_cookie("vungxanh", left)
    assert thief.get("/desk").status_code == 302


def test_signing_out_ends_the_session_and_not_only_the_cookie(desk: Desk) -> None:
    person = desk.nobody()
    person.sign_in("lap")
    kept = person.client.get_cookie("vungxanh").value
    data = {"csrf_token": person.forged()}
    assert person.client.post("/signout", data=data).status_code == 303

    thief = desk.app.test_client()
    thief.set_cookie("vungxanh", kept)
    assert thief.get("/desk").status_code == 302


def test_a_clock_that_is_set_back_or_far_ahead_ends_sessions(
    light_desk: Desk,
) -> None:
    signed = sign_in(light_desk.engine, "lap", PASSWORD, light_desk.clock())

    def known(**moved: float) -> bool:
        at = light_desk.clock() + timedelta(**moved)
        return actor_of(light_desk.engine, signed.secret, at) is not None

    assert known(minutes=-4)  # a step of a time server
    assert not known(hours=-1)
    assert not known(days=20_000)
    assert not known(seconds=IDLE.total_seconds())
    assert known()


# What other sites send


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"X-CSRFToken": ""}, 403),
        ({"X-CSRFToken": "abc"}, 403),
    ],
)
def test_a_change_is_taken_from_our_own_pages_alone(
    light_desk: Desk, headers: dict[str, str], code: int
) -> None:
    body = {"name": "n", "role": "planner", "unit": "91", "days": 3}
    person = light_desk.person("lap")
    before = len(acts(light_desk))

    assert person.ask("POST", "/api/v1/tokens", body, headers=headers)[0] == code
    assert len(acts(light_desk)) - before == (code == 201)


def test_the_forgery_token_of_one_browser_does_nothing_in_another(
    light_desk: Desk,
) -> None:
    foreign = light_desk.person("ky").forged()
    body = {"name": "n", "role": "planner", "unit": "91", "days": 3}
    said = {"X-CSRFToken": foreign}

    assert (
        light_desk.person("lap").ask("POST", "/api/v1/tokens", body, headers=said)[0]
        == 403
    )
    data = {"name": "lap", "password": PASSWORD, "csrf_token": foreign}
    assert light_desk.nobody().client.post("/signin", data=data).status_code == 403


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "https://evil.example/desk",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/%0a//evil.example\n",
        "///evil.example",
        "http:/desk",
        "desk",
        "/[::1",
    ],
)
def test_signing_in_never_leads_to_another_site(light_desk: Desk, place: str) -> None:
    person = light_desk.nobody()
    data = {"name": "lap", "password": PASSWORD, "csrf_token": person.forged()}
    if place == "//evil.example":  # one real sign-in; the others by the same function
        answer = person.client.post("/signin", data={**data, "next": place})
        assert answer.headers["Location"] == "/desk"
    found = _inside(place)
    assert found in {"", place}
    assert not found.startswith(("//", "/\\"))
    assert not set(found) & set("\\\t\n ")
    assert _inside("/desk/perimeters?unit=91") == "/desk/perimeters?unit=91"


def test_who_has_yet_to_choose_a_password_does_nothing_else(light_desk: Desk) -> None:
    made = light_desk.person("quan").ask(
        "POST",
        "/api/v1/accounts",
        {"name": "moi", "full_name": "Mới", "role": "planner", "unit": "91"},
    )[1]
    person = light_desk.nobody()
    data = {"name": "moi", "password": made["password"], "csrf_token": person.forged()}
    answer = person.client.post("/signin", data=data)
    assert answer.headers["Location"] == "/desk/account"
    assert person.client.get("/desk").headers["Location"] == "/desk/account"
    for method, url in (
        ("GET", "/api/v1/tokens"),
        ("POST", "/api/v1/tokens"),
        ("GET", "/api/v1/perimeters"),
    ):
        code, found = person.ask(method, url, {} if method == "POST" else None)
        assert (code, found["code"]) == (403, "access-password-first")

    answer = change(person, made["password"], NEW)

    assert answer.headers["Location"] == "/desk"
    assert person.client.get("/desk").status_code == 200
