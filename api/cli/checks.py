"""``vungxanh checks``: whether the log of checks is whole, and forgetting in time."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from api.cli.door import (
    FAULT_FOUND,
    fault_document,
    leave,
    print_json,
    say,
    say_faults,
    with_json,
    with_language,
)
from api.settings import Settings


@click.group()
def checks() -> None:
    """Verify the log of checks at posts; let go of what may not be kept."""


@checks.command()
@with_json
@with_language
def verify(*, as_json: bool) -> None:
    """Walk along the chain of every run and device; exit 1 naming what is missing.

    What runs of a server that were killed left beside the database is taken in first.
    """
    from api.services.checks.log import FOLDER, adopt_left
    from api.services.checks.verify import verify_checks
    from api.services.day_keys import folder_of
    from api.store.engine import opened, reading

    settings, now = Settings.from_env(), datetime.now(UTC)
    keys = folder_of(settings)
    with opened(settings.database_url) as store:
        adopt_left(store, None if keys is None else keys / FOLDER, now)
        with reading(store) as connection:
            found = verify_checks(connection, keys, now)
    if as_json:
        faults = [fault_document(fault) for fault in found.faults]
        print_json({"rows": found.rows, "chains": found.chains, "faults": faults})
    else:
        say_faults(found.faults, err=False)
        say("checks-walked", rows=found.rows, chains=found.chains)
    if found.faults:
        leave(FAULT_FOUND)


@checks.command()
@with_json
@with_language
def purge(*, as_json: bool) -> None:
    """Turn checks older than 30 days into counts; destroy keys of days that ended.

    `vungxanh serve` and `vungxanh work` do so every ten minutes.
    """
    from api.services.checks.purge import purge_checks
    from api.services.day_keys import folder_of
    from api.services.operator import operator_name
    from api.store.engine import opened

    settings = Settings.from_env()
    keys = folder_of(settings)
    with opened(settings.database_url) as store:
        done = purge_checks(store, keys, datetime.now(UTC), name=operator_name())
    if as_json:
        print_json(asdict(done))
        return
    say("checks-purged", **asdict(done))
