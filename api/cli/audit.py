"""``vungxanh audit``: whether the chain of acts is whole, who did what, its head."""

import json
import re
from datetime import UTC, datetime

import click

from api.cli.door import (
    DAY,
    FAULT_FOUND,
    fault_document,
    leave,
    print_json,
    say,
    say_fault,
    with_json,
    with_language,
)
from api.services import audit as service
from api.services.audit import Wanted
from api.settings import Settings
from api.store.audit import BEGINS, Written
from api.store.engine import opened, reading
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM

_HEAD = re.compile(r"[0-9a-f]{64}", re.ASCII)


@click.group()
def audit() -> None:
    """Verify the chain of acts, ask who changed what, print its head."""


@audit.command()
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="HASH",
    help="A head that was printed earlier; it must still be in the chain.",
)
@with_json
@with_language
def verify(heads: tuple[str, ...], *, as_json: bool) -> None:
    """Walk the whole chain; exit 1 naming the first entry that does not fit.

    What was changed, removed, put in or moved shows by itself. Only a head that was
    printed earlier shows that the end was cut off, or that all was written anew.
    """
    asked = [_head(head) for head in heads]
    with opened(Settings.from_env().database_url) as store, reading(store) as open_:
        found = service.verify(open_, asked)
    if as_json:
        fault = None if found.fault is None else fault_document(found.fault)
        document = {"entries": found.entries, "head": found.head, "fault": fault}
        print_json(document)
    elif found.fault is not None:
        say_fault(found.fault)
    else:
        say("audit-whole", count=found.entries, head=found.head)
    if found.fault is not None:
        leave(FAULT_FOUND)


@audit.command("who-changed")
@click.option("--from", "first", type=DAY, help="First day.")
@click.option("--to", "last", type=DAY, help="Last day.")
@click.option("--unit", default="", help="This unit and all below it.")
@click.option("--kind", default="", help="Kind of document, such as directive.")
@click.option("--key", default="", help="One document.")
@click.option("--actor", default="", help="Name of the account or operator.")
@with_json
@with_language
def who_changed(
    first: datetime | None, last: datetime | None, *, as_json: bool, **asked: str
) -> None:
    """Tell who did what, to which document, what it was before and after."""
    if first is not None and last is not None and last < first:
        raise Refused("audit-days", first=first.date(), last=last.date())
    wanted = Wanted(first and first.date(), last and last.date(), **asked)
    with opened(Settings.from_env().database_url) as store, reading(store) as open_:
        found = list(service.who_changed(open_, wanted))
    if as_json:
        print_json([service.document_of(one) for one in found])
        return
    for one in found:
        _say_entry(one)
    if not found:
        say("audit-nothing")


@audit.command()
@click.option("--day", type=DAY, help="The day; today where it is not given.")
@with_json
@with_language
def head(day: datetime | None, *, as_json: bool) -> None:
    """Print the head of a day: keep it on paper, and send it to another agency."""
    now = datetime.now(UTC)
    asked = day.date() if day else service.today(now)
    with opened(Settings.from_env().database_url) as store, reading(store) as open_:
        found = service.head_of(open_, asked)
    sha256 = found.sha256 if found else BEGINS
    if as_json:
        number = found.seq if found else None
        print_json({"day": asked, "head": sha256, "entry": number})
        return
    key = "audit-head" if asked < service.today(now) else "audit-head-open"
    say(key, day=asked, head=sha256, entry=found.seq if found else 0)


def _head(text: str) -> str:
    found = text.strip().casefold()
    if not _HEAD.fullmatch(found):
        raise Refused("audit-head-unreadable", seen=text)
    return found


def _say_entry(one: Written) -> None:
    entry = one.entry
    say(
        "audit-entry",
        seq=one.seq,
        at=entry.at.astimezone(VIETNAM),
        actor=entry.actor,
        via=entry.via,
        action=entry.action,
        kind=entry.kind,
        document=entry.key,
        unit=entry.unit or "-",
    )
    if entry.reason:
        say("audit-entry-reason", reason=entry.reason)
    for name, before, after in service.differences(entry):
        facts = {"before": _short(before), "after": _short(after)}
        say("audit-entry-changed", member=name, **facts)


def _short(value: object) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
