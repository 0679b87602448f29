"""Jobs are done once, by whoever holds them, and told to those of the unit."""

import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.services.access import Actor, Grant
from api.services.clearing import EVERY
from api.services.jobs import Stopped, Work, ask_job
from api.services.work import Worker, at_work
from api.settings import Settings
from api.store.accounts import add_session
from api.store.desk import sessions, uploads
from api.store.documents import Stored, list_documents, save_version
from api.store.engine import Connection, reading, writing
from api.store.jobs import LEASE, MOST_TRIES, Job, claim_job, find_job, hold_job
from boundaries.refusal import Fault, Refused
from tests.api.desk import BEGINS, Clock, Desk

ASKER = Actor(1, "nhap.xa", "", "", (Grant("data_entry", "30001"),))
ROOT = Path(__file__).resolve().parents[2]


def ask(engine: sa.Engine, kind: str = "do", unit: str = "30001", **asked: Any) -> str:
    with writing(engine) as connection:
        return ask_job(connection, kind, unit, asked, ASKER, BEGINS)


def worker(engine: sa.Engine, clock: Clock, **handlers: Any) -> Worker:
    return Worker(
        lambda: engine, Settings(), clock, handlers=handlers, heartbeat_s=0.02
    )


def job(engine: sa.Engine, key: str) -> Job:
    with reading(engine) as connection:
        found = find_job(connection, key)
    assert found is not None
    return found


def claim(engine: sa.Engine, name: str, clock: Clock) -> Job | None:
    with writing(engine) as connection:
        return claim_job(connection, name, clock(), {"code": "job-gave-up"})


def note(connection: Connection, key: str) -> None:
    """Write something that a second run would write twice."""
    save_version(connection, Stored("note", key, 1, "30001", "new", {}, "x", BEGINS))


def notes(engine: sa.Engine) -> list[str]:
    with reading(engine) as connection:
        return [one.key for one in list_documents(connection, "note")]


def test_what_a_handler_gives_is_kept_as_the_result(store: sa.Engine) -> None:
    key = ask(store, to=3)

    def count(work: Work) -> Any:
        for n in range(work.asked["to"]):
            work.progress(n + 1, work.asked["to"])
        return {"counted": work.asked["to"]}

    assert worker(store, Clock(), do=count).do_waiting() == 1

    found = job(store, key)
    assert (found.state, found.result) == ("done", {"counted": 3})
    assert (found.done, found.of, found.tries) == (3, 3, 1)
    assert found.lease is None


