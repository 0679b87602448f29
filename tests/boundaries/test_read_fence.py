"""The fence around untrusted files, tried from both sides."""

import functools
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest

from boundaries.read import fence, read_units
from boundaries.read.fenced import GEOMETRY
from boundaries.refusal import Refused
from tests.boundaries.layers import (
    layer,
    refusal,
    write,
)


class _Counting(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.hits += 1  # type: ignore[attr-defined]
        super().do_GET()

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[http.server.HTTPServer]:
    write(tmp_path / "a.gpkg", layer())
    handler = functools.partial(_Counting, directory=str(tmp_path))
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    server.hits = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _child(tmp_path: Path, path: str, environment: dict[str, str]) -> str:
    order = {
        "path": path,
        "driver": "GPKG",
        "layer": None,
        "encoding": None,
        "folder": str(tmp_path),
        "out": str(tmp_path / "out"),
        "limits": {},
    }
    done = subprocess.run(
        [sys.executable, "-I", str(fence._SCRIPT)],
        input=json.dumps(order).encode(),
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )
    return done.stdout.decode()


def test_f5_the_child_asks_the_network_for_nothing(
    tmp_path: Path, web: http.server.HTTPServer
) -> None:
    """The same question without the one setting does reach the server."""
    url = f"/vsicurl/http://127.0.0.1:{web.server_port}/a.gpkg"
    fenced = fence._environment("GPKG", str(tmp_path))
    assert _child(tmp_path, url, fenced) == ""
    assert web.hits == 0  # type: ignore[attr-defined]

    opened = {k: v for k, v in fenced.items() if "CURL" not in k}
    _child(tmp_path, url, opened)
    assert web.hits > 0  # type: ignore[attr-defined]


def test_f4_the_child_stops_where_a_driver_is_left_open(tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.gpkg", layer()))
    fenced = fence._environment("GPKG", str(tmp_path))
    assert json.loads(_child(tmp_path, path, fenced))["epsg"] == 4326

    without = {k: v for k, v in fenced.items() if k != "GDAL_SKIP"}
    assert json.loads(_child(tmp_path, path, without))["code"] == "fence-open"


def test_the_child_sees_no_environment_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", "secret")
    names = fence._environment("GPKG", str(tmp_path))

    assert not any(name.startswith("VUNGXANH") for name in names)
    assert {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "GDAL_SKIP"} <= names.keys()


def test_a_child_out_of_memory_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fence._LIMITS, "RLIMIT_AS", 150_000_000)

    assert refusal(write(tmp_path / "a.gpkg", layer())).code == "file-unreadable"


def test_a_child_that_takes_too_long_is_a_refusal(tmp_path: Path) -> None:
    data = write(tmp_path / "a.gpkg", layer()).read_bytes()
    with pytest.raises(Refused) as caught:
        fence.read_fenced(data, "GPKG", "a.gpkg", seconds=0)

    assert caught.value.code == "file-slow"


def test_the_main_process_keeps_its_drivers(tmp_path: Path) -> None:
    read_units(write(tmp_path / "a.gpkg", layer()))
    frame = gpd.read_file(write(tmp_path / "b.geojson", layer()))

    assert len(frame) == 2
    assert GEOMETRY not in frame.columns


def test_a_refusal_tells_nothing_of_our_folders(tmp_path: Path) -> None:
    whole = bytearray(write(tmp_path / "a.gpkg", layer()).read_bytes())
    whole[100:4096] = bytes(3996)
    (tmp_path / "b").write_bytes(whole)
    seen = refusal(tmp_path / "b")

    assert seen.code == "file-unreadable"
    assert seen.facts["why"] == "DataSourceError"
