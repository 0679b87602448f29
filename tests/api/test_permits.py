"""Permits are asked for by one process, signed by another, and name nobody."""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.services import permits_sign
from api.services.clearing import clear_ended
from api.services.permits_subject import identity_key, person_subject, plate_subject
from api.store.audit import walk
from api.store.engine import reading, writing
from api.store.gates import orders, permits, revocations
from api.store.keys import list_keys
from api.store.layers import save_layer
from api.store.metadata import metadata
from gis.permits.reading import read_permit
from gis.permits.status import StatusList
from tests.api.desk import Desk
from tests.api.permits import (
    IDENTITY,
    ORDERS,
    TRUCK,
    WORKER,
    folder_of,
    give_keys,
    order,
    settings_of,
    sign,
)

BASE = "/api/v1/permits"


def rows_of(desk: Desk, table: sa.Table) -> list[Any]:
    with reading(desk.engine) as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def one_signed(
    desk: Desk, row: dict[str, Any] = TRUCK, kind: str = "green_lane"
) -> Any:
    """Order one permit and sign it; give its row."""
    code, told = order(desk, row, kind=kind)
    assert code == 201, told
    sign(desk)
    return rows_of(desk, permits)[-1]


def test_an_order_is_asked_then_signed_and_its_rows_are_gone(desk: Desk) -> None:
    give_keys(desk)
    code, told = order(desk, TRUCK, {**TRUCK, "plate": "68C 999.99", "seats": 2})
    asked = rows_of(desk, orders)[0]

    assert code == 201
    assert told["counts"] == {
        "read": 2,
        "accepted": 2,
        "refused": 0,
        "duplicate": 0,
        "unusual": False,
    }
    assert (asked.state, asked.kind, asked.policy) == (
        "asked",
        "green_lane",
        "green-lane",
    )
    assert rows_of(desk, permits) == []  # nothing is signed by the web

    done = sign(desk)

    signed, (first, second) = rows_of(desk, orders)[0], rows_of(desk, permits)
    assert (done.orders, done.permits) == (1, 2)
    assert (signed.state, signed.asked) == ("signed", None)
    assert [one["id"] for one in asked.asked["permits"]] == [first.key, second.key]
    with reading(desk.engine) as connection:
        keys = list_keys(connection, "permit")
    now = datetime.fromisoformat("2021-09-16T08:00:00+07:00")
    none = StatusList("91", frozenset())
    read = read_permit(second.token, keys, {"91": none}, now, plate="68C-999.99")
    assert read.state == "valid"
    assert read.claims is not None
    assert (read.claims.plate, read.claims.seats) == ("68C99999", 2)
    assert read.claims.index == second.status_index
    assert sign(desk) == permits_sign.Signed()  # nothing waits


def test_a_person_is_initials_four_digits_and_a_hash_that_needs_a_key(
    light_desk: Desk,
) -> None:
    give_keys(light_desk)
    row = one_signed(light_desk, WORKER, "work")
    key = identity_key(settings_of(light_desk))

    assert row.subject == person_subject(key, IDENTITY)
    with reading(light_desk.engine) as connection:
        keys = list_keys(connection, "permit")
    now = datetime.fromisoformat("2021-09-16T08:00:00+07:00")
    read = read_permit(row.token, keys, {"91": StatusList("91", frozenset())}, now)
    assert read.claims is not None
    assert (read.claims.person, read.claims.plate) == ("NVA 2345", "")
    assert read.claims.units == ("899", "30003")
    assert read.claims.weekdays == (1, 2, 3, 4, 5)
    assert read.claims.minutes == (360, 1080)
    file = folder_of(light_desk) / "keys" / "identity.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert plate_subject(key, IDENTITY) != row.subject  # one hash for one use


def everything_kept(desk: Desk) -> str:
    """Give all that the database says, without the tokens themselves."""
    told: list[str] = []
    with reading(desk.engine) as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.select(table)).mappings()
            told += [
                str({k: v for k, v in row.items() if k != "token"}) for row in rows
            ]
    return "\n".join(told)


