"""Clearing away what has ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.store.clearing import clear_sessions
from api.store.engine import Engine, writing
from api.store.uploads import drop_ended

EVERY = timedelta(minutes=10)
SESSIONS_STAY = timedelta(days=1)
"""How long the row of a session that ended is kept."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How much was let go."""

    uploads: int
    sessions: int


def clear_ended(engine: Engine, now: datetime) -> Cleared:
    """Let go of the uploads and sessions that ended.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    with writing(engine) as connection:
        return Cleared(
            drop_ended(connection, now),
            clear_sessions(connection, now - SESSIONS_STAY),
        )
