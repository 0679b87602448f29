"""Phones at posts: the codes that enrol them, their keys, how far their log came."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from api.store.engine import hold_lock
from api.store.gates import device_codes, devices

_LOCK = 0x44455643  # any number that only devices ask for


class Device(NamedTuple):
    """A phone.

    Parameters
    ----------
    key, label, unit
        Its name (of its public key), what people call it, and whose it is.
    public
        x and y, 64 bytes.
    author
        Name of the account that enrolled it.
    disabled_at, quarantined_at
        When its manager shut it out, and when its log contradicted itself; or None.
    contiguous, head
        All events up to this number arrived, and the hash of that one ("" for none).
    synced_at
        When it was last heard of.
    recorded_at
        When it was enrolled.
    """

    key: str
    label: str
    unit: str
    public: bytes
    author: str
    disabled_at: datetime | None
    quarantined_at: datetime | None
    contiguous: int
    head: str
    synced_at: datetime | None
    recorded_at: datetime


class Code(NamedTuple):
    """An enrolment code, without the code."""

    unit: str
    author: str
    ends: datetime
    device: str | None


_COLUMNS = tuple(devices.c[name] for name in Device._fields)


def add_device(connection: sa.Connection, **row: Any) -> None:
    """Keep a phone."""
    connection.execute(sa.insert(devices), row)


def find_device(
    connection: sa.Connection, key: str, *, hold: bool = False
) -> Device | None:
    """Give a phone; with `hold`, nobody else changes it until this one ends."""
    query = sa.select(*_COLUMNS).where(devices.c.key == key)
    if hold:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Device(*row)


def list_devices(connection: sa.Connection) -> list[Device]:
    """Give every phone, by key."""
    query = sa.select(*_COLUMNS).order_by(devices.c.key)
    return [Device(*row) for row in connection.execute(query)]


def change_device(connection: sa.Connection, key: str, **changes: Any) -> None:
    """Set what changes of a phone."""
    connection.execute(sa.update(devices).where(devices.c.key == key), changes)


def hold_devices(connection: sa.Connection) -> None:
    """Let one transaction at a time enrol phones and begin shifts."""
    hold_lock(connection, _LOCK)


def add_code(connection: sa.Connection, **row: Any) -> None:
    """Keep the hash of a code."""
    connection.execute(sa.insert(device_codes), row)


def find_code(connection: sa.Connection, sha256: str) -> Code | None:
    """Give what a code is for."""
    columns = (device_codes.c[name] for name in Code._fields)
    query = sa.select(*columns).where(device_codes.c.sha256 == sha256)
    row = connection.execute(query).one_or_none()
    return None if row is None else Code(*row)


def use_code(connection: sa.Connection, sha256: str, device: str) -> None:
    """Note which phone a code was used for."""
    change = sa.update(device_codes).where(device_codes.c.sha256 == sha256)
    connection.execute(change, {"device": device})
