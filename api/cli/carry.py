"""``vungxanh units crosswalk`` and ``units carry``: from one edition to the next."""

from pathlib import Path
from typing import Any

import click

from api.cli.door import FILE, language, say, say_faults, with_language
from api.services import carry as service
from api.services.files import require_apart, write_whole
from maps.publication.record import WAYS, Way

_MOST = 30


@click.command()
@click.option("--old", required=True, type=FILE, help="Former units, with borders.")
@click.option("--new", required=True, type=FILE, help="New units, with borders.")
@click.option("--raster", required=True, type=FILE, help="People per cell, GeoTIFF.")
@click.option("--list", "listed", type=FILE, help="A published crosswalk: old,new.")
@click.option("--out", required=True, type=FILE, help="old,new,weight: CSV to write.")
@with_language
def crosswalk(
    old: Path, new: Path, raster: Path, listed: Path | None, out: Path
) -> None:
    """Weigh the parts of divided communes by the people who live on them.

    What the published list says stands; borders and people tell only what it leaves
    open. Rows that the borders contradict are named: look at them before the file is
    used.
    """
    done = service.draw_file(old, new, raster, listed, out)
    write_whole(out, done.content)
    say_faults(done.faults, most=_MOST)
    say("written", path=str(out), count=done.rows)


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option(
    "--crosswalk", "walk", required=True, type=FILE, help="old,new,weight: CSV."
)
@click.option(
    "--way",
    required=True,
    type=click.Choice(WAYS),
    help="strictest: the worst level of the parts; population: shared by people.",
)
@click.option(
    "--rules", required=True, help="Rule set whose inputs or zones these are."
)
@click.option("--out", required=True, type=FILE, help="CSV to write.")
@click.option(
    "--weights",
    "people",
    type=FILE,
    help="unit,people of the former units, for zones by population.",
)
@click.option("--whole", is_flag=True, help="Share cases out as whole numbers.")
@with_language
def carry(path: Path, walk: Path, way: Way, out: Path, **options: Any) -> None:
    """Carry FILE, a zones.csv or rows.csv, from former units to new ones.

    Counts are shared by weight and their totals kept; a new unit of which a part has
    no report has none. Levels are carried by the strictest part, or told as the
    people in each zone.
    """
    require_apart(out, path, walk, options["people"])
    done = service.carry_file(path, walk, way, lang=language(), **options)
    write_whole(out, done.content)
    say_faults(done.faults, most=_MOST)
    say("carried", path=str(out), count=done.rows, units=done.units)
