"""A phone is enrolled once, by a code and its own signature, and shut out for good."""

from typing import Any

import pytest
import sqlalchemy as sa

from api.store.audit import walk
from api.store.engine import reading
from api.store.gates import device_codes
from tests.api.desk import Desk
from tests.api.phones import GATE, Phone, code_of, give_posts, phone_on_shift


def test_a_phone_is_enrolled_by_the_officer_who_types_the_code(desk: Desk) -> None:
    phone, code = Phone(desk), code_of(desk)
    status, device = phone.enrol(code)

    assert status == 201
    assert (device["key"], device["unit"]) == (phone.key, "91")
    assert device["enrolled_by"] == "chot"
    assert phone.enrol(code) == (201, device)  # the answer was lost, it asks again
    listed = desk.person("ky").ask("GET", "/api/v1/devices")[1]["items"]
    assert [one["key"] for one in listed] == [phone.key]
    assert desk.person("ky.khac").ask("GET", "/api/v1/devices")[1] == {"items": []}
    with reading(desk.engine) as connection:
        assert code not in str(connection.execute(sa.select(device_codes)).all())
        told = [one.entry for one in walk(connection)]
    acts = [one.action for one in told if one.kind == "device"]
    assert acts == ["device.code", "device.enrol"]
    assert code not in str(told)


def test_a_code_enrols_one_phone_for_a_quarter_of_an_hour(light_desk: Desk) -> None:
    code = code_of(light_desk)
    assert Phone(light_desk, 7).enrol(code)[0] == 201
    assert Phone(light_desk, 8).enrol(code)[1]["code"] == "device-code"

    late = code_of(light_desk)
    light_desk.clock.forward(minutes=15)
    assert Phone(light_desk, 8).enrol(late)[1]["code"] == "device-code"


def test_look_alike_letters_of_a_code_are_one(light_desk: Desk) -> None:
    code = next(c for c in iter(lambda: code_of(light_desk), "") if {*"01"} & {*c})
    typed = code.replace("0", "O").replace("1", "I")

    assert Phone(light_desk).enrol(typed)[0] == 201


def test_who_may_not_make_codes_or_enrol_does_not(light_desk: Desk) -> None:
    ask = light_desk.person("chot").ask
    assert ask("POST", "/api/v1/devices/codes", {"unit": "91"})[0] == 403
    assert (
        light_desk.person("ky.huyen").ask(
            "POST", "/api/v1/devices/codes", {"unit": "91"}
        )[0]
        == 403
    )
    light_desk.hire("chot.khac", ("checkpoint_officer", "82"))
    assert Phone(light_desk).enrol(code_of(light_desk), "chot.khac")[0] == 403
    assert Phone(light_desk).enrol(code_of(light_desk), "ky")[0] == 403


@pytest.mark.parametrize(
    "more",
    [
        {"public": "A" * 86},
        {"public": "!"},
        {"signature": "A" * 86},
        {"signature": "A" * 85},
        {"signature": "é" * 86},
    ],
)
def test_a_key_that_did_not_sign_is_no_phone(
    light_desk: Desk, more: dict[str, Any]
) -> None:
    phone, code = Phone(light_desk), code_of(light_desk)
    signature = phone.sign("vungxanh-device-1", code, phone.public)
    body = {"code": code, "label": "x", "public": phone.public, "signature": signature}
    ask = light_desk.person("chot").ask

    status, found = ask("POST", "/api/v1/devices", {**body, **more})
    assert (status, found["code"]) == (422, "device-key")
    assert ask("POST", "/api/v1/devices", body)[0] == 201


def test_a_phone_that_was_shut_out_neither_works_nor_reports(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    url = f"/api/v1/devices/{phone.key}/disable"
    assert desk.person("chot").ask("POST", url, {"reason": "mất"})[0] == 403
    assert desk.person("ky.khac").ask("POST", url, {"reason": "mất"})[0] == 404
    status, device = desk.person("ky").ask("POST", url, {"reason": "mất máy"})

    assert status == 200
    assert device["disabled_at"] is not None
    assert phone.send([phone.write()])[1]["code"] == "device-disabled"
    assert phone.start("00000000000000bb")[1]["code"] == "device-disabled"
    report = desk.person("ky").ask("GET", f"/api/v1/shifts/{phone.shift}/report")[1]
    assert report["ends"] is not None
    assert desk.person("ky").ask("POST", url, {"reason": "x"})[0] == 409
    with reading(desk.engine) as connection:
        (told,) = [
            e.entry for e in walk(connection) if e.entry.action == "device.disable"
        ]
    assert (told.key, told.reason, told.unit) == (phone.key, "mất máy", "91")


def test_a_device_signs_and_nothing_that_a_browser_adds_gives_a_right(
    light_desk: Desk,
) -> None:
    phone = phone_on_shift(light_desk)
    event = phone.write()
    client = light_desk.person("chot").client
    url = f"/api/v1/devices/{phone.key}/events"
    body = {"events": [event], "signature": "A" * 86}

    assert client.post(url, json=body).status_code == 422
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    good = {"events": [event], "signature": phone.sign("x")}
    assert client.post(url, json=good, headers=elsewhere).status_code == 403
    stranger = Phone(light_desk, 9)
    assert stranger.send([stranger.write()])[0] == 404
    signature = phone.sign("vungxanh-events-1", stranger.key, event["text"])
    assert phone.post_events({"events": [event], "signature": signature})[0] == 422
    for sent in ("x", [3], [{"text": 3}], [{"text": "{}"}], [{"text": "[" * 3000}]):
        assert phone.post_events({"events": sent, "signature": "A" * 86})[0] == 422
    assert phone.send([event])[0] == 200


def test_posts_are_those_handed_in_and_those_of_perimeters_in_force(
    light_desk: Desk,
) -> None:
    give_posts(light_desk)
    ask = light_desk.person("chot").ask
    items = ask("GET", "/api/v1/posts?unit=91")[1]["items"]

    assert [
        (one["id"], one["kind"], one["authority"], one["unit"]) for one in items
    ] == [
        (GATE, "gateway", "91", "30001"),
        ("91.noi-o", "inner", "899", "30002"),
    ]
    district = ask("GET", "/api/v1/posts?unit=899")[1]["items"]
    assert [one["id"] for one in district] == ["91.noi-o"]
    assert ask("GET", "/api/v1/posts?unit=82")[0] == 403
    assert light_desk.person("lap").ask("GET", "/api/v1/posts?unit=91")[0] == 403


def test_a_post_on_the_water_stands_with_the_unit_whose_post_it_is(
    light_desk: Desk,
) -> None:
    """The landing of a ferry is named by its line, and no commune is there."""
    sea = {"type": "Point", "coordinates": [103.0, 8.0]}
    named = {"id": "P1", "name": "Phà", "kind": "gateway"}
    feature = {"type": "Feature", "properties": named, "geometry": sea}
    posts = {"type": "FeatureCollection", "features": [feature]}
    give_posts(light_desk, posts=posts)
    officer = light_desk.person("chot")

    (post,) = officer.ask("GET", "/api/v1/posts?unit=91")[1]["items"]

    assert post["unit"] == "91"
