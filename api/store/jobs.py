"""Jobs that outlive a request: waiting, leased to one worker, over.

A worker holds a job by its name, the number of the try and a lease that it renews.
Whoever lost the lease changes nothing any more: every later step names the try.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from api.store.desk import jobs

LEASE = timedelta(seconds=60)
"""How long a silent worker keeps a job."""
MOST_TRIES = 3
OPEN = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class Job:
    """One job.

    Parameters
    ----------
    id, key
        Row number, and the name that people see.
    kind
        Which handler does it.
    unit
        Code of the unit that it belongs to.
    asked
        What was asked for.
    author
        Name of the account.
    state
        ``waiting``, ``running``, ``done``, ``refused``, ``failed``, ``cancelled``.
    done, of
        Progress, in whatever the handler counts; `of` is None until it is known.
    tries
        How often it was begun.
    worker, lease
        Who holds it, and until when; "" and None where nobody does.
    result, refused
        What came of it, JSON; None while it is open.
    finished, recorded_at
        When it was over, and when it was asked for.
    """

    id: int
    key: str
    kind: str
    unit: str
    asked: Mapping[str, Any]
    author: str
    state: str
    done: int
    of: int | None
    tries: int
    worker: str
    lease: datetime | None
    result: Any
    refused: Any
    finished: datetime | None
    recorded_at: datetime


def add_job(connection: sa.Connection, **values: Any) -> str:
    """Let a job wait for a worker; give its key."""
    key = secrets.token_hex(8)
    connection.execute(sa.insert(jobs), {**values, "key": key, "state": "waiting"})
    return key


def find_job(connection: sa.Connection, key: str) -> Job | None:
    """Find a job by its key."""
    query = sa.select(jobs).where(jobs.c.key == key)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Job(**row)


def units_with_jobs(connection: sa.Connection) -> list[str]:
    """Give the units that any job belongs to."""
    return list(connection.scalars(sa.select(jobs.c.unit).distinct()))


def list_jobs(
    connection: sa.Connection,
    units: Collection[str],
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[Job]:
    """Give the jobs of some units, the newest first.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    units
        Codes; jobs of others are left out.
    before
        Row number of the job that the list goes on from.
    limit
        At most so many.
    """
    query = sa.select(jobs).where(jobs.c.unit.in_(units))
    if before is not None:
        query = query.where(jobs.c.id < before)
    rows = connection.execute(query.order_by(jobs.c.id.desc()).limit(limit))
    return [Job(**row) for row in rows.mappings()]


def claim_job(
    connection: sa.Connection, worker: str, now: datetime, spent: Any
) -> Job | None:
    """Take the oldest job that waits, or whose worker fell silent.

    Two workers never get the same one: PostgreSQL passes over rows that another
    transaction holds, SQLite lets one writer in at a time. A job that was begun
    `MOST_TRIES` times is not begun again but fails.

    Parameters
    ----------
    connection
        Of ``writing``.
    worker
        Name of the worker, which no other one bears.
    now
        The lease runs from here.
    spent
        What is told of a job that fails so.
    """
    silent = (jobs.c.state == "running") & (jobs.c.lease <= now)
    query = (
        sa.select(jobs)
        .where((jobs.c.state == "waiting") | silent)
        .order_by(jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while row := connection.execute(query).mappings().one_or_none():
        values: dict[str, Any] = {
            "state": "running",
            "worker": worker,
            "tries": row["tries"] + 1,
            "lease": now + LEASE,
            "done": 0,
            "of": None,
        }
        given_up = row["tries"] >= MOST_TRIES
        if given_up:
            values = {"state": "failed", "lease": None, "finished": now}
            values["refused"] = spent
        mine = jobs.c.id == row["id"]
        connection.execute(sa.update(jobs).where(mine).values(**values))
        if not given_up:
            return Job(**{**row, **values})
    return None


def hold_job(
    connection: sa.Connection, job: Job, now: datetime, *, done: int, of: int | None
) -> bool:
    """Renew the lease and tell the progress; False where the job is ours no more."""
    return _change(connection, job, lease=now + LEASE, done=done, of=of)


def end_job(
    connection: sa.Connection,
    job: Job,
    state: str,
    now: datetime,
    *,
    seen: tuple[int, int | None],
    result: Any = None,
    refused: Any = None,
) -> bool:
    """End a job that we hold; False where it is ours no more, and nothing changed."""
    done, of = seen
    return _change(
        connection,
        job,
        state=state,
        done=done,
        of=of,
        lease=None,
        finished=now,
        result=result,
        refused=refused,
    )


def give_back(connection: sa.Connection, job: Job) -> bool:
    """Let a job that we hold wait again, as if it had not been begun."""
    return _change(
        connection, job, state="waiting", lease=None, worker="", tries=job.tries - 1
    )


def cancel_job(connection: sa.Connection, key: str, now: datetime) -> bool:
    """End a job that is not over, whoever holds it; False where it is over."""
    result = connection.execute(
        sa.update(jobs)
        .where(jobs.c.key == key, jobs.c.state.in_(OPEN))
        .values(state="cancelled", lease=None, finished=now)
    )
    return result.rowcount == 1


def overdue(
    connection: sa.Connection, now: datetime, patience: timedelta
) -> tuple[int, int]:
    """Count what nobody takes care of.

    Returns
    -------
    tuple
        Jobs that wait longer than `patience` although no worker is at work, and jobs
        whose lease ran out longer than `patience` ago.
    """
    at_work = sa.select(sa.func.count()).where(
        jobs.c.state == "running", jobs.c.lease > now
    )
    waiting = sa.select(sa.func.count()).where(
        jobs.c.state == "waiting", jobs.c.recorded_at <= now - patience
    )
    stuck = sa.select(sa.func.count()).where(
        jobs.c.state == "running", jobs.c.lease <= now - patience
    )
    silent = 0 if connection.scalar(at_work) else int(connection.scalar(waiting) or 0)
    return silent, int(connection.scalar(stuck) or 0)


def _change(connection: sa.Connection, job: Job, **values: Any) -> bool:
    """Change a job as its holder: the same worker at the same try."""
    ours = (
        (jobs.c.id == job.id)
        & (jobs.c.state == "running")
        & (jobs.c.worker == job.worker)
        & (jobs.c.tries == job.tries)
    )
    result = connection.execute(sa.update(jobs).where(ours).values(**values))
    return result.rowcount == 1
