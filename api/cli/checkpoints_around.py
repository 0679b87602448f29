"""Options of ``checkpoints place``: who is staffed, who is inside, what shuts first."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from api.cli.door import FILE, language, say
from gis.checkpoints.plan import Plan
from maps.words.commands import command_words

AROUND = (
    *("units", "population", "sites", "speeds"),
    *("max_staffed", "max_delay", "snap_km"),
)
_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--units", type=FILE, help="Communes: settlements, and who is between."
    ),
    click.option("--population", type=FILE, help="A raster of people per cell."),
    click.option(
        "--sites", type=FILE, help="Places of care: choose the staffed posts."
    ),
    click.option("--speeds", type=FILE, help="km/h by class; else the built-in ones."),
    click.option(
        "--max-staffed",
        type=click.IntRange(0),
        metavar="K",
        help="Staffed posts at most; the others are barriers.",
    ),
    click.option(
        "--max-delay",
        type=click.FloatRange(0, 1440),
        metavar="MINUTES",
        help="How much longer a way to care may get.",
    ),
    click.option(
        "--snap-km",
        type=click.FloatRange(0, 100, min_open=True),
        default=5.0,
        show_default=True,
        metavar="KM",
        help="Communes and sites farther from a road are told, not judged.",
    ),
)


def with_around(command: _Command) -> _Command:
    """Give a command the options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def say_around(plan: Plan) -> None:
    """Say what they came to."""
    told = plan.staffing
    if told is not None:
        key = "staffed-proven" if told["fewest_proven"] else "staffed-unproven"
        say(key, staffed=told["staffed"], barriers=len(plan.posts) - told["staffed"])
        worst = told["worst"]
        if worst is not None:
            minutes = round(worst["after_minutes"] - worst["before_minutes"], 1)
            kind = command_words(f"care-{worst['kind']}", language())
            name, unit = worst["name"], worst["unit"]
            say("staffed-worst", minutes=minutes, name=name, unit=unit, kind=kind)
    if plan.people_inside_posts is not None:
        say(
            "posts-people",
            inside=plan.people_inside_posts,
            zone=plan.people_in_zone,
            between=plan.people_between,
        )
    if plan.between_units:
        count = len(plan.between_units)
        say("posts-between", count=count, units=plan.between_units)
    if plan.order:
        say("posts-order", posts=plan.order)
