"""Accounts and what they were granted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store.desk import accounts, grants, sessions, tokens
from api.store.engine import hold_lock

_LOCK = 0x41434354  # any number that only accounts ask for


@dataclass(frozen=True, slots=True)
class Account:
    """One person who signs in, or one program.

    Parameters
    ----------
    id, name
        Row number, and the name to sign in with (lower case).
    full_name, office
        As a decision would name the person.
    password
        Its hash.
    must_change
        The password was set by somebody else.
    failures, locked_until
        Wrong passwords since the last right one, and until when none is looked at.
    closed_at
        When the account ended, or None.
    recorded_at
        When it was made.
    password_at
        When the password was set; None is when the account was made.
    """

    id: int
    name: str
    full_name: str
    office: str
    password: str
    must_change: bool
    failures: int
    locked_until: datetime | None
    closed_at: datetime | None
    recorded_at: datetime
    password_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """One role in one unit, and until when.

    Parameters
    ----------
    id, account_id
        Row numbers.
    role, unit
        ``api.services.access.ROLES``, and a unit code; "" is the whole country.
    starts, ends
        Half-open; None is until it is revoked. A deputy's grant always ends.
    deputy_of
        The account that is stood in for, or None.
    granted_by
        Name of the account.
    revoked_at
        When it was ended before its time, or None.
    """

    id: int
    account_id: int
    role: str
    unit: str
    starts: datetime
    ends: datetime | None
    deputy_of: int | None
    granted_by: str
    revoked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Say whether it holds at an instant; what was revoked never holds again."""
        begun = self.starts <= now and self.revoked_at is None
        return begun and (self.ends is None or now < self.ends)


_GRANT = tuple(grants.c[name] for name in StoredGrant.__dataclass_fields__)


def hold_accounts(connection: sa.Connection) -> None:
    """Let nobody else change accounts until this transaction ends."""
    hold_lock(connection, _LOCK)


def find_account(connection: sa.Connection, name: str) -> Account | None:
    """Find an account by the name it signs in with."""
    return _one(connection, accounts.c.name == name)


def load_account(connection: sa.Connection, number: int) -> Account | None:
    """Find an account by its number."""
    return _one(connection, accounts.c.id == number)


def list_accounts(connection: sa.Connection) -> list[Account]:
    """Give every account, by name."""
    rows = connection.execute(sa.select(accounts).order_by(accounts.c.name))
    return [Account(**row) for row in rows.mappings()]


def add_account(connection: sa.Connection, **values: Any) -> int:
    """Make an account; give its number."""
    query = sa.insert(accounts).returning(accounts.c.id)
    return int(connection.execute(query, values).scalar_one())


def change_account(connection: sa.Connection, number: int, **values: Any) -> None:
    """Change what an account signs in with, or end it."""
    connection.execute(
        sa.update(accounts).where(accounts.c.id == number).values(**values)
    )


def add_grant(connection: sa.Connection, **values: Any) -> int:
    """Give a role in a unit; give the number of the grant."""
    query = sa.insert(grants).returning(grants.c.id)
    return int(connection.execute(query, values).scalar_one())


def grants_of(
    connection: sa.Connection, account_id: int, now: datetime
) -> list[StoredGrant]:
    """Give what an account was granted that holds at an instant."""
    every = list_grants(connection, account_id).get(account_id, [])
    return [grant for grant in every if grant.holds(now)]


def list_grants(
    connection: sa.Connection, account_id: int | None = None
) -> dict[int, list[StoredGrant]]:
    """Give every grant there ever was, of one account or all, by its number."""
    query = sa.select(*_GRANT).order_by(grants.c.id)
    if account_id is not None:
        query = query.where(grants.c.account_id == account_id)
    found: dict[int, list[StoredGrant]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["account_id"]].append(StoredGrant(**row))
    return found


def load_grant(connection: sa.Connection, number: int) -> StoredGrant | None:
    """Give one grant by its number."""
    query = sa.select(*_GRANT).where(grants.c.id == number)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else StoredGrant(**row)


def deputies_of(
    connection: sa.Connection, account_id: int, now: datetime
) -> list[StoredGrant]:
    """Give the grants, that hold, of those who stand in for an account."""
    query = sa.select(*_GRANT).where(grants.c.deputy_of == account_id)
    rows = connection.execute(query.order_by(grants.c.id)).mappings()
    return [grant for row in rows if (grant := StoredGrant(**row)).holds(now)]


def revoke_grant(connection: sa.Connection, number: int, now: datetime) -> None:
    """End a grant before its time."""
    connection.execute(
        sa.update(grants).where(grants.c.id == number).values(revoked_at=now)
    )


def add_session(connection: sa.Connection, **values: Any) -> None:
    """Begin a session."""
    connection.execute(sa.insert(sessions), values)


def find_session(connection: sa.Connection, sha256: str) -> Any:
    """Give the row of a session that was not closed, or None."""
    query = sa.select(sessions).where(
        sessions.c.sha256 == sha256, sessions.c.closed_at.is_(None)
    )
    return connection.execute(query).one_or_none()


def change_session(connection: sa.Connection, sha256: str, **values: Any) -> None:
    """Say when a session was seen last, or that it is closed."""
    connection.execute(
        sa.update(sessions).where(sessions.c.sha256 == sha256).values(**values)
    )


def close_sessions(connection: sa.Connection, account_id: int, now: datetime) -> None:
    """End every session of an account."""
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.account_id == account_id, sessions.c.closed_at.is_(None))
        .values(closed_at=now)
    )


def add_token(connection: sa.Connection, **values: Any) -> int:
    """Keep a token; give its number."""
    query = sa.insert(tokens).returning(tokens.c.id)
    return int(connection.execute(query, values).scalar_one())


def find_token(connection: sa.Connection, sha256: str) -> Any:
    """Give the row of a token that was not revoked, or None."""
    query = sa.select(tokens).where(
        tokens.c.sha256 == sha256, tokens.c.revoked_at.is_(None)
    )
    return connection.execute(query).one_or_none()


def tokens_of(
    connection: sa.Connection, account_id: int, now: datetime
) -> list[sa.Row[Any]]:
    """Give the rows of an account's tokens that hold, in the order of making."""
    query = sa.select(tokens).where(
        tokens.c.account_id == account_id,
        tokens.c.ends > now,
        tokens.c.revoked_at.is_(None),
    )
    return list(connection.execute(query.order_by(tokens.c.id)))


def revoke_tokens(
    connection: sa.Connection, account_id: int, now: datetime, *prefixes: str
) -> int:
    """Revoke tokens of an account by their prefixes, all without any; say how many."""
    query = sa.update(tokens).where(
        tokens.c.account_id == account_id,
        tokens.c.ends > now,
        tokens.c.revoked_at.is_(None),
    )
    if prefixes:
        query = query.where(tokens.c.prefix.in_(prefixes))
    return connection.execute(query.values(revoked_at=now)).rowcount


def _one(connection: sa.Connection, condition: Any) -> Account | None:
    row = connection.execute(sa.select(accounts).where(condition)).mappings()
    found = row.one_or_none()
    return None if found is None else Account(**found)
