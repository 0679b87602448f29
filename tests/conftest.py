"""What every test may use: the real data, the sample, and a closed network."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from boundaries.sample import Sample, write_sample
from tests.browser import chromium, stop_driver
from tests.twin import Twin, twin_in

ROOT = Path(__file__).resolve().parents[1]
REALDATA = "VUNGXANH_REALDATA"
# The same commit passes or fails the same way on every machine; who looks for new
# examples says `--hypothesis-profile=explore`.
settings.register_profile("explore", print_blob=True)
settings.register_profile("repeat", derandomize=True)
settings.load_profile("repeat")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave the realdata tests out, and say how many, where there are no data."""
    if os.environ.get(REALDATA):
        return
    kept = [item for item in items if not item.get_closest_marker("realdata")]
    left = [item for item in items if item.get_closest_marker("realdata")]
    if left:
        items[:] = kept
        config.hook.pytest_deselected(items=left)
        config.stash[_LEFT_OUT] = len(left)
        if output := getattr(config, "workeroutput", None):
            output[REALDATA] = len(left)


_LEFT_OUT = pytest.StashKey[int]()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a worker how many tests it left out; all leave out the same."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get(REALDATA, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the one line that says what was not run."""
    left = terminalreporter.config.stash.get(_LEFT_OUT, 0)
    if left:
        terminalreporter.write_line(f"realdata: not run ({left} tests)")


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Give the folder of real polygons and series."""
    folder = Path(os.environ[REALDATA])
    if not (folder / "SOURCES.md").is_file():
        raise FileNotFoundError(f"{REALDATA}={folder} holds no SOURCES.md")
    return folder


@pytest.fixture(scope="session")
def twin() -> Iterator[Twin]:
    """Give a page in which the scripts of the post can be called."""
    with chromium() as browser, twin_in(browser) as opened:
        yield opened


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Give the bundled sample, written once; who changes a file copies it first."""
    return write_sample(tmp_path_factory.mktemp("bundled"))


def pytest_sessionfinish() -> None:
    """End what drives the browsers of this process."""
    stop_driver()


_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test reach this machine and its sockets, nothing else."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise PermissionError(f"a test asked for {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
