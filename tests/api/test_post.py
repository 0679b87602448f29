"""The shell of the checkpoint page: small, whole, the same for everybody."""

import gzip
import hashlib
import json
import re
from typing import Any

import pytest

from maps.words.desk_words import page_words
from tests.api.desk import Desk

BUDGET = 150_000
"""Bytes of a first visit, compressed: the page, its scripts, decoder and words."""


@pytest.fixture
def shell(light_desk: Desk) -> dict[str, Any]:
    script = light_desk.nobody().client.get("/post/sw.js").text
    first, _, _ = script.partition("\n")
    found: dict[str, Any] = json.loads(first.removeprefix("const SHELL = ").rstrip(";"))
    return found


def test_a_first_visit_transfers_at_most_150_kilobytes(
    light_desk: Desk, shell: dict[str, Any]
) -> None:
    client = light_desk.nobody().client
    whole = 0
    for path in (*shell["files"], "/post/sw.js", "/static/post/icon-192.png"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, path
        whole += len(answer.data)
        if answer.headers.get("Content-Encoding") == "gzip":
            plain = client.get(path).data
            assert gzip.decompress(answer.data) == plain
            assert len(answer.data) < len(plain)

    assert 60_000 < whole <= BUDGET


def test_what_a_phone_keeps_is_proven_by_its_hash(
    light_desk: Desk, shell: dict[str, Any]
) -> None:
    client = light_desk.nobody().client
    for path, sha256 in shell["files"].items():
        assert hashlib.sha256(client.get(path).data).hexdigest() == sha256, path


def test_every_script_that_the_page_imports_is_kept(
    light_desk: Desk, shell: dict[str, Any]
) -> None:
    client, seen = light_desk.nobody().client, set()
    waiting = ["/static/post/page.js", "/post/decoder.js"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        assert path in shell["files"]
        folder = path.rpartition("/")[0]
        text = client.get(path).text
        names = re.findall(r"(?:from|import) [\"']([./][^\"']+)", text)
        waiting += [
            name if name.startswith("/") else f"{folder}/{name.removeprefix('./')}"
            for name in names
        ]
    assert "/static/post/decide.js" in seen


def test_the_shell_holds_nothing_of_anybody(light_desk: Desk) -> None:
    pages = {
        name: light_desk.person(name).client.get("/post") for name in ("chot", "ky")
    }
    assert pages["chot"].data == pages["ky"].data
    assert light_desk.nobody().client.get("/post").data == pages["ky"].data
    head = pages["ky"].headers
    assert "camera=(self)" in head["Permissions-Policy"]
    assert "script-src 'self'" in head["Content-Security-Policy"]
    assert "unsafe" not in head["Content-Security-Policy"]
    assert head["Cache-Control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again(light_desk: Desk) -> None:
    client = light_desk.nobody().client
    for path in ("/post", "/static/post/page.js", "/static-vendor/qr/decode.js"):
        zipped = {"Accept-Encoding": "gzip"}
        tag = client.get(path, headers=zipped).headers["ETag"]
        again = client.get(path, headers={**zipped, "If-None-Match": tag})
        assert again.status_code == 304, path


def test_only_the_session_says_who_is_signed_in(light_desk: Desk) -> None:
    answer = light_desk.person("chot").client.get("/post/session")
    assert json.loads(answer.data)["name"] == "chot"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (
        json.loads(light_desk.nobody().client.get("/post/session").data)["name"] is None
    )


def test_the_page_installs(light_desk: Desk) -> None:
    client = light_desk.nobody().client
    manifest = json.loads(client.get("/post/manifest.webmanifest").data)
    assert manifest["start_url"] == manifest["scope"] == "/post"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).status_code == 200
    worker = client.get("/post/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/post"


def test_both_languages_say_the_same_things() -> None:
    """Every word that the page asks for is there, and every one is asked for."""
    words = {lang: page_words("post", lang) for lang in ("vi", "en")}
    facts = {
        lang: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in found.items()}
        for lang, found in words.items()
    }
    assert facts["vi"] == facts["en"]
    assert all(text.strip() for found in words.values() for text in found.values())
