"""``vungxanh cases``: look at case rows, and keep them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from api.cli.door import (
    DAY,
    FAULT_FOUND,
    FILE,
    fault_document,
    language,
    leave,
    print_json,
    say,
    say_fault,
    say_faults,
    with_json,
    with_language,
)
from api.services import cases as service
from api.services.aside import aside_beside, write_aside
from api.services.cases import Asked, Looked
from api.services.rows import placed_faults
from api.settings import Settings


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what both commands are asked."""
    for add in (
        click.option(
            "--encoding",
            default="",
            metavar="NAME",
            help="What FILE is written in, once you have seen it converted.",
        ),
        click.option(
            "--map",
            type=FILE,
            help="How FILE is read, where it is a sheet of your own.",
        ),
        click.option("--aside", type=FILE, help="Write the rows kept aside here."),
        click.option("--covers-units", type=FILE, help="CSV of the units covered."),
        click.option("--covers-to", type=DAY, help="Last day that is covered."),
        click.option("--covers-from", type=DAY, help="First day that is covered."),
        click.option("--province", default="", help="Code, where units hold several."),
        click.option("--units", type=FILE, help="Units file; else those imported."),
        click.argument("path", metavar="FILE", type=FILE),
    ):
        command = add(command)
    return command


def _question(given: dict[str, Any], reason: str = "") -> Asked:
    first, last = given.pop("covers_from"), given.pop("covers_to")
    return Asked(
        **given,
        covers_from=first.date() if first else None,
        covers_to=last.date() if last else None,
        reason=reason,
    )


@click.group()
def cases() -> None:
    """Case rows: check, import."""


@cases.command()
@_asked
@click.option("--propose", type=FILE, help="Write a --map for FILE here, to look at.")
@with_json
@with_language
def check(*, propose: Path | None, as_json: bool, **given: Any) -> None:
    """Judge every row of FILE and keep nothing; exit 1 if rows stand aside.

    FILE is CSV or XLSX. A sheet of your own, with other headings, is read by a map:
    --propose writes one, you look at it, and --map confirms it.
    """
    asked = _question(given)
    if propose is not None:
        _propose(asked, propose, as_json=as_json)
    looked = service.check_file(asked, datetime.now(UTC), Settings.from_env())
    _tell(looked, asked, as_json=as_json)
    if len(looked.rows.refused):
        leave(FAULT_FOUND)
    if not as_json:
        say("cases-fine")


@cases.command("import")
@_asked
@click.option("--reason", default="", help="Why figures that are kept are corrected.")
@with_json
@with_language
def import_cases(reason: str, *, as_json: bool, **given: Any) -> None:
    """Keep FILE in the database; the same file again changes nothing.

    Rows that cannot be taken go, with their reasons, to --aside (by default FILE
    with .aside.csv, or .aside.xlsx beside a workbook): correct them there and
    import that file. A workbook is the whole sheet again.
    """
    given["aside"] = given["aside"] or aside_beside(given["path"])
    asked = _question(given, reason)
    done = service.import_file(asked, datetime.now(UTC), Settings.from_env())
    counts = {"new": done.new, "revised": done.revised, "duplicate": done.duplicate}
    facts = {"batch": done.batch, **counts, "accepted": done.new + done.revised}
    _tell(done.looked, asked, as_json=as_json, more=facts)
    if not as_json:
        say("cases-imported", batch=done.batch, **counts)


def _propose(asked: Asked, out: Path, *, as_json: bool) -> NoReturn:
    """Write a proposal, tell what it rests on, and end: somebody has to look at it."""
    found = service.propose_map(asked, out, Settings.from_env(), language())
    if as_json:
        told = {"understood": found.understood, "open": found.open}
        said = {name: [fault_document(f) for f in all_] for name, all_ in told.items()}
        print_json({"path": asked.path.name, "map": str(out), **said})
    else:
        for fault in (*found.understood, *found.open):
            say_fault(fault)
        say("map-proposed", path=str(out))
    leave(FAULT_FOUND)


def _tell(
    looked: Looked,
    asked: Asked,
    *,
    as_json: bool,
    more: dict[str, object] | None = None,
) -> None:
    rows = looked.rows
    more = more or {}
    faults = placed_faults(rows.refused, looked.raw)
    counts = {
        "read": rows.read,
        "accepted": len(rows.accepted),
        "refused": len(rows.refused),
        "duplicate": rows.duplicate,
        **more,
    }
    aside = asked.aside if faults else None
    if aside is not None:
        aside = write_aside(
            rows, looked.raw, asked.path, aside, language(), looked.raw.encoding
        )
    if as_json:
        told = {"faults": faults, "notes": looked.notes}
        said = {name: [fault_document(f) for f in all_] for name, all_ in told.items()}
        print_json({"path": str(looked.raw.name), **counts, **said})
        return
    say("rows", name=looked.raw.name, **counts)
    for note in looked.notes:
        say_fault(note)
    say_faults(faults)
    if aside is not None:
        say("cases-aside", count=len(rows.refused), path=str(aside))
