"""What an account may do now: its own roles, and those that it stands in for."""

from datetime import datetime

from api.services.access import Grant
from api.services.chains import chain_of
from api.store.accounts import StoredGrant, grants_of, load_account
from api.store.engine import Connection


def grants_held(
    connection: Connection, account_id: int, now: datetime
) -> tuple[Grant, ...]:
    """Give the roles that hold now.

    A deputy's role falls with the principal's: when that was revoked, ended, or the
    principal's account was closed.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    account_id
        Number of the account; whether it is open is asked elsewhere.
    now
        The instant, aware.
    """
    held = []
    for grant in grants_of(connection, account_id, now):
        if grant.deputy_of is None:
            held.append(Grant(grant.role, grant.unit, grant.ends))
        elif name := _principal(connection, grant, now):
            held.append(Grant(grant.role, grant.unit, grant.ends, name))
    return tuple(held)


def holds_own(
    connection: Connection, account_id: int, role: str, unit: str, now: datetime
) -> StoredGrant | None:
    """Give the grant by which an account has a role in a unit in its own right.

    Where there are several, the one that lasts longest.
    """
    above = {"", *chain_of(connection, unit)}
    own = [
        grant
        for grant in grants_of(connection, account_id, now)
        if grant.deputy_of is None and grant.role == role and grant.unit in above
    ]
    if not own:
        return None
    endless = [grant for grant in own if grant.ends is None]
    return (endless or sorted(own, key=lambda g: g.ends or now))[-1]


def _principal(connection: Connection, grant: StoredGrant, now: datetime) -> str:
    """Name the one who is stood in for; "" where that one may not act any more."""
    if grant.deputy_of is None:
        return ""
    account = load_account(connection, grant.deputy_of)
    if account is None or account.closed_at is not None:
        return ""
    own = holds_own(connection, account.id, grant.role, grant.unit, now)
    return account.name if own else ""
