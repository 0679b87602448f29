"""The service against an empty route of its own, and a thousand planners who read."""

import http.client
import os
import random
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest

from api.services.accounts import hash_secret
from api.store.accounts import add_session, find_account
from api.store.engine import writing
from api.web.door import SECRET
from tests.api.desk import Desk, open_desk
from tests.published import publish_sample

pytestmark = pytest.mark.bench

ROUNDS, REQUESTS, LINES = 5, 1500, 2
LEAST = 0.5  # of an empty route's rate
PLANNERS, AT_ONCE, READS = 1000, 8, 3
TAIL = 20  # p99 against the median


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    publish_sample(folder, ["82", "91"])
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Desk]:
    opened = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    yield opened
    opened.app.extensions["keeper"].close()


@pytest.fixture(scope="module")
def address(desk: Desk, folder: Path) -> Iterator[str]:
    """Start ``vungxanh serve`` as people do, on what the desk holds."""
    env = {
        **os.environ,
        "VUNGXANH_DATABASE_URL": str(desk.engine.url),
        "VUNGXANH_PUBLICATIONS": str(folder / "published"),
        "VUNGXANH_SECRET_FILE": str(folder / "secret.key"),
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


class Line:
    """One connection that stays open, as a browser's does."""

    def __init__(self, address: str) -> None:
        self._line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def ask(self, path: str, **headers: str) -> float:
        """Ask, read to the end, give the seconds."""
        begin = time.perf_counter()
        self._line.request("GET", path, headers=headers)
        answer = self._line.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
        return time.perf_counter() - begin


def _rate(address: str, path: Callable[[], str]) -> float:
    """Give answers a second over a few lines at once."""

    def one(_: int) -> None:
        with Line(address) as line:
            for _ in range(REQUESTS // LINES):
                line.ask(path())

    begin = time.perf_counter()
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(one, range(LINES)))
    return REQUESTS / (time.perf_counter() - begin)


def test_a_zone_lookup_is_at_least_half_as_quick_as_an_empty_route(
    address: str, benchmark: Any
) -> None:
    chance = random.Random(5)  # noqa: S311 - places, not secrets

    def place() -> str:
        lon, lat = chance.uniform(104.9, 105.4), chance.uniform(9.6, 10.2)
        at = "2021-09-14T08:00:00%2B07:00"
        return f"/api/v1/zones/at?lon={lon:.6f}&lat={lat:.6f}&at={at}"

    for warm in (place, lambda: "/healthz"):
        _rate(address, warm)
    pairs = [
        (_rate(address, place), _rate(address, lambda: "/healthz"))
        for _ in range(ROUNDS)
    ]
    benchmark.pedantic(lambda: _rate(address, place), rounds=1)
    shares = sorted(ours / empty for ours, empty in pairs)
    benchmark.extra_info.update(pairs=pairs, share=statistics.median(shares))

    assert statistics.median(shares) >= LEAST


def test_a_thousand_planners_who_read_leave_nobody_waiting(
    desk: Desk, address: str, benchmark: Any
) -> None:
    cookies = _sessions(desk, PLANNERS)
    body = {"unit": "91", "name": "Ổ dịch chợ", "units": ["30001"], "reason": "Mẫu"}
    _, made = desk.person("lap").ask("POST", "/api/v1/perimeters", body)
    path = f"/api/v1/perimeters/{made['key']}"

    def read(share: Sequence[str]) -> list[float]:
        with Line(address) as line:
            return [line.ask(path, Cookie=c) for _ in range(READS) for c in share]

    def crowd() -> list[float]:
        shares = [cookies[n::AT_ONCE] for n in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sorted(t for part in pool.map(read, shares) for t in part)

    took = benchmark.pedantic(crowd, rounds=1)
    middle, last = statistics.median(took), took[int(len(took) * 0.99)]
    benchmark.extra_info.update(median=middle, p99=last, reads=len(took))

    assert last < TAIL * middle


def _sessions(desk: Desk, many: int) -> list[str]:
    """Begin sessions of planners, and give the cookies that their browsers hold."""
    sign = desk.app.session_interface.get_signing_serializer(desk.app)  # type: ignore[attr-defined]
    now, kept = datetime.now(UTC), []
    with writing(desk.engine) as connection:
        account = find_account(connection, "lap")
        assert account is not None
        for _ in range(many):
            secret = secrets.token_urlsafe(32)
            add_session(
                connection,
                sha256=hash_secret(secret),
                account_id=account.id,
                started=now,
                seen=now,
                ends=now + timedelta(hours=12),
            )
            kept.append(f"vungxanh={sign.dumps({SECRET: secret})}")
    return kept
