"""``vungxanh publish``, ``verify`` and ``demo``: a province's daily map."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.cli.door import (
    DAY,
    FAULT_FOUND,
    FILE,
    fault_document,
    language,
    leave,
    no_report,
    note,
    print_json,
    say,
    say_fault,
    say_faults,
    with_json,
    with_language,
)
from api.services.demo import run_demo
from api.services.publish import Published, publish_province
from api.settings import Settings
from maps.publication import verify_folder

Step = Callable[[str, int, int], None]


@contextmanager
def _bar(text: str) -> Iterator[Step]:
    """Show one progress bar on stderr; a file or pipe there gets no bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(text, total=None)

        def step(name: str, done: int, of: int) -> None:
            progress.update(
                task, description=f"{text}: {name}", completed=done, total=of
            )

        yield step


@click.command()
@click.argument("province_file", metavar="PROVINCE.TOML", type=FILE)
@click.option("--day", required=True, type=DAY, help="The day that is published.")
@click.option("--out", type=FILE, help="Folder of publications.")
@with_json
@with_language
def publish(
    province_file: Path, day: datetime, out: Path | None, *, as_json: bool
) -> None:
    """Publish a province's zone maps of one day, whole or not at all.

    \b
    vungxanh publish tien-giang/province.toml --day 2021-09-20

    Run again on the same inputs, it writes nothing. Other inputs give the next
    version, and need a reason in the province file.
    """  # noqa: D301 - \b is click's own mark
    settings = Settings.from_env()
    target = out or settings.publications
    with _bar(province_file.parent.name or province_file.name) as step:
        done = publish_province(
            province_file, day.date(), target, settings=settings, progress=step
        )
    if as_json:
        print_json(_document(done))
    else:
        _say_published(done)


def _say_published(done: Published) -> None:
    for source in done.publication.inputs:
        if source.refused or source.duplicate:
            note("rows", **asdict(source))
    say_faults(done.faults, most=5)
    day = done.publication.day
    units, of = done.publication.reported[day]
    say("reported", units=units, of=of, day=day)
    names = {level.id: level.name for level in done.publication.ruleset.levels}
    for zone, count in done.zone_counts().items():
        name = names[zone][language()] if zone in names else no_report()
        say("zone-count", zone=name, count=count)
    if done.publication.state == "proposed":
        say("draft")
    if done.wrote:
        say("published", path=str(done.folder))
    else:
        say("published-before", version=done.version, path=str(done.folder))
    say("open-page", page=str(done.folder / "index.html"))


def _document(done: Published) -> dict[str, object]:
    publication = done.publication
    units, of = publication.reported[publication.day]
    return {
        "province": publication.province,
        "day": publication.day,
        "version": done.version,
        "wrote": done.wrote,
        "path": str(done.folder),
        "state": publication.state,
        "reported": {"units": units, "of": of},
        "counts": done.zone_counts(),
        "inputs": [asdict(source) for source in publication.inputs],
        "faults": [fault_document(fault) for fault in done.faults],
    }


@click.command()
@click.argument("folder", type=FILE)
@with_json
@with_language
def verify(folder: Path, *, as_json: bool) -> None:
    """Check a published FOLDER against its manifest; exit 1 names what differs."""
    faults = verify_folder(folder)
    if as_json:
        print_json({"path": str(folder), "faults": [fault_document(f) for f in faults]})
    elif faults:
        say("not-verified", path=str(folder))
        for fault in faults:
            say_fault(fault, err=False)
    else:
        count = sum(1 for p in folder.rglob("*") if p.is_file())
        say("verified", path=str(folder), count=count)
    if faults:
        leave(FAULT_FOUND)


@click.command()
@click.option("--out", type=FILE, default=Path("demo"), show_default=True)
@with_language
def demo(out: Path) -> None:
    """Make the sample, publish both provinces for 20 September 2021, and end.

    The sample is schematic and its case rows are simulated; every page says so.
    """
    with _bar("demo") as step:
        done = run_demo(out, progress=step)
    say("demo-folder", folder=str(out.resolve()))
    for published in done:
        page = published.folder / "index.html"
        say("open-page", page=str(page.resolve()))
