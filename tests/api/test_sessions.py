"""Sessions while the store is busy, and one-time passwords that nobody used."""

import time

import sqlalchemy as sa

from api.services.accounts import actor_of, sign_in
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
