"""Deputies: who stands in for whom, in which role, and until when.

The holder of a role names the deputy, for thirty days at most. A deputy names no
deputy; the role falls with the principal's own. What the principal drafted, a deputy
never decides (`api.services.access.require_other`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.services.access import EVERYWHERE, ROLES
from api.services.accounts import read_name
from api.services.chains import chain_of
from api.services.held import holds_own
from api.services.people_accounts import Asking, grant_document
from api.services.people_reach import end_of
from api.store.accounts import (
    Account,
    StoredGrant,
    add_grant,
    deputies_of,
    find_account,
    grants_of,
    hold_accounts,
    load_account,
    load_grant,
    revoke_grant,
)
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from boundaries.refusal import Refused

LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Deputy:
    """One who stands in for another.

    Parameters
    ----------
    grant
        The role, its unit and its end.
    principal, deputy
        Whose it is, and who may act.
    """

    grant: StoredGrant
    principal: Account
    deputy: Account


def list_deputies(engine: Engine, asking: Asking) -> list[Deputy]:
    """Give those who stand in for the one who asks, and for whom that one does."""
    number = asking.actor.account_id
    with reading(engine) as connection:
        named = deputies_of(connection, number, asking.now)
        held = [
            grant
            for grant in grants_of(connection, number, asking.now)
            if grant.deputy_of is not None
        ]
        return [_with_names(connection, grant) for grant in (*named, *held)]


def name_deputy(
    engine: Engine, asking: Asking, name: str, role: str, unit: str, until: date
) -> Deputy:
    """Name a deputy for a role that the one who asks has in his own right.

    Parameters
    ----------
    engine, asking
        Where, and who asks.
    name
        Of the deputy's account: of the same province, with a role there already.
    role, unit
        What is handed over, in the unit or a part of it.
    until
        The last day.

    Raises
    ------
    Refused
        ``deputy-not-held``, ``deputy-self``, ``account-unknown``, ``grant-role``,
        ``grant-until``, ``deputy-outlasts``, ``deputy-there``.
    """
    actor, now = asking.actor, asking.now
    if role not in ROLES:
        raise Refused("grant-role", role=role, known=sorted(ROLES))
    ends = end_of(until, now, LONGEST)
    with writing(engine) as connection:
        hold_accounts(connection)
        own = holds_own(connection, actor.account_id, role, unit, now)
        if own is None:
            raise Refused("deputy-not-held", role=role, unit=unit)
        if own.ends is not None and own.ends < ends:
            raise Refused("deputy-outlasts", ends=own.ends)
        known = read_name(name)
        deputy = find_account(connection, known) if known else None
        if deputy is None or not _near(connection, deputy, unit, now):
            raise Refused("account-unknown", name=name)
        if deputy.id == actor.account_id:
            raise Refused("deputy-self", name=name)
        for other in deputies_of(connection, actor.account_id, now):
            if (other.account_id, other.role, other.unit) == (deputy.id, role, unit):
                raise Refused("deputy-there", name=name, ends=other.ends)
        number = add_grant(
            connection,
            account_id=deputy.id,
            role=role,
            unit=unit,
            starts=now,
            ends=ends,
            deputy_of=actor.account_id,
            granted_by=actor.name,
            recorded_at=now,
        )
        return _told(connection, asking, "deputy.name", number)


def end_deputy(engine: Engine, asking: Asking, number: int) -> Deputy:
    """End a deputy before the time; the principal may, and the deputy.

    Raises
    ------
    Refused
        ``grant-unknown``, also for a grant that is somebody else's.
    """
    with writing(engine) as connection:
        hold_accounts(connection)
        grant = load_grant(connection, number)
        own = asking.actor.account_id
        if (
            grant is None
            or grant.deputy_of is None
            or own not in {grant.deputy_of, grant.account_id}
            or not grant.holds(asking.now)
        ):
            raise Refused("grant-unknown", grant=number)
        revoke_grant(connection, number, asking.now)
        return _told(connection, asking, "deputy.end", number)


def _near(connection: Connection, account: Account, unit: str, now: datetime) -> bool:
    """Say whether an account is at work in the province of a unit."""
    if account.closed_at is not None:
        return False
    held = [g for g in grants_of(connection, account.id, now) if g.deputy_of is None]
    if unit == EVERYWHERE:
        return bool(held)
    province = chain_of(connection, unit)[-1]
    return any(
        grant.unit == EVERYWHERE or chain_of(connection, grant.unit)[-1] == province
        for grant in held
    )


def _told(connection: Connection, asking: Asking, action: str, number: int) -> Deputy:
    grant = load_grant(connection, number)
    if grant is None:
        raise Refused("grant-unknown", grant=number)
    found = _with_names(connection, grant)
    append(
        connection,
        Entry(
            asking.now,
            asking.actor.name,
            asking.actor.via,
            action,
            "account",
            found.deputy.name,
            grant.unit,
            after={**grant_document(grant), "deputy_of": found.principal.name},
            request=asking.request,
        ),
    )
    return found


def _with_names(connection: Connection, grant: StoredGrant) -> Deputy:
    principal = load_account(connection, grant.deputy_of or 0)
    deputy = load_account(connection, grant.account_id)
    if principal is None or deputy is None:  # the database holds the keys
        raise Refused("grant-unknown", grant=grant.id)
    return Deputy(grant, principal, deputy)
