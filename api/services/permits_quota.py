"""How many permits of a kind a unit may ask for in a day, and what is far above usual.

A quota of a unit counts what it and all units below it ask for. Where nobody set one,
there is none; what is far above the usual is told to the audit.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from api.services.access import Actor, require
from api.services.chains import chain_of
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from api.store.permit_acts import quotas_in_force, set_quota
from api.store.permits import hold_orders, orders_between
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start

DECIDE: Final = "permit.decide"
_USUAL_DAYS: Final = 30
_FEW: Final = 3
"""Orders; of fewer nothing usual can be told."""
_SMALL: Final = 50
_LARGE: Final = 1_000
_TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota, and how much of it is used today."""

    unit: str
    kind: str
    per_day: int
    used: int


def require_quota(
    connection: Connection, chain: tuple[str, ...], kind: str, more: int, now: datetime
) -> None:
    """Refuse an order that goes beyond a quota of its unit or of one above it.

    Raises
    ------
    Refused
        ``permit-quota``.
    """
    for quota in _quotas(connection, chain, kind, now):
        if quota.used + more > quota.per_day:
            raise Refused(
                "permit-quota",
                unit=quota.unit,
                kind=kind,
                per_day=quota.per_day,
                left=max(0, quota.per_day - quota.used),
                seen=more,
            )


def list_quotas(engine: Engine, unit: str, now: datetime) -> list[Quota]:
    """Give the quotas that hold for a unit: its own, and of those above it."""
    with reading(engine) as connection:
        chain = chain_of(connection, unit) or (unit,)
        return _quotas(connection, chain, "", now)


def decide_quota(
    engine: Engine,
    actor: Actor,
    unit: str,
    kind: str,
    per_day: int,
    now: datetime,
    request: str = "",
) -> None:
    """Set how many permits of a kind a unit may ask for in a day, from now on.

    Raises
    ------
    Refused
        ``access-denied``, ``permit-quota-wrong``.
    """
    if per_day < 0:
        raise Refused("permit-quota-wrong", seen=per_day)
    with writing(engine) as connection:
        hold_orders(connection)
        require(actor, DECIDE, chain_of(connection, unit) or (unit,))
        before = quotas_in_force(connection, [unit], kind).get((unit, kind))
        set_quota(
            connection,
            unit=unit,
            kind=kind,
            per_day=per_day,
            author=actor.name,
            recorded_at=now,
        )
        entry = Entry(
            now,
            actor.name,
            actor.via,
            "permit.quota",
            "permit-quota",
            kind,
            unit,
            before={"per_day": before},
            after={"per_day": per_day},
            request=request,
        )
        append(connection, entry)


def far_above_usual(
    connection: Connection, unit: str, kind: str, size: int, now: datetime
) -> bool:
    """Say whether an order is far larger than those of the last thirty days."""
    since = now - timedelta(days=_USUAL_DAYS)
    sizes = [
        count
        for whose, count in orders_between(connection, kind, since, now)
        if whose == unit
    ]
    if len(sizes) < _FEW:
        return size > _LARGE
    return size > max(_SMALL, _TIMES * median(sizes))


def document_of(quota: Quota) -> dict[str, object]:
    """Give a quota as a document."""
    return asdict(quota)


def _quotas(
    connection: Connection, chain: tuple[str, ...], kind: str, now: datetime
) -> list[Quota]:
    starts = day_start(now.astimezone(VIETNAM).date())
    ends = starts + timedelta(days=1)
    found = []
    for (unit, of), per_day in sorted(quotas_in_force(connection, chain, kind).items()):
        today = orders_between(connection, of, starts, ends)
        used = sum(size for who, size in today if unit in chain_of(connection, who))
        found.append(Quota(unit, of, per_day, used))
    return found
