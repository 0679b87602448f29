"""The log of checks: a kill, a database that is locked, full or away, and a forger."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa

from api.services.access import Actor
from api.services.checks.journal import Journal, list_left
from api.services.checks.log import FOLDER, CheckLog, adopt_left
from api.services.checks.rows import BEGINS, CHECK, END, START, Seen, place
from api.services.checks.verify import verify_checks
from api.services.tokens import make_token
from api.store.accounts import find_account
from api.store.checks import walk_chains
from api.store.engine import connect, open_store, reading, writing
from api.store.gates import checks
from tests.api.checking import CHECKS, HERE, NEAR, claims, open_posts, question, signed
from tests.api.desk import Desk, open_desk
from tests.api.postgis import Server, find_binaries, run_ordinary
from tests.published import call

NOW = datetime(2021, 9, 14, 1, tzinfo=UTC)


def seen(number: int, mark: str = "") -> Seen:
    return Seen(
        NOW + timedelta(seconds=number), CHECK, "91", "91.cau", "pass", ("a/b",), mark
    )


def log_on(engine: sa.Engine, folder: Path | None, **more: Any) -> CheckLog:
    return CheckLog(lambda: engine, folder, lambda: NOW, **more)


def rows_in(engine: sa.Engine) -> list[tuple[int, str]]:
    with reading(engine) as connection:
        return [(link.seq, link.kind) for link in walk_chains(connection)]


def faults_in(engine: sa.Engine, folder: Path | None = None) -> list[str]:
    with reading(engine) as connection:
        found = verify_checks(connection, folder, NOW)
    return [fault.code for fault in found.faults]


@pytest.fixture
def light_store(tmp_path: Path) -> Iterator[sa.Engine]:
    """Give a store on SQLite alone, for what the database does not change."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def test_a_run_begins_and_ends_with_a_row_and_its_chain_is_whole(
    store: sa.Engine, tmp_path: Path
) -> None:
    log = log_on(store, tmp_path)
    for number in range(20):
        log.add(seen(number))
    log.close()
    rows = rows_in(store)

    assert [seq for seq, _ in rows] == list(range(1, 23))
    assert [rows[0][1], rows[1][1], rows[-1][1]] == [START, CHECK, END]
    assert faults_in(store, tmp_path) == []
    assert list_left(tmp_path / FOLDER) == []


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("update checks set verdict = 'stop' where seq = 3", ["checks-changed"]),
        ("delete from checks where seq = 3", ["checks-gap"]),
        ("delete from checks where seq = 6", ["checks-cut"]),
        ("delete from checks", ["checks-run-missing"]),
        ("update checks set previous = sha256 where seq = 4", ["checks-changed"]),
    ],
)
def test_what_somebody_changed_in_the_log_shows(
    light_store: sa.Engine, tmp_path: Path, statement: str, codes: list[str]
) -> None:
    log = log_on(light_store, tmp_path)
    for number in range(4):
        log.add(seen(number))
    log.close()
    with writing(light_store) as connection:
        connection.execute(sa.text(statement))

    assert faults_in(light_store, tmp_path) == codes


def test_a_forger_who_hashes_anew_breaks_the_next_link(
    store: sa.Engine, tmp_path: Path
) -> None:
    log = log_on(store, tmp_path)
    for number in range(3):
        log.add(seen(number))
    log.close()
    with writing(store) as connection:
        old = connection.execute(sa.select(checks).where(checks.c.seq == 2)).one()
        forged = place(old.source, 2, seen(9), old.previous)
        change = sa.update(checks).where(checks.c.seq == 2)
        words = {"text": forged.text, "sha256": forged.sha256}
        connection.execute(change.values(**words))

    assert faults_in(store, tmp_path) == ["checks-broken"]


def test_rows_of_a_dead_run_are_taken_in_once_and_its_cut_shows(
    store: sa.Engine, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / FOLDER, "online:x")
    head, rows = BEGINS, []
    for number in range(1, 5):
        rows.append(place("online:x", number, seen(number), head))
        head = rows[-1].sha256
        assert journal.write(rows[-1])
    alive = adopt_left(store, tmp_path / FOLDER, NOW)
    journal.close(remove=False)
    with journal.path.open("ab") as file:
        file.write(b'0123 {"seq":5,"a')  # the machine fell while it wrote

    assert alive == 0
    assert adopt_left(store, tmp_path / FOLDER, NOW) == 4
    assert adopt_left(store, tmp_path / FOLDER, NOW) == 0
    assert [seq for seq, _ in rows_in(store)] == [1, 2, 3, 4]
    assert faults_in(store, tmp_path) == ["checks-cut"]


