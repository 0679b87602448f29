"""The service answers plainly, refuses plainly, and never breaks."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.settings import Settings
from api.web import create_app
from tests.api.folders import LAST, publish

AT = "2021-09-15T08:00:00%2B07:00"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    publish(folder / "out")
    return folder


class Reader(FlaskClient):
    """Reads every answer to its end, as a browser does."""

    def open(self, *args: object, **kwargs: object):  # noqa: ANN201 - as Flask's own
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture(scope="module")
def client(out: Path) -> Iterator[FlaskClient]:
    app = create_app(
        Settings(database_url=f"sqlite:///{out / 'x.sqlite'}", publications=out / "out")
    )
    app.test_client_class = Reader
    yield app.test_client()
    app.extensions["keeper"].close()


def ask(client: FlaskClient, url: str, **headers: str) -> tuple[int, dict]:
    answer = client.get(url, headers=headers)
    return answer.status_code, json.loads(answer.data)


def at(client: FlaskClient, lon: float, lat: float, when: str = AT) -> dict:
    code, found = ask(client, f"/api/v1/zones/at?lon={lon}&lat={lat}&at={when}")
    assert code == 200, found
    return found


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


HOSTILE = [
    "'; DROP TABLE units; --",
    "%27",
    "%2527",
    "*' OR '1'='1",
    "nan",
    "NaN",
    "inf",
    "-Infinity",
    "1e999",
    "1e1",
    "0x10",
    "1_0",
    "１０５",
    "%00",
    "9%00",
    "%ff%fe",
    "%ED%A0%80",
    "..",
    "../../etc/passwd",
    "%2e%2e%2f",
    "${7*7}",
    "{{7*7}}",
    "<script>",
    "%0d%0aSet-Cookie:%20x=1",
    "9" * 5000,
    "-" * 999,
    "+",
    "%20",
    "0001-01-01T00:00:00%2B23:59",
    "9999-12-31T23:59:59-23:59",
    "2021-09-15T08:00:00%2B99:00",
    "2021-09-15T25:00:00%2B07:00",
    "2021-W01-1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_of_any_parameter_breaks_the_service(
    client: FlaskClient, text: str
) -> None:
    good = {"lon": "105.05", "lat": "10.05", "at": AT}
    urls = [
        f"/api/v1/zones?province={text}&day=2021-09-14",
        f"/api/v1/zones?province=9&day={text}",
        f"/api/v1/zones?province=9&day=2021-09-14&{text}=1",
        f"/{text}",
        f"/{text}/latest.json",
        f"/9/{text}/v1/index.html",
        f"/9/2021-09-15/{text}/index.html",
        f"/9/2021-09-15/v1/{text}",
    ]
    for name in good:
        query = "&".join(f"{k}={v}" for k, v in (good | {name: text}).items())
        urls.append(f"/api/v1/zones/at?{query}")
    for url in urls:
        answer = client.get(url)

        assert 400 <= answer.status_code < 500 or "9999-12" in url, (url, answer.data)
        assert answer.status_code < 500
        assert b"Traceback" not in answer.data
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO"])
@pytest.mark.parametrize(
    "url", ["/", "/api/v1/zones", "/readyz", "/9/2021-09-15/v1/index.html"]
)
def test_what_only_reads_takes_no_other_method(
    client: FlaskClient, method: str, url: str
) -> None:
    answer = client.open(url, method=method, data=b"x" * 2_000_000)

    assert answer.status_code == 405
    assert json.loads(answer.data)["code"] == "http-method"


PAGES = [
    ("/9/2021-09-15/v1/", "text/html; charset=utf-8"),
    ("/9/2021-09-15/v1/index.html", "text/html; charset=utf-8"),
    ("/9/2021-09-15/v1/zones.csv", "text/csv; charset=utf-8"),
    ("/9/2021-09-15/v1/zones.geojson", "application/geo+json"),
    ("/9/2021-09-15/v1/manifest.json", "application/json"),
]


@pytest.mark.parametrize(("url", "kind"), PAGES)
def test_a_published_file_is_served_as_it_is_and_for_ever(
    client: FlaskClient, out: Path, url: str, kind: str
) -> None:
    answer = client.get(url)
    name = url.rsplit("/", 1)[1] or "index.html"

    assert answer.status_code == 200
    assert answer.data == (out / "out/9/2021-09-15/v1" / name).read_bytes()
    assert answer.content_type == kind
    assert "immutable" in answer.headers["Cache-Control"]
    tag = answer.headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_the_pointer_is_never_kept(client: FlaskClient) -> None:
    answer = client.get("/9/latest.json")

    assert json.loads(answer.data)["path"] == "2021-09-15/v1"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "url",
    [
        "/9/2021-09-15/v1/../../../x.sqlite",
        "/9/2021-09-15/v1/..%2f..%2f..%2f..%2fx.sqlite",
        "/9/2021-09-15/v1/%2e%2e/v1/index.html",
        "/9/2021-09-15/v1//etc/passwd",
        "/9/2021-09-15/v1/link.csv",
        "/9/2021-09-15/v1/.lock",
        "/9/.lock",
        "/%2e%2e/x.sqlite",
        "//9/latest.json",
        "/9/2021-09-15/v1/index.html/",
        "/9/2021-09-15/v01/index.html",
        "/static/..%2f..%2fapp.py",
        "/static/../app.py",
    ],
)
def test_nothing_outside_the_published_files_is_served(
    client: FlaskClient, out: Path, url: str
) -> None:
    link = out / "out/9/2021-09-15/v1/link.csv"
    if not link.is_symlink():
        link.symlink_to("/etc/passwd")

    answer = client.get(url)
    link.unlink()

    assert answer.status_code == 404, answer.headers


def test_a_redirect_names_no_host(client: FlaskClient) -> None:
    answer = client.get("/9/2021-09-15/v1", headers={"Host": "evil.example"})

    assert answer.status_code == 308
    assert answer.headers["Location"] == "/9/2021-09-15/v1/"


@pytest.mark.parametrize(
    "url",
    ["/", "/healthz", "/readyz", "/no", "/9/latest.json", PAGES[0][0], PAGES[2][0]],
)
def test_every_answer_carries_the_headers_that_protect_its_reader(
    client: FlaskClient, url: str
) -> None:
    told = client.get(url).headers

    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
    assert "Cache-Control" in told
    assert "Set-Cookie" not in told


def test_a_published_page_may_touch_nothing_of_the_service(client: FlaskClient) -> None:
    """Its scripts run in an origin of their own, and may ask no host at all."""
    policy = client.get(PAGES[0][0]).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-same-origin" not in policy


def test_the_front_page_lists_what_is_published(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)

    assert "Tỉnh Chín" in text
    assert "15/09/2021" in text
    assert "DỰ THẢO" in text
    assert 'href="/9/2021-09-15/v1/"' in text
    assert "2/3" in text


def test_ready_says_what_is_served(client: FlaskClient) -> None:
    code, found = ask(client, "/readyz")

    assert code == 200
    assert found["status"] == "ready"
    assert found["provinces"] == {"9": "9/2021-09-15/v1"}
    assert ask(client, "/healthz") == (200, {"status": "ok"})


def test_the_description_names_every_route_and_no_other(client: FlaskClient) -> None:
    _, described = ask(client, "/api/v1/openapi.json")
    routes = {
        rule.rule: rule.methods - {"HEAD", "OPTIONS"}
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }

    assert {
        path: {verb.upper() for verb in verbs}
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


def test_a_service_with_nothing_published_says_so(tmp_path: Path) -> None:
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'x.sqlite'}",
            publications=tmp_path / "none",
        )
    )
    client = app.test_client()
    code, found = ask(client, "/api/v1/zones?province=9&day=2021-09-14")

    assert (code, found["code"]) == (503, "nothing-published")
    assert "Chưa có tỉnh nào" in client.get("/").get_data(as_text=True)
    assert ask(client, "/readyz")[0] == 200
    app.extensions["keeper"].close()


def test_a_broken_folder_makes_the_service_not_ready_and_keeps_it_answering(
    tmp_path: Path,
) -> None:
    publish(tmp_path / "out", last=date(2021, 9, 14))
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'x.sqlite'}",
            publications=tmp_path / "out",
        )
    )
    client, keeper = app.test_client(), app.extensions["keeper"]
    new = publish(tmp_path / "out", last=LAST)
    (new / "zones.csv").write_text("x", encoding="utf-8")
    keeper._looked = -9
    code, found = ask(client, "/readyz")

    assert code == 503
    assert found["provinces"] == {"9": "9/2021-09-14/v1"}
    assert found["troubles"][0]["code"] == "publication-damaged"
    assert found["troubles"][0]["faults"][0]["code"] == "publication-file-changed"
    assert ask(client, "/api/v1/zones?province=9&day=2021-09-14")[0] == 200
    keeper.close()


def test_a_fault_of_our_own_is_said_without_its_inside(out: Path) -> None:
    app = create_app(
        Settings(database_url=f"sqlite:///{out / 'y.sqlite'}", publications=out / "out")
    )

    @app.get("/break")
    def _break() -> str:
        raise RuntimeError("secret")

    answer = app.test_client().get("/break")
    app.extensions["keeper"].close()

    assert answer.status_code == 500
    assert json.loads(answer.data)["code"] == "http-our-bug"
    assert b"secret" not in answer.data
