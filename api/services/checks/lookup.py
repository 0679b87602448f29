"""A permit looked up by a plate or a typed code: exact, limited, told to the audit.

There is no search and no list: one asks about what stands at the post, and gets an
answer about that alone. The audit keeps who asked, where and when, and no plate.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from api.services.access import Actor
from api.services.checks.question import Question
from api.services.gate import Held
from api.services.permits_subject import identity_key, plate_subject
from api.settings import Settings
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, writing
from api.store.permits import find_permit, tokens_of_subject
from boundaries.refusal import Refused
from gis.permits.codes import check_code
from gis.permits.plates import normalise_plate
from gis.permits.reading import read_permit
from gis.permits.records import Presented

MOST: Final = 120
WITHIN: Final = timedelta(minutes=10)
"""A gateway of 3,000 vehicles a day sees 75 in ten minutes of its peak hour."""
_ACCOUNTS = 10_000
_PATIENCE_MS = 1_000
_UNSEEN = Presented(facts={"typed": True})
"""What cannot be looked up now: a person asks."""


class Turns:
    """Look-ups of the last minutes, by account."""

    def __init__(self) -> None:
        self._taken: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._busy = threading.Lock()

    def take(self, account: int, now: datetime) -> None:
        """Count one.

        Raises
        ------
        Refused
            ``lookup-often`` with the seconds to wait.
        """
        with self._busy:
            taken = self._taken.setdefault(account, deque())
            self._taken.move_to_end(account)
            while taken and not now - WITHIN < taken[0] <= now:
                taken.popleft()  # over, or written before the clock was set back
            if len(taken) >= MOST:
                seconds = ceil((taken[0] + WITHIN - now).total_seconds())
                raise Refused("lookup-often", most=MOST, seconds=seconds)
            taken.append(now)
            if len(self._taken) > _ACCOUNTS:
                self._taken.popitem(last=False)


class Lookup:
    """Finds permits by what is read or typed at a post.

    Parameters
    ----------
    store
        Gives the database.
    settings
        Where the key of identities is.
    now
        The clock.
    """

    def __init__(
        self,
        store: Callable[[], Engine],
        settings: Settings,
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._settings, self._now = store, settings, now
        self._turns = Turns()

    def find(
        self,
        held: Held,
        question: Question,
        actor: Actor,
        unit: str,
        request: str,
    ) -> Presented:
        """Give the permit of a typed code, else a valid one of a plate.

        Returns
        -------
        Presented
            As if it had been scanned. State ``none`` where a plate has none that is
            valid; ``unreadable`` for a code that no permit has; a typed code that
            could not be asked about where the database is away.

        Raises
        ------
        Refused
            ``permit-code-wrong`` where its check digit is, ``lookup-often``.
        """
        code = check_code(question.code)
        if question.code and not code:
            raise Refused("permit-code-wrong", seen=question.code)
        self._turns.take(actor.account_id, self._now())
        by = "code" if code else "plate"
        try:
            with writing(self._store(), _PATIENCE_MS) as connection:
                texts = self._texts(connection, code, question.plate)
                entry = Entry(
                    self._now(),
                    actor.name,
                    actor.via,
                    "permit.lookup",
                    "permit",
                    "",
                    unit,
                    after={"by": by, "post": question.post, "found": bool(texts)},
                    request=request,
                )
                append(connection, entry)
        except Refused:
            return _UNSEEN
        return _best(held, question, texts)

    def _texts(self, connection: Connection, code: str, plate: str) -> list[str]:
        if code:
            found = find_permit(connection, code)
            return [found.token] if found and found.token else []
        subject = plate_subject(identity_key(self._settings), normalise_plate(plate))
        return tokens_of_subject(connection, subject)


def read_shown(held: Held, text: str, question: Question) -> Presented:
    """Read a permit with what is at hand."""
    return read_permit(
        text, held.content.keys, held.status, question.at, plate=question.plate
    )


def _best(held: Held, question: Question, texts: list[str]) -> Presented:
    """Choose the one to decide by: valid, for the purpose, the longest."""
    read = [read_shown(held, text, question) for text in texts]
    if question.code:
        return read[0] if read else Presented("unreadable")
    valid = [(one.claims, one) for one in read if one.state == "valid" and one.claims]
    if not valid:
        return Presented()
    best = max(
        valid, key=lambda pair: (question.purpose in pair[0].purposes, pair[0].ends)
    )
    return best[1]