def test_while_the_database_is_locked_rows_wait_and_come_in_order(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    engine = open_store(url)
    log = log_on(engine, tmp_path)
    log.add(seen(0))
    assert log.flush()
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as other:
        other.execute("begin immediate")
        begin = time.monotonic()
        for number in range(1, 200):
            log.add(seen(number))
        took = time.monotonic() - begin
        assert not log.flush()
        log._since -= 60
        told = [(one.code, one.facts["count"]) for one in log.troubles]
        other.rollback()
    assert log.flush()
    log.close()

    assert took < 30  # had each waited for the lock: half an hour
    assert told == [("checks-waiting", 199)]
    assert [seq for seq, _ in rows_in(engine)] == list(range(1, 203))
    assert faults_in(engine, tmp_path) == []
    engine.dispose()


def test_what_memory_has_no_room_for_waits_in_the_journal(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    away = connect(f"sqlite:///{tmp_path / 'none.sqlite'}")  # without tables
    stores = [away]
    log = CheckLog(lambda: stores[-1], tmp_path, lambda: NOW, most_waiting=10)
    for number in range(100):
        log.add(seen(number))
    while log.flush():  # until the thread of its own is done with its turn
        time.sleep(0.05)
    stores.append(engine)
    assert log.flush()
    log.close()

    assert [seq for seq, _ in rows_in(engine)] == list(range(1, 103))
    assert log.lost == 0
    assert faults_in(engine, tmp_path) == []
    engine.dispose()
    away.dispose()


def test_what_can_be_written_nowhere_is_counted_and_leaves_a_gap(
    tmp_path: Path,
) -> None:
    """A full disk: the file system takes no byte more, the database neither."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    away = connect(f"sqlite:///{tmp_path / 'none.sqlite'}")
    stores = [away]
    log = CheckLog(lambda: stores[-1], tmp_path, lambda: NOW, most_waiting=10)
    log.add(seen(0))
    with _no_file_longer_than(900):
        for number in range(1, 40):
            log.add(seen(number))
    told = [one.code for one in log.troubles]
    stores.append(engine)
    assert log.flush()
    log.add(seen(41))
    log.close()

    assert log.lost > 0
    assert "checks-lost" in told
    assert faults_in(engine, tmp_path) == ["checks-gap"]
    engine.dispose()
    away.dispose()


@contextmanager
def _no_file_longer_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, usual)


@contextmanager
def serving(desk: Desk, folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve as people do, in a process that can be killed."""
    env = {
        **os.environ,
        "VUNGXANH_DATABASE_URL": desk.engine.url.render_as_string(hide_password=False),
        "VUNGXANH_PUBLICATIONS": str(folder / "published"),
        "VUNGXANH_KEYS": str(folder / "keys"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    with subprocess.Popen(
        [*command, "--port", "0", "--no-work"],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            line = next(one for one in process.stderr if "http://" in one)
            yield next(w for w in line.split() if w.startswith("http://")), process
        finally:
            process.kill()


def test_a_kill_loses_nothing_that_was_answered_and_the_cut_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path)
    desk.clock.at = datetime.now(UTC)
    open_posts(desk)
    token, answered = _token(desk), 0
    with serving(desk, tmp_path) as (address, process):
        for number in range(40):
            post = HERE if number % 2 else NEAR
            text = signed(claims(desk.clock(), number + 1))
            asked = question(desk, permit=text, post=post)
            _ask(address, token, asked)
            answered += 1
        process.send_signal(signal.SIGKILL)
        process.wait()
    at_once = [kind for _, kind in rows_in(desk.engine)].count(CHECK)
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", str(desk.engine.url))
    monkeypatch.setenv("VUNGXANH_KEYS", str(tmp_path / "keys"))
    found = call(capsys, "checks", "verify", "--json")
    kept = [kind for _, kind in rows_in(desk.engine)].count(CHECK)
    desk.app.extensions["keeper"].close()

    assert at_once <= answered  # the last fifth of a second was in the journal alone
    assert kept == answered
    faults = [one["code"] for one in json.loads(found.out)["faults"]]
    assert (found.code, faults) == (1, ["checks-cut"])


def test_an_orderly_end_leaves_no_fault(tmp_path: Path) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path)
    desk.clock.at = datetime.now(UTC)
    open_posts(desk)
    token = _token(desk)
    with serving(desk, tmp_path) as (address, process):
        _ask(address, token, question(desk))
        process.terminate()
        process.wait(timeout=120)
    kinds = [kind for _, kind in rows_in(desk.engine)]
    faults = faults_in(desk.engine, tmp_path / "keys")
    desk.app.extensions["keeper"].close()

    assert kinds == [START, CHECK, END]
    assert faults == []


@pytest.mark.postgis
def test_a_database_that_is_started_again_meanwhile_stops_no_check(
    postgis: Server, tmp_path: Path
) -> None:
    with postgis.database() as url:
        desk = open_desk(url, tmp_path)
        answerer = open_posts(desk)
        person, forged = desk.person("chot"), desk.person("chot").forged()

        def ask(number: int) -> str:
            text = signed(claims(desk.clock(), number))
            answer = person.client.post(
                CHECKS,
                json=question(desk, permit=text),
                headers={"X-CSRFToken": forged},
            )
            return str(json.loads(answer.data).get("verdict", answer.text))

        verdicts = [ask(1)]
        control = [str(find_binaries() / "pg_ctl"), "-D", f"{postgis.folder}/data"]
        run_ordinary([*control, "-m", "immediate", "-w", "stop"])
        verdicts += [ask(2), ask(3)]
        answerer.log.flush()
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        options = f"-k {postgis.folder} -c listen_addresses='' {quick}"
        log = ["-l", f"{postgis.folder}/log", "-o", options]
        run_ordinary([*control, "-w", *log, "start"])
        time.sleep(0.1)
        verdicts.append(ask(4))
        answerer.log.close()
        kinds = [kind for _, kind in rows_in(desk.engine)]
        desk.app.extensions["keeper"].close()

    assert verdicts == ["pass"] * 4
    assert kinds.count(CHECK) == 4


def _token(desk: Desk) -> str:
    with reading(desk.engine) as connection:
        account = find_account(connection, "chot")
    assert account is not None
    actor = Actor(account.id, account.name, account.full_name, account.office, ())
    officer = ("checkpoint_officer", "91")
    return make_token(desk.engine, actor, "x", *officer, 9, desk.clock()).token


def _ask(address: str, token: str, asked: dict[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url = f"{address.rstrip('/')}{CHECKS}"
    with urlopen(  # noqa: S310 - our own address
        Request(url, json.dumps(asked).encode(), headers)  # noqa: S310 - as above
    ) as answer:
        return str(json.loads(answer.read())["verdict"])
