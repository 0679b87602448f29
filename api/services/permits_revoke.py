"""Revoking a permit: asked by one person, decided by another, told to every post."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.services.access import Actor, may, require, require_other, units_for
from api.services.chains import chain_of
from api.services.permits_list import units_below
from api.services.permits_orders import ISSUE, READ
from api.services.permits_quota import DECIDE
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from api.store.permit_acts import (
    Revocation,
    ask_revocation,
    decide_revocation,
    find_revocation,
    revocations_of,
    waiting_revocations,
)
from api.store.permits import (
    Order,
    Permit,
    find_order,
    find_permit,
    hold_orders,
)
from boundaries.refusal import Refused
from gis.permits.codes import check_code

_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A permit, the order that it came from, and what was asked about it."""

    permit: Permit
    order: Order
    revocations: tuple[Revocation, ...]

    def state(self, now: datetime) -> str:
        """Say ``revoked``, ``ended``, ``asked`` (about), ``early`` or ``valid``."""
        decided = [one for one in self.revocations if one.decided_at is not None]
        if any(not one.refused for one in decided):
            return "revoked"
        if now >= self.permit.ends:
            return "ended"
        if len(decided) < len(self.revocations):
            return "asked"
        return "early" if now < self.permit.starts else "valid"


def find_known(engine: Engine, actor: Actor, code: str) -> Known:
    """Give a permit by the code that stands on it.

    Raises
    ------
    Refused
        ``permit-code-wrong`` for a slip, ``permit-unknown``, also for one of a unit
        in which the actor may not look.
    """
    with reading(engine) as connection:
        return _known(connection, actor, code)


def ask_to_revoke(
    engine: Engine,
    actor: Actor,
    code: str,
    reason: str,
    now: datetime,
    request: str = "",
) -> Known:
    """Ask that a permit is revoked; somebody else decides.

    Raises
    ------
    Refused
        What `find_known` refuses; ``access-denied``, ``permit-reason-missing``,
        ``permit-not-revocable``.
    """
    if not reason.strip():
        raise Refused("permit-reason-missing")
    with writing(engine) as connection:
        hold_orders(connection)
        known = _known(connection, actor, code)
        require(actor, ISSUE, _chain(connection, known.order.unit))
        state = known.state(now)
        if state in {"revoked", "ended", "asked"}:
            raise Refused("permit-not-revocable", code=known.permit.code, state=state)
        number = ask_revocation(
            connection,
            key=known.permit.key,
            unit=known.permit.unit,
            reason=reason.strip(),
            asked_by=actor.name,
            recorded_at=now,
        )
        entry = Entry(
            now,
            actor.name,
            actor.via,
            "permit.revoke.ask",
            "permit",
            known.permit.code,
            known.order.unit,
            after={"revocation": number},
            reason=reason.strip(),
            request=request,
        )
        append(connection, entry)
        return _known(connection, actor, code)


def decide(
    engine: Engine,
    actor: Actor,
    number: int,
    now: datetime,
    request: str = "",
    *,
    revoke: bool,
) -> Revocation:
    """Decide what another person asked: the permit is revoked, or it stands.

    Raises
    ------
    Refused
        ``revocation-unknown``, ``access-denied``, ``access-own-draft``,
        ``access-principals-draft``, ``revocation-decided``.
    """
    with writing(engine) as connection:
        hold_orders(connection)
        found = find_revocation(connection, number)
        chain = () if found is None else _chain(connection, found.unit)
        if found is None or not may(actor, READ, chain):
            raise Refused("revocation-unknown", number=number)
        require(actor, DECIDE, chain)
        require_other(actor, found.asked_by)
        if not decide_revocation(
            connection, number, actor.name, now, refused=not revoke
        ):
            raise Refused("revocation-decided", code=found.code)
        entry = Entry(
            now,
            actor.name,
            actor.via,
            "permit.revoke.decide",
            "permit",
            found.code,
            found.unit,
            before={"asked_by": found.asked_by},
            after={"revocation": number, "revoked": revoke},
            reason=found.reason,
            request=request,
        )
        append(connection, entry)
        decided = find_revocation(connection, number)
    assert decided is not None  # noqa: S101 - it was read above, and no row is deleted
    return decided


def list_waiting(engine: Engine, actor: Actor) -> list[Revocation]:
    """Give what waits to be decided in units that the actor may look at."""
    with reading(engine) as connection:
        units = units_below(connection, units_for(actor, READ))
        return waiting_revocations(connection, units, _MOST)


def _known(connection: Connection, actor: Actor, text: str) -> Known:
    code = check_code(text)
    if not code:
        raise Refused("permit-code-wrong", seen=text)
    permit = find_permit(connection, code)
    if permit is None:
        raise Refused("permit-unknown", code=code)
    order = find_order(connection, permit.order_key)
    if order is None or not may(actor, READ, _chain(connection, order.unit)):
        raise Refused("permit-unknown", code=code)
    return Known(permit, order, tuple(revocations_of(connection, permit.key)))


def _chain(connection: Connection, unit: str) -> tuple[str, ...]:
    return chain_of(connection, unit) or (unit,)
