"""The signing of orders, apart from the web: asked, signed, kept in one transaction.

An order names the ids and times of its permits before it is signed. Whatever ends this
process leaves it either asked, and it is signed again with the same ids, or signed.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from api.services.chains import chain_of
from api.services.operator import record_command
from api.services.permits_kinds import PermitKind, find_kind
from api.services.permits_orders import claims_in
from api.services.signing_keys import Signer, signer_for
from api.settings import Settings
from api.store.engine import Connection, Engine, reading, writing
from api.store.permits import Order, add_permits, finish_order, waiting_orders
from boundaries.refusal import Refused
from gis.permits.claims import sign_permit
from gis.permits.codes import code_of
from gis.permits.records import Claims

log = logging.getLogger(__name__)
_NEVER = frozenset(
    {
        "permit-act-ended",
        "permit-kind-unknown",
        "permit-order-late",
        "permit-order-outside-act",
    }
)
"""Why an order is never signed any more."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of the orders that waited.

    Parameters
    ----------
    orders, permits
        How many were signed.
    refused
        Orders whose act, or whose permits, have ended meanwhile, or that ask for more
        than the act allows.
    waiting
        Orders that no key can sign yet, each with why.
    """

    orders: int = 0
    permits: int = 0
    refused: int = 0
    waiting: tuple[tuple[str, Refused], ...] = ()


def sign_orders(engine: Engine, settings: Settings, now: datetime) -> Signed:
    """Sign every order that waits.

    Parameters
    ----------
    engine, settings, now
        The store, where the private keys lie, and when.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    with reading(engine) as connection:
        orders = waiting_orders(connection)
    signed = permits = refused = 0
    waiting = []
    for order in orders:
        try:
            count = _sign_one(engine, settings, order, now)
        except Refused as told:
            if told.code == "store-unreachable":
                raise
            if told.code in _NEVER:
                refused += _refuse(engine, order, told.code, now)
                continue
            log.warning("order waits", extra={"order": order.key, "code": told.code})
            waiting.append((order.key, told))
            continue
        signed += count > 0
        permits += count
    return Signed(signed, permits, refused, tuple(waiting))


def _sign_one(engine: Engine, settings: Settings, order: Order, now: datetime) -> int:
    """Sign one order; give how many permits, 0 where another process did it."""
    with reading(engine) as connection:
        chain = chain_of(connection, order.unit) or (order.unit,)
        kind = find_kind(connection, chain, order.kind, now)
        claims = [one for one, *_ in claims_in(order)]
        if all(one.ends <= now.timestamp() for one in claims):
            raise Refused("permit-order-late", key=order.key)
        if not all(_is_allowed(one, chain[-1], kind) for one in claims):
            raise Refused("permit-order-outside-act", key=order.key, number=kind.number)
        signer = signer_for(connection, settings, chain[-1], now)
    rows = list(_rows(order, signer, now))
    with writing(engine) as connection:
        if not finish_order(connection, order.key, "signed", order.counts, now):
            return 0
        add_permits(connection, rows)
        told = {"permits": len(rows), "kid": signer.kid.hex()}
        _tell(connection, order, "permit.sign", told, now)
    return len(rows)


def _is_allowed(claims: Claims, issuer: str, kind: PermitKind) -> bool:
    """Say whether a unit may issue this under the act as it is now.

    It was asked when it was ordered; who writes into the table alone signs nothing
    by it, and an act may have been changed since.
    """
    return (
        claims.issuer == issuer
        and set(claims.purposes) <= set(kind.purposes)
        and bool(claims.plate) == (kind.bind == "plate")
        and bool(claims.person) == (kind.bind == "person")
        and claims.ends - claims.starts <= kind.longest_days * 86400
        and claims.starts >= kind.starts.timestamp()
        and (kind.ends is None or claims.ends <= kind.ends.timestamp())
    )


def _rows(order: Order, signer: Signer, now: datetime) -> Iterable[dict[str, Any]]:
    for claims, subject, likeness in claims_in(order):
        yield {
            "key": claims.id.hex(),
            "code": code_of(claims.id),
            "order_key": order.key,
            "unit": claims.issuer,
            "kind": claims.kind,
            "subject": subject,
            "likeness": likeness,
            "status_index": claims.index,
            "starts": _instant(claims.starts),
            "ends": _instant(claims.ends),
            "token": sign_permit(
                # Whoever reads it asks whether the key might sign on that day.
                replace(claims, issued=int(now.timestamp())),
                signer.private,
                signer.kid,
            ),
            "author": order.author,
            "recorded_at": now,
        }


def _refuse(engine: Engine, order: Order, code: str, now: datetime) -> int:
    """End an order that can no longer be signed; its rows are dropped, too."""
    counts = {**order.counts, "why": code}
    with writing(engine) as connection:
        if not finish_order(connection, order.key, "refused", counts, now):
            return 0
        _tell(connection, order, "permit.refuse", {"why": code}, now)
    return 1


def _tell(
    connection: Connection,
    order: Order,
    action: str,
    told: dict[str, Any],
    now: datetime,
) -> None:
    record_command(connection, now, action, order.key, order.unit, told)


def _instant(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
