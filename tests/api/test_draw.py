"""The planner's page behind its door, and the vendored files that it draws with."""

import hashlib

import pytest

from maps.assets import list_assets
from tests.api.desk import Desk


def test_vendored_files_are_served_whole_and_kept_by_their_hash(
    light_desk: Desk,
) -> None:
    client = light_desk.nobody().client
    asset = list_assets()["geoman"]
    answer = client.get(f"/static-vendor/geoman?v={asset.sha256[:16]}")
    assert hashlib.sha256(answer.data).hexdigest() == asset.sha256
    assert "immutable" in answer.headers["Cache-Control"]
    stale = client.get("/static-vendor/geoman?v=0123456789abcdef")
    assert stale.headers["Cache-Control"] == "no-cache"
    same = client.get(
        "/static-vendor/geoman", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert same.status_code == 304
    picture = client.get("/static-vendor/images/layers.png")
    assert picture.content_type == "image/png"


@pytest.mark.parametrize(
    "name",
    [
        "vendor.toml",
        "leaflet/leaflet.js",
        "leaflet-licence",
        "../vendor.toml",
        "%2e%2e/assets.py",
        "nothing",
        "leaflet%00",
    ],
)
def test_nothing_else_is_served_from_there(light_desk: Desk, name: str) -> None:
    answer = light_desk.nobody().client.get(f"/static-vendor/{name}")
    assert answer.status_code == 404


def test_a_planner_begins_in_his_own_unit_and_nowhere_else(light_desk: Desk) -> None:
    planner = light_desk.person("lap")
    begun = planner.client.get("/desk/perimeters/new")
    assert begun.headers["Location"] == "/desk/perimeters/new?unit=91"
    page = planner.client.get("/desk/perimeters/new?unit=91")
    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert planner.client.get("/desk/perimeters/new?unit=82").status_code == 403
    assert planner.client.get("/desk/perimeters/new?unit=xx").status_code == 403
    viewer = light_desk.person("xem").client
    assert viewer.get("/desk/perimeters/new?unit=91").status_code == 403


def test_a_draft_is_shown_to_its_own_province_alone(light_desk: Desk) -> None:
    status, made = light_desk.person("lap").ask(
        "POST",
        "/api/v1/perimeters",
        {"unit": "91", "mode": "units", "units": ["30001"]},
    )
    assert status == 201
    address = f"/desk/perimeters/{made['key']}"
    shown = light_desk.person("xem").client.get(address)
    assert shown.status_code == 200
    assert '"mayDraft": false' in shown.text
    assert light_desk.person("lap.khac").client.get(address).status_code == 403
    assert light_desk.person("lap").client.get("/desk/perimeters/no").status_code == 404
    away = light_desk.nobody().client.get(address)
    assert away.headers["Location"].startswith("/signin")