def test_many_workers_do_every_job_once(store: sa.Engine) -> None:
    keys = [ask(store, n=n) for n in range(12)]
    ran: Counter[str] = Counter()

    def do(work: Work) -> None:
        ran[work.job.key] += 1
        with writing(work.engine) as connection:
            note(connection, work.job.key)
            work.keep(connection, None)

    threads = [
        threading.Thread(target=worker(store, Clock(), do=do).do_waiting)
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ran == Counter(keys)
    assert notes(store) == sorted(keys)
    assert {job(store, key).state for key in keys} == {"done"}


def test_a_job_is_taken_by_the_first_and_not_by_the_second(store: sa.Engine) -> None:
    key, clock = ask(store), Clock()

    first, second = claim(store, "a", clock), claim(store, "b", clock)

    assert first is not None
    assert first.key == key
    assert second is None


def test_a_lease_that_ran_out_is_taken_again_three_times_and_then_given_up(
    store: sa.Engine,
) -> None:
    key, clock = ask(store), Clock()
    tries = []
    for _ in range(MOST_TRIES + 1):
        taken = claim(store, "a", clock)
        tries.append(taken and taken.tries)
        clock.forward(seconds=LEASE.total_seconds() - 1)
        assert claim(store, "b", clock) is None, "held until the last second"
        clock.forward(seconds=1)

    assert tries == [1, 2, 3, None]
    assert job(store, key).state == "failed"
    assert job(store, key).refused == {"code": "job-gave-up"}


def test_a_heartbeat_renews_the_lease_and_tells_the_progress(
    store: sa.Engine,
) -> None:
    key, clock = ask(store), Clock()
    first = claim(store, "a", clock)
    assert first is not None
    clock.forward(seconds=59)
    with writing(store) as connection:
        assert hold_job(connection, first, clock(), done=5, of=9)
    clock.forward(seconds=59)

    assert claim(store, "b", clock) is None
    assert (job(store, key).done, job(store, key).of) == (5, 9)


def test_a_worker_that_lost_its_lease_writes_nothing(store: sa.Engine) -> None:
    """The first is slow; the second does the job; what the first wrote goes away."""
    key, clock = ask(store), Clock()

    def quick(work: Work) -> str:
        with writing(work.engine) as connection:
            note(connection, "quick")
            work.keep(connection, "quick")
        return "quick"

    def slow(work: Work) -> str:
        clock.forward(seconds=61)
        assert worker(store, clock, do=quick).run_once()
        with writing(work.engine) as connection:
            note(connection, "slow")
            work.keep(connection, "slow")
        return "slow"

    # no beat comes in between: the lease is really lost
    Worker(
        lambda: store, Settings(), clock, handlers={"do": slow}, heartbeat_s=60
    ).run_once()

    assert notes(store) == ["quick"]
    assert (job(store, key).state, job(store, key).result) == ("done", "quick")
    assert job(store, key).tries == 2


def test_a_refusal_is_kept_in_both_languages_with_its_faults(store: sa.Engine) -> None:
    key = ask(store)

    def refuse(_: Work) -> None:
        raise Refused("units-empty", faults=[Fault("name-empty", {"unit": "01"})])

    worker(store, Clock(), do=refuse).do_waiting()

    found = job(store, key)
    assert found.state == "refused"
    assert found.refused["code"] == "units-empty"
    assert found.refused["vi"]["what"] != found.refused["en"]["what"] != ""
    assert [fault["code"] for fault in found.refused["faults"]] == ["name-empty"]


def test_a_bug_in_one_job_fails_it_and_the_worker_goes_on(
    store: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = ask(store, "broken"), ask(store, "whole")

    def broke(_: Work) -> None:
        raise RuntimeError("secret")

    done = worker(store, Clock(), broken=broke, whole=lambda _: 1).do_waiting()

    assert done == 2
    assert job(store, broken).state == "failed"
    assert "secret" not in str(job(store, broken).refused)
    assert "RuntimeError: secret" in caplog.text
    assert job(store, whole).state == "done"


def test_a_kind_that_nobody_knows_is_refused_and_does_not_block(
    store: sa.Engine,
) -> None:
    key = ask(store, "from-the-future")

    assert worker(store, Clock()).do_waiting() == 1
    assert job(store, key).refused["code"] == "job-kind-unknown"


def test_a_worker_that_is_stopped_gives_its_job_back(store: sa.Engine) -> None:
    key, begun = ask(store), threading.Event()

    def long(work: Work) -> None:
        begun.set()
        while True:
            work.progress(1, 2)

    with at_work(worker(store, Clock(), do=long)):
        assert begun.wait(10)

    assert (job(store, key).state, job(store, key).tries) == ("waiting", 0)


_KILLED = """
import sys
import threading
from api.services.work import Worker
from api.settings import Settings
from api.store.engine import connect, writing
from tests.api.desk import Clock
from tests.api.test_jobs import note

kept = threading.Event()

def keep(work):
    with writing(work.engine) as connection:
        note(connection, "kept")
        work.keep(connection, "first")
    kept.set()
    threading.Event().wait()

def halve(work):
    with writing(work.engine) as connection:
        note(connection, "half")
        print("here", flush=True)
        threading.Event().wait()

def work():
    Worker(lambda: engine, Settings(), Clock(), handlers=handlers).run_once()

handlers = {"keep": keep, "halve": halve}
engine = connect(sys.argv[1])
threading.Thread(target=work).start()
kept.wait()
work()
"""


def test_a_killed_worker_leaves_nothing_half_done_and_each_job_is_done_once(
    store: sa.Engine,
) -> None:
    """A process is killed right after one job was kept, and in the midst of another."""
    kept, half, clock = ask(store, "keep"), ask(store, "halve"), Clock()
    url = store.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        assert notes(store) == ["kept"]
        process.kill()
        assert process.wait(10) == -signal.SIGKILL

    assert notes(store) == ["kept"]
    assert (job(store, kept).state, job(store, half).state) == ("done", "running")

    def do(work: Work) -> str:
        with writing(work.engine) as connection:
            note(connection, "whole")
            work.keep(connection, "second")
        return "second"

    again = worker(store, clock, halve=do, keep=do)
    assert again.do_waiting() == 0, "its lease still stands"
    clock.forward(seconds=61)
    assert again.do_waiting() == 1
    assert notes(store) == ["kept", "whole"]
    assert (job(store, half).state, job(store, half).result) == ("done", "second")
    assert job(store, kept).result == "first"


def test_the_worker_clears_uploads_and_sessions_that_ended(desk: Desk) -> None:
    """An upload goes at its end, a session a day later; what holds stays."""
    now = BEGINS
    with writing(desk.engine) as connection:
        for key, hours in (("old", 1), ("new", 30)):
            row = {
                "key": key,
                "name": "a.csv",
                "sha256": "0" * 64,
                "size": 3,
                "content": b"abc",
                "unit": "91",
                "author": "lap",
                "ends": now + timedelta(hours=hours),
                "recorded_at": now,
            }
            connection.execute(sa.insert(uploads), row)
        for letter, hours, closed in (("a", 2, None), ("b", 40, None), ("c", 40, now)):
            add_session(
                connection,
                sha256=letter * 64,
                account_id=1,
                started=now,
                seen=now,
                ends=now + timedelta(hours=hours),
                closed_at=closed,
            )
    clearing = worker(desk.engine, desk.clock)
    clearing.do_waiting()

    def left() -> tuple[Any, Any]:
        with reading(desk.engine) as connection:
            kept = sa.select(uploads.c.key)
            held = sa.select(sa.func.substr(sessions.c.sha256, 1, 1))
            return (
                sorted(connection.scalars(kept)),
                sorted(connection.scalars(held)),
            )

    assert left() == (["new", "old"], ["a", "b", "c"])
    desk.clock.forward(hours=27)
    clearing.do_waiting()
    assert left() == (["new"], ["b"])
    assert timedelta(minutes=10) >= EVERY


def test_one_reads_the_jobs_of_ones_own_units(light_desk: Desk) -> None:
    mine, other = ask(light_desk.engine), ask(light_desk.engine, unit="30003")
    worker(light_desk.engine, light_desk.clock).do_waiting()
    commune = light_desk.person("nhap.xa")

    code, found = commune.ask("GET", f"/api/v1/jobs/{mine}")
    assert (code, found["state"]) == (200, "refused")
    assert found["refused"]["code"] == "job-kind-unknown"
    assert "vi" not in found["refused"]
    assert commune.ask("GET", f"/api/v1/jobs/{other}")[0] == 404
    assert commune.ask("POST", f"/api/v1/jobs/{other}/cancel")[0] == 404
    assert commune.ask("GET", "/api/v1/jobs/none")[0] == 404
    listed = commune.ask("GET", "/api/v1/jobs")[1]
    assert [one["key"] for one in listed["items"]] == [mine]
    province = light_desk.person("lap").ask("GET", "/api/v1/jobs")[1]
    assert [one["key"] for one in province["items"]] == [other, mine]
    elsewhere = light_desk.person("lap.khac").ask("GET", "/api/v1/jobs")[1]
    assert elsewhere == {"items": [], "next": None}
    assert light_desk.person("quan").ask("GET", "/api/v1/jobs")[0] == 403
    assert light_desk.nobody().ask("GET", "/api/v1/jobs")[0] == 401


def test_the_list_goes_on_after_a_key_and_ends(light_desk: Desk) -> None:
    keys = [ask(light_desk.engine) for _ in range(5)]
    person, seen, after = light_desk.person("nhap.xa"), [], ""
    while after is not None:
        url = "/api/v1/jobs?limit=2" + (f"&after={after}" if after else "")
        page = person.ask("GET", url)[1]
        seen.append([one["key"] for one in page["items"]])
        after = page["next"]

    assert seen == [keys[:2:-1], keys[2:0:-1], keys[:1]]
    for wrong in ("limit=0", "limit=201", "limit=x", "limit=1&limit=2", "page=2"):
        assert person.ask("GET", f"/api/v1/jobs?{wrong}")[0] == 422
    assert person.ask("GET", "/api/v1/jobs?after=none")[0] == 404


def test_cancelling_ends_a_job_that_runs_and_keeps_nothing_of_it(desk: Desk) -> None:
    key = ask(desk.engine)
    person = desk.person("nhap.xa")
    answers = []

    def do(work: Work) -> None:
        answers.append(person.ask("POST", f"/api/v1/jobs/{key}/cancel"))
        with writing(work.engine) as connection:
            note(connection, "never")
            work.keep(connection, "never")

    worker(desk.engine, desk.clock, do=do).do_waiting()

    assert [(code, found["state"]) for code, found in answers] == [(200, "cancelled")]
    assert notes(desk.engine) == []
    assert job(desk.engine, key).result is None
    code, found = person.ask("POST", f"/api/v1/jobs/{key}/cancel")
    assert (code, found["state"]) == (200, "cancelled"), "a second time is no fault"


def test_a_handler_that_looks_up_hears_that_it_was_cancelled(desk: Desk) -> None:
    key = ask(desk.engine)
    heard = []

    def do(work: Work) -> None:
        desk.person("nhap.xa").ask("POST", f"/api/v1/jobs/{key}/cancel")
        try:
            while True:
                work.progress(1, 2)
        except Stopped:
            heard.append(True)
            raise

    worker(desk.engine, desk.clock, do=do).do_waiting()

    assert heard == [True]
    assert job(desk.engine, key).state == "cancelled"


def test_only_the_asker_and_those_who_import_call_a_job_off(light_desk: Desk) -> None:
    key = ask(light_desk.engine)
    url = f"/api/v1/jobs/{key}/cancel"

    assert light_desk.person("xem").ask("POST", url)[0] == 403
    assert job(light_desk.engine, key).state == "waiting"
    assert light_desk.person("nhap.tinh").ask("POST", url)[0] == 200

    done = ask(light_desk.engine)
    worker(light_desk.engine, light_desk.clock, do=lambda _: 1).do_waiting()
    code, found = light_desk.person("nhap.xa").ask(
        "POST", f"/api/v1/jobs/{done}/cancel"
    )
    assert (code, found["code"]) == (409, "job-over")
