"""What is shipped works away from the checkout, and holds what it needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("boundaries", "gis", "maps", "api")


def run(*argv: str | Path, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, argv)],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the checkout."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = ("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q")
    run(*pip, "--disable-pip-version-check", "-w", out, ".", cwd=source)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_four_packages_with_their_data_and_no_tests(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    tracked = [
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

    assert tops == set(ROOMS)
    assert not set(tracked) - set(names)


def test_the_demo_runs_from_the_wheel_with_the_checkout_out_of_sight(
    wheel: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    pip = ("-m", "pip", "install", "--no-deps", "-q", "--disable-pip-version-check")
    run(*pip, "--target", site, wheel, cwd=tmp_path)
    call = "from api.cli import main; import api; print(api.__file__); main()"
    said = run(
        *("-P", "-c", call, "demo", "--out", "demo"), cwd=tmp_path, PYTHONPATH=str(site)
    )

    assert said.splitlines()[0].startswith(str(site))
    assert len(list(tmp_path.glob("demo/published/*/2021-09-20/v1/index.html"))) == 2
