"""What the commands of permits do, in the name of whoever runs them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.services.access import EVERYWHERE, Actor, Grant
from api.services.files import require_apart, write_whole
from api.services.operator import operator_name
from api.services.permits_file import read_order, refused_file
from api.services.permits_list import find_own_order
from api.services.permits_orders import Answer, Asked, ask_order
from api.services.permits_revoke import Known, ask_to_revoke, find_known
from api.services.permits_sheet import print_order
from api.services.permits_sign import sign_orders
from api.settings import Settings
from api.store.engine import Engine, reading
from boundaries.refusal import Refused
from maps.prints.permits import Layout


@dataclass(frozen=True, slots=True)
class Wish:
    """A file of rows, and what is to come of it.

    Parameters
    ----------
    file
        The order.
    unit, kind
        Who issues, and what.
    out
        Where the sheets go; None leaves the signing to the signer.
    refused
        Where the refused rows go.
    preview, one
        Only look; one permit on a page.
    """

    file: Path
    unit: str
    kind: str
    out: Path | None = None
    refused: Path | None = None
    preview: bool = False
    one: bool = False


def issue_file(engine: Engine, settings: Settings, wish: Wish, now: datetime) -> Answer:
    """Order the permits of a file; with `out`, sign and print them, too.

    Raises
    ------
    Refused
        ``file-missing``, ``out-is-input``; what `ask_order`, reading and signing
        refuse.
    """
    for place in (wish.out, wish.refused):
        if place is not None:
            require_apart(place, wish.file)
    try:
        with wish.file.open("rb") as source:
            handed = read_order(source, wish.file.name)
    except OSError:
        raise Refused("file-missing", name=wish.file.name) from None
    asked = Asked(wish.unit, wish.kind, handed.cells(), wish.preview)
    answer = ask_order(engine, settings, _operator(), asked, now)
    told = refused_file(handed, answer.refused)
    if wish.refused is not None and told is not None:
        write_whole(wish.refused, told["content"].encode())
    if wish.out is not None and answer.key:
        waiting = dict(sign_orders(engine, settings, now).waiting)
        if answer.key in waiting:
            raise waiting[answer.key]
        with reading(engine) as connection:
            order = find_own_order(connection, _operator(), answer.key)
            layout: Layout = "one" if wish.one else "many"
            write_whole(wish.out, print_order(connection, order, layout))
    return answer


def show_one(engine: Engine, code: str) -> Known:
    """Give a permit by its code; errors as `find_known`."""
    return find_known(engine, _operator(), code)


def revoke_one(engine: Engine, code: str, reason: str, now: datetime) -> Known:
    """Ask that a permit is revoked; errors as `ask_to_revoke`."""
    return ask_to_revoke(engine, _operator(), code, reason, now)


def _operator() -> Actor:
    """Give whoever runs the command: the machine is theirs already."""
    name = operator_name()
    grant = Grant("permit_issuer", EVERYWHERE)
    return Actor(0, name, name, "", (grant,), via="command")
