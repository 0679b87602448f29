"""Orders as people find them: of their own units, by key, the newest first."""

from datetime import datetime
from math import ceil
from typing import Any, Final

from api.services.access import EVERYWHERE, Actor, may, units_for
from api.services.chains import chain_of
from api.services.permits_kinds import kind_names
from api.services.permits_orders import READ
from api.services.unit_names import UnitNames, unit_names
from api.store.engine import Connection, Engine, reading
from api.store.permit_acts import count_revoked
from api.store.permits import Order, find_order, list_orders, permits_of
from boundaries.refusal import Refused

AT_ONCE: Final = 80
"""Permits in one file of sheets: a browser waits ten seconds for it."""


def parts_of(count: int) -> int:
    """Give into how many files an order prints."""
    return ceil(count / AT_ONCE)


def find_own_order(connection: Connection, actor: Actor, key: str) -> Order:
    """Give an order of a unit in which the actor may look at permits.

    Raises
    ------
    Refused
        ``permit-order-unknown``, also for one that is none of his business.
    """
    order = find_order(connection, key)
    if order is None or not may(actor, READ, _chain(connection, order.unit)):
        raise Refused("permit-order-unknown", key=key)
    return order


def list_own_orders(
    engine: Engine, actor: Actor, after: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of the orders of one's units, and the key to go on after.

    Raises
    ------
    Refused
        ``permit-order-unknown`` for an `after` that is none of them.
    """
    with reading(engine) as connection:
        if after is not None:
            find_own_order(connection, actor, after)
        units = units_below(connection, units_for(actor, READ))
        found = list_orders(connection, units, after or "", limit + 1)
        names, kinds = unit_names(connection), kind_names(connection)
        items = [_head(one, names, kinds) for one in found[:limit]]
    return items, found[limit - 1].key if len(found) > limit else None


def tell_order(engine: Engine, actor: Actor, key: str, now: datetime) -> dict[str, Any]:
    """Give one order with the codes of its permits; nobody is named.

    Raises
    ------
    Refused
        ``permit-order-unknown``.
    """
    with reading(engine) as connection:
        order = find_own_order(connection, actor, key)
        found = permits_of(connection, key)
        revoked = count_revoked(connection, key)
        names, kinds = unit_names(connection), kind_names(connection)
    return {
        **_head(order, names, kinds),
        "permits": [
            {
                "code": one.code,
                "starts": one.starts.isoformat(),
                "ends": one.ends.isoformat(),
            }
            for one in found
        ],
        "signed": len(found),
        "printable": sum(one.token is not None for one in found),
        "ended": sum(one.ends <= now for one in found),
        "revoked": revoked,
    }


def own_units(engine: Engine, actor: Actor, action: str) -> list[dict[str, str]]:
    """Give the units for which somebody holds an action himself, with their names."""
    with reading(engine) as connection:
        names = unit_names(connection)
        return [
            {"code": code, "name": next(iter(names.path(code)), code)}
            for code in units_for(actor, action)
            if code != EVERYWHERE
        ]


def units_below(connection: Connection, held: tuple[str, ...]) -> set[str] | None:
    """Give units and all below them; None for the whole country."""
    if EVERYWHERE in held:
        return None
    known = unit_names(connection).units
    return {
        *held,
        *(
            code
            for code in known
            if not set(held).isdisjoint(chain_of(connection, code))
        ),
    }


def name_of(kinds: dict[str, dict[str, str]], kind: str) -> dict[str, str]:
    """Give the name of a kind in both languages; its code where no act knows it."""
    return kinds.get(kind, {"vi": kind, "en": kind})


def _head(
    order: Order, names: UnitNames, kinds: dict[str, dict[str, str]]
) -> dict[str, Any]:
    return {
        "key": order.key,
        "unit": order.unit,
        "unit_name": next(iter(names.path(order.unit)), order.unit),
        "kind": order.kind,
        "kind_name": name_of(kinds, order.kind),
        "policy": order.policy,
        "state": order.state,
        "counts": dict(order.counts),
        "parts": parts_of(int(order.counts["accepted"])),
        "author": order.author,
        "asked_at": order.recorded_at.isoformat(),
        "finished_at": order.finished_at and order.finished_at.isoformat(),
    }


def _chain(connection: Connection, unit: str) -> tuple[str, ...]:
    return chain_of(connection, unit) or (unit,)
