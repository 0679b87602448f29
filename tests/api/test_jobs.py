"""Jobs are done once, by whoever holds them, and told to those of the unit."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.services.access import Actor, Grant
from api.services.jobs import Stopped, Work, ask_job
from api.services.work import Worker, do_waiting
from api.settings import Settings
from api.store.engine import reading, writing
from api.store.jobs import LEASE, claim_job, find_job
from boundaries.refusal import Refused
from tests.api.desk import BEGINS, Clock, Desk

ASKER = Actor(1, "nhap.xa", "", "", (Grant("data_entry", "30001"),))


def ask(engine: sa.Engine, kind: str = "count", **asked: Any) -> str:
    with writing(engine) as connection:
        return ask_job(connection, kind, "30001", asked, ASKER, BEGINS)


def worker(engine: sa.Engine, clock: Clock, **handlers: Any) -> Worker:
    return Worker(lambda: engine, Settings(), clock, handlers=handlers)


def job(engine: sa.Engine, key: str) -> Any:
    with reading(engine) as connection:
        return find_job(connection, key)


def test_what_a_handler_gives_is_kept_as_the_result(store: sa.Engine) -> None:
    key = ask(store, to=3)

    def count(work: Work) -> Any:
        for n in range(work.asked["to"]):
            work.progress(n + 1, work.asked["to"])
        return {"counted": work.asked["to"]}

    assert do_waiting(worker(store, Clock(), count=count)) == 1

    found = job(store, key)
    assert (found.state, found.result) == ("done", {"counted": 3})
    assert (found.done, found.of, found.tries) == (3, 3, 1)
    assert found.lease is None
