"""The worker: takes jobs one by one, holds them meanwhile, tells what came of each."""

import contextlib
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Self

from api.services import imports_work
from api.services.checks.purge import purge_checks
from api.services.clearing import EVERY, clear_ended
from api.services.day_keys import folder_of
from api.services.drawing import work as drawing_work
from api.services.jobs import Handler, Stopped, Work, say_refusal
from api.settings import Settings
from api.store.engine import Engine, writing
from api.store.jobs import MOST_TRIES, Job, claim_job, end_job, give_back, hold_job
from boundaries.refusal import Refused

log = logging.getLogger(__name__)
HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {**imports_work.HANDLERS, **drawing_work.HANDLERS}
)
"""Who does which kind of job."""
HEARTBEAT_S: Final = 2.0
_PAUSE_S: Final = 1.0
_RETRY_S: Final = 15.0
_FAREWELL_S: Final = 10.0


def _now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """Does jobs until it is stopped.

    Parameters
    ----------
    store
        Gives the database; what it refuses is tried again later.
    settings
        Of the service.
    now
        The clock: leases run by it.
    handlers
        Who does which kind.
    heartbeat_s
        Seconds between two renewals of a lease.
    """

    def __init__(
        self,
        store: Callable[[], Engine],
        settings: Settings,
        now: Callable[[], datetime] = _now,
        *,
        handlers: Mapping[str, Handler] = HANDLERS,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._handlers = handlers
        self._heartbeat_s = heartbeat_s
        self._ending = threading.Event()
        self._cleared: datetime | None = None
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"

    def run(self) -> None:
        """Do jobs as they come, until `stop`."""
        while not self._ending.is_set():
            try:
                self._clear()
                busy = self.run_once()
            except Refused as refused:
                log.warning("worker waits", extra={"code": refused.code})
                self._ending.wait(_RETRY_S)
                continue
            except Exception:  # a worker that died in silence would be worse
                log.exception("our bug", extra={"worker": self.name})
                self._ending.wait(_RETRY_S)
                continue
            if not busy:
                self._ending.wait(_PAUSE_S)

    def run_once(self) -> bool:
        """Do one job; False where there is none.

        Raises
        ------
        Refused
            ``store-unreachable``, where not even that can be written down. A job
            that was begun is taken again when its lease has run out.
        """
        engine, now = self._store(), self._now()
        spent = say_refusal(Refused("job-gave-up", tries=MOST_TRIES))
        with writing(engine) as connection:
            job = claim_job(connection, self.name, now, spent)
        if job is None:
            return False
        with _Hold(engine, job, self._now, self._ending, self._heartbeat_s) as hold:
            self._do(engine, job, now, hold)
        return True

    def do_waiting(self) -> int:
        """Clear away what has ended, do every job that waits now; give how many.

        Raises
        ------
        Refused
            ``store-unreachable``.
        """
        self._clear()
        done = 0
        while self.run_once():
            done += 1
        return done

    def stop(self) -> None:
        """Let the worker end after what it does now, or at its next look up."""
        self._ending.set()

    def _clear(self) -> None:
        now = self._now()
        if self._cleared is None or now - self._cleared >= EVERY:
            clear_ended(self._store(), now)
            purge_checks(self._store(), folder_of(self._settings), now)
            self._cleared = now

    def _do(self, engine: Engine, job: Job, now: datetime, hold: "_Hold") -> None:
        work = Work(
            engine, self._settings, job, now, hold.progress, hold.seen, hold.stopped
        )
        state, result, refused = "done", None, None
        try:
            handler = self._handlers.get(job.kind)
            if handler is None:
                raise Refused("job-kind-unknown", kind=job.kind)
            result = handler(work)
        except Stopped:
            if self._ending.is_set():
                with writing(engine) as connection:
                    give_back(connection, job)
            return
        except Refused as told:
            if told.code == "store-unreachable":
                raise
            state, refused = "refused", say_refusal(told)
        except Exception:  # a bug in one job must not end the worker
            log.exception("our bug", extra={"job": job.kind})
            state, refused = "failed", say_refusal(Refused("job-our-bug"))
        with writing(engine) as connection:
            end_job(
                connection,
                job,
                state,
                self._now(),
                seen=hold.seen(),
                result=result,
                refused=refused,
            )


class _Hold:
    """Renews the lease of a job beside its handler, and hears that it was lost."""

    def __init__(
        self,
        engine: Engine,
        job: Job,
        now: Callable[[], datetime],
        ending: threading.Event,
        every_s: float,
    ) -> None:
        self._engine = engine
        self._job = job
        self._now = now
        self._ending = ending
        self._every_s = every_s
        self._lost = threading.Event()
        self._over = threading.Event()
        self._seen: tuple[int, int | None] = (0, None)
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def progress(self, done: int, of: int | None) -> None:
        """Note how far it is; the next beat writes it down."""
        self._seen = (done, of)
        if self.stopped():
            raise Stopped

    def seen(self) -> tuple[int, int | None]:
        """Give how far it was when it told last."""
        return self._seen

    def stopped(self) -> bool:
        """Say whether the job was lost, or the worker should end."""
        return self._lost.is_set() or self._ending.is_set()

    def _beat(self) -> None:
        while not self._over.wait(self._every_s):
            done, of = self._seen
            # Where the database cannot be asked now, the lease stands for a while yet.
            with contextlib.suppress(Refused), writing(self._engine) as connection:
                if not hold_job(connection, self._job, self._now(), done=done, of=of):
                    self._lost.set()
                    return


@contextlib.contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """Let a worker run beside what happens meanwhile.

    A handler that does not look up in time is left: its job is taken again when the
    lease has run out.
    """
    thread = threading.Thread(target=worker.run, daemon=True, name="worker")
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(_FAREWELL_S)
