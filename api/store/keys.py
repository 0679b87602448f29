"""Public keys of permits, bundles and the root."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from api.store.gates import keys
from gis.permits.keys import Key, Use

_TIMES = ("starts", "signs_until", "trusted_until", "revoked_at")


def add_key(connection: sa.Connection, key: Key, now: datetime) -> None:
    """Keep a public key; the same again changes nothing."""
    same = keys.c.unit == key.unit, keys.c.use == key.use, keys.c.public == key.public
    if connection.scalar(sa.select(keys.c.id).where(*same)) is not None:
        return
    times = {name: _instant(getattr(key, name)) for name in _TIMES}
    row = {
        "kid": key.kid.hex(),
        "unit": key.unit,
        "use": key.use,
        "public": key.public,
        "recorded_at": now,
    }
    connection.execute(sa.insert(keys), {**row, **times})


def list_keys(
    connection: sa.Connection, use: Use | None = None, unit: str | None = None
) -> tuple[Key, ...]:
    """Give the keys of one use, of one unit, or all of them; the oldest first."""
    query = sa.select(keys).order_by(keys.c.id)
    if use is not None:
        query = query.where(keys.c.use == use)
    if unit is not None:
        query = query.where(keys.c.unit == unit)
    return tuple(_key(row) for row in connection.execute(query).mappings())


def revoke_key(connection: sa.Connection, kid: bytes, use: Use, now: datetime) -> None:
    """Believe a key no more from now on; one that was revoked before stays so."""
    named = keys.c.kid == kid.hex(), keys.c.use == use, keys.c.revoked_at.is_(None)
    connection.execute(sa.update(keys).where(*named).values(revoked_at=now))


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _key(row: Any) -> Key:
    times = {name: row[name] and int(row[name].timestamp()) for name in _TIMES}
    kid, public = bytes.fromhex(row["kid"]), bytes(row["public"])
    return Key(kid=kid, unit=row["unit"], use=row["use"], public=public, **times)
