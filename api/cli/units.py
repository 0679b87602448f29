"""``vungxanh units``: check, mend, import administrative units."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from api.cli.door import (
    DAY,
    FAULT_FOUND,
    FILE,
    fault_document,
    fault_name,
    leave,
    print_json,
    say,
    say_fault,
    say_faults,
    with_json,
    with_language,
)
from api.services import editions as listing
from api.services import people as counting
from api.services import units as service
from api.services.files import require_apart, write_whole
from api.settings import Settings
from boundaries.spans import VIETNAM
from boundaries.terms import tell_days

_CRS = click.option("--crs", help="EPSG code, where the file does not say.")
_MOST = 30


@click.group()
def units() -> None:
    """Administrative units: check, mend, import."""


@units.command()
@click.argument("path", metavar="FILE", type=FILE)
@_CRS
@with_json
@with_language
def check(path: Path, crs: str | None, *, as_json: bool) -> None:
    """Report what keeps FILE from being a valid coverage; exit 1 if anything does."""
    checked = service.check_file(path, crs=crs)
    report = checked.report
    if as_json:
        print_json(
            {
                "path": str(path),
                "checked": report.checked,
                "counts": report.counts(),
                "faults": [fault_document(fault) for fault in report.faults],
                "notes": [fault_document(note) for note in checked.notes],
            }
        )
    else:
        for note in checked.notes:
            say_fault(note)
        facts = {"name": path.name, "count": report.checked}
        if report.sound:
            say("units-clean", **facts)
        else:
            say("units-faulty", faults=len(report.faults), **facts)
            for code, count in report.counts().items():
                say("fault-count", count=count, kind=fault_name(code))
            say_faults(report.faults, most=_MOST, err=False)
    if not report.sound:
        leave(FAULT_FOUND)


@units.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--out", required=True, type=FILE, help="GeoPackage to write.")
@click.option("--changes", type=FILE, help="List of every change, CSV.")
@_CRS
@with_language
def mend(path: Path, out: Path, changes: Path | None, crs: str | None) -> None:
    """Make FILE a valid coverage and say what was changed."""
    listed = changes or out.with_suffix(".changes.csv")
    done = service.mend_file(path, out, listed, crs=crs)
    service.write_mended(done, out, listed)
    say(
        "mended",
        path=str(out),
        count=len(done.units),
        changes=len(done.mended.changes),
        moved=done.moved_percent,
    )
    for kind, count in done.mended.changes["change"].value_counts().items():
        say("fault-count", count=int(count), kind=fault_name(f"mend-{kind}"))
    say("mend-list", path=str(listed))


@units.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--edition", default="", help="What this edition is called.")
@click.option(
    "--moved",
    default="",
    metavar="REASON",
    help="Why FILE is right although it lies elsewhere than the edition before it.",
)
@click.option("--from", "first", type=DAY, help="First day it is in force.")
@click.option("--to", "last", type=DAY, help="Last day it is in force.")
@_CRS
@with_language
def import_units(
    path: Path,
    edition: str,
    moved: str,
    first: datetime | None,
    last: datetime | None,
    crs: str | None,
) -> None:
    """Keep FILE in the database as an edition; the same content again is no change.

    Each province of FILE is compared with the newest edition that shares its units:
    a layer or a province that lies more than 150 m off as a whole, or by less than
    95 % inside its known border, is refused unless --moved gives the reason.

    Of one province at most one edition is in force on a day. One that was open ends
    the day before --from; any other overlap is refused. The same FILE under another
    --edition, with its days, takes the place of one whose days were wrong or not said.
    """
    done = service.import_file(
        path,
        edition,
        datetime.now(UTC),
        Settings.from_env(),
        crs=crs,
        moved=moved,
        first=first.date() if first else None,
        last=last.date() if last else None,
    )
    for fault in done.notes:
        say_fault(fault)
    for before, seen in done.compared.items():
        say(
            "units-compared",
            edition=before,
            shared=seen.shared,
            appeared=seen.appeared,
            vanished=seen.vanished,
        )
    key = "units-imported" if done.new else "units-imported-before"
    say(key, edition=done.edition.name, count=done.count)


@units.command()
@with_json
@with_language
def editions(*, as_json: bool) -> None:
    """List the editions that were imported, and the days on which each is in force."""
    listed = listing.list_all(Settings.from_env())
    if as_json:
        print_json([_edition_document(one) for one in listed])
        return
    if not listed:
        say("editions-none")
    for one in listed:
        _say_edition(one)


def _edition_document(one: listing.ListedEdition) -> dict[str, object]:
    edition, term = one.edition, one.edition.term
    return {
        "id": edition.id,
        "name": edition.name,
        "from": term.first,
        "to": term.last,
        "units": one.count,
        "recorded_at": edition.recorded_at.isoformat(),
        "moved": edition.moved,
        "in_force": [
            {"from": held.first, "to": held.last, "provinces": sorted(provinces)}
            for held, provinces in one.in_force
        ],
        "replaced_by": one.replaced_by,
    }


def _say_edition(one: listing.ListedEdition) -> None:
    edition, held = one.edition, one.in_force
    say(
        "edition-listed",
        id=edition.id,
        edition=edition.name,
        days=tell_days(edition.term),
        count=one.count,
        recorded=edition.recorded_at.astimezone(VIETNAM),
    )
    if edition.moved:
        say("edition-moved", reason=edition.moved)
    if one.replaced_by:
        say("edition-replaced", edition=one.replaced_by)
    elif not held:
        say("edition-unused")
    elif [term for term, _ in held] != [edition.term]:
        for term, provinces in held:
            say("edition-held", days=tell_days(term), provinces=provinces)


@units.command()
@click.option("--units", "path", required=True, type=FILE, help="File of units.")
@click.option("--raster", required=True, type=FILE, help="People per cell, GeoTIFF.")
@click.option("--out", required=True, type=FILE, help="unit,people: CSV to write.")
@click.option(
    "--kind",
    type=click.Choice(["people"]),
    help="Vouch that cells hold people, whatever the file says.",
)
@click.option("--total", type=float, help="People that the whole raster should hold.")
@click.option(
    "--leave-outside",
    is_flag=True,
    help="Leave units blank that reach outside the raster, instead of refusing.",
)
@_CRS
@with_language
def people(
    path: Path, raster: Path, out: Path, crs: str | None, **options: Any
) -> None:
    """Count the people of each unit from a raster, and write them whole.

    A cell that a border cuts is shared by area. Figures are rounded to whole people,
    totals before rounding; blank is a unit whose people cannot be told.
    """
    require_apart(out, path, raster)
    done = counting.count_file(path, raster, crs=crs, **options)
    write_whole(out, counting.compose_people(done))
    for fault in done.faults:
        say_fault(fault)
    say("written", path=str(out), count=len(done.people))
    for level, (count, total) in done.levels.items():
        say(f"people-{level}", count=count, people=round(total))
    say("people-raster", name=raster.name, people=round(done.grid.total))
    say(f"people-{done.grid.certainty}")
