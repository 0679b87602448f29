"""Tokens: how programs sign in; shown once, kept as a hash, for one role."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.services.access import ROLES, Actor, Grant
from api.services.accounts import hash_secret
from api.services.held import holds_own
from api.store.accounts import (
    add_token,
    find_token,
    hold_accounts,
    load_account,
    revoke_tokens,
    tokens_of,
)
from api.store.audit import Entry, append
from api.store.engine import Engine, reading, writing
from boundaries.refusal import Refused

PREFIX = "vx_"
LONGEST = 366
"""Days."""
MOST = 20
_SHOWN = len(PREFIX) + 8
_PREFIX = re.compile(r"vx_[0-9A-Za-z_-]{8}", re.ASCII)
NEVER = frozenset({"administrator"})
"""Roles that no program has: it would make accounts in a person's name."""


@dataclass(frozen=True, slots=True)
class Made:
    """A token, the only time that it is shown."""

    token: str
    prefix: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A token as it can be shown again.

    Parameters
    ----------
    prefix, name
        How it begins, and what its owner calls it.
    role, unit, ends
        What it may do, where and until when.
    holds
        Whether the account still has that role there.
    """

    prefix: str
    name: str
    role: str
    unit: str
    ends: datetime
    holds: bool


def actor_of_token(engine: Engine, token: str, now: datetime) -> Actor | None:
    """Give who is behind a token: its one role, while the account still holds it."""
    if not token.startswith(PREFIX):
        return None
    with reading(engine) as connection:
        row = find_token(connection, hash_secret(token))
        if row is None or now >= row.ends or row.role in NEVER:
            return None
        account = load_account(connection, row.account_id)
        if account is None or account.closed_at is not None or account.must_change:
            return None
        if holds_own(connection, account.id, row.role, row.unit, now) is None:
            return None
    grant = Grant(row.role, row.unit, row.ends)
    return Actor(
        account.id, account.name, account.full_name, account.office, (grant,), "token"
    )


def list_tokens(engine: Engine, actor: Actor, now: datetime) -> list[Kept]:
    """Give the tokens of the one who asks, the oldest first."""
    with reading(engine) as connection:
        return [
            Kept(
                row.prefix,
                row.name,
                row.role,
                row.unit,
                row.ends,
                holds_own(connection, actor.account_id, row.role, row.unit, now)
                is not None,
            )
            for row in tokens_of(connection, actor.account_id, now)
        ]


def make_token(
    engine: Engine,
    actor: Actor,
    name: str,
    role: str,
    unit: str,
    days: int,
    now: datetime,
    *,
    request: str = "",
) -> Made:
    """Make a token for one role that its owner has in his own right.

    Raises
    ------
    Refused
        ``token-days``; ``token-role`` for a role that no program may have;
        ``token-not-held`` for one that the owner does not hold there himself;
        ``token-many`` beyond `MOST`.
    """
    if not 1 <= days <= LONGEST:
        raise Refused("token-days", seen=days, most=LONGEST)
    if role not in ROLES or role in NEVER:
        raise Refused("token-role", role=role, known=sorted(ROLES.keys() - NEVER))
    ends = now + timedelta(days=days)
    with writing(engine) as connection:
        hold_accounts(connection)
        if holds_own(connection, actor.account_id, role, unit, now) is None:
            raise Refused("token-not-held", role=role, unit=unit)
        known = {row.prefix for row in tokens_of(connection, actor.account_id, now)}
        if len(known) >= MOST:
            raise Refused("token-many", most=MOST)
        token = PREFIX + secrets.token_urlsafe(32)
        while token[:_SHOWN] in known:
            token = PREFIX + secrets.token_urlsafe(32)
        made = Made(token, token[:_SHOWN], ends)
        add_token(
            connection,
            sha256=hash_secret(token),
            account_id=actor.account_id,
            name=name,
            prefix=made.prefix,
            role=role,
            unit=unit,
            ends=ends,
            recorded_at=now,
        )
        told = {"role": role, "unit": unit, "ends": ends.isoformat()}
        append(
            connection,
            Entry(
                now,
                actor.name,
                actor.via,
                "token.make",
                "token",
                made.prefix,
                unit,
                after=told,
                request=request,
            ),
        )
    return made


def revoke_token(
    engine: Engine, actor: Actor, prefix: str, now: datetime, *, request: str = ""
) -> None:
    """Revoke a token of one's own.

    Raises
    ------
    Refused
        ``token-unknown``, also for one of somebody else.
    """
    with writing(engine) as connection:
        known = _PREFIX.fullmatch(prefix)
        if not known or not revoke_tokens(connection, actor.account_id, now, prefix):
            raise Refused("token-unknown", prefix=prefix)
        entry = Entry(
            now, actor.name, actor.via, "token.revoke", "token", prefix, request=request
        )
        append(connection, entry)
