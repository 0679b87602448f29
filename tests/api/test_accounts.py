"""Signing in: what is right, what is wrong, and what ends it."""

from api.services.accounts import IDLE, LONGEST
from tests.api.desk import Desk


def test_who_signed_in_is_let_in_and_nobody_else(desk: Desk) -> None:
    assert desk.person("lap").client.get("/desk").status_code == 200
    assert desk.nobody().client.get("/desk").status_code == 302


def test_a_session_ends_after_half_an_hour_without_a_request(light_desk: Desk) -> None:
    someone = light_desk.person("lap")
    light_desk.clock.forward(seconds=IDLE.total_seconds() - 1)
    assert someone.client.get("/desk").status_code == 200

    light_desk.clock.forward(seconds=IDLE.total_seconds())

    assert someone.client.get("/desk").status_code == 302


def test_a_session_ends_with_the_shift(light_desk: Desk) -> None:
    someone = light_desk.person("lap")
    for _ in range(int(LONGEST / IDLE * 2) - 1):
        light_desk.clock.forward(seconds=IDLE.total_seconds() / 2)
        assert someone.client.get("/desk").status_code == 200

    light_desk.clock.forward(seconds=IDLE.total_seconds() / 2)

    assert someone.client.get("/desk").status_code == 302
