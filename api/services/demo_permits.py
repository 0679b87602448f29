"""The demo's permits: ordered from files, signed, printed, and a bundle for its posts.

Everything happens in a store of its own that is thrown away with its private keys, so
nothing that the demo signed is believed anywhere else.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from api.services.bundle import current_content
from api.services.card import make_card
from api.services.files import write_whole
from api.services.keeper import Keeper
from api.services.keys import LIVES, first_keys, make_permit_key
from api.services.permits_command import Wish, issue_file
from api.services.posts import as_post, unit_of_post
from api.services.posts_read import StandingPost, read_posts
from api.services.signing import Signing
from api.services.units import import_file
from api.settings import Settings
from api.store.bundles import bundle_content, newest_bundle
from api.store.engine import reading
from api.store.keys import list_keys
from boundaries.spans import VIETNAM
from maps.prints.card import compose_card

ORDERS = "permits-"
SHEET, REFUSED = "{kind}.pdf", "{kind}-refused.csv"
CARD, BUNDLE, ROOTS = "rule-card.pdf", "post.bundle", "roots.json"


@dataclass(frozen=True, slots=True)
class Issued:
    """What one province got.

    Parameters
    ----------
    folder
        Holds a sheet for each kind of permit, and the rows that were refused.
    counts
        By kind: rows read, accepted, refused, duplicate.
    """

    folder: Path
    counts: dict[str, dict[str, object]]


def issue_sample(
    provinces: dict[str, Path],
    units: Path,
    posts: dict[str, Path],
    settings: Settings,
    out: Path,
    now: datetime,
) -> list[Issued]:
    """Order the permits of each province, sign and print them.

    Parameters
    ----------
    provinces
        Province files by code; the orders, ``permits-<kind>.csv``, lie beside them.
    units
        The sample's units.
    posts
        Plan of posts of each province, by code; the first post gets a rule card.
    settings
        Where the sample is published.
    out
        Gets a folder for each province, ``post.bundle``, and ``roots.json`` with the
        public key by which the bundle can be believed.
    now
        The instant of the orders; what is in force then decides.
    """
    with TemporaryDirectory() as place:
        own = replace(settings, database_url=f"sqlite:///{place}/store.sqlite")
        keeper = Keeper(own, lambda: now)
        try:
            import_file(units, "", now, own)
            first_keys(keeper.store(), own, now)
            for code in provinces:
                make_permit_key(keeper.store(), own, code, now, LIVES["permit"])
            done = [
                Issued(out / code, _issue(keeper, own, path.parent, out / code, now))
                for code, path in provinces.items()
            ]
            Signing(keeper, own, lambda: now).run_once()
            for code, plan in posts.items():
                post = read_posts(plan.read_bytes(), plan.name, code)[0]
                card = _card(keeper, post, now)
                write_whole(out / code / CARD, card)
            with reading(keeper.store()) as connection:
                newest = newest_bundle(connection)
                if newest is not None:
                    content = bundle_content(connection, newest.version)
                    write_whole(out / BUNDLE, content)
                roots = [key.public.hex() for key in list_keys(connection, "root")]
            write_whole(out / ROOTS, f"{json.dumps(roots)}\n".encode())
        finally:
            keeper.close()
    return done


def _card(keeper: Keeper, post: StandingPost, now: datetime) -> bytes:
    """Print the rule card of a post as it stands in the plan."""
    with reading(keeper.store()) as connection:
        here = as_post(post, unit_of_post(connection, post, now))
        content = current_content(connection, keeper.current(), now)
        day = now.astimezone(VIETNAM).date()
        return compose_card(make_card(connection, content, here, day))


def _issue(
    keeper: Keeper, settings: Settings, orders: Path, out: Path, now: datetime
) -> dict[str, dict[str, object]]:
    """Issue the permits of each file of orders; give the counts by kind."""
    out.mkdir(parents=True, exist_ok=True)
    counts = {}
    for file in sorted(orders.glob(f"{ORDERS}*.csv")):
        kind = file.stem.removeprefix(ORDERS)
        wish = Wish(
            file,
            orders.name,
            kind,
            out=out / SHEET.format(kind=kind),
            refused=out / REFUSED.format(kind=kind),
        )
        counts[kind] = dict(issue_file(keeper.store(), settings, wish, now).counts)
    return counts
