"""The sheets of an order: what each permit says, as its own signed claims say it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from api.services.access import Actor
from api.services.permits_list import AT_ONCE, find_own_order, parts_of
from api.services.permits_policies import policies_of
from api.services.unit_names import UnitNames, unit_names
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from api.store.keys import list_keys
from api.store.permits import Order, Permit, permits_of
from boundaries.refusal import Refused
from gis.permits import base45
from gis.permits.claims import PREFIX, read_claims
from gis.permits.cose import NotOpened, open1
from gis.permits.keys import Key
from gis.permits.read import read_purposes
from gis.permits.records import Claims
from maps.prints.permits import Layout, Printed, compose_permits
from maps.words.desk_words import desk_words

_DAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def compose_sheet(
    engine: Engine,
    actor: Actor,
    key: str,
    layout: Layout,
    part: int,
    now: datetime,
    request: str = "",
) -> bytes:
    """Compose one part of the sheets of an order as PDF; the audit is told.

    Raises
    ------
    Refused
        ``permit-order-unknown``, ``permit-order-unsigned``, ``permit-order-over``,
        ``permit-part-unknown``.
    """
    with reading(engine) as connection:
        order = find_own_order(connection, actor, key)
        content = print_order(connection, order, layout, part)
    told = {"layout": layout, "part": part}
    entry = Entry(
        now,
        actor.name,
        actor.via,
        "permit.print",
        "permit-order",
        key,
        order.unit,
        after=told,
        request=request,
    )
    with writing(engine) as connection:
        append(connection, entry)
    return content


def print_order(
    connection: Connection, order: Order, layout: Layout, part: int | None = None
) -> bytes:
    """Compose one part of the sheets of an order, or (None) all of it.

    Raises
    ------
    Refused
        As `compose_sheet`.
    """
    if order.state != "signed":
        raise Refused("permit-order-unsigned", key=order.key, state=order.state)
    found = permits_of(connection, order.key)
    held = [one for one in found if one.token is not None]
    if not held:
        raise Refused("permit-order-over", key=order.key)
    parts = parts_of(len(held))
    if part is not None and not 1 <= part <= parts:
        raise Refused("permit-part-unknown", seen=part, parts=parts)
    start = 0 if part is None else (part - 1) * AT_ONCE
    some = held[start:] if part is None else held[start : start + AT_ONCE]
    kinds, numbers = _acts(connection)
    names = unit_names(connection)
    keys = list_keys(connection, "permit", held[0].unit)
    number = numbers.get(order.policy, order.policy)
    shown = [_printed(one, _open(one, keys), names, kinds, number) for one in some]
    return compose_permits(shown, order.finished_at or order.recorded_at, layout)


def _acts(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Give the names of kinds, and the numbers of acts."""
    kinds: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for policy in policies_of(connection):
        numbers[policy.id] = policy.number or policy.title["vi"]
        kinds |= {one.kind: one.name["vi"] for one in policy.permits}
    return kinds, numbers


def _open(permit: Permit, keys: Sequence[Key]) -> Claims:
    """Give what a permit says, proven by its signature: nothing else is printed."""
    try:
        raw = base45.decode((permit.token or "").removeprefix(PREFIX))
        return read_claims(open1(raw, keys).payload)
    except (NotOpened, ValueError):
        raise Refused("permit-altered", code=permit.code) from None


def _printed(
    permit: Permit,
    claims: Claims,
    names: UnitNames,
    kinds: Mapping[str, str],
    number: str,
) -> Printed:
    words = {one["code"]: one["vi"] for one in read_purposes()}
    return Printed(
        text=permit.token or "",
        code=permit.code,
        kind=kinds.get(claims.kind, claims.kind),
        purposes=", ".join(words.get(code, code) for code in claims.purposes),
        bound=claims.plate or claims.person,
        starts=datetime.fromtimestamp(claims.starts, UTC),
        ends=datetime.fromtimestamp(claims.ends, UTC),
        limits=_limits(claims, names),
        issuer=_named(names, claims.issuer),
        number=number,
    )


def _limits(claims: Claims, names: UnitNames) -> tuple[str, ...]:
    said = []
    if claims.minutes:
        first, last = (f"{m // 60:02}:{m % 60:02}" for m in claims.minutes)
        said.append(_words("print-hours", first=first, last=last))
    if claims.weekdays:
        days = ", ".join(_DAYS[day - 1] for day in claims.weekdays)
        said.append(_words("print-weekdays", days=days))
    if claims.seats:
        said.append(_words("print-seats", seats=claims.seats))
    if claims.single:
        said.append(_words("print-single"))
    units = ", ".join(_named(names, code) for code in claims.units or (claims.issuer,))
    return (*said, _words("print-units", units=units))


def _named(names: UnitNames, code: str) -> str:
    return next(iter(names.path(code)), code)


def _words(key: str, **facts: object) -> str:
    return desk_words(f"permits.{key}", "vi", **facts)
