"""Online checks, audited, against an empty route of the same server."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.services.access import Actor
from api.services.tokens import make_token
from api.store.accounts import find_account
from api.store.checks import walk_chains
from api.store.engine import reading
from tests.api.checking import CHECKS, HERE, NEAR, claims, open_posts, question, signed
from tests.api.desk import Desk, open_desk

pytestmark = pytest.mark.bench

ROUNDS, REQUESTS, LINES = 5, 1200, 2
LEAST = 0.5  # of an empty route's rate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checks")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Desk]:
    """Open the small desk, by the clock of the machine: sessions end by it."""
    opened = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    opened.clock.at = datetime.now(UTC)
    open_posts(opened)
    yield opened
    opened.app.extensions["keeper"].close()


@pytest.fixture(scope="module")
def address(desk: Desk, folder: Path) -> Iterator[str]:
    """Start ``vungxanh serve`` as people do, on what the desk holds."""
    env = {
        **os.environ,
        "VUNGXANH_DATABASE_URL": str(desk.engine.url),
        "VUNGXANH_PUBLICATIONS": str(folder / "published"),
    }
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--port", "0"], env=env, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "http://" in line:
                yield next(word for word in line.split() if word.startswith("http://"))
                break
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def _token(desk: Desk) -> str:
    with reading(desk.engine) as connection:
        account = find_account(connection, "chot")
    assert account is not None
    actor = Actor(account.id, account.name, account.full_name, account.office, ())
    role = ("checkpoint_officer", "91")
    return make_token(desk.engine, actor, "bench", *role, 9, desk.clock()).token


def _rate(address: str, asked: Callable[[], bytes]) -> float:
    """Give answers a second over a few lines that stay open.

    Requests lie ready, and each is sent whole, as browsers and proxies do.
    """
    host = urlsplit(address).netloc

    def one(_: int) -> None:
        line = http.client.HTTPConnection(host, timeout=30)
        line.connect()
        for _ in range(REQUESTS // LINES):
            line.sock.sendall(asked())
            answer = http.client.HTTPResponse(line.sock)
            answer.begin()
            said = answer.read()
            assert answer.status == 200, said
        line.close()

    begin = time.perf_counter()
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(one, range(LINES)))
    return REQUESTS / (time.perf_counter() - begin)


def _request(start: str, host: str, body: str = "", **headers: str) -> bytes:
    lines = [f"{start} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode()


def _questions(desk: Desk, many: int) -> list[str]:
    """Ask as a road does: three of four show a permit, at one post and then the next.

    No permit comes twice to one post: nothing that is kept of one helps another.
    """
    permits = [signed(claims(desk.clock(), n)) for n in range(1, many // 2 + 1)]
    asked = []
    for post in (HERE, NEAR):
        for turn, text in enumerate(permits):
            shown = {"permit": text} if turn % 4 else {}
            asked.append(json.dumps(question(desk, post=post, **shown)))
    return asked


def test_audited_checks_are_at_least_half_as_quick_as_an_empty_route(
    desk: Desk, address: str, benchmark: Any
) -> None:
    host, token = urlsplit(address).netloc, f"Bearer {_token(desk)}"
    kinds = {"Content_Type": "application/json", "Authorization": token}
    checks = [
        _request(f"POST {CHECKS}", host, body, **kinds)
        for body in _questions(desk, (ROUNDS + 2) * REQUESTS)
    ]
    turns, nothing = count(), _request("GET /healthz", host)

    def check() -> bytes:
        return checks[next(turns)]

    def empty() -> bytes:
        return nothing

    _rate(address, check)
    _rate(address, empty)
    pairs = [(_rate(address, check), _rate(address, empty)) for _ in range(ROUNDS)]
    benchmark.pedantic(lambda: _rate(address, check), rounds=1)
    shares = [ours / bare for ours, bare in pairs]
    benchmark.extra_info.update(pairs=pairs, share=statistics.median(shares))

    time.sleep(1)  # what was answered is in the database a moment later
    with reading(desk.engine) as connection:
        kept = sum(link.kind == "check" for link in walk_chains(connection))
    assert kept == next(turns)
    assert statistics.median(shares) >= LEAST
