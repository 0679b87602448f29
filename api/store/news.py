"""Whether anything may have changed of what posts judge by."""

import sqlalchemy as sa

from api.store.desk import documents, layers
from api.store.gates import keys, revocations
from api.store.tables import editions


def count_news(connection: sa.Connection) -> tuple[int | None, ...]:
    """Give numbers that grow with every save, import, decision and key."""
    counted = (
        sa.func.max(documents.c.id),
        sa.func.max(layers.c.id),
        sa.func.max(editions.c.id),
        sa.func.count(revocations.c.decided_at),
        sa.func.max(keys.c.id),
        sa.func.count(keys.c.revoked_at),
    )
    return tuple(connection.scalar(sa.select(number)) for number in counted)
