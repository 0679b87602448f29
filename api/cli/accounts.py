"""``vungxanh accounts``: for whoever runs the machine, when nobody can sign in."""

from contextlib import suppress
from datetime import UTC, datetime

import click

from api.cli.door import note, print_json, say, with_json, with_language
from api.settings import Settings
from boundaries.refusal import Refused


@click.group()
def accounts() -> None:
    """Accounts: the first one, all of them, a new one-time password."""


@accounts.command()
@with_language
def first() -> None:
    """Make the administrator of an empty store and print the one-time password.

    `vungxanh serve` does so by itself; this is for other servers. Where there are
    accounts already, nothing is changed.
    """
    if not _make_first(Settings.from_env()):
        say("accounts-there")


@accounts.command("list")
@with_json
@with_language
def list_accounts(*, as_json: bool) -> None:
    """List every account and what it may do now."""
    from api.services.people_command import list_all
    from api.store.engine import opened

    with opened(Settings.from_env().database_url) as engine:
        found = list_all(engine, datetime.now(UTC))
    if as_json:
        rows = [
            {
                "name": one.account.name,
                "full_name": one.account.full_name,
                "office": one.account.office,
                "must_change": one.account.must_change,
                "closed_at": one.account.closed_at,
                "roles": [
                    {"role": g.role, "unit": g.unit, "ends": g.ends} for g in one.grants
                ],
            }
            for one in found
        ]
        print_json({"accounts": rows})
        return
    for one in found:
        roles = [f"{g.role} {g.unit or '*'}" for g in one.grants]
        key = "accounts-closed" if one.account.closed_at else "accounts-row"
        say(key, name=one.account.name, full=one.account.full_name, roles=roles)


@accounts.command()
@click.argument("name")
@with_language
def reset(name: str) -> None:
    """Set a one-time password for NAME, and end its sessions and tokens."""
    from api.services.people_command import reset_by_hand
    from api.store.engine import opened

    with opened(Settings.from_env().database_url) as engine:
        password = reset_by_hand(engine, name, datetime.now(UTC))
    say("accounts-reset", name=name, password=password)


def note_first(settings: Settings) -> None:
    """Make the administrator of an empty store and say the one-time password.

    A database that is away does not keep the service from starting: it tells so
    itself, and `vungxanh accounts first` makes up for this later.
    """
    with suppress(Refused):
        _make_first(settings)


def _make_first(settings: Settings) -> bool:
    from api.services.people_command import ADMINISTRATOR, make_first
    from api.store.engine import opened

    with opened(settings.database_url) as engine:
        password = make_first(engine, datetime.now(UTC))
    if password is not None:
        note("accounts-first", name=ADMINISTRATOR, password=password)
    return password is not None