def test_no_identity_number_name_plate_or_token_is_kept_or_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    give_keys(desk)
    order(desk, WORKER, {**WORKER, "identity": "12"}, kind="work")
    assert IDENTITY not in everything_kept(desk)  # not even while it waits
    order(desk, TRUCK, {**TRUCK, "plate": "?"})
    sign(desk)
    code = rows_of(desk, permits)[0].code
    desk.person("cap").ask("POST", f"{BASE}/{code}/revocations", {"reason": "mất giấy"})
    kept = everything_kept(desk)

    for secret in (IDENTITY, "Nguyễn", "NVA", "68C12345", "68C-123.45", "VX1:"):
        assert secret not in kept, secret
        assert secret not in caplog.text, secret
    with reading(desk.engine) as connection:
        told = [one.entry for one in walk(connection)]
    acts = [one.action for one in told if one.action.startswith("permit.")]
    assert acts == ["permit.ask"] * 2 + ["permit.sign"] * 2 + ["permit.revoke.ask"]


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from api.services import permits_sign
from api.settings import Settings
from api.store.engine import opened
whole = permits_sign.add_permits
def die(connection, rows):
    whole(connection, rows)
    os.kill(os.getpid(), signal.SIGKILL)
permits_sign.add_permits = die
settings = Settings(sys.argv[1], signing_keys=Path(sys.argv[3]))
with opened(settings.database_url) as engine:
    permits_sign.sign_orders(engine, settings, datetime.fromisoformat(sys.argv[2]))
