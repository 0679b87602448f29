"""The log of online checks: answers do not wait for it, and nothing of it is lost.

A check goes into the journal of this run at once and into the database with those of
the same fifth of a second. Where the database is away, locked or full, decisions go on
and the rows wait: in memory, beyond that in the journal; what finds no room in either
leaves its number unused, so that the gap shows.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final

from api.services.checks.journal import Journal, list_left, read_rows, taken
from api.services.checks.rows import (
    BEGINS,
    END,
    ONLINE,
    START,
    Row,
    Seen,
    columns_of,
    place,
)
from api.store.audit import Entry, append
from api.store.checks import add_checks
from api.store.engine import Connection, Engine, writing
from boundaries.refusal import Refused

log = logging.getLogger(__name__)
After = Callable[[Connection, Sequence[Row]], None]
FOLDER: Final = "runs"
EVERY_S: Final = 0.2
LATE_S: Final = 5.0
"""How long a row may wait for the database before somebody is told."""
MOST_WAITING: Final = 50_000
_PATIENCE_MS: Final = 2_000
_AGAIN_S: Final = 1.0
_FAREWELL_S: Final = 5.0
_ROOMY: Final = 1000  # rows: a journal that holds fewer is not written anew


class CheckLog:
    """Takes checks from all threads, and commits them in groups from one of its own.

    A run begins with the first check: with a row of its own, and an entry in the
    audit, so that a run that is taken out as a whole is missed.

    Parameters
    ----------
    store
        Gives the database; what it refuses is tried again.
    folder
        Of the keys of the service; journals are in ``runs`` below it. None: rows that
        wait are in memory alone.
    now
        The clock.
    after
        Called with the rows of each group, in their transaction.
    most_waiting
        Rows in memory.
    """

    def __init__(
        self,
        store: Callable[[], Engine],
        folder: Path | None,
        now: Callable[[], datetime],
        after: After = lambda *_: None,
        *,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._store = store
        self._folder = None if folder is None else folder / FOLDER
        self._now = now
        self._after = after
        self._most = most_waiting
        self._busy, self._flushing = threading.Lock(), threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._journal: Journal | None = None
        self._waiting: list[Row] = []
        self._behind = False  # the journal holds rows that memory had no room for
        self._since = 0.0
        self._seq, self._head = 0, BEGINS
        self._told = False  # whether the audit knows of this run
        self._written = 0  # rows in the journal
        self._adopted = False
        self.source = ""
        self.lost = 0

    def add(self, seen: Seen) -> int:
        """Log a check; give its number in this run."""
        with self._busy:
            if self._thread is None:
                self._begin(seen.at)
            return self._place(seen)

    @property
    def troubles(self) -> tuple[Refused, ...]:
        """Say what of the log is not as it should be: rows that wait, rows lost."""
        found = []
        with self._busy:
            late = monotonic() - self._since if self._waiting or self._behind else 0.0
            count, lost = self._seq if self._behind else len(self._waiting), self.lost
        if late >= LATE_S:
            found.append(Refused("checks-waiting", count=count, seconds=int(late)))
        if lost:
            found.append(Refused("checks-lost", count=lost, source=self.source))
        return tuple(found)

    def flush(self) -> bool:
        """Commit what waits; False where the database cannot take it now."""
        with self._flushing:
            return self._flush()

    def _flush(self) -> bool:
        with self._busy:
            mine, behind, since = self._waiting, self._behind, self._since
            self._waiting, self._behind = [], False
            written = self._journal.content() if behind and self._journal else b""
        if not mine and not behind:
            return True
        try:
            # Memory may hold rows that found no room in the journal, and the other way.
            rows = {row.seq: row for row in (*read_rows(self.source, written), *mine)}
            self._commit([rows[seq] for seq in sorted(rows)])
        except Exception as error:
            with self._busy:
                self._waiting = mine + self._waiting
                self._behind |= behind
                self._since = since
            if not isinstance(error, Refused):
                log.exception("our bug", extra={"code": "checks"})
            return False
        self._kept()
        return True

    def close(self) -> None:
        """End the run, and commit what waits; what cannot be stays in its journal."""
        with self._busy:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        self._ending.set()
        thread.join(_FAREWELL_S)
        with self._busy:
            self._place(Seen(self._now(), END))
        kept = self.flush()
        if self._journal is not None:
            self._journal.close(remove=kept)
            self._journal = None
        self._seq, self._head, self._told = 0, BEGINS, False
        self._ending = threading.Event()

    def _begin(self, at: datetime) -> None:
        stamp = self._now().strftime("%Y%m%dT%H%M%S")
        self.source = f"{ONLINE}{stamp}-{secrets.token_hex(4)}"
        if self._folder is not None:
            try:
                self._journal = Journal(self._folder, self.source)
            except OSError as error:
                log.warning("no journal: %s", error.strerror)
        self._place(Seen(at, START))
        self._thread = threading.Thread(target=self._run, daemon=True, name="checks")
        self._thread.start()

    def _place(self, seen: Seen) -> int:
        self._seq += 1
        row = place(self.source, self._seq, seen, self._head)
        self._head = row.sha256
        if not self._waiting and not self._behind:
            self._since = monotonic()
        safe = self._journal is not None and self._journal.write(row)
        self._written += safe
        if len(self._waiting) < self._most:
            self._waiting.append(row)
        elif safe:
            self._behind = True
        else:
            self.lost += 1
        return self._seq

    def _run(self) -> None:
        ending, late = self._ending, False
        while not ending.wait(_AGAIN_S if late else EVERY_S):
            late = not self.flush()
            if not late and not self._adopted:
                self._adopted = self._adopt()

    def _commit(self, rows: Sequence[Row]) -> None:
        now = self._now()
        with writing(self._store(), _PATIENCE_MS) as connection:
            if not self._told:
                entry = Entry(now, "serve", "command", "run", "checks", self.source)
                append(connection, entry)
            add_checks(connection, [columns_of(row, now) for row in rows])
            self._after(connection, rows)
        self._told = True

    def _kept(self) -> None:
        """Write the journal anew with what is not in the database yet."""
        with self._busy:
            if self._journal is None or self._behind:
                return
            if not self._waiting or self._written > _ROOMY:
                self._journal.empty()
                self._written = sum(map(self._journal.write, self._waiting))

    def _adopt(self) -> bool:
        """Take what runs that died left behind; True once that is done."""
        with suppress(Refused, OSError):
            adopt_left(self._store(), self._folder, self._now())
            return True
        return False


def adopt_left(engine: Engine, folder: Path | None, now: datetime) -> int:
    """Commit what is in the journals of runs that died; give how many rows.

    Parameters
    ----------
    engine
        Of the store.
    folder
        Of journals, which may not be there.
    now
        For `recorded_at`.

    Raises
    ------
    Refused
        ``store-unreachable``; the journals then stay.
    """
    many = 0
    for path in list_left(folder) if folder is not None else ():
        with taken(path) as rows:
            if rows:
                with writing(engine) as connection:
                    add_checks(connection, [columns_of(row, now) for row in rows])
                many += len(rows)
    return many
