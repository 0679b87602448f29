"""Shifts: which phone stood at which post, in whose hands, from when to when."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from api.store.gates import checks, shifts


class Shift(NamedTuple):
    """A shift; `officer` is the name of an account, `ends` None while it lasts."""

    key: str
    device: str
    post: str
    direction: str
    officer: str
    starts: datetime
    ends: datetime | None


class Row(NamedTuple):
    """An event of a shift, as far as its report needs it."""

    seq: int
    at: datetime
    kind: str
    verdict: str
    rules: list[str]
    band: str
    rush: bool
    text: str | None


_COLUMNS = tuple(shifts.c[name] for name in Shift._fields)


def add_shift(connection: sa.Connection, shift: Shift, now: datetime) -> None:
    """Keep a shift."""
    row: dict[str, Any] = {**shift._asdict(), "recorded_at": now}
    connection.execute(sa.insert(shifts), row)


def find_shift(connection: sa.Connection, key: str) -> Shift | None:
    """Give a shift by its key."""
    query = sa.select(*_COLUMNS).where(shifts.c.key == key)
    row = connection.execute(query).one_or_none()
    return None if row is None else Shift(*row)


def open_shifts(connection: sa.Connection) -> list[Shift]:
    """Give the shifts that last, by device."""
    query = sa.select(*_COLUMNS).where(shifts.c.ends.is_(None))
    found = connection.execute(query.order_by(shifts.c.device, shifts.c.id))
    return [Shift(*row) for row in found]


def shifts_of(connection: sa.Connection, device: str, most: int) -> list[Shift]:
    """Give the newest shifts of a phone, the newest first."""
    query = sa.select(*_COLUMNS).where(shifts.c.device == device)
    found = connection.execute(query.order_by(shifts.c.id.desc()).limit(most))
    return [Shift(*row) for row in found]


def end_shifts(
    connection: sa.Connection, now: datetime, *, device: str = "", key: str = ""
) -> int:
    """End one shift, or those of a phone, where they last; give how many ended."""
    ended = sa.update(shifts).where(shifts.c.ends.is_(None))
    if device:
        ended = ended.where(shifts.c.device == device)
    if key:
        ended = ended.where(shifts.c.key == key)
    return connection.execute(ended, {"ends": now}).rowcount


def walk_shift(connection: sa.Connection, key: str, device: str) -> Iterator[Row]:
    """Give what happened in a shift, in the order of its phone."""
    query = (
        sa.select(*(checks.c[name] for name in Row._fields))
        .where(checks.c.shift == key, checks.c.source == device)
        .order_by(checks.c.seq)
    )
    with closing(connection.execute(query)) as found:
        for row in found:
            yield Row(*row)
