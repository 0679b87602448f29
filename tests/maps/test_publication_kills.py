import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from boundaries.refusal import Refused
from maps.publication import verify_folder, write_publication
from maps.publication.verify import LATEST, list_days, list_versions
from tests.conftest import ROOT
from tests.maps.publications import publication
from tests.maps.publishing import FILES, PAUSED, next_version, token_writers

KILLS = 50


class Publisher:
    """Another process that publishes when it is told to."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process

    def start(self, mode: str, out: Path) -> int:
        self._tell(f"{mode} {out}")
        handle = os.pidfd_open(int(self.process.stdout.readline()))
        self._tell("go")
        return handle

    def _tell(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def ended(self) -> str:
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    command = [sys.executable, "-m", "tests.maps.publishing"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Publisher(process)
        process.kill()


@pytest.fixture(scope="module")
def first_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("first")
    write_publication(publication(), out, writers=token_writers())
    return out


def number_of(process: int) -> int:
    """Give the id behind a handle, -1 once the process is gone."""
    lines = Path(f"/proc/self/fdinfo/{process}").read_text().splitlines()
    return next(int(x.split()[1]) for x in lines if x.startswith("Pid:"))


def stop(process: int) -> None:
    """Freeze a process, so that what is seen next is what the kill meets."""
    signal.pidfd_send_signal(process, signal.SIGSTOP)
    while (pid := number_of(process)) > 0:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state in "TZX":
            return
        time.sleep(0.0002)


def open_files(process: int, out: Path) -> list[str]:
    """Name the files under `out` that a frozen process holds open, its lock apart."""
    there = [
        str(x.readlink()) for x in Path(f"/proc/{number_of(process)}/fd").glob("*")
    ]
    return [x for x in there if x.startswith(f"{out}/") and not x.endswith(".lock")]


def read_as_the_public(out: Path) -> tuple[int, list[object]]:
    """Give the version that readers see, and whatever is wrong anywhere."""
    province = out / "91"
    latest = (province / LATEST).read_text("utf-8")
    faults = [f.code for f in verify_folder(province)]
    named = [v for d in list_days(province) for v in list_versions(d)]
    target = next(v for v in named if f'"{v.parent.name}/{v.name}"' in latest)
    faults += [f.code for f in verify_folder(target)]
    version = int(target.name[1:])
    for name in FILES:
        words = set((target / name).read_text("utf-8").split("\n")) - {""}
        if words != {f"version {version}"}:
            faults.append((name, words))
    return version, faults


def publish_and_kill(
    publisher: Publisher, mode: str, first: Path, out: Path, after: float
) -> tuple[str, list[str]]:
    """Start from the first version, kill the next one `after` seconds."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(first, out)
    process = publisher.start(mode, out)
    time.sleep(after)
    held: list[str] = []
    with suppress(ProcessLookupError, FileNotFoundError):  # it was done before
        stop(process)
        held = open_files(process, out)
    kill(process)
    return publisher.ended(), held


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGKILL)
    os.close(process)


def measure(publisher: Publisher, mode: str, first: Path, out: Path) -> float:
    """Give the median of three undisturbed publishes, in seconds."""
    lengths = []
    for _ in range(3):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(first, out)
        os.close(publisher.start(mode, out))
        begun = time.perf_counter()
        assert publisher.ended() == "done"
        lengths.append(time.perf_counter() - begun)
    return sorted(lengths)[1]


def test_a_kill_at_any_time_leaves_the_old_or_the_new_version_whole(
    publisher: Publisher, first_version: Path, tmp_path: Path
) -> None:
    """Row "kill -9 during publish" of the fault tests."""
    out = tmp_path / "out"
    ends, with_open_file = [], 0
    for n in range(KILLS):
        if n % 10 == 0:  # the machine may be busier now than it was
            length = measure(publisher, "whole", first_version, out)
        after = length * (n % 10 + (n // 10 + 0.5) / (KILLS // 10)) / 10
        ended, held = publish_and_kill(publisher, "whole", first_version, out, after)
        ends.append(ended)
        with_open_file += bool(held) and ended == "killed"
        seen, faults = read_as_the_public(out)
        behind = faults == ["publication-latest-behind"] and seen == 1
        assert not faults or behind, (n, faults)
        assert (out / "91" / "2021-09-20" / "v2").exists() or seen == 1
        again = write_publication(next_version(), out, writers=token_writers())
        assert again.name == "v2"
        assert read_as_the_public(out) == (2, [])
        assert not list((out / "91").glob(".draft-*"))
    assert ends.count("killed") >= 0.7 * KILLS
    assert with_open_file >= 10


def test_without_the_atomic_rename_the_same_kills_are_caught(
    publisher: Publisher, first_version: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    length = measure(publisher, "in-place", first_version, out)
    caught = 0
    for n in range(10):
        after = length * (n + 0.5) / 10
        publish_and_kill(publisher, "in-place", first_version, out, after)
        faults = read_as_the_public(out)[1]
        caught += bool(set(faults) - {"publication-latest-behind"})
    assert caught >= 2


def test_a_kill_between_folder_and_latest_is_healed_by_the_same_inputs(
    publisher: Publisher, first_version: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(first_version, out)
    process = publisher.start("pause", out)
    while not (out / PAUSED).exists():
        time.sleep(0.001)
    kill(process)
    assert publisher.ended() == "killed"
    (out / PAUSED).unlink()

    assert read_as_the_public(out) == (1, ["publication-latest-behind"])
    assert verify_folder(out / "91" / "2021-09-20" / "v2") == []
    before = sorted(p.stat().st_mtime_ns for p in out.rglob("v*/*"))
    again = write_publication(next_version(), out, writers=token_writers())
    assert again.name == "v2"
    assert sorted(p.stat().st_mtime_ns for p in out.rglob("v*/*")) == before
    assert read_as_the_public(out) == (2, [])


def test_of_two_publishers_at_once_one_wins_and_the_other_is_refused(
    publisher: Publisher, first_version: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(first_version, out)
    os.close(publisher.start("whole", out))
    while not list((out / "91").glob(".draft-*")):
        time.sleep(0.001)
    with pytest.raises(Refused) as refused:
        write_publication(next_version(), out, writers=token_writers())
    assert refused.value.code == "publication-busy"
    assert publisher.ended() == "done"
    assert read_as_the_public(out) == (2, [])


def test_a_disk_that_takes_no_more_leaves_the_old_version(
    publisher: Publisher, first_version: Path, tmp_path: Path
) -> None:
    """Row "disk full" of the fault tests, by a limit of the system."""
    out = tmp_path / "out"
    shutil.copytree(first_version, out)
    os.close(publisher.start("full", out))
    assert publisher.ended() == "refused publication-disk-full"
    assert read_as_the_public(out) == (1, [])
    assert [p.name for p in (out / "91" / "2021-09-20").iterdir()] == ["v1"]
    assert not list((out / "91").glob(".draft-*"))
