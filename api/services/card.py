"""The rule card of a post, from what its checks are decided by."""

import hashlib
import json
from datetime import date, datetime

from api.services.bundle import current_content
from api.services.permits_policies import policies_of
from api.services.posts import as_post, find_post, unit_of_post
from api.services.snapshot import Snapshot
from api.services.unit_names import unit_names
from api.store.bundles import newest_bundle
from api.store.engine import Connection
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.permits.bundle import Content
from gis.permits.daycard import draw_up
from gis.permits.records import Post
from maps.prints.card import Card


def card_of(
    connection: Connection,
    snapshot: Snapshot,
    key: str,
    day: date | None,
    now: datetime,
) -> Card:
    """Draw up the card of a post; `compose_card` prints it.

    Parameters
    ----------
    connection
        Of ``reading``.
    snapshot
        What is published.
    key
        Of the post.
    day
        Of the card; None for today.
    now
        The clock.

    Raises
    ------
    Refused
        ``card-post-unknown`` (`post`).
    """
    standing = find_post(connection, key, now)
    if standing is None:
        raise Refused("card-post-unknown", post=key[:80])
    post = as_post(standing, unit_of_post(connection, standing, now))
    content = current_content(connection, snapshot, now)
    return make_card(connection, content, post, day or now.astimezone(VIETNAM).date())


def make_card(connection: Connection, content: Content, post: Post, day: date) -> Card:
    """Put a card together from what the checks of that post are decided by."""
    names = unit_names(connection).units
    newest = newest_bundle(connection)
    titles = {one.id: one.title["vi"] for one in policies_of(connection) if one.title}
    place = names[post.authority].name if post.authority in names else post.authority
    return Card(
        post=post,
        place=place,
        day=day,
        rules=draw_up(content.rulebook, content.ground, post, content.purposes, day),
        purposes={one["code"]: one["vi"] for one in content.purposes},
        titles=titles,
        sha256=newest.sha256 if newest else _hash(content),
        version=newest.version if newest else None,
        issued=newest.issued if newest else None,
        expires=newest.expires if newest else None,
    )


def _hash(content: Content) -> str:
    """Give the hash of the rules, where no bundle was signed yet."""
    text = json.dumps(content.rulebook.as_json(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
