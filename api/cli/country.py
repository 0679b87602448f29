"""``vungxanh publish --all``: every province in one run, and the country from them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.cli.door import (
    FAULT_FOUND,
    fault_document,
    language,
    leave,
    note,
    print_json,
    say,
    say_fault,
    say_faults,
)
from api.services.publish_all import How, PublishedAll, publish_all
from api.services.shares import Outcome
from api.settings import Settings
from maps.national.zones import count_zones, zones_of


@dataclass
class Bar:
    """One bar over all provinces; where nobody watches a terminal, a line for each."""

    shown: Progress
    seen: bool

    def __post_init__(self) -> None:
        self.task = self.shown.add_task("", total=None)

    def told(self, outcome: Outcome, done: int, of: int) -> None:
        """Move on by one province."""
        name = outcome.share.name
        self.shown.update(self.task, description=name, completed=done, total=of)
        if not self.seen:
            how = "province-failed" if outcome.refused else "province-done"
            note(how, done=done, of=of, name=name, path=outcome.share.path)

    def step(self, name: str, _done: int, _of: int) -> None:
        """Name the file at hand; the bar itself counts provinces."""
        self.shown.update(self.task, description=name)


@contextmanager
def _bar() -> Iterator[Bar]:
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as shown:
        yield Bar(shown, console.is_terminal)


def run_all(
    folder: Path,
    day: date,
    out: Path | None,
    how: How,
    *,
    as_json: bool,
) -> None:
    """Publish all provinces and say what became of each."""
    settings = Settings.from_env()
    target = out or settings.publications
    try:
        with _bar() as bar:
            done = publish_all(
                folder,
                day,
                target,
                settings=settings,
                how=how,
                told=bar.told,
                progress=bar.step,
            )
    except KeyboardInterrupt:
        note("stopped")
        raise click.Abort from None
    if as_json:
        print_json(_document(done))
    else:
        _say_all(done)
    if done.failed:
        leave(FAULT_FOUND)


def _say_all(done: PublishedAll) -> None:
    for outcome in done.outcomes:
        if outcome.faults:
            note("province-faults", name=outcome.share.name, count=len(outcome.faults))
    wrote = sum(outcome.wrote for outcome in done.outcomes)
    of = len(done.outcomes)
    say("provinces-done", count=of - len(done.failed), of=of, wrote=wrote)
    counts = count_zones(done.national)
    lang = language()
    for zone in zones_of(done.national):
        count = sum(counts[zone.letter])
        name = zone.name[lang] if zone.name else None
        if name is None:
            say("national-no-report", count=count)
        else:
            rules = done.national.rulesets[zone.rules].id
            say("national-zone", rules=rules, level=zone.level, zone=name, count=count)
    if done.wrote:
        say("published", path=str(done.folder))
    else:
        version = int(done.folder.name.removeprefix("v"))
        say("published-before", version=version, path=str(done.folder))
    say("open-page", page=str(done.folder / "index.html"))
    if done.failed:
        note("provinces-failed", count=len(done.failed))
    for outcome in done.failed:
        note("province-head", name=outcome.share.name)
        say_fault(outcome.refused[0])
        say_faults(outcome.refused[1:], most=3)
    sys.stderr.flush()


def _document(done: PublishedAll) -> dict[str, object]:
    return {
        "day": done.national.day,
        "path": str(done.folder),
        "version": int(done.folder.name.removeprefix("v")),
        "wrote": done.wrote,
        "state": done.national.state,
        "judged": done.national.common.id if done.national.common else "announced",
        "provinces": [
            {
                "province": outcome.share.province,
                "name": outcome.share.name,
                "path": outcome.share.path or None,
                "wrote": outcome.wrote,
                "refused": [fault_document(fault) for fault in outcome.refused],
                "faults": [fault_document(fault) for fault in outcome.faults],
            }
            for outcome in done.outcomes
        ],
    }
