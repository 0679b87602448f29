"""``vungxanh checkpoints borders``: posts on all borders between units, in one run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.door import (
    FAULT_FOUND,
    FILE,
    language,
    leave,
    note,
    print_json,
    say,
    say_faults,
    with_json,
    with_language,
)
from gis.roads.classes import MODELS

if TYPE_CHECKING:
    from api.services.checkpoints_borders import Held

_CENTI = 100


@click.command()
@click.option("--units", required=True, type=FILE, help="Units with their polygons.")
@click.option("--roads", required=True, type=FILE, help="A layer of roads, or .pbf.")
@click.option(
    "--level",
    required=True,
    type=click.Choice(["province", "district"]),
    help="Whose borders are held.",
)
@click.option(
    "--ring-km",
    required=True,
    type=click.FloatRange(0, 100),
    help="How far from the border a post may stand.",
)
@click.option(
    "--model",
    required=True,
    type=click.Choice(sorted(MODELS)),
    help="car: where a car gets through; all: tracks and paths too.",
)
@click.option(
    "--out",
    required=True,
    type=FILE,
    help="plan.json to write, or a folder for it and its tables.",
)
@click.option(
    "--authority",
    default="",
    metavar="CODE",
    help="One unit whose borders are wanted; else all borders.",
)
@click.option(
    "--own/--either", default=False, help="own: on the authority's own land only."
)
@click.option("--costs", type=FILE, help="Prices of posts; else the built-in ones.")
@click.option(
    "--agencies", type=FILE, help="Who holds which border: a,b,agencies,hours."
)
@click.option(
    "--compare",
    multiple=True,
    type=FILE,
    metavar="PLAN.JSON",
    help="A plan that another unit hands in; what does not fit is listed.",
)
@click.option(
    "--near-km",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0, 100),
    help="Posts of both sides so near the border count as double.",
)
@click.option(
    "--policies",
    type=FILE,
    help="Who lets whom through: authority,traveller,way,passes.",
)
@with_json
@with_language
def borders(out: Path, *, as_json: bool, **options: Any) -> None:
    """Place posts such that no road joins two units, all borders in one run.

    \b
    vungxanh checkpoints borders --units units.gpkg --roads roads.gpkg \\
        --level province --ring-km 3 --model car --out borders

    Exit code 1 where plans handed in do not fit together.
    """  # noqa: D301 - \b is click's own mark
    # OR-tools loads with it: other commands need not wait
    from api.services import checkpoints_borders as service

    held = service.hold_borders(service.Asked(**options), out)
    paths = service.write_held(held, out, language())
    if as_json:
        print_json(held.document(language()))
    else:
        _say(held)
        for path in paths:
            note("published", path=str(path))
        say_faults(held.plan.notes, err=False)
    say_faults((*held.faults, *held.conflicts), err=as_json)
    if held.faults or held.conflicts:
        leave(FAULT_FOUND)


def _say(held: "Held") -> None:
    found, plan = held.found, held.plan
    staffed = sum(post.kind == "staffed" for post in plan.posts)
    say(
        "borders-held",
        count=len(plan.posts),
        staffed=staffed,
        barriers=len(plan.posts) - staffed,
        pairs=len(found.pairs),
        cost=plan.total / _CENTI,
    )
    gap = found.cost - found.bound
    exact = {"parts": found.parts, "exact": found.exact_parts}
    say(
        "borders-gap" if gap else "borders-least",
        cost=found.cost / _CENTI,
        bound=found.bound / _CENTI,
        half=found.half_sum / _CENTI,
        gap=gap / _CENTI,
        **exact,
    )
    straight = found.border_roads
    say(
        "borders-saving",
        posts=straight.posts,
        cost=straight.total / _CENTI,
        saving=(straight.total - found.total) / _CENTI,
    )
    if found.verdict.closes:
        say("borders-proven", model=plan.model)
    if plan.near_misses:
        key = "borders-near" if plan.closed_if_joined else "borders-near-open"
        joined = (plan.borders or {})["open_if_joined"]
        pairs = [" \u2013 ".join(held.names[code] for code in pair) for pair in joined]
        say(key, count=plan.near_misses, pairs=pairs)
    if plan.placeholders:
        say("posts-placeholders", names=plan.placeholders)
    for pair in found.pairs:
        say(
            "borders-pair" if pair.exact else "borders-pair-gap",
            a=held.names[pair.units[0]],
            b=held.names[pair.units[1]],
            posts=pair.posts,
            cost=pair.cost / _CENTI,
        )
