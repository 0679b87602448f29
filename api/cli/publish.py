"""``vungxanh publish``, ``verify`` and ``demo``: a province's daily map."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.cli.country import run_all
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
from api.services.publish import Published, publish_province
from api.services.publish_all import ANNOUNCED, MOST_JOBS, How
from api.settings import Settings
from maps.publication import verify_folder
from maps.publication.counting import counts_groups

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
@click.argument("province_file", metavar="[PROVINCE.TOML]", type=FILE, required=False)
@click.option("--day", required=True, type=DAY, help="The day that is published.")
@click.option("--out", type=FILE, help="Folder of publications.")
@click.option(
    "--all",
    "folder",
    metavar="FOLDER",
    type=FILE,
    help="Publish every province below FOLDER, then the whole country.",
)
@click.option(
    "--by",
    metavar="announced|RULES",
    default=ANNOUNCED,
    show_default=True,
    help="With --all: the country by each province's own levels, or all rows judged "
    "under one rule set (id or file).",
)
@click.option("--link", help="With --all: where people find the page, for the QR code.")
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    default=1,
    show_default=True,
    help="With --all: provinces published side by side.",
)
@with_json
@with_language
def publish(
    province_file: Path | None,
    day: datetime,
    out: Path | None,
    folder: Path | None,
    by: str,
    link: str | None,
    jobs: int,
    *,
    as_json: bool,
) -> None:
    """Publish zone maps of one day: of a province, or of all and the country.

    \b
    vungxanh publish tien-giang/province.toml --day 2021-09-20
    vungxanh publish --all provinces --day 2021-09-20 --jobs 2

    Run again on the same inputs, it writes nothing. Other inputs give the next
    version, and need a reason in the province file. With --all a province that is
    refused stops no other: it is named at the end, exit 1. FOLDER may hold
    national.toml with title, units, context, by, link, notices, params.
    """  # noqa: D301 - \b is click's own mark
    if (province_file is None) == (folder is None):
        raise click.UsageError("Give a PROVINCE.TOML or --all FOLDER.")
    if folder is not None:
        run_all(folder, day.date(), out, How(by, link, jobs), as_json=as_json)
        return
    if by != ANNOUNCED or link or jobs > 1:
        raise click.UsageError("--by, --link and --jobs go with --all FOLDER.")
    _publish_one(Path(str(province_file)), day.date(), out, as_json=as_json)


def _publish_one(
    province_file: Path, day: date, out: Path | None, *, as_json: bool
) -> None:
    settings = Settings.from_env()
    target = out or settings.publications
    with _bar(province_file.parent.name or province_file.name) as step:
        done = publish_province(
            province_file, day, target, settings=settings, progress=step
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
    p = done.publication
    groups = "-groups" if counts_groups(p.ruleset, p.units) else ""
    say(f"reported{groups}", units=units, of=of, day=day)
    names = {level.id: level.name for level in done.publication.ruleset.levels}
    for zone, count in done.zone_counts().items():
        name = names[zone][language()] if zone in names else no_report()
        say(f"zone-count{groups}", zone=name, count=count)
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
    """Make the sample, lock an area, publish both provinces for 20 September 2021.

    The sample is schematic and its case rows are simulated; every page says so.
    """
    # solvers and letters load with it: other commands need not wait
    from api.services.demo import run_demo

    with _bar("demo") as step:
        done = run_demo(out, progress=step)
    say("demo-folder", folder=str(out.resolve()))
    for folder, verified in done.closing.items():
        say("demo-closing", folder=str(folder.resolve()))
        note("demo-proven" if verified.proven else "demo-open")
    for issued in done.issued:
        say("demo-permits", folder=str(issued.folder.resolve()))
    for published in done.published:
        page = published.folder / "index.html"
        say("open-page", page=str(page.resolve()))
