"""Published files are served as they are, behind headers, and nothing else is."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.settings import Settings
from api.web import create_app
from tests.api.folders import publish

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


def test_the_front_page_says_what_nobody_may_overlook(tmp_path: Path) -> None:
    publish(tmp_path, notices=("schematic", "simulated-cases", "unofficial-boundaries"))
    app = create_app(Settings(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path))
    text = app.test_client().get("/").get_data(as_text=True)
    app.extensions["keeper"].close()

    assert "Sơ đồ, số liệu mô phỏng" in text
    assert "không có giá trị pháp lý về địa giới" in text
    assert "no legal force" in text


def test_a_file_that_was_touched_or_slipped_in_is_not_shown(tmp_path: Path) -> None:
    """What readers see is what was published, or a plain refusal."""
    folder = publish(tmp_path)
    app = create_app(Settings(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path))
    client = app.test_client()
    page = folder / "index.html"
    url = "/9/2021-09-15/v1"
    assert client.get(f"{url}/", buffered=True).status_code == 200

    page.write_bytes(page.read_bytes().replace("Chín".encode(), b"Lie"))
    (folder / "extra.html").write_text("<p>", encoding="utf-8")
    front = client.get("/readyz").get_data(as_text=True)
    changed, extra = client.get(f"{url}/"), client.get(f"{url}/extra.html")
    app.extensions["keeper"].close()

    assert changed.status_code == 409
    assert json.loads(changed.data)["code"] == "publication-file-changed"
    assert json.loads(extra.data)["code"] == "publication-file-extra"
    assert str(tmp_path) not in changed.get_data(as_text=True) + front
    assert "immutable" not in changed.headers["Cache-Control"]
