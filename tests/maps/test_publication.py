import errno
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, Span
from gis.rulesets.schema import build_ruleset
from maps.publication import InputFile, Publication, verify_folder, write_publication
from maps.publication.folder import put_in_place
from maps.publication.verify import LATEST
from tests.maps.publications import DAY, RULES, publication
from tests.maps.publishing import FILES, next_version, token_writers

OTHER_INPUT = (InputFile("cases.csv", "d" * 64, 41, 38, 2, 1),)


def publish(out: Path, of: Publication | None = None) -> Path:
    return write_publication(of or publication(), out, writers=token_writers())


def latest(out: Path) -> dict[str, object]:
    return json.loads((out / "91" / LATEST).read_text("utf-8"))


def manifest(folder: Path) -> dict[str, object]:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def bytes_under(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_a_first_publish_is_version_1_and_latest_names_it(tmp_path: Path) -> None:
    folder = publish(tmp_path)
    assert folder == tmp_path / "91" / "2021-09-20" / "v1"
    assert sorted(p.name for p in folder.iterdir()) == sorted([*FILES, "manifest.json"])
    seen = latest(tmp_path)
    assert seen["path"] == "2021-09-20/v1"
    assert (seen["day"], seen["version"]) == ("2021-09-20", 1)
    assert verify_folder(tmp_path / "91") == []


def test_the_manifest_says_who_published_what_from_which_rows(tmp_path: Path) -> None:
    seen = manifest(publish(tmp_path))
    assert (seen["province"], seen["day"], seen["version"]) == ("91", "2021-09-20", 1)
    assert seen["replaces"] is None
    assert seen["state"] == "proposed"
    assert seen["drafted_by"] == "Ban Chỉ đạo tỉnh"
    assert (seen["signed_by"], seen["signed_at"]) == (None, None)
    assert seen["ruleset"]["id"] == "four-levels"
    assert seen["edition"] == {"id": "vn-2021-schematic", "sha256": "e" * 64}
    rows = {"read": 40, "accepted": 37, "refused": 2, "duplicate": 1}
    assert seen["inputs"] == [{"name": "cases.csv", "sha256": "c" * 64, **rows}]
    assert seen["reported"] == {"units": 11, "of": 12}
    assert sum(seen["counts"].values()) == 12
    assert list(seen["counts"])[-1] == "no_report"
    assert [d["id"] for d in seen["directives"]] == ["kg-15", "kg-16"]
    listed = [file["path"] for file in seen["files"]]
    assert listed == sorted(FILES)


def test_rows_in_are_rows_out() -> None:
    with pytest.raises(ValueError, match="rows in are not rows out"):
        InputFile("cases.csv", "c" * 64, 40, 37, 2, 0)


def test_the_same_inputs_write_nothing(tmp_path: Path) -> None:
    publish(tmp_path)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    assert publish(tmp_path).name == "v1"
    after = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    assert after == before


def test_a_reason_alone_is_no_other_input(tmp_path: Path) -> None:
    publish(tmp_path)
    assert publish(tmp_path, publication(reason="Thử lại")).name == "v1"


CHANGES = {
    "an input file": {"inputs": OTHER_INPUT},
    "who drafts": {"drafted_by": "Sở Y tế"},
    "number and signer": {
        "number": "2561/UBND",
        "signed_by": "Chủ tịch",
        "signed_at": DAY,
    },
    "a parameter": {"params": {"days": 7}},
    "notices": {"notices": ()},
    "reported": {"reported": {DAY: (12, 12)}},
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_inputs_need_a_reason_and_become_version_2(
    change: str, tmp_path: Path
) -> None:
    first = publish(tmp_path)
    before = bytes_under(tmp_path)
    with pytest.raises(Refused) as refused:
        publish(tmp_path, publication(**CHANGES[change]))
    assert refused.value.code == "publication-reason-missing"
    assert refused.value.facts == {"day": DAY, "version": 1}
    assert bytes_under(tmp_path) == before

    second = publish(tmp_path, publication(**CHANGES[change], reason="Số liệu muộn"))
    seen = manifest(second)
    assert (seen["version"], seen["replaces"]) == (2, 1)
    assert seen["reason"] == "Số liệu muộn"
    assert latest(tmp_path)["path"] == "2021-09-20/v2"
    assert bytes_under(first) == {
        name.removeprefix("91/2021-09-20/v1/"): content
        for name, content in before.items()
        if "/v1/" in name
    }
    assert verify_folder(tmp_path / "91") == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_blanks_are_no_reason(reason: str, tmp_path: Path) -> None:
    publish(tmp_path)
    with pytest.raises(Refused, match="publication-reason-missing"):
        publish(tmp_path, publication(inputs=OTHER_INPUT, reason=reason))


def test_changed_units_with_the_same_file_names_are_other_inputs(
    tmp_path: Path,
) -> None:
    publish(tmp_path)
    units = publication().units
    units.loc["30700", "name"] = "Phường Khác"
    with pytest.raises(Refused, match="publication-reason-missing"):
        publish(tmp_path, publication(units=units))


def test_a_correction_of_an_earlier_day_leaves_readers_on_the_newest(
    tmp_path: Path,
) -> None:
    publish(tmp_path)
    day = DAY - timedelta(days=1)
    whole = publication()
    zones = whole.zones[whole.zones["day"] <= day].reset_index(drop=True)
    folder = publish(tmp_path, publication(day=day, zones=zones))
    assert folder.parent.name == "2021-09-19"
    assert latest(tmp_path)["day"] == "2021-09-20"
    assert verify_folder(tmp_path / "91") == []


def test_the_same_inputs_give_the_same_bytes_in_another_folder(tmp_path: Path) -> None:
    publish(tmp_path / "a")
    publish(tmp_path / "a", next_version())
    publish(tmp_path / "b")
    publish(tmp_path / "b", next_version())
    assert bytes_under(tmp_path / "a") == bytes_under(tmp_path / "b")


def test_a_web_server_may_read_what_is_published(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        folder = publish(tmp_path / "out")
    finally:
        os.umask(before)
    for path in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o755
    for path in (*folder.iterdir(), tmp_path / "out" / "91" / LATEST):
        assert stat.S_IMODE(path.stat().st_mode) == 0o644


def failing(number: int) -> Callable[[Publication, Path], None]:
    def write(_: Publication, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    return write


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "publication-disk-full"),
        (errno.EDQUOT, "publication-disk-full"),
        (errno.EROFS, "publication-folder-closed"),
        (errno.EIO, "publication-not-written"),
    ],
)
def test_a_failing_disk_is_refused_and_nothing_is_half_written(
    number: int, code: str, tmp_path: Path
) -> None:
    """Row "disk full, EIO, read-only" of the fault tests."""
    publish(tmp_path)
    before = bytes_under(tmp_path)
    writers = {**token_writers(), "zones.xlsx": failing(number)}
    with pytest.raises(Refused) as refused:
        write_publication(next_version(), tmp_path, writers=writers)
    assert refused.value.code == code
    assert refused.value.facts["why"] == os.strerror(number)
    assert bytes_under(tmp_path) == before
    assert not list((tmp_path / "91").glob(".draft-*"))


def test_a_writer_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(_: Publication, path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_publication(publication(), tmp_path, writers={"map.png": stop})
    assert list(tmp_path.rglob("*.png")) == []
    assert not (tmp_path / "91" / LATEST).exists()
    assert publish(tmp_path).name == "v1"


def test_a_rename_never_goes_onto_a_published_folder(tmp_path: Path) -> None:
    final = publish(tmp_path)
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "map.png").write_bytes(b"other")
    before = bytes_under(final)
    with pytest.raises(Refused, match="publication-busy"):
        put_in_place(draft, final)
    assert bytes_under(final) == before


def test_a_damaged_newest_version_is_named_before_anything_is_written(
    tmp_path: Path,
) -> None:
    folder = publish(tmp_path)
    (folder / "zones.csv").write_bytes(b"")
    with pytest.raises(Refused) as refused:
        publish(tmp_path, next_version())
    assert refused.value.code == "publication-damaged"
    assert [f.facts["file"] for f in refused.value.faults] == ["zones.csv"]


@pytest.mark.parametrize("code", ["..", "../91", "", "a/b", "91 ", "-91", "x" * 33])
def test_a_province_code_is_no_path(code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="publication-province-code"):
        publish(tmp_path, publication(province=code))
    assert list(tmp_path.iterdir()) == []


def test_a_colour_that_the_palette_lacks_is_refused(tmp_path: Path) -> None:
    text = RULES.replace("colour: orange", "colour: purple")
    odd = build_ruleset(text.encode(), file="odd.yaml")
    with pytest.raises(Refused) as refused:
        publish(tmp_path, publication(ruleset=odd))
    assert refused.value.code == "rule-colour-unknown"
    assert refused.value.facts["colour"] == "purple"
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_file(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    write_publication(
        publication(),
        tmp_path,
        writers=token_writers(),
        progress=lambda *step: steps.append(step),
    )
    assert [step[1] for step in steps] == [0, 1, 2, 3, 4, 5]
    assert {step[2] for step in steps} == {5}


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "proposed"),
        ({"number": "2561/UBND"}, "proposed"),
        ({"number": "2561/UBND", "signed_by": "Chủ tịch"}, "proposed"),
        ({"signed_by": "Chủ tịch", "signed_at": DAY}, "proposed"),
        ({"number": "2561", "signed_by": "A", "signed_at": DAY}, "decided"),
    ],
)
def test_only_number_signer_and_date_make_a_decision(
    given: dict[str, object], state: str
) -> None:
    assert publication(**given).state == state


def test_the_current_period_is_the_latest_that_touches_the_day() -> None:
    whole = publication()
    assert whole.current_period is whole.periods[2]
    earlier = replace(whole, day=date(2021, 9, 13))
    assert earlier.current_period is whole.periods[1]
    evening = Span(datetime(2021, 9, 20, 18, tzinfo=VIETNAM))
    late = replace(whole.periods[2], span=evening)
    changed = replace(whole, periods=(*whole.periods, late))
    assert changed.current_period is late
