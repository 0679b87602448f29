"""Nothing that can be sent breaks the service."""

import json

import pytest
from flask.testing import FlaskClient

from tests.api.service import AT

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
