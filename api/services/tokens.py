"""Tokens: how programs sign in; shown once, kept as a hash, for one role."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.services.access import Actor, Grant
from api.services.accounts import hash_secret
from api.services.chains import chain_of
from api.store.accounts import find_token, grants_of, load_account
from api.store.engine import Engine, reading

PREFIX = "vx_"
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Made:
    """A token, the only time that it is shown."""

    token: str
    prefix: str
    ends: datetime


def actor_of_token(engine: Engine, token: str, now: datetime) -> Actor | None:
    """Give who is behind a token: its one role, while the account still holds it."""
    if not token.startswith(PREFIX):
        return None
    with reading(engine) as connection:
        row = find_token(connection, hash_secret(token))
        if row is None or now >= row.ends:
            return None
        account = load_account(connection, row.account_id)
        if account is None or account.closed_at is not None:
            return None
        held = {
            g.unit for g in grants_of(connection, account.id, now) if g.role == row.role
        }
        chain = chain_of(connection, row.unit)
    if not held & {"", *chain}:
        return None
    grant = Grant(row.role, row.unit)
    return Actor(
        account.id, account.name, account.full_name, account.office, (grant,), "token"
    )
