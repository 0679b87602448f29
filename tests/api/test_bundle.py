"""The bundle of the service: signed apart from the web, fetched by anybody."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.services import keys, signing
from api.services.audit import verify
from api.services.bundle import collect_content, current_content
from api.services.signing_keys import signer_for
from api.store.bundles import bundle_content, newest_bundle, orphans
from api.store.engine import reading, writing
from api.store.gates import permits, revocations
from boundaries.refusal import Refused
from boundaries.spans import day_start
from tests.api.desk import Desk
from tests.api.folders import publish
from tests.api.perimeters import Paper
from tests.api.signer import Signer
from tests.api.test_ready import told


@pytest.fixture
def signer(desk: Desk, tmp_path: Path) -> Signer:
    """Give a signer with its first keys, once on each database."""
    return Signer(desk, tmp_path).begin()


@pytest.fixture
def light_signer(light_desk: Desk, tmp_path: Path) -> Signer:
    """Give the same on SQLite alone."""
    return Signer(light_desk, tmp_path).begin()


def revoke(desk: Desk, index: int, ends: datetime, **more: Any) -> None:
    """Keep a permit of this place in the list, and that it is revoked."""
    key = f"{index:016x}"
    row = {
        "key": key,
        "code": f"{index:08d}",
        "order_key": "o",
        "unit": "91",
        "kind": "work",
        "subject": "s",
        "likeness": f"l{index}",
        "status_index": index,
        "starts": desk.clock() - timedelta(days=9),
        "ends": ends,
        "author": "cap",
        "recorded_at": desk.clock(),
    }
    asked = {
        "what": "permit",
        "key": key,
        "unit": "91",
        "reason": "Nghỉ việc",
        "asked_by": "cap",
        "decided_by": "ky",
        "decided_at": desk.clock(),
        "refused": False,
        "recorded_at": desk.clock(),
    }
    with writing(desk.engine) as connection:
        connection.execute(sa.insert(permits), row)
        connection.execute(sa.insert(revocations), {**asked, **more})


def test_anybody_fetches_the_newest_bundle_and_believes_it(signer: Signer) -> None:
    client = signer.desk.nobody().client
    missing = client.get("/api/v1/bundle")
    assert (missing.status_code, json.loads(missing.data)["code"]) == (
        404,
        "bundle-none",
    )

    assert signer.sign() == 1
    answer = client.get("/api/v1/bundle")
    assert answer.content_type == "application/octet-stream"
    tag = f'"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.headers["ETag"] == tag
    again = client.get("/api/v1/bundle", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    found = signer.fetch()
    assert found.head.issued == signer.desk.clock()
    assert found.head.expires == signer.desk.clock() + timedelta(hours=72)
    assert found.ground.place("30001", 0).chain == ("30001", "899", "91")
    names = client.get("/api/v1/names")
    assert hashlib.sha256(names.data).hexdigest() == found.content.names_sha256
    assert ["30001", "Phường Một", "commune", "899"] in json.loads(names.data)["units"]


def test_the_roots_public_keys_are_told_until_they_are_revoked(
    light_signer: Signer,
) -> None:
    client, engine = light_signer.desk.nobody().client, light_signer.desk.engine
    (root,) = [key for key in keys.list_all(engine) if key.use == "root"]
    told_ = {"kid": root.kid.hex(), "public": root.public.hex()}
    assert client.get("/api/v1/bundle/root").json == {"items": [told_]}

    keys.revoke(engine, root.kid.hex(), "mất khóa gốc", light_signer.desk.clock())
    assert client.get("/api/v1/bundle/root").json == {"items": []}


def test_a_bundle_is_signed_when_something_changed_or_an_hour_has_gone(
    signer: Signer,
) -> None:
    desk = signer.desk
    assert [signer.sign(), signer.sign()] == [1, None]
    desk.clock.forward(minutes=59)
    assert signer.sign() is None

    revoke(desk, 5, desk.clock() + timedelta(days=1))
    assert signer.sign() == 2
    second = signer.fetch()
    assert [second.status["91"].holds(index) for index in (4, 5)] == [False, True]

    desk.clock.forward(minutes=61)
    assert signer.sign() == 3
    third = signer.fetch(second.seen)
    assert third.head.previous == second.sha256


def test_only_what_was_decided_and_has_not_ended_is_on_the_list(
    signer: Signer,
) -> None:
    """P3: asked, refused, ended and revoked permits; then a revoked key."""
    desk = signer.desk
    later = desk.clock() + timedelta(days=1)
    revoke(desk, 1, later)
    revoke(desk, 2, later, refused=True)
    revoke(desk, 3, later, decided_at=None, decided_by=None)
    revoke(desk, 4, desk.clock() - timedelta(days=2))
    key = signer.permit_key()
    signer.sign()
    first = signer.fetch()
    revoked = [index for index in range(9) if first.status["91"].holds(index)]
    assert (revoked, [one.revoked_at for one in first.keys]) == ([1], [None])

    keys.revoke(desk.engine, key.kid.hex(), "mất máy ký", desk.clock())
    signer.sign()
    at = int(desk.clock().timestamp())
    assert [one.revoked_at for one in signer.fetch(first.seen).keys] == [at]
    with pytest.raises(Refused, match="signing-key-none"), reading(desk.engine) as it:
        signer_for(it, signer.settings, "91", desk.clock())


def test_a_signing_that_was_cut_short_leaves_a_version_that_can_be_found(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between signed and kept: nobody gets it, and posts go on after it."""
    desk = signer.desk
    signer.sign()
    before = signer.fetch()
    desk.clock.forward(hours=1)
    with monkeypatch.context() as patch:
        patch.setattr(signing, "keep_bundle", _killed)
        with pytest.raises(KeyboardInterrupt):
            signer.sign()
    assert signer.fetch(before.seen).head.version == 1

    assert signer.sign() == 3
    desk.clock.forward(minutes=2)
    with reading(desk.engine) as connection:
        assert orphans(connection, desk.clock()) == [2]
    assert signer.signing.run_once().orphans == (2,)
    assert signer.fetch(before.seen).head.version == 3


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_signers_never_make_two_bundles_after_one(signer: Signer) -> None:
    desk = signer.desk
    signer.sign()
    with reading(desk.engine) as connection:
        newest = newest_bundle(connection)
        snapshot = desk.app.extensions["keeper"].current()
        content = collect_content(connection, snapshot, desk.clock())
    args = desk.engine, signer.settings, content, newest, desk.clock()
    assert signing.sign_bundle(*args) == 2
    assert signing.sign_bundle(*args) is None
    with reading(desk.engine) as connection:
        assert newest_bundle(connection).version == 2  # type: ignore[union-attr]


