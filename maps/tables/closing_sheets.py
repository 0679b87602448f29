"""The sheets of locked areas and of posts in the workbook of a publication."""

from collections.abc import Iterator, Sequence
from typing import Any

from maps.publication.closing import PERIMETER
from maps.publication.closing_words import name_of, say_road_class, say_state
from maps.publication.record import Publication
from maps.words.phrases import say

AREA_COLUMNS = (
    "area",
    "part",
    "state",
    "area_units",
    "area_names",
    "people",
    "households",
    "cases_inside",
    "cases_outside",
    "km",
    "crossings",
)
POST_COLUMNS = (
    "plan",
    "post",
    "post_kind",
    "road",
    "road_class",
    "feature",
    "lon",
    "lat",
    "side",
    "between",
    "staff",
    "hours",
    "agencies",
    "closing",
    "order",
)
_FIGURES = AREA_COLUMNS[5:]


def area_rows(publication: Publication) -> Iterator[Sequence[Any]]:
    """Give a row for each locked area and each ring, in the order of the file."""
    if publication.perimeters is None:
        return
    for row in publication.perimeters.to_dict("records"):
        locked = row["part"] == PERIMETER
        units = list(row.get("units") or ())
        yield [
            row["id"],
            say("closing.part-area" if locked else "closing.part-ring"),
            say_state(row) if locked else None,
            ", ".join(units),
            ", ".join(name_of(publication, code) for code in units),
            *(row.get(name) for name in _FIGURES),
        ]


def post_rows(publication: Publication) -> Iterator[Sequence[Any]]:
    """Give a row for each post, in the order of the plans."""
    for name, plan in publication.plans.items():
        order = {post: place for place, post in enumerate(plan.order, start=1)}
        for post in plan.posts:
            sides = [name_of(publication, one) for one in post.units if one]
            yield [
                name,
                post.id,
                say(f"closing.{post.kind}"),
                post.name,
                say_road_class(post.road_class),
                post.feature,
                post.lon,
                post.lat,
                name_of(publication, post.side) if post.side else "",
                " – ".join(sides),
                post.staff,
                post.hours,
                ", ".join(post.agencies),
                say("closing.yes" if post.closing else "closing.no"),
                order.get(post.id),
            ]
