"""Sessions while the store is busy, and one-time passwords that nobody used."""

import re
import time

import sqlalchemy as sa

from api.services.accounts import actor_of, sign_in
from api.store.audit import walk
from api.store.desk import sessions
from api.store.engine import reading, writing
from tests.api.desk import PASSWORD, Desk


def seen(desk: Desk) -> list[object]:
    with reading(desk.engine) as connection:
        return list(connection.execute(sa.select(sessions.c.seen)).scalars())


def test_who_only_looks_does_not_wait_for_somebodys_long_write(desk: Desk) -> None:
    person = desk.person("lap")
    before = seen(desk)
    desk.clock.forward(minutes=2)

    with writing(desk.engine) as held:
        held.execute(sa.update(sessions).values(ends=sessions.c.ends))
        began = time.monotonic()
        assert person.ask("GET", "/api/v1/perimeters")[0] == 200
        assert person.client.get("/desk").status_code == 200
        assert time.monotonic() - began < 5  # SQLite's own patience is ten
        assert seen(desk) == before

    assert person.client.get("/desk").status_code == 200
    assert seen(desk) == [desk.clock()]


def test_who_writes_after_one_who_was_in_a_hurry_waits_as_everybody_does(
    light_desk: Desk,
) -> None:
    """The connections are shared: the hurry stays with the one who was in it."""
    signed = sign_in(light_desk.engine, "lap", PASSWORD, light_desk.clock())
    light_desk.clock.forward(minutes=2)
    with writing(light_desk.engine):
        assert actor_of(light_desk.engine, signed.secret, light_desk.clock())

    for _ in range(2):
        with light_desk.engine.connect() as connection:
            told = connection.exec_driver_sql("pragma busy_timeout").scalar_one()
            assert told == 10_000


def test_a_one_time_password_that_nobody_used_lapses_and_nobody_is_told(
    desk: Desk,
) -> None:
    person = desk.person("quan")
    body = {"name": "moi", "full_name": "Mới", "role": "planner", "unit": "91"}
    first = person.ask("POST", "/api/v1/accounts", body)[1]["password"]
    desk.clock.forward(hours=71, minutes=59)
    assert desk.nobody().sign_in("moi", first) == 303

    desk.clock.forward(minutes=1)

    assert answered(desk, "moi", first) == answered(desk, "moi", "sai")
    with reading(desk.engine) as connection:
        found = [one.entry for one in walk(connection)][-2:]
    assert [one.action for one in found] == ["password.lapsed", "session.refused"]
    assert [one.key for one in found] == ["moi", "moi"]

    administrator = desk.nobody()
    administrator.sign_in("quan")
    again = administrator.ask("POST", "/api/v1/accounts/moi/reset", {})[1]["password"]
    desk.clock.forward(hours=71)
    assert desk.nobody().sign_in("moi", first) == 403
    assert desk.nobody().sign_in("moi", again) == 303


def test_who_signed_in_in_time_chooses_a_password_that_does_not_lapse(
    light_desk: Desk,
) -> None:
    body = {"name": "moi", "full_name": "Mới", "role": "planner", "unit": "91"}
    made = light_desk.person("quan").ask("POST", "/api/v1/accounts", body)[1]
    light_desk.clock.forward(hours=71, minutes=59)
    person = light_desk.nobody()
    person.sign_in("moi", made["password"])
    light_desk.clock.forward(minutes=2)  # reading what to choose

    new = "trời hôm nay đẹp quá"
    data = {"current": made["password"], "new": new, "again": new}
    token = {"csrf_token": person.forged()}
    answer = person.client.post("/desk/account/password", data=data | token)

    assert answer.headers["Location"] == "/desk"
    light_desk.clock.forward(days=400)
    assert light_desk.nobody().sign_in("moi", new) == 303


def answered(desk: Desk, name: str, password: str) -> tuple[int, str]:
    person = desk.nobody()
    data = {"name": name, "password": password, "csrf_token": person.forged()}
    answer = person.client.post("/signin", data=data)
    return answer.status_code, re.sub(r'(content|value)="[^"]*"', "", answer.text)
