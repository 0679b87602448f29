"""Permits from the command line: a file in, sheets out, the audit told."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.store.engine import opened, writing
from api.store.units import import_units
from boundaries.spans import VIETNAM
from tests.api.desk import small_units
from tests.api.handed_in import read_at_hand  # noqa: F401 - a fixture
from tests.published import call

HEAD = "initials,identity,purposes,starts,ends"


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite:///{tmp_path / 'v.sqlite'}"
    with opened(url) as engine, writing(engine) as connection:
        import_units(connection, "mẫu", small_units(), datetime.now(UTC))
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    monkeypatch.setenv("VUNGXANH_OPERATOR", "kho.giay")
    day = (datetime.now(UTC).astimezone(VIETNAM) + timedelta(days=1)).date()
    rows = [f"NVA,079000012345,work,{day},{day}", f"X,1,work,{day},{day}"]
    path = tmp_path / "order.csv"
    path.write_text("\n".join([HEAD, *rows]), "utf-8")
    return path


def test_a_file_becomes_sheets_and_a_permit_is_found_and_asked_about(
    order: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, refused = tmp_path / "sheet.pdf", tmp_path / "refused.csv"
    asked = ("permits", "issue", order, "--unit", "91", "--kind", "area")
    waits = call(capsys, *asked, "--out", out, "--json")
    assert waits.code == 3  # no key can sign
    assert json.loads(waits.out)["refused"]["code"] == "signing-key-none"
    assert not out.exists()
    assert call(capsys, "keys", "make", "--unit", "82").code == 0
    asked = ("permits", "issue", order, "--unit", "82", "--kind", "area")

    told = call(capsys, *asked, "--out", out, "--refused", refused, "--json")

    assert told.code == 1  # a row was refused
    said = json.loads(told.out)
    assert (said["counts"]["accepted"], said["counts"]["refused"]) == (1, 1)
    assert [one["code"] for one in said["refused"]] == ["permit-row-identity"]
    assert out.read_bytes().startswith(b"%PDF")
    assert refused.read_text("utf-8-sig").startswith(f"{HEAD},Lỗi\nX,1,work,")
    again = call(capsys, *asked, "--json")
    assert json.loads(again.out)["counts"]["duplicate"] == 1
    assert call(capsys, "permits", "show", "AAAAAAAA").code == 3
    assert "079000012345" not in told.out + told.err


@pytest.mark.usefixtures("read_at_hand")
def test_a_preview_keeps_nothing_and_an_order_is_never_overwritten(
    order: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("permits", "issue", order, "--unit", "91", "--kind", "area", "--preview")
    for _ in range(2):
        said = json.loads(call(capsys, *asked, "--json").out)
        assert (said["order"], said["counts"]["accepted"]) == (None, 1)
    assert call(capsys, *asked, "--out", order).code == 3
    assert order.read_text("utf-8").startswith(HEAD)
    missing = order.with_name("none.csv")
    again = ("permits", "issue", missing, "--unit", "91", "--kind", "area")
    assert call(capsys, *again).code == 3
    unknown = ("permits", "issue", order, "--unit", "77", "--kind", "area")
    assert call(capsys, *unknown).code == 3
    ended = ("permits", "issue", order, "--unit", "91", "--kind", "green_lane")
    assert call(capsys, *ended).code == 3
