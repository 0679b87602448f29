"""Jobs: asking for one, looking at it, calling it off; what its handler gets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.services.access import EVERYWHERE, Actor, may, require, units_for
from api.services.chains import chain_of
from api.settings import Settings
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from api.store.jobs import (
    Job,
    add_job,
    cancel_job,
    end_job,
    find_job,
    list_jobs,
    units_with_jobs,
)
from boundaries.refusal import Fault, Refused
from maps.words.said import Lang, render

READ = "desk.read"
CANCEL = "import.write"
_LANGS: tuple[Lang, ...] = ("vi", "en")
_FAULTS = 20


class Stopped(Exception):  # noqa: N818 - an order, not an error
    """The job was cancelled, or another worker has it: nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a handler gets.

    Parameters
    ----------
    engine, settings
        The store, and the settings of the service.
    job
        Who asked for what, and for which unit.
    now
        When this try began, aware.
    progress
        ``progress(done, of)``; raises `Stopped` where the job is ours no more. It
        only notes the figures, so it may be called inside a transaction.
    seen
        Gives what `progress` was told last.
    stopped
        Says whether the work should end soon.
    """

    engine: Engine
    settings: Settings
    job: Job
    now: datetime
    progress: Callable[[int, int | None], None]
    seen: Callable[[], tuple[int, int | None]]
    stopped: Callable[[], bool]

    @property
    def asked(self) -> Mapping[str, Any]:
        """Give what was asked for."""
        return self.job.asked

    def keep(self, connection: Connection, result: Any) -> None:
        """End the job in the transaction that keeps what it did.

        Both are kept, or neither: a job is done once, also where its worker is killed
        or another one took it. A handler that writes calls this at the end of its
        one transaction, and then gives the same result.

        Raises
        ------
        Stopped
            Where the job was cancelled or is another worker's; the transaction has
            to fail with it.
        """
        kept = end_job(
            connection, self.job, "done", self.now, seen=self.seen(), result=result
        )
        if not kept:
            raise Stopped


Handler = Callable[[Work], Any]
"""Does a job: gives a JSON document, or raises ``Refused``."""


def ask_job(
    connection: Connection,
    kind: str,
    unit: str,
    asked: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    request: str = "",
) -> str:
    """Let a job wait for a worker; give its key. The caller has asked who may."""
    key = add_job(
        connection,
        kind=kind,
        unit=unit,
        asked=dict(asked),
        author=actor.name,
        recorded_at=now,
    )
    after = {"job": kind}
    entry = Entry(
        now,
        actor.name,
        actor.via,
        "job.ask",
        "job",
        key,
        unit,
        None,
        after,
        "",
        request,
    )
    append(connection, entry)
    return key


def show_job(engine: Engine, actor: Actor, key: str) -> Job:
    """Give a job of one's own units.

    Raises
    ------
    Refused
        ``job-unknown``, also for one that the actor may not know of.
    """
    with reading(engine) as connection:
        return _known(connection, actor, key)


def show_jobs(
    engine: Engine, actor: Actor, after: str | None, limit: int
) -> tuple[Sequence[Job], str | None]:
    """Give a page of the jobs of one's own units, the newest first.

    Returns
    -------
    tuple
        The jobs, and the key that the next page begins after; None for no more.

    Raises
    ------
    Refused
        ``job-unknown`` for an `after` that is none.
    """
    with reading(engine) as connection:
        before = None if after is None else _known(connection, actor, after).id
        own = [u for u in units_with_jobs(connection) if _may(connection, actor, u)]
        found = list_jobs(connection, own, before=before, limit=limit + 1)
    more = found[limit - 1].key if len(found) > limit else None
    return found[:limit], more


def call_off(
    engine: Engine, actor: Actor, key: str, now: datetime, request: str = ""
) -> Job:
    """Cancel a job: one's own, or any of a unit that one imports for.

    A job that runs ends as soon as its handler looks up; nothing of it is kept.

    Raises
    ------
    Refused
        ``job-unknown``, ``access-denied``, ``job-over``.
    """
    with writing(engine) as connection:
        job = _known(connection, actor, key)
        if job.author != actor.name:
            require(actor, CANCEL, chain_of(connection, job.unit))
        if job.state == "cancelled":
            return job
        if not cancel_job(connection, key, now):
            raise Refused("job-over", key=key, state=job.state)
        before, after = {"state": job.state}, {"state": "cancelled"}
        entry = Entry(
            now,
            actor.name,
            actor.via,
            "job.cancel",
            "job",
            key,
            job.unit,
            before,
            after,
            "",
            request,
        )
        append(connection, entry)
        return _known(connection, actor, key)


def say_refusal(refused: Refused) -> dict[str, Any]:
    """Put a refusal into a document that is kept: its codes and words."""
    faults = [_said(fault) for fault in refused.faults[:_FAULTS]]
    return {**_said(refused), "faults": faults, "of_faults": len(refused.faults)}


def tell_job(job: Job, lang: Lang) -> dict[str, Any]:
    """Put a job into the document that those read who may look at its unit.

    What an import found holds rows as they came, with whatever was in them: it is told
    with the import, to those who may import.
    """
    refused = job.refused and {
        **_in_language(job.refused, lang),
        "faults": [_in_language(fault, lang) for fault in job.refused["faults"]],
        "of_faults": job.refused["of_faults"],
    }
    return {
        "key": job.key,
        "kind": job.kind,
        "unit": job.unit,
        "asked": job.asked,
        "author": job.author,
        "state": job.state,
        "done": job.done,
        "of": job.of,
        "tries": job.tries,
        "result": _shown(job),
        "refused": refused,
        "recorded_at": job.recorded_at.isoformat(),
        "finished": job.finished and job.finished.isoformat(),
    }


def _known(connection: Connection, actor: Actor, key: str) -> Job:
    job = find_job(connection, key)
    if job is None or not _may(connection, actor, job.unit):
        raise Refused("job-unknown", key=key)
    return job


def _may(connection: Connection, actor: Actor, unit: str) -> bool:
    if EVERYWHERE in units_for(actor, READ):
        return True
    return may(actor, READ, chain_of(connection, unit))


def _shown(job: Job) -> Any:
    if "import" not in job.asked or job.result is None:
        return job.result
    return {"counts": job.result["counts"]}


def _said(fault: Fault | Refused) -> dict[str, Any]:
    document: dict[str, Any] = {"code": fault.code}
    for lang in _LANGS:
        said = render(fault, lang)
        document[lang] = {"what": said.what, "where": said.where, "do": said.do}
    return document


def _in_language(said: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    return {"code": said["code"], **said[lang]}
