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

ROUNDS, REQUESTS, LINES, PERMITS = 5, 1200, 2, 400
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


def _rate(
    address: str, asked: Callable[[], tuple[str, str, str | None]], **headers: str
) -> float:
    """Give answers a second over a few lines that stay open."""

    def one(_: int) -> None:
        line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        for _ in range(REQUESTS // LINES):
            method, path, body = asked()
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
        line.close()

    begin = time.perf_counter()
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(one, range(LINES)))
    return REQUESTS / (time.perf_counter() - begin)


def test_audited_checks_are_at_least_half_as_quick_as_an_empty_route(
    desk: Desk, address: str, benchmark: Any
) -> None:
    texts = [signed(claims(desk.clock(), n)) for n in range(1, PERMITS + 1)]
    asked = [
        json.dumps(question(desk, permit=text, post=post))
        for post in (HERE, NEAR)
        for text in texts
    ]
    turns, kinds = count(), {"Content-Type": "application/json"}
    kinds["Authorization"] = f"Bearer {_token(desk)}"

    def check() -> tuple[str, str, str | None]:
        return "POST", CHECKS, asked[next(turns) % len(asked)]

    def empty() -> tuple[str, str, str | None]:
        return "GET", "/healthz", None

    _rate(address, check, **kinds)
    _rate(address, empty)
    pairs = [
        (_rate(address, check, **kinds), _rate(address, empty)) for _ in range(ROUNDS)
    ]
    benchmark.pedantic(lambda: _rate(address, check, **kinds), rounds=1)
    shares = sorted(ours / nothing for ours, nothing in pairs)
    benchmark.extra_info.update(pairs=pairs, share=statistics.median(shares))

    time.sleep(1)  # what was answered is in the database a moment later
    with reading(desk.engine) as connection:
        kept = sum(link.kind == "check" for link in walk_chains(connection))
    assert kept == next(turns)
    assert statistics.median(shares) >= LEAST
