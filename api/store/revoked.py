"""Which permits are revoked, by their places in the lists of their issuers."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.store.gates import permits, revocations

_CLOCKS: Final = timedelta(days=1)


def revoked_indexes(connection: sa.Connection, now: datetime) -> dict[str, list[int]]:
    """Give the places of revoked permits that ended less than a day ago, or will.

    A permit that has ended needs no place: it is refused for that, but not at once, as
    who reads it allows for clocks, and a phone may read it by a clock that is late.
    """
    decided = (
        revocations.c.what == "permit",
        revocations.c.decided_at.is_not(None),
        sa.not_(revocations.c.refused),
        permits.c.ends > now - _CLOCKS,
    )
    query = (
        sa.select(permits.c.unit, permits.c.status_index)
        .join(revocations, revocations.c.key == permits.c.key)
        .where(*decided)
        .distinct()
    )
    found: dict[str, list[int]] = {}
    for unit, index in connection.execute(query):
        found.setdefault(unit, []).append(int(index))
    return found
