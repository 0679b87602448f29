"""``vungxanh checkpoints place``: the cheapest posts that close a zone."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.checkpoints_around import AROUND, say_around, with_around
from api.cli.door import (
    FILE,
    print_json,
    say,
    say_fault,
    say_faults,
    with_json,
    with_language,
)
from boundaries.refusal import Refused
from gis.checkpoints.plan import Plan, plan_document
from gis.roads.classes import MODELS

if TYPE_CHECKING:
    from gis.checkpoints.place import Placed

_CENTI = 100


@click.command()
@click.option("--zone", required=True, type=FILE, help="What is to be enclosed.")
@click.option("--roads", required=True, type=FILE, help="A layer of roads, or .pbf.")
@click.option(
    "--ring-km",
    required=True,
    type=float,
    help="How far from the zone a post may stand.",
)
@click.option(
    "--model",
    required=True,
    type=click.Choice(sorted(MODELS)),
    help="car: where a car gets through; all: tracks and paths too.",
)
@click.option("--out", required=True, type=FILE, help="plan.json to write.")
@click.option(
    "--green-lane",
    "green_lanes",
    multiple=True,
    metavar="NAME_OR_FEATURE",
    help="A road that is never barred.",
)
@click.option("--extent", type=FILE, help="What the roads cover: polygons of a file.")
@click.option("--land", type=FILE, help="The land of the authority that places them.")
@click.option(
    "--side",
    type=click.Choice(["own", "either"]),
    default="either",
    help="own: posts stand on --land only.",
)
@click.option("--costs", type=FILE, help="Prices of posts; else the built-in ones.")
@click.option(
    "--join-near",
    type=click.FloatRange(0, min_open=True),
    metavar="METRES",
    help="Join roads whose ends lie so near each other.",
)
@click.option("--authority", default="", metavar="NAME", help="Who places the posts.")
@with_around
@with_json
@with_language
def place(out: Path, *, as_json: bool, **options: Any) -> None:
    """Place the cheapest posts such that every way out of a zone passes one.

    \b
    vungxanh checkpoints place --zone zone.geojson --roads roads.geojson \\
        --ring-km 2 --model car --out plan.json
    """  # noqa: D301 - \b is click's own mark
    # OR-tools loads with it: other commands need not wait
    from api.services import checkpoints_place as service
    from api.services.checkpoints_staff import Around

    around = Around(**{key: options.pop(key) for key in AROUND})
    placed = service.place_files(service.Asked(**options, around=around), out)
    service.write_placed(placed, out)
    if as_json:
        print_json(plan_document(placed.plan))
        return
    _say(placed.plan, out)
    say_around(placed.plan)
    _say_other(placed.plan.model, placed.other)
    say_faults(placed.plan.notes, err=False)


def _say(plan: Plan, out: Path) -> None:
    say("posts-placed", path=str(out), model=plan.model, **_counts(plan))
    say(
        "posts-proof",
        flow=plan.flow / _CENTI,
        goods=plan.for_goods / _CENTI,
        file=plan.flow_file,
    )
    say("posts-unique" if plan.unique else "posts-not-unique")
    if plan.near_misses:
        key = "posts-near" if plan.closed_if_joined else "posts-near-open"
        say(key, count=plan.near_misses)
    if plan.placeholders:
        say("posts-placeholders", names=plan.placeholders)


def _say_other(model: str, other: "Placed | Refused") -> None:
    """Say what the other model needs: tracks are ways out too."""
    name = next(one for one in MODELS if one != model)
    if isinstance(other, Refused):
        say("posts-other-refused", model=name)
        say_fault(other, err=False)
        return
    say("posts-other", model=name, **_counts(other))


def _counts(found: "Plan | Placed") -> dict[str, object]:
    staffed = sum(post.kind == "staffed" for post in found.posts)
    return {
        "count": len(found.posts),
        "staffed": staffed,
        "barriers": len(found.posts) - staffed,
        "cost": found.cost / _CENTI,
    }
