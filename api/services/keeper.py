"""Keeps the snapshot: takes a new one when something was published."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from api.services.adopt import adopt_all, list_provinces
from api.services.snapshot import Snapshot, take_snapshot
from api.settings import Settings
from api.store.engine import Engine, check_answer, open_store, reading
from boundaries.refusal import Refused
from maps.publication.verify import LATEST

log = logging.getLogger(__name__)
_LOOK_S = 1.0
_RETRY_S = 15.0
Seen = tuple[tuple[str, int, int, int], ...]


def _now() -> datetime:
    return datetime.now(UTC)


class Keeper:
    """Holds the newest snapshot that could be taken, and why none newer could.

    Parameters
    ----------
    settings
        Where the database and the publications are.
    now
        The clock, for `recorded_at`.

    Notes
    -----
    A request that finds something newly published takes the snapshot; the others
    are answered from the one before in the meantime. What fails leaves the one
    before in place.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime] = _now) -> None:
        self._settings = settings
        self._now = now
        self._engine: Engine | None = None
        self._snapshot = Snapshot()
        self._troubles: tuple[Refused, ...] = ()
        self._seen: Seen | None = None
        self._looked = -_RETRY_S
        self._taken = -_RETRY_S
        self._busy = threading.Lock()
        self._opening = threading.Lock()
        self._farewells: list[Callable[[], None]] = []

    @property
    def troubles(self) -> tuple[Refused, ...]:
        """Say why the last attempt did not adopt everything."""
        return self._troubles

    def current(self) -> Snapshot:
        """Give the newest snapshot, looking for news once a second at most."""
        if monotonic() - self._looked >= _LOOK_S and self._busy.acquire(blocking=False):
            try:
                self._looked = monotonic()
                self._refresh()
            finally:
                self._busy.release()
        return self._snapshot

    def before_close(self, act: Callable[[], None]) -> None:
        """Have something done that still needs the database."""
        self._farewells.append(act)

    def close(self) -> None:
        """Let go of the database."""
        while self._farewells:
            self._farewells.pop()()
        if self._engine is not None:
            self._engine.dispose()

    def check_store(self) -> None:
        """Ask the database for an answer.

        Raises
        ------
        Refused
            ``store-unreachable`` and what ``open_store`` refuses.
        """
        check_answer(self.store())

    def store(self) -> Engine:
        """Give the database, opened once.

        Raises
        ------
        Refused
            What ``open_store`` refuses.
        """
        with self._opening:
            if self._engine is None:
                self._engine = open_store(self._settings.database_url)
            return self._engine

    def _refresh(self) -> None:
        seen = _look(self._settings.publications)
        again = self._troubles and monotonic() - self._taken >= _RETRY_S
        if seen == self._seen and not again:
            return
        self._taken = monotonic()
        try:
            self._take()
        except Refused as refused:
            self._troubles = (refused,)
        except OSError as error:
            why = error.strerror or type(error).__name__
            self._troubles = (Refused("publications-unreadable", why=why),)
        self._seen = seen
        for trouble in self._troubles:
            log.warning("not ready", extra={"code": trouble.code})

    def _take(self) -> None:
        engine = self.store()
        adopted = adopt_all(engine, self._settings.publications, self._now())
        with reading(engine) as connection:
            self._snapshot = take_snapshot(connection, adopted, self._snapshot)
        self._troubles = tuple(one.refused for one in adopted if one.refused)


def _look(publications: Path) -> Seen:
    """Tell one state of the published folders from another, without reading them."""
    try:
        latest = [province / LATEST for province in list_provinces(publications)]
        stats = [(str(path), path.stat()) for path in latest]
    except OSError:
        return ()
    return tuple((name, s.st_mtime_ns, s.st_size, s.st_ino) for name, s in stats)
