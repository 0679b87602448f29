"""Handing in files as the page does, and the worker that reads them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.services import imports_apart
from api.services.imports_inside import ANSWER, READERS, UPLOAD
from api.services.imports_parcel import pack_refusal
from api.services.work import Worker
from boundaries.refusal import Refused
from tests.api.desk import Desk

FORM = "multipart/form-data; boundary=vungxanh"


def form_of(content: bytes, unit: str, name: str) -> bytes:
    """Write a form as browsers do; the test client's own leaves files open."""
    head = (
        "--vungxanh\r\nContent-Disposition: form-data; "
        f'name="unit"\r\n\r\n{unit}\r\n--vungxanh\r\n'
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + b"\r\n--vungxanh--\r\n"


def hand_in(
    desk: Desk, who: str, content: bytes, unit: str = "91", name: str = "Ca bệnh.csv"
) -> tuple[int, Any]:
    """Send one file; give the status and the answer."""
    person = desk.person(who)
    answer = person.client.post(
        "/api/v1/uploads",
        data=form_of(content, unit, name),
        content_type=FORM,
        headers={"X-CSRFToken": person.forged()},
    )
    return answer.status_code, answer.get_json()


def ask_import(
    desk: Desk,
    who: str,
    content: bytes,
    unit: str = "91",
    kind: str = "cases",
    name: str = "Ca bệnh.csv",
    **options: object,
) -> str:
    """Send a file and ask for its preview; give the key of the import."""
    status, upload = hand_in(desk, who, content, unit, name)
    assert status == 201, upload
    body = {"upload": upload["key"], "kind": kind, "unit": unit, "options": options}
    status, found = desk.person(who).ask("POST", "/api/v1/imports", body)
    assert status == 202, found
    return str(found["key"])


def work(desk: Desk) -> int:
    """Do the jobs that wait."""
    settings = desk.app.extensions["settings"]
    return Worker(lambda: desk.engine, settings, desk.clock).do_waiting()


def look(desk: Desk, who: str, content: bytes, **asked: Any) -> dict[str, Any]:
    """Send a file and look at its preview."""
    key = ask_import(desk, who, content, **asked)
    work(desk)
    return show(desk, who, key)


def show(desk: Desk, who: str, key: str) -> dict[str, Any]:
    """Give an import."""
    status, found = desk.person(who).ask("GET", f"/api/v1/imports/{key}")
    assert status == 200, found
    return dict(found)


def confirm(desk: Desk, who: str, key: str, **chosen: bool) -> tuple[int, Any]:
    """Confirm an import."""
    url = f"/api/v1/imports/{key}/confirm"
    return desk.person(who).ask("POST", url, chosen)


@pytest.fixture
def read_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, for tests of what becomes of rows: a child costs seconds.

    What is read goes through the same JSON as the child's answer.
    """

    def read(
        order: bytes, folder: Path, beat: Callable[[], None], seconds: float
    ) -> None:
        del seconds
        beat()
        asked = json.loads(order)
        try:
            found = READERS[asked["kind"]](folder / UPLOAD, asked)
        except Refused as refused:
            found = {"refused": pack_refusal(refused)}
        (folder / ANSWER).write_text(json.dumps(found), "utf-8")

    monkeypatch.setattr(imports_apart, "_run", read)
