"""``vungxanh keys`` and ``vungxanh sign``: what the operator types."""

import json
import time
from pathlib import Path

import pytest

from api.cli import beside
from api.services.signing_keys import folder_of
from api.settings import Settings
from api.store.bundles import newest_bundle
from api.store.engine import opened, reading, writing
from api.store.units import import_units
from tests.api.desk import BEGINS, small_units
from tests.published import Said, call


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give an empty folder for the store and the keys, with the small units in it."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    monkeypatch.setenv("VUNGXANH_PUBLICATIONS", str(tmp_path / "published"))
    with opened(url) as engine, writing(engine) as connection:
        import_units(connection, "mẫu nhỏ", small_units(), BEGINS)
    return tmp_path


def test_an_operator_makes_keys_signs_and_revokes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The root in a file of its own; each step says what to do next."""

    def say(*given: object) -> Said:
        return call(capsys, *given)

    assert "Chưa có khóa" in say("keys", "list").out
    assert say("sign", "--once").code == 3  # there is no key of bundles
    root = folder / "away" / "root.pem"
    assert say("keys", "root", "--out", root).code == 0
    assert say("keys", "root", "--out", root).code == 3
    assert say("keys", "make", "--bundle", "--root", root).code == 0
    assert say("keys", "make", "--unit", "91", "--days", "30").code == 0
    assert say("keys", "make", "--unit", "nowhere").code == 3
    for wrong in ([], ["--bundle"], ["--unit", "91", "--bundle", "--root", root]):
        assert say("keys", "make", *wrong).code == 2
    assert "số 1" in say("sign", "--once").out
    assert "không có gì đổi" in say("sign", "--once").out

    listed = json.loads(say("keys", "list", "--json").out)["keys"]
    assert [one["use"] for one in listed] == ["root", "bundle", "permit"]
    name = listed[2]["key"]
    assert say("keys", "revoke", name).code == 2
    assert say("keys", "revoke", name, "--reason", "mất").code == 3
    assert say("keys", "revoke", name, "--reason", "máy ký bị mất").code == 0
    assert "ĐÃ THU HỒI" in say("keys", "list").out
    assert "số 2" in say("sign", "--once").out
    files = sorted(path.suffix for path in (folder / "signing-keys").iterdir())
    assert files == [".pem", ".pem", ".statement"]  # the root is not among them


def test_the_embedded_signer_makes_its_keys_and_says_so_on_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call(capsys, "sign", "--once", "--make-keys")
    assert said.code == 0
    assert "root.pem" in said.err
    assert "root.pem" not in said.out
    assert (folder / "signing-keys" / "root.pem").is_file()
    assert call(capsys, "sign", "--once", "--make-keys").err == ""


def test_the_signer_beside_a_service_signs_and_ends_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own: this one never opens a key. Killed, it is started again."""
    monkeypatch.setattr(beside, "AGAIN_S", 0.1)
    settings = Settings.from_env()
    assert folder_of(settings) == folder / "signing-keys"
    with (
        opened(settings.database_url) as engine,
        beside.signer_beside(settings) as children,
    ):
        children[0].kill()
        until = time.monotonic() + 60
        found = None
        while found is None and time.monotonic() < until:
            time.sleep(0.2)
            with reading(engine) as connection:
                found = newest_bundle(connection)
        assert found is not None
        assert len(children) == 2
        assert children[1].poll() is None
    assert [child.returncode for child in children] == [-9, 0]