"""


def test_a_signer_that_is_killed_leaves_the_order_asked(light_desk: Desk) -> None:
    give_keys(light_desk)
    order(light_desk)
    (asked,) = rows_of(light_desk, orders)
    url = settings_of(light_desk).database_url
    at, keys = light_desk.clock().isoformat(), settings_of(light_desk).signing_keys
    script = [sys.executable, "-c", KILLED, url, at, str(keys)]
    root = Path(__file__).resolve().parents[2]

    ended = subprocess.run(script, cwd=root, env=os.environ, timeout=60, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert rows_of(light_desk, orders) == [asked]
    assert sign(light_desk).permits == 1
    assert rows_of(light_desk, permits)[0].key == asked.asked["permits"][0]["id"]


def test_the_same_rows_again_are_duplicates_until_the_permit_is_revoked(
    light_desk: Desk,
) -> None:
    give_keys(light_desk)
    first = order(light_desk, TRUCK, TRUCK)[1]
    assert first["counts"]["accepted"] == first["counts"]["duplicate"] == 1
    assert first["duplicate"] == [2]
    again = order(light_desk)[1]  # while it waits
    assert (again["key"], again["counts"]["duplicate"]) == (None, 1)
    sign(light_desk)
    assert order(light_desk)[1]["key"] is None  # and once it was signed
    assert (
        order(light_desk, {**TRUCK, "single": True})[1]["key"] is not None
    )  # another one
    code = rows_of(light_desk, permits)[0].code
    revoke(light_desk, code)
    assert order(light_desk)[1]["key"] is not None


def revoke(desk: Desk, code: str, by: str = "cap", decided_by: str = "ky") -> Any:
    asked = desk.person(by).ask(
        "POST", f"{BASE}/{code}/revocations", {"reason": "xe đã bán"}
    )
    assert asked[0] == 201, asked
    number = asked[1]["revocations"][-1]["number"]
    url = f"{BASE}/revocations/{number}/decide"
    return desk.person(decided_by).ask("POST", url, {"revoke": True})


def test_a_preview_orders_nothing(light_desk: Desk) -> None:
    code, told = order(light_desk, TRUCK, {**TRUCK, "plate": ""}, preview=True)

    assert (code, told["key"]) == (200, None)
    assert told["counts"]["accepted"] == told["counts"]["refused"] == 1
    assert told["refused"][0]["code"] == "permit-row-needs-plate"
    assert rows_of(light_desk, orders) == []
    with reading(light_desk.engine) as connection:
        assert not [e for e in walk(connection) if e.entry.action == "permit.ask"]


def test_an_ended_act_signs_nothing_neither_when_asked_nor_later(
    light_desk: Desk,
) -> None:
    give_keys(light_desk)
    order(light_desk)
    light_desk.clock.at = datetime.fromisoformat("2021-10-11T00:00:00+07:00")

    assert order(light_desk, who="cap")[1]["code"] in {
        "access-sign-in",
        "permit-act-ended",
    }
    light_desk.person("cap").sign_in("cap")
    again = {**TRUCK, "starts": "2021-10-12", "ends": "2021-10-13"}
    assert order(light_desk, again)[1]["code"] == "permit-act-ended"
    done = sign(light_desk)
    assert (done.orders, done.refused) == (0, 1)
    (kept,) = rows_of(light_desk, orders)
    assert (kept.state, kept.asked) == ("refused", None)
    assert kept.counts["why"] == "permit-act-ended"
    assert rows_of(light_desk, permits) == []


def test_an_order_waits_where_no_key_may_sign(light_desk: Desk) -> None:
    give_keys(light_desk, "82")
    key = order(light_desk)[1]["key"]
    done = sign(light_desk)

    assert [(name, why.code) for name, why in done.waiting] == [
        (key, "signing-key-none")
    ]
    assert rows_of(light_desk, orders)[0].state == "asked"
    code, told = light_desk.person("cap").ask("GET", f"{ORDERS}/{key}/sheet.pdf")
    assert (code, told["code"]) == (409, "permit-order-unsigned")


def test_permits_that_ended_while_they_waited_are_dropped_unsigned(
    light_desk: Desk,
) -> None:
    order(light_desk)  # and no key is there
    light_desk.clock.at = datetime.fromisoformat("2021-09-21T00:00:00+07:00")

    assert sign(light_desk).refused == 1
    (kept,) = rows_of(light_desk, orders)
    assert (kept.state, kept.asked) == ("refused", None)


def test_who_prints_whom_permits_are_for_is_told_to_the_audit(light_desk: Desk) -> None:
    give_keys(light_desk)
    key = one_signed(light_desk).order_key
    url = f"{ORDERS}/{key}/sheet.pdf"
    answer = light_desk.person("cap").client.get(url)

    assert answer.data.startswith(b"%PDF")
    assert light_desk.person("cap").ask("GET", f"{url}?part=2")[0] == 404
    with reading(light_desk.engine) as connection:
        told = [one.entry for one in walk(connection)][-1]
    assert (told.actor, told.action, told.key) == ("cap", "permit.print", key)


def test_places_in_the_status_list_and_codes_are_drawn_at_random_and_once(
    light_desk: Desk,
) -> None:
    give_keys(light_desk)
    rows = [{**TRUCK, "plate": f"68C-{number:05}"} for number in range(300)]
    assert order(light_desk, *rows)[1]["counts"]["accepted"] == 300
    assert order(light_desk, *[{**one, "seats": 2} for one in rows])[0] == 201
    sign(light_desk)
    found = rows_of(light_desk, permits)
    places = [one.status_index for one in found]

    assert len(set(places)) == len({one.code for one in found}) == 600
    assert places != sorted(places)
    assert max(places) > 8_000  # spread over the whole list


def test_a_quota_counts_the_day_of_the_unit_and_of_all_below_it(
    light_desk: Desk,
) -> None:
    light_desk.hire("cap.huyen", ("permit_issuer", "899"))
    quota = {"unit": "91", "kind": "green_lane", "per_day": 3}
    assert light_desk.person("cap").ask("PUT", f"{BASE}/quotas", quota)[0] == 403
    assert light_desk.person("ky").ask("PUT", f"{BASE}/quotas", quota)[0] == 200
    rows = [{**TRUCK, "plate": f"68C-{number:05}"} for number in range(5)]
    below = {"unit": "899", "kind": "green_lane", "rows": rows[:2]}
    assert light_desk.person("cap.huyen").ask("POST", ORDERS, below)[0] == 201

    code, told = order(light_desk, *rows[2:4])

    assert (code, told["code"]) == (409, "permit-quota")
    assert order(light_desk, rows[2])[0] == 201
    listed = light_desk.person("cap").ask("GET", f"{BASE}/quotas?unit=91")[1]["items"]
    assert [(one["used"], one["per_day"]) for one in listed] == [(3, 3)]
    light_desk.clock.forward(hours=16)  # 00:00 of the next day here
    light_desk.person("cap").sign_in("cap")
    assert order(light_desk, rows[3])[0] == 201


def test_an_order_far_above_the_usual_is_told_to_the_audit(light_desk: Desk) -> None:
    rows = [{**TRUCK, "plate": f"68C-{number:05}"} for number in range(90)]
    for number in range(3):
        light_desk.clock.forward(minutes=1)
        assert not order(light_desk, rows[number])[1]["counts"]["unusual"]
    light_desk.clock.forward(minutes=1)

    assert order(light_desk, *rows[10:])[1]["counts"]["unusual"]
    with reading(light_desk.engine) as connection:
        told = [
            e.entry.after for e in walk(connection) if e.entry.action == "permit.ask"
        ]
    assert [one["unusual"] for one in told if one] == [False] * 3 + [True]


def test_a_revocation_needs_a_reason_and_another_person(desk: Desk) -> None:
    give_keys(desk)
    desk.hire("ca.hai", ("permit_issuer", "91"), ("publisher", "91"))
    code = one_signed(desk).code
    url = f"{BASE}/{code}/revocations"
    assert desk.person("cap").ask("POST", url, {"reason": "  "})[0] == 422
    assert desk.person("ky").ask("POST", url, {"reason": "x"})[0] == 403
    asked = desk.person("ca.hai").ask("POST", url, {"reason": "xe đã bán"})[1]
    assert asked["state"] == "asked"
    number = asked["revocations"][0]["number"]
    decide = f"{BASE}/revocations/{number}/decide"

    own = desk.person("ca.hai").ask("POST", decide, {"revoke": True})
    assert own[1]["code"] == "access-own-draft"
    assert desk.person("cap").ask("POST", decide, {"revoke": True})[0] == 403
    assert desk.person("ky.khac").ask("POST", decide, {"revoke": True})[0] == 404
    told = desk.person("ky").ask("POST", decide, {"revoke": True})
    assert (told[0], told[1]["revoked"]) == (200, True)
    assert desk.person("ky").ask("POST", decide, {"revoke": False})[0] == 409
    assert desk.person("ky").ask("GET", f"{BASE}/{code}")[1]["state"] == "revoked"
    (row,) = rows_of(desk, revocations)
    assert (row.unit, row.decided_by, row.refused) == ("91", "ky", False)
    assert desk.person("cap").ask("POST", url, {"reason": "x"})[0] == 409


def test_a_permit_that_stands_can_be_asked_about_again(light_desk: Desk) -> None:
    give_keys(light_desk)
    code = one_signed(light_desk).code
    url = f"{BASE}/{code}/revocations"
    asked = light_desk.person("cap").ask("POST", url, {"reason": "nhầm"})[1]
    number = asked["revocations"][0]["number"]
    decide = f"{BASE}/revocations/{number}/decide"
    light_desk.person("ky").ask("POST", decide, {"revoke": False})

    assert light_desk.person("cap").ask("GET", f"{BASE}/{code}")[1]["state"] == "early"
    assert light_desk.person("cap").ask("POST", url, {"reason": "thật"})[0] == 201


def test_a_permit_is_found_by_its_code_in_ones_own_unit_only(light_desk: Desk) -> None:
    give_keys(light_desk)
    row = one_signed(light_desk)
    typed = f" {row.code[:4].lower()}-{row.code[4:]} "
    ask = light_desk.person("cap").ask

    assert ask("GET", f"{BASE}/{typed}")[1]["code"] == row.code
    wrong = row.code[:-1] + ("0" if row.code[-1] != "0" else "1")
    assert ask("GET", f"{BASE}/{wrong}")[1]["code"] == "permit-code-wrong"
    for name in ("cap.khac", "ky.khac"):
        told = light_desk.person(name).ask("GET", f"{BASE}/{row.code}")
        assert (told[0], told[1]["code"]) == (404, "permit-unknown")
        listed = light_desk.person(name).ask("GET", ORDERS)[1]["items"]
        assert listed == []
    for name in ("chot", "xem", "lap", "quan"):
        assert light_desk.person(name).ask("GET", f"{BASE}/{row.code}")[0] == 403
    assert "68C" not in json.dumps(ask("GET", f"{ORDERS}/{row.order_key}")[1])


def test_nothing_of_an_ended_permit_tells_whom_it_was_for(light_desk: Desk) -> None:
    give_keys(light_desk)
    row = one_signed(light_desk)
    ended = datetime.fromisoformat("2021-09-21T00:00:00+07:00")

    assert clear_ended(light_desk.engine, ended + timedelta(hours=23)).permits == 0
    assert clear_ended(light_desk.engine, ended + timedelta(days=1)).permits == 1
    (kept,) = rows_of(light_desk, permits)
    assert (kept.token, kept.subject, kept.likeness) == (None, "", "")
    assert (kept.code, kept.status_index) == (row.code, row.status_index)
    assert clear_ended(light_desk.engine, ended + timedelta(days=2)).permits == 0
    light_desk.clock.at = ended + timedelta(days=2)
    light_desk.person("cap").sign_in("cap")
    told = light_desk.person("cap").ask("GET", f"{ORDERS}/{row.order_key}/sheet.pdf")
    assert (told[0], told[1]["code"]) == (410, "permit-order-over")


LOCAL = """
format: 1
id: kien-giang
title: {vi: "Giấy của tỉnh", en: "Of the province"}
decision:
  number: "77/UBND"
  issuer: {vi: "UBND tỉnh", en: "Province"}
  in_force: {first: 2021-09-01, last: 2021-09-30}
  status: local
  sources: []
