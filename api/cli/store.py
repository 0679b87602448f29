"""``vungxanh store``: the database, for those who run it."""

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.door import (
    FAULT_FOUND,
    FILE,
    fault_document,
    leave,
    print_json,
    say,
    say_faults,
    with_json,
    with_language,
)
from api.services import store as service
from api.settings import Settings
from api.store.engine import connect


@click.group()
def store() -> None:
    """Look after the database: its form, its health, a copy of it."""


@store.command()
@with_json
@with_language
def status(*, as_json: bool) -> None:
    """Say which form the tables have and how many rows; nothing is changed."""
    found = service.look_at(Settings.from_env().database_url)
    if as_json:
        print_json(asdict(found))
        return
    _say_form(found)
    for table, count in found.rows.items():
        say("store-rows", table=table, count=count)


@store.command()
@click.option("--to", "revision", metavar="FORM", help="A form other than the newest.")
@click.option(
    "--down",
    is_flag=True,
    help="Go back to an older form and drop what only later ones keep.",
)
@with_language
def migrate(revision: str | None, *, down: bool) -> None:
    """Bring the tables to the form that this program needs.

    Every command and `serve` do so by themselves where their role may; this is for
    the owner, where the role of the service may not change tables.
    """
    _say_form(service.move_to(Settings.from_env().database_url, revision, down=down))


@store.command()
@with_json
@with_language
def check(*, as_json: bool) -> None:
    """Look whether all that was kept is there and unchanged; exit 1 if not.

    Tables, links, versions of documents, rows of imports, units and layers by their
    hash. `vungxanh audit verify` walks the chain of the audit, `vungxanh verify` the
    folders of publications.
    """
    engine = connect(Settings.from_env().database_url)
    try:
        faults = service.find_faults(engine)
    finally:
        engine.dispose()
    if as_json:
        print_json({"faults": [fault_document(fault) for fault in faults]})
    elif faults:
        say_faults(faults, err=False)
    else:
        say("store-whole")
    if faults:
        leave(FAULT_FOUND)


@store.command()
@click.argument("path", metavar="FILE", type=FILE)
@with_language
def backup(path: Path) -> None:
    """Copy a SQLite store to FILE while the service goes on.

    The file of a running store must not be copied by other means: its newest rows
    stand in another file. PostgreSQL has pg_dump and archiving instead.
    """
    service.back_up(Settings.from_env().database_url, path)
    say("backed-up", path=str(path))


def _say_form(found: service.Status) -> None:
    say("store-form", place=found.place, seen=found.seen or "-", head=found.head)
