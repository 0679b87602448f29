"""The server listens, plainly and with TLS, as a process of its own."""

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from waitress.server import create_server

from api.settings import Settings
from api.store.engine import connect, reading, writing
from api.store.jobs import add_job, find_job
from api.web.server import serve
from api.web.tls import TlsFront, load_certificate
from boundaries.refusal import Refused
from tests.api.folders import publish

ROOT = Path(__file__).resolve().parents[2]
START = """
import sys
import threading
from pathlib import Path
from api.settings import Settings
from api.store.engine import connect, reading, writing
from api.store.jobs import add_job, find_job
from api.web.server import serve
folder, *pair = map(Path, sys.argv[1:])
settings = Settings(f"sqlite:///{folder}/x.sqlite", folder / "out", port=0)
serve(settings, *(pair or (None, None)), lambda at: print(at, flush=True))
"""


@contextmanager
def running(*args: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", START, *map(str, args)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server")
    publish(folder / "out")
    return folder


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    ask = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    name = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(
        ["openssl", *ask.split(), *name.split(), *files],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[str]:
    with running(folder) as address:
        yield address


@pytest.fixture(scope="module")
def secured(folder: Path, pair: tuple[Path, Path]) -> Iterator[str]:
    with running(folder, *pair) as address:
        yield address


def _port(address: str) -> int:
    return int(address.rstrip("/").rsplit(":", 1)[1])


def test_it_answers_over_plain_http(plain: str) -> None:
    assert plain.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{plain}readyz", timeout=10) as answer:  # noqa: S310 - http
        assert b'"ready"' in answer.read()
        assert "Server" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


def test_it_answers_over_tls_and_tells_browsers_to_stay_there(
    secured: str, folder: Path, pair: tuple[Path, Path]
) -> None:
    trust = ssl.create_default_context(cafile=str(pair[0]))
    url = f"{secured}9/2021-09-15/v1/zones.csv"
    assert url.startswith("https://127.0.0.1:")
    for _ in range(3):
        with urllib.request.urlopen(url, timeout=10, context=trust) as answer:  # noqa: S310 - https
            told = answer.read()
            assert "Strict-Transport-Security" in answer.headers
        assert told == (folder / "out/9/2021-09-15/v1/zones.csv").read_bytes()


def test_noise_on_the_tls_port_stops_nobody_else(
    secured: str, pair: tuple[Path, Path]
) -> None:
    trust = ssl.create_default_context(cafile=str(pair[0]))
    place = ("127.0.0.1", _port(secured))
    silent = [socket.create_connection(place) for _ in range(5)]
    with socket.create_connection(place) as noisy:
        noisy.sendall(b"GET / HTTP/1.1\r\n\r\n" * 50)
    url = f"{secured}healthz"
    with urllib.request.urlopen(url, timeout=10, context=trust) as answer:  # noqa: S310 - https
        assert answer.status == 200
    for one in silent:
        one.close()


def test_who_speaks_tls_is_known_by_the_own_address(
    pair: tuple[Path, Path],
) -> None:
    """Or one guesser would slow everybody down who signs in through the front."""
    heard: list[str] = []

    def tell(environ: dict, start: Callable) -> list[bytes]:
        heard.append(environ["REMOTE_ADDR"])
        start("200 OK", [("Content-Length", "0")])
        return []

    with TlsFront(("127.0.0.1", 0), load_certificate(*pair), ("127.0.0.1", 0)) as front:
        plain = create_server(front.name_callers(tell), host="127.0.0.1", port=0)
        front.behind = ("127.0.0.1", plain.effective_port)
        for run in (plain.run, front.serve_forever):
            threading.Thread(target=run, daemon=True).start()
        trust = ssl.create_default_context(cafile=str(pair[0]))
        for own in ("127.0.0.2", "127.0.0.3"):
            with (
                socket.create_connection(front.server_address, 10, (own, 0)) as line,
                trust.wrap_socket(line, server_hostname="127.0.0.1") as spoken,
            ):
                spoken.sendall(
                    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                )
                assert spoken.recv(100).startswith(b"HTTP/1.1 200")
        front.shutdown()
        plain.close()

    assert heard == ["127.0.0.2", "127.0.0.3"]


LONG = 32_768
HOSTILE = [
    b"GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //evil.example/%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a b\r\nHost: c\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 100_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: \xff;q=nan,*;q=1e999\r\n\r\n",
    b"GET /9/latest.json HTTP/1.1\r\nHost: x\r\nRange: bytes=9-1,-0\r\n\r\n",
    b"GET /9/latest.json HTTP/1.1\r\nHost: x\r\nIf-Modified-Since: never\r\n\r\n",
]


def _ask(line: socket.socket, said: bytes) -> bytes:
    """Say it and hear the answer, also of a server that hangs up in between."""
    heard = b""
    with contextlib.suppress(OSError):
        line.sendall(said)
        line.shutdown(socket.SHUT_WR)
    with contextlib.suppress(OSError):
        while piece := line.recv(1 << 16):
            heard += piece
    return heard


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_no_bytes_on_the_line_bring_out_a_fault_of_ours(
    plain: str, said: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", _port(plain)), 10) as line:
        answer = _ask(line, said)

    if answer or len(said) < LONG:  # what is too long may be hung up on
        assert answer.startswith(b"HTTP/1."), said
        assert int(answer.split()[1]) < 500, answer[:300]
    assert b"root:" not in answer
    assert b"Traceback" not in answer
    with urllib.request.urlopen(f"{plain}healthz", timeout=10) as after:  # noqa: S310 - http
        assert after.status == 200


def test_it_does_jobs_beside_its_pages(plain: str, folder: Path) -> None:
    """A kind that no handler knows is refused, by the worker of the server."""
    assert plain
    engine = connect(f"sqlite:///{folder}/x.sqlite")
    asked = {"kind": "none", "unit": "9", "asked": {}, "author": "x"}
    with writing(engine) as connection:
        key = add_job(connection, **asked, recorded_at=datetime.now(UTC))
    for _ in range(100):
        with reading(engine) as connection:
            found = find_job(connection, key)
        if found is not None and found.state == "refused":
            break
        time.sleep(0.1)
    engine.dispose()

    assert found is not None
    assert found.refused["code"] == "job-kind-unknown"


def test_a_port_that_is_taken_is_refused(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(
            f"sqlite:///{folder}/x.sqlite",
            folder / "out",
            port=taken.getsockname()[1],
        )
        with pytest.raises(Refused, match="listen-impossible"):
            serve(settings)


def test_a_certificate_that_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate", encoding="utf-8")
    settings = Settings(f"sqlite:///{folder}/x.sqlite", folder / "out", port=0)

    for cert in (bad, tmp_path / "missing.pem"):
        with pytest.raises(Refused, match="certificate-unreadable"):
            serve(settings, cert, bad)
