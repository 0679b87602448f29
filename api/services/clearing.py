"""Clearing away what has ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.services.imports import PREVIEW
from api.store.clearing import clear_sessions, forget_rows
from api.store.engine import Engine, writing
from api.store.permits import forget_permits
from api.store.uploads import drop_ended

EVERY = timedelta(minutes=10)
SESSIONS_STAY = timedelta(days=1)
"""How long the row of a session that ended is kept."""
ROWS_STAY = timedelta(days=1)
"""How long refused rows are shown: as long as the file itself is kept."""
PERMITS_STAY = timedelta(days=1)
"""How long a permit that ended can still be printed and looked up by its plate."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How much was let go."""

    uploads: int
    sessions: int
    refused: int
    permits: int


def clear_ended(engine: Engine, now: datetime) -> Cleared:
    """Let go of uploads and sessions that ended, and of rows that were refused.

    Of permits that ended, what tells whom they were for goes, too: codes and places in
    the status list stay.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    with writing(engine) as connection:
        return Cleared(
            drop_ended(connection, now),
            clear_sessions(connection, now - SESSIONS_STAY),
            forget_rows(connection, PREVIEW, now - ROWS_STAY),
            forget_permits(connection, now - PERMITS_STAY),
        )
