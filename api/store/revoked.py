"""Which permits are revoked, by their places in the lists of their issuers."""

from datetime import datetime

import sqlalchemy as sa

from api.store.gates import permits, revocations


def revoked_indexes(connection: sa.Connection, now: datetime) -> dict[str, list[int]]:
    """Give the places of revoked permits that have not ended, by issuer.

    A permit that has ended needs no place: it is refused for that.
    """
    decided = (
        revocations.c.what == "permit",
        revocations.c.decided_at.is_not(None),
        sa.not_(revocations.c.refused),
        permits.c.ends > now,
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