uncertain: []
scope: {units: ["91"], end: to}
permits:
  - kind: market
    name: {vi: "Phiếu đi chợ", en: "Market"}
    bind: person
    purposes: [food]
    longest_days: 7
    hours: [300, 660]
clauses: {"1": {vi: "Điều 1", en: "Clause 1"}}
rules:
  - id: market
    effect: require
    per: vehicle
    clause: "1"
    when: {"is": [{"var": "purpose"}, "food"]}
    hold: {"is": [{"var": "permit.state"}, "valid"]}
    failing: stop
    text: {vi: "Cần phiếu đi chợ.", en: "A market card is needed."}
    cure: {vi: "Xin phường cấp.", en: "Ask the ward."}
    review: {vi: "Trưởng chốt.", en: "The head of the post."}
    ask: {vi: "Hỏi phiếu.", en: "Ask for the card."}
"""


def test_a_unit_issues_what_its_own_act_names_and_nobody_else_does(
    light_desk: Desk,
) -> None:
    now = light_desk.clock()
    with writing(light_desk.engine) as connection:
        save_layer(connection, "access", "91", "a.yaml", LOCAL.encode(), "ky", now)
    kinds = light_desk.person("cap").ask("GET", f"{BASE}/kinds?unit=91")[1]["items"]
    other = light_desk.person("cap.khac").ask("GET", f"{BASE}/kinds?unit=82")[1][
        "items"
    ]

    assert {one["kind"] for one in kinds} - {one["kind"] for one in other} == {"market"}
    card = {
        **{name: WORKER[name] for name in ("initials", "identity")},
        "starts": "2021-09-15",
        "ends": "2021-09-21",
    }
    assert order(light_desk, card, kind="market")[0] == 201
    (kept,) = rows_of(light_desk, orders)
    (asked,) = kept.asked["permits"]
    assert (asked["purposes"], asked["minutes"]) == (["food"], [300, 660])
    late = {**card, "starts": "2021-09-28", "ends": "2021-10-01"}
    told = order(light_desk, late, kind="market")[1]
    assert [one["code"] for one in told["refused"]] == ["permit-row-outside-act"]
