import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from maps.publication import verify_folder, write_publication
from maps.publication.verify import LATEST
from tests.maps.publications import publication
from tests.maps.publishing import FILES, next_version, token_writers


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    write_publication(publication(), out, writers=token_writers())
    write_publication(next_version(), out, writers=token_writers())
    return out / "91"


@pytest.fixture
def province(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "91")
    return tmp_path / "91"


def found(path: Path) -> list[tuple[str, object]]:
    return [(f.code, f.facts.get("file")) for f in verify_folder(path)]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_changed_byte_of_any_file_is_found(
    published: Path, data: st.DataObject
) -> None:
    folder = published / "2021-09-20" / "v2"
    name = data.draw(st.sampled_from([*FILES, "manifest.json"]))
    whole = (folder / name).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    try:
        changed = whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :]
        (folder / name).write_bytes(changed)
        seen = found(folder)
    finally:
        (folder / name).write_bytes(whole)
    if name == "manifest.json":
        assert ("publication-manifest-broken", None) in seen
    else:
        assert seen == [("publication-file-changed", name)]
    assert found(folder) == []


def test_a_missing_and_an_extra_file_are_named(province: Path) -> None:
    folder = province / "2021-09-20" / "v1"
    (folder / "zones.csv").rename(folder / "zones-cu.csv")
    (folder / "sub").mkdir()
    assert found(folder) == [
        ("publication-file-extra", "sub"),
        ("publication-file-extra", "zones-cu.csv"),
        ("publication-file-missing", "zones.csv"),
    ]


def test_a_link_in_place_of_a_file_is_a_change(province: Path) -> None:
    folder = province / "2021-09-20" / "v2"
    (folder / "map.png").rename(province / "away.png")
    (folder / "map.png").symlink_to(province / "away.png")
    assert found(folder) == [("publication-file-changed", "map.png")]


def test_a_file_cut_short_is_a_change(province: Path) -> None:
    folder = province / "2021-09-20" / "v2"
    (folder / "map.png").write_bytes((folder / "map.png").read_bytes()[:-1])
    assert found(province) == [("publication-file-changed", "map.png")]


def rewrite(folder: Path, **changes: object) -> None:
    """Change a manifest as somebody would who does not know its own hash."""
    path = folder / "manifest.json"
    document = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


@pytest.mark.parametrize(
    "break_it",
    [
        lambda folder: rewrite(folder, signed_by="Ai đó"),
        lambda folder: rewrite(folder, files=[]),
        lambda folder: (folder / "manifest.json").write_bytes(b""),
        lambda folder: (folder / "manifest.json").write_bytes(b"[1, 2]"),
        lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe"),
        lambda folder: (folder / "manifest.json").write_text("[" * 100_000),
        lambda folder: (folder / "manifest.json").write_text('{"content_sha256": NaN}'),
    ],
)
def test_a_touched_manifest_is_broken(
    break_it: Callable[[Path], object], province: Path
) -> None:
    folder = province / "2021-09-20" / "v1"
    break_it(folder)
    assert ("publication-manifest-broken", None) in found(folder)


def test_a_manifest_that_is_gone_is_named(province: Path) -> None:
    folder = province / "2021-09-20" / "v1"
    (folder / "manifest.json").unlink()
    assert found(folder) == [("publication-manifest-missing", None)]
    assert ("publication-manifest-missing", None) in found(province)


def test_a_folder_under_another_name_is_misplaced(province: Path) -> None:
    shutil.copytree(province / "2021-09-20" / "v2", province / "2021-09-20" / "v3")
    codes = [code for code, _ in found(province / "2021-09-20" / "v3")]
    assert codes == ["publication-manifest-misplaced"]


def test_each_version_vouches_for_the_one_before(province: Path) -> None:
    shutil.rmtree(province / "2021-09-20" / "v1")
    assert found(province / "2021-09-20" / "v2") == [
        ("publication-chain-broken", "v1/manifest.json")
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"path": 3}',
        b'{"day":"2021-09-20","version":2,"path":"../x","manifest_sha256":"0"}',
        b'{"day":"2021-09-20","version":2,"path":"2021-09-20/v2","manifest_sha256":"0"}',
    ],
)
def test_a_latest_that_names_nothing_rightly_is_found(
    content: bytes, province: Path
) -> None:
    (province / LATEST).write_bytes(content)
    assert found(province) == [("publication-latest-wrong", LATEST)]


def test_a_missing_latest_is_found(province: Path) -> None:
    (province / LATEST).unlink()
    assert found(province) == [("publication-latest-wrong", LATEST)]


def test_a_latest_that_was_left_behind_is_found_and_healed(province: Path) -> None:
    folder = province / "2021-09-20" / "v1"
    document = json.loads((province / LATEST).read_text("utf-8"))
    manifest = json.loads((folder.with_name("v2") / "manifest.json").read_text("utf-8"))
    document |= {"version": 1, "path": "2021-09-20/v1"}
    document["manifest_sha256"] = manifest["replaces_sha256"]
    (province / LATEST).write_text(json.dumps(document))
    assert found(province) == [("publication-latest-behind", LATEST)]
    write_publication(next_version(), province.parent, writers=token_writers())
    assert found(province) == []


def test_a_day_is_verified_like_its_versions(province: Path) -> None:
    assert verify_folder(province / "2021-09-20") == []
    (province / "2021-09-20" / "v1" / "zones.csv").unlink()
    assert found(province / "2021-09-20") == [("publication-file-missing", "zones.csv")]


def test_a_folder_without_a_publication_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(Refused, match="publication-folder-missing"):
            verify_folder(folder)
