"""The zones API answers plainly, and says where it cannot."""

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.api.service import AT, ask, at


def test_the_zones_of_a_day_come_with_reasons_and_their_publication(
    client: FlaskClient,
) -> None:
    code, found = ask(client, "/api/v1/zones?province=9&day=2021-09-14")

    assert code == 200
    assert [zone["unit"] for zone in found["zones"]] == ["01", "01-1", "02", "03"]
    assert found["zones"][2] == {
        "unit": "02",
        "name": "Xã Hai",
        "kind": "xã",
        "admin_level": "commune",
        "parent": "9",
        "level": 2,
        "zone": "red",
        "reason": "Vì sao 02 ngày 14/09/2021",
        "clause": "1",
        "effective_from": "2021-09-13",
        "next_better": None,
    }
    assert found["zones"][3]["level"] is None
    assert found["zones"][3]["zone"] == "no_report"
    assert found["publication"]["day"] == "2021-09-15"
    assert found["publication"]["version"] == 1
    assert found["publication"]["state"] == "proposed"


def test_the_same_answer_is_not_sent_twice(client: FlaskClient) -> None:
    url = "/api/v1/zones?province=9&day=2021-09-14"
    tag = client.get(url).headers["ETag"]

    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    other = client.get("/api/v1/zones?province=9&day=2021-09-13").headers["ETag"]
    assert other != tag


@pytest.mark.parametrize(
    ("url", "code", "number"),
    [
        ("/api/v1/zones", "query-missing", 422),
        ("/api/v1/zones?province=9", "query-missing", 422),
        ("/api/v1/zones?province=9&day=", "query-missing", 422),
        ("/api/v1/zones?province=9&day=2021-09-14&x=1", "query-unknown", 422),
        (
            "/api/v1/zones?province=9&day=2021-09-14&day=2021-09-13",
            "query-repeated",
            422,
        ),
        ("/api/v1/zones?province=9&day=14/09/2021", "query-unreadable", 422),
        ("/api/v1/zones?province=9&day=2021-02-30", "query-unreadable", 422),
        ("/api/v1/zones?province=8&day=2021-09-14", "province-not-published", 404),
        ("/api/v1/zones?province=9&day=2021-09-16", "day-not-published", 404),
        (f"/api/v1/zones/at?lon=105&at={AT}", "query-missing", 422),
        (f"/api/v1/zones/at?lon=10.05&lat=105.05&at={AT}", "place-off-earth", 422),
        (
            "/api/v1/zones/at?lon=105.05&lat=10.05&at=2021-09-15T08:00",
            "instant-without-offset",
            422,
        ),
        (
            "/api/v1/zones/at?lon=105.05&lat=10.05&at=2021-09-15",
            "query-unreadable",
            422,
        ),
        ("/nothing/here", "http-not-found", 404),
    ],
)
def test_a_wrong_question_is_refused_with_a_stable_code(
    client: FlaskClient, url: str, code: str, number: int
) -> None:
    answer = client.get(url, headers={"Accept-Language": "en"})
    problem = json.loads(answer.data)

    assert answer.status_code == number == problem["status"]
    assert answer.content_type == "application/problem+json"
    assert problem["code"] == code
    assert problem["type"] == f"urn:vungxanh:{code}"
    assert "?" not in problem["title"] + problem["detail"]
    assert answer.headers["Content-Language"] == "en"


def test_a_problem_is_told_in_vietnamese_unless_english_is_asked_for(
    client: FlaskClient,
) -> None:
    url = "/api/v1/zones?province=9&day=2021-09-16"

    assert ask(client, url)[1]["title"] == "Tỉnh 9 chưa công bố ngày 16/09/2021."
    assert ask(client, url, **{"Accept-Language": "en"})[1]["detail"] == (
        "Ask for a day from 13/09/2021 to the end of 15/09/2021."
    )


def test_a_place_inside_a_commune_gets_its_zone(client: FlaskClient) -> None:
    found = at(client, 105.05, 10.05)

    assert (found["unit"], found["name"], found["zone"]) == ("01", "Xã Một", "red")
    assert found["reason"] == "Vì sao 01 ngày 15/09/2021"
    assert found["on_border"] is False
    assert found["touching"] == ["01"]
    assert found["publication"]["path"] == "/9/2021-09-15/v1/"


