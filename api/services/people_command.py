"""Accounts from the command line: for whoever runs the machine."""

from dataclasses import dataclass
from datetime import datetime

from api.services.access import EVERYWHERE, Grant
from api.services.held import grants_held
from api.services.passwords import hash_password, make_password
from api.services.people_accounts import set_password
from api.store.accounts import (
    Account,
    add_account,
    add_grant,
    find_account,
    hold_accounts,
    list_accounts,
)
from api.store.audit import Entry, append
from api.store.engine import Engine, reading, writing
from boundaries.refusal import Refused

ADMINISTRATOR = "admin"


@dataclass(frozen=True, slots=True)
class Listed:
    """An account and what it may do now."""

    account: Account
    grants: tuple[Grant, ...]


def make_first(engine: Engine, now: datetime) -> str | None:
    """Make the administrator of an empty store.

    Returns
    -------
    str or None
        The one-time password, to be printed once and changed at the first sign-in;
        None where there are accounts already.
    """
    password = make_password()
    with writing(engine) as connection:
        hold_accounts(connection)
        if list_accounts(connection):
            return None
        number = add_account(
            connection,
            name=ADMINISTRATOR,
            full_name="Quản trị hệ thống",
            office="",
            password=hash_password(password),
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
        append(connection, _entry(now, "account.first", ADMINISTRATOR))
    return password


def list_all(engine: Engine, now: datetime) -> list[Listed]:
    """Give every account, by name."""
    with reading(engine) as connection:
        return [
            Listed(account, grants_held(connection, account.id, now))
            for account in list_accounts(connection)
        ]


def reset_by_hand(engine: Engine, name: str, now: datetime) -> str:
    """Set a one-time password for somebody who is locked out.

    Raises
    ------
    Refused
        ``account-unknown``, ``account-closed``.
    """
    password = make_password()
    hashed = hash_password(password)
    with writing(engine) as connection:
        hold_accounts(connection)
        account = find_account(connection, name)
        if account is None:
            raise Refused("account-unknown", name=name)
        if account.closed_at is not None:
            raise Refused("account-closed", name=name)
        set_password(connection, account.id, hashed, now)
        append(connection, _entry(now, "password.reset", name))
    return password


def _entry(now: datetime, action: str, name: str) -> Entry:
    return Entry(now, "", "command", action, "account", name)
