"""Managing accounts: making them, granting roles, setting passwords anew, closing.

Nobody manages the own account, an administrator least of all: a further role for
oneself always takes somebody else.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from api.services.access import Actor
from api.services.accounts import read_name
from api.services.passwords import hash_password, make_password
from api.services.people_reach import Managed, Reach, check_grant
from api.store.accounts import (
    StoredGrant,
    add_account,
    add_grant,
    change_account,
    close_sessions,
    find_account,
    hold_accounts,
    list_accounts,
    list_grants,
    load_grant,
    revoke_grant,
    revoke_tokens,
)
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from boundaries.refusal import Refused


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a change, when, and in which request."""

    actor: Actor
    now: datetime
    request: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role that somebody is to have: where, and until which day."""

    role: str
    unit: str
    until: date | None = None


def list_managed(
    engine: Engine, asking: Asking, after: str, most: int
) -> list[Managed]:
    """Give the accounts of the administrator's units, by name, after a name."""
    with reading(engine) as connection:
        reach = Reach.of(connection, asking.actor, asking.now)
        every, grants = list_accounts(connection), list_grants(connection)
        found: list[Managed] = []
        for account in every[bisect_right([one.name for one in every], after) :]:
            seen = reach.see(account, grants.get(account.id, []))
            found += [] if seen is None else [seen]
            if len(found) == most:
                break
        return found


def find_managed(engine: Engine, asking: Asking, name: str) -> Managed:
    """Give one account.

    Raises
    ------
    Refused
        ``account-unknown``.
    """
    with reading(engine) as connection:
        return Reach.of(connection, asking.actor, asking.now).find(name)


def make_account(
    engine: Engine, asking: Asking, name: str, about: dict[str, str], wanted: Wanted
) -> tuple[Managed, str]:
    """Make an account with its first role.

    Parameters
    ----------
    engine, asking
        Where, and who asks; `wanted.unit` was allowed already.
    name
        To sign in with.
    about
        ``full_name`` and ``office``.
    wanted
        The first role.

    Returns
    -------
    tuple
        The account, and the one-time password to be handed over.

    Raises
    ------
    Refused
        ``account-name``, ``account-taken``, and what `check_grant` refuses.
    """
    if read_name(name) != name:
        raise Refused("account-name", seen=name)
    password = make_password()
    hashed = hash_password(password)
    with writing(engine) as connection:
        hold_accounts(connection)
        if find_account(connection, name) is not None:
            raise Refused("account-taken", name=name)
        number = add_account(
            connection,
            name=name,
            full_name=about["full_name"],
            office=about["office"],
            password=hashed,
            must_change=True,
            recorded_at=asking.now,
        )
        _note(connection, asking, "account.make", name, wanted.unit)
        _grant(connection, asking, number, name, wanted)
        made = Reach.of(connection, asking.actor, asking.now).find(name)
    return made, password


def grant_role(engine: Engine, asking: Asking, name: str, wanted: Wanted) -> Managed:
    """Give a further role to an account.

    Raises
    ------
    Refused
        ``account-unknown``, ``account-self``, ``account-closed``, ``grant-there``,
        and what `check_grant` refuses.
    """
    with writing(engine) as connection:
        reach, found = _open_for_change(connection, asking, name)
        for grant in found.grants:
            same = (grant.role, grant.unit) == (wanted.role, wanted.unit)
            if same and grant.deputy_of is None:
                raise Refused("grant-there", role=wanted.role, unit=wanted.unit)
        _grant(connection, asking, found.account.id, name, wanted)
        return reach.find(name)


def revoke_role(engine: Engine, asking: Asking, name: str, number: int) -> Managed:
    """Take a role away, also that of a deputy.

    Raises
    ------
    Refused
        ``account-unknown``, ``account-self``, ``grant-unknown``.
    """
    with writing(engine) as connection:
        _, found = _open_for_change(connection, asking, name, closed_too=True)
        grant = next((one for one in found.grants if one.id == number), None)
        if grant is None:
            raise Refused("grant-unknown", grant=number)
        revoke_grant(connection, number, asking.now)
        before = grant_document(grant)
        _note(connection, asking, "grant.end", name, grant.unit, before=before)
        left = tuple(one for one in found.grants if one.id != number)
        return replace(found, grants=left)


def reset_password(engine: Engine, asking: Asking, name: str) -> str:
    """Set a one-time password, and end all sessions and tokens of the account.

    Raises
    ------
    Refused
        ``account-unknown``, ``account-self``, ``account-closed``, ``account-wider``.
    """
    password = make_password()
    hashed = hash_password(password)
    with writing(engine) as connection:
        _, found = _open_for_change(connection, asking, name)
        _require_whole(found)
        set_password(connection, found.account.id, hashed, asking.now)
        _note(connection, asking, "password.reset", name, found.place)
    return password


def close_account(engine: Engine, asking: Asking, name: str, reason: str) -> Managed:
    """End an account for good; its name stays taken, for the audit tells of it.

    Raises
    ------
    Refused
        ``account-unknown``, ``account-self``, ``account-closed``, ``account-wider``.
    """
    with writing(engine) as connection:
        reach, found = _open_for_change(connection, asking, name)
        _require_whole(found)
        number = found.account.id
        change_account(connection, number, closed_at=asking.now)
        close_sessions(connection, number, asking.now)
        revoke_tokens(connection, number, asking.now)
        _note(connection, asking, "account.close", name, found.place, reason=reason)
        return reach.find(name)


def set_password(
    connection: Connection, number: int, hashed: str, now: datetime
) -> None:
    """Keep a one-time password, and end everything that ran under the one before."""
    change_account(
        connection,
        number,
        password=hashed,
        password_at=now,
        must_change=True,
        failures=0,
        locked_until=None,
    )
    close_sessions(connection, number, now)
    revoke_tokens(connection, number, now)


def grant_document(grant: StoredGrant) -> dict[str, Any]:
    """Tell a grant to the audit."""
    ends = grant.ends.isoformat() if grant.ends else None
    return {"role": grant.role, "unit": grant.unit, "ends": ends}


def _open_for_change(
    connection: Connection, asking: Asking, name: str, *, closed_too: bool = False
) -> tuple[Reach, Managed]:
    hold_accounts(connection)
    reach = Reach.of(connection, asking.actor, asking.now)
    found = reach.find(name)
    if found.account.id == asking.actor.account_id:
        raise Refused("account-self", name=name)
    if found.account.closed_at is not None and not closed_too:
        raise Refused("account-closed", name=name)
    return reach, found


def _require_whole(found: Managed) -> None:
    if not found.whole:
        raise Refused("account-wider", name=found.account.name)


def _grant(
    connection: Connection, asking: Asking, number: int, name: str, wanted: Wanted
) -> None:
    ends = check_grant(connection, wanted.role, wanted.unit, wanted.until, asking.now)
    made = add_grant(
        connection,
        account_id=number,
        role=wanted.role,
        unit=wanted.unit,
        starts=asking.now,
        ends=ends,
        granted_by=asking.actor.name,
        recorded_at=asking.now,
    )
    grant = load_grant(connection, made)
    after = grant_document(grant) if grant else None
    _note(connection, asking, "grant.make", name, wanted.unit, after=after)


def _note(
    connection: Connection,
    asking: Asking,
    action: str,
    name: str,
    unit: str,
    **more: Any,
) -> None:
    actor = asking.actor
    append(
        connection,
        Entry(
            asking.now,
            actor.name,
            actor.via,
            action,
            "account",
            name,
            unit,
            request=asking.request,
            **more,
        ),
    )