@pytest.mark.parametrize(
    ("day", "unit", "zone"),
    [
        ("13", "01", "green"),  # both green: the smallest code
        ("14", "02", "red"),  # green beside red
        ("15", "01", "red"),  # red beside no report
    ],
)
def test_a_place_on_a_border_gets_the_strictest_zone_and_says_so(
    client: FlaskClient, day: str, unit: str, zone: str
) -> None:
    found = at(client, 105.1, 10.05, f"2021-09-{day}T12:00:00%2B07:00")

    assert (found["unit"], found["zone"]) == (unit, zone)
    assert found["on_border"] is True
    assert found["touching"] == ["01", "02"]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(105.25, 10.05), (105.05, 9.0), (0, 0), (-180, 90), (105.099999, 10.200001)],
)
def test_a_gap_the_sea_and_far_away_are_never_guessed(
    client: FlaskClient, lon: float, lat: float
) -> None:
    found = at(client, lon, lat)

    assert found["unit"] is None
    assert found["level"] is None
    assert found["zone"] == "no_report"
    assert "Không suy đoán" in found["reason"]
    assert found["directives"] == []


def test_a_day_that_is_not_published_there_is_said_with_its_days(
    client: FlaskClient,
) -> None:
    found = at(client, 105.05, 10.05, "2021-10-01T00:00:00Z")

    assert found["unit"] is None
    assert found["zone"] == "no_report"
    assert "01/10/2021" in found["reason"]
    assert "đến hết ngày 15/09/2021" in found["reason"]


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2021-09-14T16:59:59Z", "2021-09-14"),
        ("2021-09-14T17:00:00Z", "2021-09-15"),
        ("2021-09-15T00:00:00%2B07:00", "2021-09-15"),
        ("2021-09-15T00:00:00+07:00", "2021-09-15"),
        ("2021-09-14T11:00:00-06:00", "2021-09-15"),
    ],
)
def test_the_day_begins_at_midnight_in_vietnam(
    client: FlaskClient, when: str, day: str
) -> None:
    assert at(client, 105.05, 10.05, when)["day"] == day


@pytest.mark.parametrize(
    ("lon", "when", "ids"),
    [
        (105.05, "2021-09-13T23:59:59%2B07:00", []),
        (105.05, "2021-09-14T00:00:00%2B07:00", ["tinh"]),
        (105.15, "2021-09-15T05:59:59%2B07:00", ["tinh"]),
        (105.15, "2021-09-15T06:00:00%2B07:00", ["xa"]),
        (105.1, "2021-09-15T06:00:00%2B07:00", ["tinh", "xa"]),
    ],
)
def test_the_directives_in_force_there_at_that_instant_are_told(
    client: FlaskClient, lon: float, when: str, ids: list[str]
) -> None:
    """A commune's own act wins over the province's from its first hour on."""
    found = at(client, lon, 10.05, when)

    assert sorted(act["id"] for act in found["directives"]) == ids
    for act in found["directives"]:
        assert act["number"] is None
        assert act["starts"].endswith("+07:00")


def test_the_description_names_every_route_and_no_other(client: FlaskClient) -> None:
    _, described = ask(client, "/api/v1/openapi.json")
    routes: dict[str, set[str]] = {}
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
            routes.setdefault(path, set()).update(rule.methods - {"HEAD", "OPTIONS"})

    assert {
        path: {verb.upper() for verb in verbs if verb != "parameters"}
        for path, verbs in described["paths"].items()
    } == routes


@pytest.mark.parametrize(
    ("url", "schema"),
    [
        ("/api/v1/zones?province=9&day=2021-09-14", "ZonesOfDay"),
        (f"/api/v1/zones/at?lon=105.1&lat=10.05&at={AT}", "PlaceAnswer"),
        (f"/api/v1/zones/at?lon=0&lat=0&at={AT}", "PlaceAnswer"),
        ("/api/v1/zones?province=8&day=2021-09-14", "Problem"),
    ],
)
def test_an_answer_is_what_the_description_says(
    client: FlaskClient, url: str, schema: str
) -> None:
    schemas = ask(client, "/api/v1/openapi.json")[1]["components"]["schemas"]
    _, found = ask(client, url)

    check(found, schemas[schema], schemas)


KINDS = {
    "null": type(None),
    "string": str,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "boolean": bool,
}


def check(value: object, schema: dict, schemas: dict) -> None:
    """Hold a value against the part of JSON Schema that the description uses."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if "oneOf" in schema:
        schema = schema["oneOf"][1 if value is None else 0]
        return check(value, schema, schemas)
    if "enum" in schema:
        assert value in schema["enum"]
        return None
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, KINDS[kind]) for kind in kinds), (value, schema)
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys()
        for name, inner in value.items():
            check(inner, schema["properties"][name], schemas)
    if isinstance(value, list):
        for inner in value:
            check(inner, schema["items"], schemas)
    return None