def test_a_new_key_of_bundles_signs_at_once_and_phones_follow(
    light_signer: Signer,
) -> None:
    """The rescue after a theft: the root's file, one command, the next look."""
    desk = light_signer.desk
    light_signer.sign()
    before = light_signer.fetch().seen
    desk.clock.forward(minutes=5)
    key = light_signer.new_key()
    assert light_signer.sign() == 2
    after = light_signer.fetch(before).seen
    assert after.versions[key.kid.hex()] == 2
    assert after.statement > before.statement


def test_a_province_has_two_keys_for_a_while_and_none_signs_before_or_after(
    light_signer: Signer,
) -> None:
    """The next key waits a day, so that posts know it; an ended key cannot sign."""
    desk = light_signer.desk

    def signs() -> bytes:
        with reading(desk.engine) as connection:
            found = signer_for(connection, light_signer.settings, "91", desk.clock())
            return bytes(found.kid)

    first = light_signer.permit_key(days=10)
    assert signs() == first.kid
    desk.clock.forward(days=8)
    second = light_signer.permit_key(days=10)
    assert signs() == first.kid
    light_signer.sign()
    assert {key.kid for key in light_signer.fetch().keys} == {first.kid, second.kid}
    desk.clock.forward(days=1)
    assert signs() == second.kid
    desk.clock.forward(days=10)
    with pytest.raises(Refused, match="signing-key-none"):
        signs()
    assert first.trusted_until > int(desk.clock().timestamp())


def test_private_keys_are_files_that_only_their_owner_reads(
    light_signer: Signer,
) -> None:
    folder = light_signer.settings.signing_keys
    assert folder is not None
    files = [*folder.iterdir(), light_signer.root]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    desk = light_signer.desk
    with pytest.raises(Refused, match="key-file-there"):
        keys.make_root(desk.engine, light_signer.root, desk.clock(), 1)
    stranger = folder / "stranger.pem"
    stranger.write_bytes(next(folder.glob("*.pem")).read_bytes())
    args = light_signer.settings, stranger, desk.clock(), 1
    with pytest.raises(Refused, match="root-unknown"):
        keys.make_bundle_key(desk.engine, *args)


