"""Signing in: sessions, and who is behind a request."""

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.services.access import Actor
from api.services.held import grants_held
from api.services.passwords import (
    NOBODYS,
    check_chosen,
    hash_password,
    matches,
)
from api.store.accounts import (
    Account,
    add_session,
    change_account,
    change_session,
    close_sessions,
    find_account,
    find_session,
    hold_accounts,
    load_account,
)
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from boundaries.names import clean
from boundaries.refusal import Refused

LONGEST = timedelta(hours=12)
"""Of a session: the shift of an officer."""
IDLE = timedelta(minutes=30)
"""Without a request, a session ends."""
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
ONE_TIME = timedelta(hours=72)
"""How long a password that somebody else set may wait to be changed."""
_SEEN_EVERY = timedelta(minutes=1)
_A_MOMENT_MS = 200
_DRIFT = timedelta(minutes=5)
"""What lies farther ahead than this was written before the clock was set back."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session, and the secret that its cookie carries."""

    actor: Actor
    secret: str


def read_name(text: str) -> str | None:
    """Read the name of an account, in any case; None for what no account is called."""
    name = clean(text).casefold()
    return name if _NAME.fullmatch(name) else None


def sign_in(engine: Engine, name: str, password: str, now: datetime) -> SignedIn:
    """Begin a session.

    Raises
    ------
    Refused
        ``sign-in-wrong``, the same for a name that does not exist, a wrong password,
        a one-time password after `ONE_TIME`, and an account that is locked after
        `MOST_FAILURES` of them; each takes as long, and leaves one entry in the audit.
    """
    known = read_name(name)
    with reading(engine) as connection:
        account = find_account(connection, known) if known else None
    seen = account.password if account else NOBODYS
    right = matches(seen, password)
    with writing(engine) as connection:
        hold_accounts(connection)
        account = find_account(connection, known) if known else None
        if account is None:
            # It may be a password in the wrong field: it is not kept.
            _note(connection, now, "", "session.refused")
        else:
            right = right and account.password == seen
            lapsed = right and _lapsed(account, now)
            if _judge(connection, account, now, right=right and not lapsed):
                _note(connection, now, account.name, "session.start")
                return _begin(connection, account, now)
            action = "password.lapsed" if lapsed else "session.refused"
            _note(connection, now, account.name, action)
    raise Refused("sign-in-wrong", most=MOST_FAILURES, minutes=LOCKED.seconds // 60)


def actor_of(engine: Engine, secret: str, now: datetime) -> Actor | None:
    """Give who is behind a session; None where it ended, was closed or never was."""
    sha256 = hash_secret(secret)
    with reading(engine) as connection:
        row = find_session(connection, sha256)
        if row is None or not row.started - _DRIFT <= now < row.ends:
            return None
        if not row.seen - _DRIFT <= now < row.seen + IDLE:
            return None
        account = load_account(connection, row.account_id)
        if account is None or account.closed_at is not None:
            return None
        actor = _actor(connection, account, now)
    if now >= row.seen + _SEEN_EVERY:
        # Who only looks does not wait for an import: the next request says it again.
        with suppress(Refused), writing(engine, _A_MOMENT_MS) as connection:
            change_session(connection, sha256, seen=now)
    return actor


def sign_out(engine: Engine, secret: str, actor: Actor, now: datetime) -> None:
    """End a session."""
    with writing(engine) as connection:
        change_session(connection, hash_secret(secret), closed_at=now)
        _note(connection, now, actor.name, "session.end")


def change_password(
    engine: Engine, actor: Actor, current: str, new: str, now: datetime
) -> SignedIn:
    """Choose one's own password; every other session of the account ends.

    Returns
    -------
    SignedIn
        The session that goes on, under another secret.

    Raises
    ------
    Refused
        ``password-wrong`` where the current one is not that (it counts towards the
        lock, and locks out what goes on guessing); what `check_chosen` and
        `hash_password` refuse.
    """
    with reading(engine) as connection:
        account = load_account(connection, actor.account_id)
    if account is None:
        raise Refused("access-sign-in")
    seen = account.password
    right, hashed = matches(seen, current), ""
    if right:
        check_chosen(new, account.name, account.full_name, current)
        hashed = hash_password(new)
    with writing(engine) as connection:
        hold_accounts(connection)
        account = load_account(connection, actor.account_id) or account
        right = right and account.password == seen
        if _judge(connection, account, now, right=right):
            change_account(
                connection,
                account.id,
                password=hashed,
                password_at=now,
                must_change=False,
            )
            close_sessions(connection, account.id, now)
            _note(connection, now, account.name, "password.change")
            return _begin(connection, replace(account, must_change=False), now)
        _note(connection, now, account.name, "password.refused")
    raise Refused("password-wrong", most=MOST_FAILURES, minutes=LOCKED.seconds // 60)


def hash_secret(secret: str) -> str:
    """Hash a random secret; it is too long to be guessed, so once is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _begin(connection: Connection, account: Account, now: datetime) -> SignedIn:
    secret = secrets.token_urlsafe(32)
    add_session(
        connection,
        sha256=hash_secret(secret),
        account_id=account.id,
        started=now,
        seen=now,
        ends=now + LONGEST,
    )
    return SignedIn(_actor(connection, account, now), secret)


def _judge(
    connection: Connection, account: Account, now: datetime, *, right: bool
) -> bool:
    """Count wrong passwords; a locked account is not opened by the right one."""
    locked = account.locked_until
    if locked is not None and now < locked <= now + LOCKED:
        return False
    if account.closed_at is not None:
        return False
    if right:
        change_account(connection, account.id, failures=0, locked_until=None)
        return True
    failures = account.failures + 1
    full = failures >= MOST_FAILURES
    change_account(
        connection,
        account.id,
        failures=0 if full else failures,
        locked_until=now + LOCKED if full else None,
    )
    return False


def _lapsed(account: Account, now: datetime) -> bool:
    since = account.password_at or account.recorded_at
    return account.must_change and now >= since + ONE_TIME


def _note(connection: Connection, now: datetime, name: str, action: str) -> None:
    append(connection, Entry(now, name, "session", action, "account", name))


def _actor(connection: Connection, account: Account, now: datetime) -> Actor:
    return Actor(
        account.id,
        account.name,
        account.full_name,
        account.office,
        grants_held(connection, account.id, now),
        must_change=account.must_change,
    )
