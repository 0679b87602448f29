"""Signing in: passwords, sessions, and who is behind a request."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.services.access import EVERYWHERE, Actor, Grant
from api.store.accounts import (
    Account,
    add_account,
    add_grant,
    add_session,
    change_account,
    change_session,
    find_account,
    find_session,
    grants_of,
    list_accounts,
    load_account,
)
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, hold_lock, reading, writing
from boundaries.names import clean
from boundaries.refusal import Refused

ADMINISTRATOR = "admin"
LONGEST = timedelta(hours=12)
"""Of a session: the shift of an officer."""
IDLE = timedelta(minutes=30)
"""Without a request, a session ends."""
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
SHORTEST = 10
_MOST = 200
_SEEN_EVERY = timedelta(minutes=1)
_LOCK = 0x41434354  # any number that only accounts ask for
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""Looked at where there is no account, so that the answer takes as long."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session, and the secret that its cookie carries."""

    actor: Actor
    secret: str


def make_first(engine: Engine, now: datetime) -> str | None:
    """Make the administrator of an empty store.

    Returns
    -------
    str or None
        The one-time password, to be printed once and changed at the first sign-in;
        None where there are accounts already.
    """
    with writing(engine) as connection:
        hold_lock(connection, _LOCK)
        if list_accounts(connection):
            return None
        password = secrets.token_urlsafe(12)
        number = add_account(
            connection,
            name=ADMINISTRATOR,
            full_name="Quản trị hệ thống",
            office="",
            password=_HASHER.hash(password),
            must_change=True,
            recorded_at=now,
        )
        add_grant(
            connection,
            account_id=number,
            role="administrator",
            unit=EVERYWHERE,
            starts=now,
            granted_by=ADMINISTRATOR,
            recorded_at=now,
        )
        append(
            connection,
            Entry(
                now, ADMINISTRATOR, "command", "account.first", "account", ADMINISTRATOR
            ),
        )
    return password


def sign_in(engine: Engine, name: str, password: str, now: datetime) -> SignedIn:
    """Begin a session.

    Raises
    ------
    Refused
        ``sign-in-wrong``, the same whether the name or the password is; and
        ``sign-in-locked`` after `MOST_FAILURES` wrong ones.
    """
    name = clean(name).casefold()[:_MOST]
    with reading(engine) as connection:
        account = find_account(connection, name)
    right = _matches(account.password if account else _NOBODY, password)
    with writing(engine) as connection:
        account = find_account(connection, name)
        if account is None or account.closed_at is not None:
            failure: Refused | None = Refused("sign-in-wrong")
        else:
            failure = _judge(connection, account, now, right=right)
        if failure is None and account is not None:
            secret = secrets.token_urlsafe(32)
            add_session(
                connection,
                sha256=hash_secret(secret),
                account_id=account.id,
                started=now,
                seen=now,
                ends=now + LONGEST,
            )
            append(
                connection,
                Entry(now, name, "session", "session.start", "account", name),
            )
            return SignedIn(_actor(connection, account, now), secret)
    raise failure or Refused("sign-in-wrong")  # what was counted is kept


def actor_of(engine: Engine, secret: str, now: datetime) -> Actor | None:
    """Give who is behind a session; None where it ended, was closed or never was."""
    sha256 = hash_secret(secret)
    with reading(engine) as connection:
        row = find_session(connection, sha256)
        if row is None or now >= row.ends or now >= row.seen + IDLE:
            return None
        account = load_account(connection, row.account_id)
        if account is None or account.closed_at is not None:
            return None
        actor = _actor(connection, account, now)
    if now >= row.seen + _SEEN_EVERY:
        with writing(engine) as connection:
            change_session(connection, sha256, seen=now)
    return actor


def sign_out(engine: Engine, secret: str, actor: Actor, now: datetime) -> None:
    """End a session."""
    with writing(engine) as connection:
        change_session(connection, hash_secret(secret), closed_at=now)
        append(
            connection,
            Entry(now, actor.name, actor.via, "session.end", "account", actor.name),
        )


def hash_secret(secret: str) -> str:
    """Hash a random secret; it is too long to be guessed, so once is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hash_password(password: str) -> str:
    """Hash what a person chose (argon2id).

    Raises
    ------
    Refused
        ``password-short`` or ``password-long``.
    """
    if len(password) < SHORTEST:
        raise Refused("password-short", least=SHORTEST)
    if len(password) > _MOST:
        raise Refused("password-long", most=_MOST)
    return _HASHER.hash(password)


def _judge(
    connection: Connection, account: Account, now: datetime, *, right: bool
) -> Refused | None:
    """Count wrong passwords; a locked account is not opened by the right one."""
    if account.locked_until is not None and now < account.locked_until:
        return Refused("sign-in-locked", until=account.locked_until)
    if right:
        change_account(connection, account.id, failures=0, locked_until=None)
        return None
    failures = account.failures + 1
    locked = now + LOCKED if failures >= MOST_FAILURES else None
    change_account(
        connection,
        account.id,
        failures=0 if locked else failures,
        locked_until=locked,
    )
    if locked:
        append(
            connection,
            Entry(
                now, account.name, "session", "session.locked", "account", account.name
            ),
        )
    return Refused("sign-in-wrong")


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password[: _MOST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _actor(connection: Connection, account: Account, now: datetime) -> Actor:
    held = grants_of(connection, account.id, now)
    return Actor(
        account.id,
        account.name,
        account.full_name,
        account.office,
        tuple(Grant(grant.role, grant.unit) for grant in held),
        must_change=account.must_change,
    )