def test_a_key_is_revoked_once_with_a_reason_that_the_audit_keeps(
    light_signer: Signer,
) -> None:
    desk, name = light_signer.desk, light_signer.permit_key().kid.hex()
    for wrong, reason, code in (
        (name, " ngắn ", "signing-key-reason"),
        ("0" * 16, "một lý do đủ dài", "signing-key-unknown"),
    ):
        with pytest.raises(Refused, match=code):
            keys.revoke(desk.engine, wrong, reason, desk.clock())
    keys.revoke(desk.engine, name, "máy ký bị mất", desk.clock())
    with pytest.raises(Refused, match="signing-key-revoked"):
        keys.revoke(desk.engine, name, "máy ký bị mất", desk.clock())
    status, found = desk.person("kiem").ask("GET", f"/api/v1/audit?key={name}")
    assert status == 200, found
    acts = {one["action"]: one["reason"] for one in found["items"]}
    assert acts == {"key.make": "", "key.revoke": "máy ký bị mất"}
    with reading(desk.engine) as connection:
        assert verify(connection, []).fault is None


def test_an_old_bundle_is_told_and_takes_no_page_away(light_signer: Signer) -> None:
    """After 6 hours, to the second."""
    desk = light_signer.desk
    light_signer.sign()
    desk.clock.forward(hours=6)
    assert told(desk) == (200, "ready", [], [])
    desk.clock.forward(seconds=1)
    assert told(desk) == (200, "degraded", [], ["bundle-old"])


def test_the_web_process_never_comes_near_private_keys(light_signer: Signer) -> None:
    """It imports nothing that reads them, and answers where they cannot be read."""
    light_signer.sign()
    folder = light_signer.settings.signing_keys
    assert folder is not None
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("no folder")
    assert light_signer.fetch().head.version == 1
    program = (
        "import sys, json; from api.web import create_app;"
        "print(json.dumps([m for m in sys.modules if 'sign' in m and 'api.' in m]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_what_is_published_and_announced_is_the_ground_of_posts(
    light_desk: Desk, tmp_path: Path
) -> None:
    """Zones from their day on, the last ones until news; perimeters while they hold."""
    publish(tmp_path / "published")
    keeper = light_desk.app.extensions["keeper"]
    keeper._looked = -9
    snapshot = keeper.current()
    assert set(snapshot.provinces) == {"9"}
    paper = Paper(light_desk).announced()
    now = light_desk.clock()
    with reading(light_desk.engine) as connection:
        content = collect_content(connection, snapshot, now)
        online = current_content(connection, snapshot, now)
    ground = content.ground

    def zones(day: int) -> list[str]:
        at = day_start(date(2021, 9, day)) + timedelta(hours=12)
        return [ground.place(unit, at).zone for unit in ("01", "02", "03", "01-1")]

    assert zones(14) == ["green", "red", "no_report", "red"]
    assert zones(15) == zones(20) == ["red", "no_report", "no_report", "red"]
    assert ground.versions == {"zones": {"9": "9/2021-09-15/v1"}}
    (ring,) = ground.rings
    assert (ring.id, ring.inside) == (paper.key, frozenset({"30001", "30002"}))
    assert ground.place("30001", now).perimeter is True
    assert ground.place("899", now).perimeter is None
    assert ground.place("30003", now).perimeter is False
    for unit in ("01", "02", "30001", "28001", "nowhere"):
        assert online.ground.place(unit, now) == ground.place(unit, now)
    noon = datetime(2021, 9, 13, 5, tzinfo=UTC)
    assert ground.place("01", noon).zone == "no_report"
    assert online.ground.place("01", noon).zone == "green"
    assert ground.place("01", now).basis == ("16/CT-TTg",)  # entered in words


def test_the_bytes_of_a_bundle_are_kept_as_signed(light_signer: Signer) -> None:
    light_signer.sign()
    raw = light_signer.desk.nobody().client.get("/api/v1/bundle").data
    with reading(light_signer.desk.engine) as connection:
        assert bundle_content(connection, 1) == raw
