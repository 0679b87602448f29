"""Which posts stand, and where: of perimeters in force, and as units hand them in."""

from collections.abc import Iterator
from datetime import datetime

import shapely

from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.services.perimeters_state import IN_FORCE, KIND, position_of
from api.services.posts_read import StandingPost, read_posts
from api.services.unit_names import unit_names
from api.store.documents import list_documents
from api.store.engine import Connection
from api.store.layers import layer_content, newest_layers
from api.store.units import units_in_box
from boundaries.names import clean
from boundaries.spans import VIETNAM
from gis.permits.records import Post

LAYER = "posts"
_LONGEST = 200
_STAFFED = "staffed"


def list_posts(
    connection: Connection, unit: str, now: datetime
) -> tuple[StandingPost, ...]:
    """Give the posts of a unit and of all units below it, by id.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    unit
        Code; "" for the country.
    now
        Which perimeters are in force.
    """
    inside = unit_names(connection).below(unit)
    found = [*_of_perimeters(connection, now), *_of_layers(connection)]
    held = [one for one in found if not unit or one.authority in inside]
    return tuple(sorted(held, key=lambda one: one.id))


def find_post(connection: Connection, key: str, now: datetime) -> StandingPost | None:
    """Give one post that stands now, or None."""
    found = (one for one in list_posts(connection, "", now) if one.id == key)
    return next(found, None)


def unit_of_post(connection: Connection, post: StandingPost, now: datetime) -> str:
    """Give the smallest unit in which a post stands.

    On a border it is the one with the smallest code. On the water of a ferry, where no
    commune is, it stands with the unit whose post it is.
    """
    edition = newest_edition(connection, now.astimezone(VIETNAM).date())
    if edition is None:
        return post.authority
    point = shapely.Point(post.lon, post.lat)
    near = units_in_box(connection, edition, point.bounds)
    inside = near[near.geometry.notna() & near.intersects(point)]
    parents = set(inside["parent"])
    return min(
        (code for code in inside.index if code not in parents), default=post.authority
    )


def as_post(post: StandingPost, unit: str, direction: str = "") -> Post:
    """Give a post as a verdict sees it, standing in `unit`, facing `direction`."""
    faces = direction or post.direction
    return Post(post.id, post.name, post.kind, post.authority, unit, faces)


def _of_perimeters(connection: Connection, now: datetime) -> Iterator[StandingPost]:
    for stored in list_documents(connection, KIND):
        plan = stored.content.get("posts")
        if not plan or position_of(stored, now).state not in IN_FORCE:
            continue
        called = str(stored.content.get("name") or stored.key)
        for one in plan["posts"]:
            if one["kind"] != _STAFFED:
                continue
            yield StandingPost(
                f"{stored.key}.{one['id']}",
                clean(f"{called}: {one.get('name') or one['id']}")[:_LONGEST],
                "perimeter",
                stored.unit,
                "both",
                one["lon"],
                one["lat"],
                stored.key,
            )


def _of_layers(connection: Connection) -> Iterator[StandingPost]:
    for layer in newest_layers(connection, LAYER):
        content = layer_content(connection, layer)
        for post in read_posts(content, layer.name, layer.unit):
            if layer.unit in chain_of(connection, post.authority):
                yield post  # a unit hands in its own posts and those of units below
