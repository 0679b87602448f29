import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Self

import pytest

from api.services import publish_all
from api.services.adopt import list_provinces
from api.services.country import read_country
from api.services.publish_all import find_provinces
from boundaries.refusal import Refused
from boundaries.sample import Sample
from maps.publication import verify_folder
from tests.conftest import ROOT
from tests.published import call

FIRST, DAY = "2021-09-05", "2021-09-20"


@pytest.fixture(scope="module")
def sample(bundled: Sample) -> Path:
    return bundled.folder


@pytest.fixture(scope="module")
def folder(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give both provinces of the sample, and a third whose cases cannot be read."""
    made = tmp_path_factory.mktemp("all") / "provinces"
    shutil.copytree(sample, made)
    for code in ("82", "91"):
        shorten(made / code)
    shutil.copytree(made / "82", made / "83")
    text = (made / "83" / "province.toml").read_text("utf-8")
    text = text.replace('province = "82"', 'province = "83"')
    text = text.replace("Tỉnh Tiền Giang", "Tỉnh Bến Tre")
    (made / "83" / "province.toml").write_text(text, "utf-8")
    (made / "83" / "cases.csv").write_text("a,b\n1,2\n", "utf-8")
    return made


def shorten(home: Path) -> None:
    """Leave sixteen days of rows, so that publishing takes seconds."""
    rows = (home / "cases.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [rows[0], *(row for row in rows[1:] if row >= FIRST)]
    (home / "cases.csv").write_text("".join(kept), "utf-8")
    text = (home / "province.toml").read_text("utf-8")
    text = re.sub(r"(?m)^from = .*$", f"from = {FIRST}", text)
    dropped = ("indicators", "roads", "sites", "context", "population")
    lines = [x for x in text.splitlines() if not x.startswith(dropped)]
    (home / "province.toml").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module")
def published(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Run the command once, two provinces side by side."""
    out = tmp_path_factory.mktemp("out")
    done = subprocess.run(
        [*command(folder, out), "--jobs", "2", "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return out, done


def command(folder: Path, out: Path) -> list[str]:
    start = "from api.cli import main; main()"
    told = ["publish", "--all", str(folder), "--day", DAY, "--out", str(out)]
    return [sys.executable, "-c", start, *told]


def manifest_of(out: Path, version: int = 1) -> dict:
    path = out / "national" / DAY / f"v{version}" / "manifest.json"
    return json.loads(path.read_bytes())


def test_a_refused_province_stops_no_other_and_is_told_with_exit_1(
    published: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out, done = published
    document = json.loads(done.stdout)

    assert done.returncode == 1
    told = {one["province"]: one for one in document["provinces"]}
    assert set(told) == {"82", "83", "91"}
    assert told["82"]["path"] == f"82/{DAY}/v1"
    assert told["83"]["path"] is None
    assert told["83"]["refused"][0]["what"]
    assert (out / "91" / DAY / "v1" / "index.html").is_file()
    assert not (out / "83").exists()


def test_each_province_has_its_line_where_nobody_watches_a_terminal(
    published: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    lines = published[1].stderr.splitlines()

    assert sum(line[:3] in {"1/3", "2/3", "3/3"} for line in lines) == 3
    assert sum("không công bố được" in line for line in lines) == 1


def test_the_country_names_who_is_missing_and_colours_it_no_report(
    published: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    manifest = manifest_of(published[0])
    told = {one["province"]: one for one in manifest["provinces"]}

    assert told["83"]["name"] == "Tỉnh Bến Tre"
    assert told["83"]["refused"]
    assert told["82"]["manifest_sha256"]
    counts = {one["zone"]: one["units"] for one in manifest["counts"]}
    assert sum(counts.values()) == 171 + 145
    assert manifest["judged"] == "announced"


def test_the_counts_are_those_of_the_provinces_own_publications(
    published: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out = published[0]
    own = [
        json.loads((out / code / DAY / "v1" / "manifest.json").read_bytes())["counts"]
        for code in ("82", "91")
    ]
    counts = {one["zone"]: one["units"] for one in manifest_of(out)["counts"]}

    for zone in ("green", "red", "no_report"):
        assert counts[zone] == own[0][zone] + own[1][zone]


def test_verify_knows_the_country(
    published: tuple[Path, subprocess.CompletedProcess[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert verify_folder(published[0] / "national") == []
    assert call(capsys, "verify", published[0] / "national").code == 0


def test_the_service_takes_the_country_for_no_province(
    published: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    assert [home.name for home in list_provinces(published[0])] == ["82", "91"]


def test_run_again_nothing_is_written(
    published: tuple[Path, subprocess.CompletedProcess[str]],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = published[0]
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*")}

    said = call(capsys, "publish", "--all", folder, "--day", DAY, "--out", out)

    assert said.code == 1
    assert "Không có gì đổi" in said.out
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.*")} == before


def test_judged_under_one_rule_set_is_another_version_and_says_so(
    published: tuple[Path, subprocess.CompletedProcess[str]],
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    shutil.copytree(published[0], out)

    said = call(
        capsys,
        *("publish", "--all", folder, "--day", DAY, "--out", out),
        *("--by", "green-red", "--json"),
    )

    assert json.loads(said.out)["judged"] == "green-red"
    manifest = manifest_of(out, 2)
    assert (manifest["replaces"], manifest["state"]) == (1, "proposed")
    assert manifest["reason"]
    before = {one["zone"]: one["units"] for one in manifest_of(out)["counts"]}
    after = {one["zone"]: one["units"] for one in manifest["counts"]}
    assert before == after  # the provinces' own rule set was the same


def test_none_published_is_refused_and_the_country_not_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(folder / "83", tmp_path / "all" / "83")
    shutil.copy(folder / "units.parquet", tmp_path / "all" / "units.parquet")

    said = call(
        capsys,
        *("publish", "--all", tmp_path / "all", "--day", DAY, "--out", tmp_path / "o"),
    )

    assert said.code == 3
    assert "Tỉnh Bến Tre" in said.err
    assert not (tmp_path / "o" / "national").exists()


def test_ctrl_c_leaves_whole_versions_only(folder: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(folder, tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    drafts = tmp_path.glob("82/.draft-*/index.html")
    deadline = time.monotonic() + 60
    while not any(tmp_path.glob("82/.draft-*/*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err.decode()
    assert not list(drafts)
    for home in tmp_path.iterdir():
        if (home / "latest.json").exists():
            assert verify_folder(home) == []
    assert not (tmp_path / "national").exists()


def test_an_exit_test_colours_no_map(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call(
        capsys,
        *("publish", "--all", folder, "--day", DAY, "--by", "vn-3979"),
    )

    assert said.code == 3
    assert "vn-3979" in said.err


@pytest.mark.parametrize(
    "args",
    [
        ("--day", DAY),
        ("x.toml", "--all", "y", "--day", DAY),
        ("x.toml", "--day", DAY, "--by", "green-red"),
        ("x.toml", "--day", DAY, "--jobs", "2"),
    ],
)
def test_one_province_or_all_but_not_both(
    args: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "publish", *args).code == 2


def test_a_folder_without_provinces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        find_provinces(tmp_path)

    assert refused.value.code == "provinces-none"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("titel = 'x'", "province-key-unknown"),
        ("title = 3", "province-key-wrong"),
        ("title = ", "province-toml"),
        ("units = 'none.parquet'", "file-missing"),
        ("notices = ['unknown']", "notice-unknown"),
        ("link = 'javascript:alert(1)'", "national-link"),
        ("link = 'https://a b'", "national-link"),
        ("params = 3", "province-key-wrong"),
    ],
)
def test_a_bad_national_file_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "national.toml").write_text(text, "utf-8")

    with pytest.raises(Refused) as refused:
        read_country(tmp_path)
    assert refused.value.code == code


def test_without_a_national_file_nothing_is_set(tmp_path: Path) -> None:
    assert read_country(tmp_path).title == ""


def test_a_process_is_started_deaf_to_the_stop_that_is_ours_to_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it loads its modules it would answer Ctrl-C with a traceback."""
    heard: list[object] = []

    class Pool:
        def __init__(self, *_: object, **__: object) -> None: ...
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...
        def submit(self, _: object, task: object) -> Future[object]:
            heard.append(signal.getsignal(signal.SIGINT))
            done: Future[object] = Future()
            done.set_result(task)
            return done

    monkeypatch.setattr(publish_all, "ProcessPoolExecutor", Pool)
    before = signal.getsignal(signal.SIGINT)

    list(publish_all._run(["82", "91", "83"], 2, None))  # type: ignore[list-item]

    assert heard == [signal.SIG_IGN] * 3
    assert signal.getsignal(signal.SIGINT) is before
