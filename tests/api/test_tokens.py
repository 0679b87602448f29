"""A token is one role of its maker in one unit, and dies with either."""

from typing import Any

import pytest

from api.store.audit import walk
from api.store.engine import reading
from tests.api.desk import Desk
from tests.api.people import TOKEN, bearer


def test_a_token_is_one_role_in_one_unit_and_never_a_session(desk: Desk) -> None:
    person = desk.person("nhap.tinh")
    code, made = person.ask("POST", "/api/v1/tokens", {**TOKEN, "unit": "899"})
    token = made["token"]

    assert code == 201
    assert len(token) > 43
    listed = person.ask("GET", "/api/v1/tokens")[1]["items"]
    assert [one["prefix"] for one in listed] == [token[:11]]
    assert token not in str(listed)
    with reading(desk.engine) as connection:
        assert token not in str([one.entry for one in walk(connection)])

    answer = bearer(desk, token, "GET", "/api/v1/days?day=2021-09-14&unit=899")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert (
        bearer(desk, token, "GET", "/api/v1/days?day=2021-09-14&unit=91").status_code
        == 403
    )
    assert bearer(desk, token, "GET", "/desk").status_code == 302
    for method, url in (
        ("GET", "/api/v1/tokens"),
        ("POST", "/api/v1/tokens"),
        ("DELETE", f"/api/v1/tokens/{token[:11]}"),
        ("POST", "/api/v1/deputies"),
        ("GET", "/api/v1/accounts"),
        ("POST", "/api/v1/accounts/lap/reset"),
    ):
        assert bearer(desk, token, method, url, {}).json["code"] == "access-token"


def test_a_token_dies_with_the_role_the_account_or_its_day(light_desk: Desk) -> None:
    person, quan = light_desk.person("nhap.tinh"), light_desk.person("quan")
    tokens = [person.ask("POST", "/api/v1/tokens", TOKEN)[1]["token"] for _ in "ab"]

    def works(token: str) -> bool:
        return bearer(light_desk, token, "GET", "/api/v1/jobs").status_code == 200

    assert all(map(works, tokens))
    assert person.ask("DELETE", f"/api/v1/tokens/{tokens[0][:11]}")[0] == 200
    assert [works(token) for token in tokens] == [False, True]
    assert person.ask("DELETE", f"/api/v1/tokens/{tokens[0][:11]}")[0] == 404
    assert (
        light_desk.person("lap").ask("DELETE", f"/api/v1/tokens/{tokens[1][:11]}")[0]
        == 404
    )

    (grant,) = quan.ask("GET", "/api/v1/accounts/nhap.tinh")[1]["grants"]
    quan.ask("DELETE", f"/api/v1/accounts/nhap.tinh/grants/{grant['id']}")
    assert not works(tokens[1])
    again = {"role": "data_entry", "unit": "91"}
    quan.ask("POST", "/api/v1/accounts/nhap.tinh/grants", again)
    assert works(tokens[1])

    light_desk.clock.forward(days=30)

    assert not works(tokens[1])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"days": 0}, "token-days"),
        ({"days": 367}, "token-days"),
        ({"days": True}, "body-member-number"),
        ({"days": "3"}, "body-member-number"),
        ({"days": 10**30}, "body-member-number"),
        ({"role": "administrator"}, "token-role"),
        ({"role": "king"}, "token-role"),
        ({"role": "planner"}, "token-not-held"),
        ({"unit": "82"}, "token-not-held"),
        ({"unit": ""}, "token-not-held"),
        ({"name": ""}, "body-member-wrong"),
    ],
)
def test_what_makes_no_token_is_refused(
    light_desk: Desk, more: dict[str, Any], code: str
) -> None:
    person = light_desk.person("nhap.tinh")

    assert person.ask("POST", "/api/v1/tokens", {**TOKEN, **more})[1]["code"] == code
    assert person.ask("GET", "/api/v1/tokens")[1]["items"] == []


def test_an_account_has_twenty_tokens_at_most(light_desk: Desk) -> None:
    person = light_desk.person("nhap.tinh")
    codes = [person.ask("POST", "/api/v1/tokens", TOKEN)[0] for _ in range(21)]

    assert codes == [201] * 20 + [409]


@pytest.mark.parametrize("token", ["", "x", "vx_", "vx_" + "a" * 43, "vx_\u00e9", "."])
def test_a_token_that_is_none_is_nobody(light_desk: Desk, token: str) -> None:
    assert bearer(light_desk, token, "GET", "/api/v1/jobs").status_code == 401
