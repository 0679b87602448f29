"""Accounts, grants, deputies and tokens: inside one's own units, never for oneself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.services.access import Actor, Grant, require_other
from api.services.held import grants_held
from api.services.people_command import make_first, reset_by_hand
from api.services.perimeters_acts import _require_not_author
from api.services.perimeters_read import find_newest
from api.services.perimeters_write import Doing
from api.store.accounts import find_account
from api.store.audit import walk
from api.store.documents import Stored
from api.store.engine import reading
from boundaries.refusal import Refused
from tests.api.desk import PEOPLE, Desk
from tests.api.people import TOKEN, bearer

ACCOUNTS = "/api/v1/accounts"
HOSTILE = "<img src=x onerror=alert(1)>'\"`{{7*7}}"


def hire(desk: Desk, who: str, **more: Any) -> tuple[int, Any]:
    body = {"name": "moi", "full_name": "Mới", "role": "viewer", "unit": "899", **more}
    return desk.person(who).ask("POST", ACCOUNTS, body)


def roles(desk: Desk, name: str) -> list[tuple[str, str]]:
    with reading(desk.engine) as connection:
        account = find_account(connection, name)
        assert account is not None
        held = grants_held(connection, account.id, desk.clock())
    return [(grant.role, grant.unit) for grant in held]


def deputise(desk: Desk, who: str, **more: Any) -> tuple[int, Any]:
    body = {"deputy": "xem", "role": "publisher", "unit": "91", "until": "2021-09-20"}
    return desk.person(who).ask("POST", "/api/v1/deputies", {**body, **more})


@pytest.fixture
def staffed(light_desk: Desk) -> Desk:
    """Give the desk with an administrator of a district and one of its province."""
    light_desk.hire("quan.huyen", ("administrator", "899"))
    light_desk.hire("quan.tinh", ("administrator", "91"))
    return light_desk


# Accounts and grants


def test_an_account_is_made_with_a_role_and_a_password_that_is_shown_once(
    desk: Desk,
) -> None:
    code, made = hire(desk, "quan", full_name=HOSTILE, until="2021-09-30")

    assert code == 201
    (grant,) = made["account"]["grants"]
    assert grant["unit_name"] == "Thành phố Rạch Giá, Tỉnh Kiên Giang"
    assert grant["ends"] == "2021-09-30T17:00:00+00:00"  # midnight in Vietnam
    assert roles(desk, "moi") == [("viewer", "899")]
    with reading(desk.engine) as connection:
        account = find_account(connection, "moi")
        told = [one.entry for one in walk(connection) if one.entry.key == "moi"]
    assert account is not None
    assert account.must_change
    assert made["password"] not in account.password
    assert [one.action for one in told] == ["account.make", "grant.make"]
    assert not [one for one in told if HOSTILE in str(one)]  # no personal data
    assert desk.nobody().sign_in("moi", made["password"]) == 303
    assert (
        desk.person("quan")
        .ask("GET", f"{ACCOUNTS}/moi")[1]
        .keys()
        .isdisjoint({"password"})
    )

    desk.clock.forward(days=17)

    assert roles(desk, "moi") == []


def test_an_administrator_grants_nothing_wider_than_the_own_unit(
    staffed: Desk,
) -> None:
    assert hire(staffed, "quan.huyen", name="a", unit="30001")[0] == 201
    assert hire(staffed, "quan.huyen", name="b", unit="899")[0] == 201
    for unit in ("91", "900", "30003", "82", ""):
        assert hire(staffed, "quan.huyen", name="c", unit=unit)[0] == 403
    for unit in ("91", "82", ""):
        grant = {"role": "publisher", "unit": unit}
        url = f"{ACCOUNTS}/a/grants"
        assert staffed.person("quan.huyen").ask("POST", url, grant)[0] == 403
    assert hire(staffed, "quan.tinh", name="c", unit="")[0] == 403
    assert hire(staffed, "quan", name="c", unit="")[0] == 201
    assert hire(staffed, "quan", name="d", unit="99")[1]["code"] == "grant-unit"


def test_nobody_raises_or_manages_himself(staffed: Desk) -> None:
    for name in ("quan", "quan.tinh"):
        own = staffed.person(name)
        me = f"{ACCOUNTS}/{name}"
        for body in ({"role": "publisher", "unit": "91"},):
            code, found = own.ask("POST", f"{me}/grants", body)
            assert (code, found["code"]) == (403, "account-self")
        (grant,) = own.ask("GET", me)[1]["grants"]
        assert own.ask("DELETE", f"{me}/grants/{grant['id']}")[0] == 403
        assert own.ask("POST", f"{me}/reset", {})[0] == 403
        assert own.ask("POST", f"{me}/close", {})[0] == 403


def test_accounts_of_other_units_are_not_known(staffed: Desk) -> None:
    """Neither listed nor found, and no different from a name that does not exist."""
    own = staffed.person("quan.huyen")
    for name in ("lap.khac", "ky", "quan", "khongco", "x%00y", "../lap"):
        for method, path, body in (
            ("GET", "", None),
            ("POST", "/reset", {}),
            ("POST", "/close", {}),
            ("POST", "/grants", {"role": "viewer", "unit": "899"}),
            ("DELETE", "/grants/1", None),
        ):
            code, _ = own.ask(method, f"{ACCOUNTS}/{name}{path}", body)
            assert code == 404, (name, path)
    listed = own.ask("GET", ACCOUNTS)[1]["items"]
    assert [one["name"] for one in listed] == [
        "ky.huyen",
        "ky.xa",
        "nhap.xa",
        "quan.huyen",
    ]


def test_who_has_more_than_a_unit_is_not_taken_over_by_its_administrator(
    staffed: Desk,
) -> None:
    """A password that one sets is a password that one can sign in with."""
    grant = {"role": "publisher", "unit": "91"}
    staffed.person("quan").ask("POST", f"{ACCOUNTS}/ky.xa/grants", grant)
    own = staffed.person("quan.huyen")

    seen = own.ask("GET", f"{ACCOUNTS}/ky.xa")[1]
    assert not seen["whole"]
    assert [g["unit"] for g in seen["grants"]] == ["30001"]
    for act in ("reset", "close"):
        code, found = own.ask("POST", f"{ACCOUNTS}/ky.xa/{act}", {})
        assert (code, found["code"]) == (403, "account-wider")
    (held,) = seen["grants"]
    assert own.ask("DELETE", f"{ACCOUNTS}/ky.xa/grants/{held['id']}")[0] == 200
    assert roles(staffed, "ky.xa") == [("publisher", "91")]
    assert own.ask("GET", f"{ACCOUNTS}/ky.xa")[0] == 404


def test_a_reset_ends_sessions_and_tokens_and_opens_a_lock(staffed: Desk) -> None:
    person = staffed.person("nhap.tinh")
    token = person.ask("POST", "/api/v1/tokens", TOKEN)[1]["token"]
    for _ in range(5):
        staffed.nobody().sign_in("nhap.tinh", "sai")
    url = f"{ACCOUNTS}/nhap.tinh"
    assert staffed.person("quan.tinh").ask("GET", url)[1]["locked_until"]

    code, made = staffed.person("quan.tinh").ask("POST", f"{url}/reset", {})

    assert code == 200
    assert person.client.get("/desk").status_code == 302
    assert bearer(staffed, token, "GET", "/api/v1/jobs").status_code == 401
    assert staffed.nobody().sign_in("nhap.tinh") == 403
    assert staffed.nobody().sign_in("nhap.tinh", made["password"]) == 303


def test_a_closed_account_stays_closed_and_its_name_taken(staffed: Desk) -> None:
    person = staffed.person("lap")
    own = staffed.person("quan.tinh")

    assert own.ask("POST", f"{ACCOUNTS}/lap/close", {"reason": "chuyển"})[0] == 200

    assert person.client.get("/desk").status_code == 302
    assert staffed.nobody().sign_in("lap") == 403
    for act, body in (
        ("reset", {}),
        ("close", {}),
        ("grants", {"role": "viewer", "unit": "91"}),
    ):
        code, found = own.ask("POST", f"{ACCOUNTS}/lap/{act}", body)
        assert (code, found["code"]) == (409, "account-closed")
    assert hire(staffed, "quan.tinh", name="lap")[0] == 409


def test_a_list_goes_on_where_it_ended(light_desk: Desk) -> None:
    seen, after = [], ""
    while after is not None:
        url = f"{ACCOUNTS}?limit=4" + (f"&after={after}" if after else "")
        page = light_desk.person("quan").ask("GET", url)[1]
        seen += [one["name"] for one in page["items"]]
        after = page["next"]

    assert seen == sorted(PEOPLE)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "Có Dấu"}, "account-name"),
        ({"name": "a b"}, "account-name"),
        ({"name": "../a"}, "account-name"),
        ({"name": "-"}, "account-name"),
        ({"name": "x" * 41}, "account-name"),
        ({"name": "a\u0000"}, "body-letter"),
        ({"full_name": " "}, "body-member-wrong"),
        ({"full_name": 7}, "body-member-wrong"),
        ({"role": "king"}, "grant-role"),
        ({"unit": "30001' or 1=1"}, "query-unreadable"),
        ({"until": "2021-09-13"}, "grant-until"),
        ({"until": "2099-01-01"}, "grant-until"),
        ({"until": "9999-12-31"}, "grant-until"),
        ({"until": 5}, "body-member-wrong"),
        ({"password": "mine"}, "body-member-unknown"),
    ],
)
def test_what_makes_no_account_is_refused_and_keeps_nothing(
    light_desk: Desk, more: dict[str, Any], code: str
) -> None:
    status, found = hire(light_desk, "quan", **more)

    assert (status, found["code"]) == (422, code)
    assert light_desk.person("quan").ask("GET", f"{ACCOUNTS}/moi")[0] == 404


def test_half_a_character_in_a_body_is_refused(light_desk: Desk) -> None:
    person = light_desk.person("quan")
    answer = person.client.post(
        ACCOUNTS,
        data=b'{"name":"a","full_name":"\\ud800","role":"viewer","unit":"91"}',
        headers={"X-CSRFToken": person.forged()},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json["code"]) == (422, "body-letter")


def test_units_are_found_by_name_without_marks_the_largest_first(
    light_desk: Desk,
) -> None:
    def find(query: str) -> tuple[list[str], Any]:
        code, page = light_desk.nobody().ask("GET", f"/api/v1/units?{query}")
        assert code == 200, page
        return [unit["code"] for unit in page["items"]], page["next"]

    assert find("q=rach gia") == (["899"], None)
    assert find("q=RẠCH GIÁ") == (["899"], None)
    assert find("q=8") == (["82", "815", "899"], None)
    assert find("limit=3") == (["82", "91", "815"], "815")
    assert find("limit=3&after=815")[0] == ["899", "900", "28001"]
    assert find("q=%25") == ([], None)
    assert light_desk.nobody().ask("GET", "/api/v1/units?after=xyz")[0] == 422


# Deputies


def test_a_deputy_acts_until_the_end_and_no_longer(desk: Desk) -> None:
    code, made = deputise(desk, "ky")

    assert (code, made["ends"]) == (201, "2021-09-20T17:00:00+00:00")
    assert roles(desk, "xem") == [("viewer", "91"), ("publisher", "91")]
    desk.clock.forward(days=6, hours=15)  # 23:00 in Vietnam on the last day
    assert ("publisher", "91") in roles(desk, "xem")

    desk.clock.forward(hours=1)

    assert roles(desk, "xem") == [("viewer", "91")]


def test_a_deputy_falls_with_the_principal(light_desk: Desk) -> None:
    quan = light_desk.person("quan")
    deputise(light_desk, "ky")
    deputise(light_desk, "ky.huyen", unit="30001")
    assert ("publisher", "30001") in roles(light_desk, "xem")

    (grant,) = quan.ask("GET", f"{ACCOUNTS}/ky")[1]["grants"]
    quan.ask("DELETE", f"{ACCOUNTS}/ky/grants/{grant['id']}")
    quan.ask("POST", f"{ACCOUNTS}/ky.huyen/close", {})

    assert roles(light_desk, "xem") == [("viewer", "91")]


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        ("xem", {}, "deputy-not-held"),
        ("ky.huyen", {}, "deputy-not-held"),
        ("ky", {"role": "planner"}, "deputy-not-held"),
        ("ky", {"unit": ""}, "deputy-not-held"),
        ("ky", {"unit": "82"}, "deputy-not-held"),
        ("ky", {"deputy": "ky"}, "deputy-self"),
        ("ky", {"deputy": "khongco"}, "account-unknown"),
        ("ky", {"deputy": "lap.khac"}, "account-unknown"),  # of another province
        ("ky", {"until": "2021-10-15"}, "grant-until"),  # 31 days
        ("ky", {"until": "2021-09-13"}, "grant-until"),
        ("ky", {"role": "king"}, "grant-role"),
    ],
)
def test_who_cannot_be_named_is_not(
    light_desk: Desk, who: str, more: dict[str, str], code: str
) -> None:
    assert deputise(light_desk, who, **more)[1]["code"] == code
    assert roles(light_desk, "xem") == [("viewer", "91")]


def test_a_deputy_names_no_deputy_and_makes_no_token_of_that_role(
    light_desk: Desk,
) -> None:
    assert deputise(light_desk, "ky", until="2021-10-14")[0] == 201
    assert deputise(light_desk, "ky")[1]["code"] == "deputy-there"

    assert deputise(light_desk, "xem", deputy="lap")[1]["code"] == "deputy-not-held"
    body = {**TOKEN, "role": "publisher"}
    found = light_desk.person("xem").ask("POST", "/api/v1/tokens", body)[1]
    assert found["code"] == "token-not-held"


def test_a_deputy_does_not_outlast_the_principals_own_role(light_desk: Desk) -> None:
    grant = {"role": "planner", "unit": "91", "until": "2021-09-16"}
    light_desk.person("quan").ask("POST", f"{ACCOUNTS}/ky/grants", grant)

    assert deputise(light_desk, "ky", role="planner")[1]["code"] == "deputy-outlasts"
    assert deputise(light_desk, "ky", role="planner", until="2021-09-16")[0] == 201


def test_the_principal_and_the_deputy_end_it_and_nobody_else(
    light_desk: Desk,
) -> None:
    for ends in ("ky", "xem"):
        number = deputise(light_desk, "ky")[1]["id"]
        url = f"/api/v1/deputies/{number}"
        assert light_desk.person("lap").ask("DELETE", url)[0] == 404
        assert light_desk.person(ends).ask("DELETE", url)[0] == 200
        assert roles(light_desk, "xem") == [("viewer", "91")]
        assert light_desk.person("ky").ask("DELETE", url)[0] == 404
    (own,) = light_desk.person("quan").ask("GET", f"{ACCOUNTS}/ky")[1]["grants"]
    url = f"/api/v1/deputies/{own['id']}"
    assert light_desk.person("ky").ask("DELETE", url)[0] == 404


def test_neither_the_drafter_nor_the_drafters_deputy_decides() -> None:
    def actor(name: str, *grants: Grant) -> Actor:
        return Actor(1, name, name, "", grants)

    until = datetime(2021, 9, 20, tzinfo=UTC)
    own = Grant("publisher", "91")
    for_ky = Grant("publisher", "91", until, "ky")

    require_other(actor("xem", for_ky), "lap")
    require_other(actor("ky", own), "xem")  # a principal may decide what a deputy drew
    for who, authors in (
        (actor("ky", own), ("ky",)),
        (actor("ky", own), ("lap", "ky")),
        (actor("xem", for_ky), ("ky",)),
        (actor("xem", own, for_ky), ("ky",)),  # whatever else that one may do
    ):
        with pytest.raises(Refused, match="-draft"):
            require_other(who, *authors)


def test_a_deputy_decides_no_perimeter_that_the_principal_drew(
    light_desk: Desk,
) -> None:
    light_desk.hire("hai.vai", ("planner", "91"), ("publisher", "91"))
    assert deputise(light_desk, "hai.vai", deputy="kiem")[0] == 201
    with reading(light_desk.engine) as connection:
        account = find_account(connection, "kiem")
        assert account is not None
        held = grants_held(connection, account.id, light_desk.clock())
    doing = Doing(Actor(account.id, "kiem", "", "", held), light_desk.clock())

    def drawn_by(name: str) -> Stored:
        body = {"unit": "91", "name": "n"}
        made = light_desk.person(name).ask("POST", "/api/v1/perimeters", body)[1]
        return find_newest(light_desk.engine, made["key"], 1)

    _require_not_author(light_desk.engine, drawn_by("lap"), doing)
    with pytest.raises(Refused, match="access-principals-draft"):
        _require_not_author(light_desk.engine, drawn_by("hai.vai"), doing)


# By the one who runs the machine


def test_the_first_administrator_is_made_once(store: Any) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    password = make_first(store, at)
    assert password is not None
    assert make_first(store, at) is None

    again = reset_by_hand(store, "admin", at + timedelta(days=1))

    assert again != password
    with pytest.raises(Refused, match="account-unknown"):
        reset_by_hand(store, "khongco", at)
