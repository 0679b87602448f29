"""``vungxanh perimeter design|compare``: which units to close off, at what cost."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from api.cli.door import (
    DAY,
    FILE,
    language,
    note,
    print_json,
    say,
    say_fault,
    with_json,
    with_language,
)
from api.services.perimeter_question import Question
from maps.words.commands import command_words

_INPUTS = (
    click.option("--units", required=True, type=FILE, help="A layer with polygons."),
    click.option("--roads", type=FILE, help="Lines: GeoJSON, GPKG, GeoParquet."),
    click.option(
        "--model",
        type=click.Choice(["car", "all"]),
        default="car",
        show_default=True,
        help="Roads that count: for cars, or tracks and paths too.",
    ),
    click.option("--costs", type=FILE, help="Own prices of posts (costs.yaml)."),
    click.option("--zones", type=FILE, help="zones.csv; the worst level locks."),
    click.option("--rules", default="", metavar="ID", help="The rule set of --zones."),
    click.option(
        "--level",
        "levels",
        multiple=True,
        type=click.IntRange(1, 9),
        help="A level that locks, in place of the worst; as often as needed.",
    ),
    click.option("--day", type=DAY, help="Day of the zones; last day of the window."),
    click.option("--cases", type=FILE, help="cases.csv, counted inside and outside."),
    click.option(
        "--cases-lock", is_flag=True, help="A case in the window locks its unit."
    ),
    click.option("--population", type=FILE, help="A raster of people per cell."),
    click.option("--trips", type=FILE, help="a,b,trips: daily trips between units."),
    click.option("--forced-in", type=FILE, help="unit,why: a decision encloses them."),
    click.option(
        "--forced-out", type=FILE, help="unit,why: hospitals, green lanes, plants."
    ),
    click.option("--drawn", type=FILE, help="Polygons that somebody drew."),
    click.option(
        "--drawn-as",
        type=click.Choice(["units", "shape"]),
        default="units",
        show_default=True,
        help="The units under the drawing, or the drawing itself.",
    ),
    click.option(
        "--approve",
        multiple=True,
        metavar="UNIT",
        help="Enclose this unit too if it saves posts; as often as needed.",
    ),
    click.option("--approved-by", default="", metavar="NAME", help="Who approves it."),
    click.option("--yesterday", type=FILE, help="The perimeter of the day before."),
    click.option(
        "--whole-districts",
        is_flag=True,
        help="A district goes as a whole; needs --approved-by.",
    ),
    click.option("--coefficients", type=FILE, help="Own figures to weigh by."),
)


def with_inputs(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every way to a perimeter starts from, as one ``question``."""

    @wraps(command)
    def asked(**given: Any) -> None:
        names = set(Question.__dataclass_fields__)
        files = {name: given.pop(name) for name in list(given) if name in names}
        day: datetime | None = files.pop("day")
        question = Question(**files, day=day.date() if day else None)
        command(question=question, **given)

    for option in reversed(_INPUTS):
        asked = option(asked)
    return asked


@click.command()
@with_inputs
@click.option(
    "--method",
    type=click.Choice(["cordon", "containment", "guard"]),
    default="cordon",
    show_default=True,
    help="Lock; lock inside a ring of distanced units; guard a green area.",
)
@click.option(
    "--ring-km", type=float, default=0.0, help="Width of a distanced ring around it."
)
@click.option("--out", required=True, type=FILE, help="perimeter.geojson")
@with_json
@with_language
def design(
    question: Question, method: str, ring_km: float, out: Path, *, as_json: bool
) -> None:
    """Design the perimeter that costs least, with nobody inside without a reason.

    \b
    vungxanh perimeter design --units units.parquet --zones zones.csv
      --rules vn-2686 --day 2021-09-14 --out perimeter.geojson

    Units that would only save posts are proposed, and enclosed with --approve.
    """  # noqa: D301 - \b is click's own mark
    from api.services.perimeter_design import design_file, write_perimeter

    answer = design_file(question, out, method, ring_km)
    write_perimeter(answer, out)
    for one in answer.notes:
        say_fault(one)
    if as_json:
        print_json(answer.record)
    else:
        _tell(answer.record)
    note("published", path=str(out))


@click.command()
@with_inputs
@click.option(
    "--frontier", is_flag=True, help="Every perimeter that is best for some alpha."
)
@with_json
@with_language
def compare(question: Question, *, frontier: bool, as_json: bool) -> None:
    """Compare the cordon with dissolved units, rings, a drawing: the same figures.

    \b
    vungxanh perimeter compare --units units.parquet --forced-in units.csv
    """  # noqa: D301 - \b is click's own mark
    from api.services.perimeter_compare import compare_file

    compared = compare_file(question, frontier=frontier)
    for one in compared.notes:
        say_fault(one)
    if as_json:
        print_json(compared.document)
        return
    for name, row in compared.rows:
        say("perimeter-method", method=command_words(f"method-{name}", language()))
        _tell_figures(row)
    for stop in compared.document.get("frontier", {}).get("stops", ()):
        say("perimeter-stop", **stop)


def _tell(record: Mapping[str, Any]) -> None:
    """Print what a planner wants to know at once."""
    if "figures" in record:
        _tell_figures(record["figures"])
    if "proven" in record:
        say("perimeter-proof", flow=record["flow"], cut=record["cut"])
        say("perimeter-unique" if record["unique"] else "perimeter-several")
    if record["faces"] == "out":
        say("perimeter-faces-out")
    _tell_additions(record)
    for one in record["hamlets"]:
        key = "perimeter-place" if one["drawn"] else "perimeter-hamlet"
        say(key, unit=one["unit"], name=one["name"])
    if silent := record["silent"]:
        say("perimeter-silent", count=len(silent), units=silent)
    if names := record["placeholders"]:
        say("perimeter-placeholders", names=names)


def _tell_additions(record: Mapping[str, Any]) -> None:
    """Print what would save posts, what was approved, and what made it large."""
    proposed = record.get("proposed", {})
    for one in proposed.get("units", ()):
        say("perimeter-proposed", **one)
    if added := record.get("added"):
        by = record["approved_by"]
        say("perimeter-added", units=[one["unit"] for one in added], by=by)
    if idle := record.get("approved_idle"):
        say("perimeter-idle", units=idle)
    for told in (record, proposed):
        if because := told.get("people_because"):
            say("perimeter-because", times=told["people_times"], names=because)


def _tell_figures(figures: Mapping[str, Any]) -> None:
    inside = ("people", "households", "cases_inside", "cases_outside")
    say("perimeter-people", **_known(figures, inside))
    untold = {key: figures[key] for key in ("cases_untold", "cases_untold_outside")}
    told = [
        key for key in ("cases_inside", "cases_outside") if figures[key] is not None
    ]
    if told and any(untold.values()):
        say("perimeter-untold", **untold)
    line = ("km", "crossings", "cost", "areas", "holes")
    say("perimeter-line", **_known(figures, line))
    if around := figures.get("surrounded"):
        people = figures["surrounded_people"]
        say("perimeter-surrounded", units=around, people=people)


def _known(figures: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Take figures by name; what nobody told is said to be unknown, never none."""
    unknown = command_words("perimeter-unknown", language())
    told = {name: figures[name] for name in names}
    return {name: unknown if one is None else one for name, one in told.items()}
