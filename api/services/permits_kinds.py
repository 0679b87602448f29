"""Which kinds of permit an act in force provides for, where and when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from api.services.permits_policies import policies_of
from api.store.engine import Connection
from boundaries.refusal import Refused
from gis.permits.policies import Policy

_ABROAD = "foreign"


@dataclass(frozen=True, slots=True)
class PermitKind:
    """A kind of permit, and the act that provides for it.

    Parameters
    ----------
    kind, vi, en
        Code and names.
    bind
        ``plate`` or ``person``.
    purposes
        Codes that it may be issued for.
    longest_days
        Of its span.
    minutes
        First and last minute of the day; None for all day.
    policy, number
        Id and number of the act; its title where no number is known.
    starts, ends
        Of the act; None until further notice.
    """

    kind: str
    vi: str
    en: str
    bind: str
    purposes: tuple[str, ...]
    longest_days: int
    minutes: tuple[int, int] | None
    policy: str
    number: str
    starts: datetime
    ends: datetime | None


def kinds_in_force(
    connection: Connection, chain: tuple[str, ...], now: datetime
) -> tuple[PermitKind, ...]:
    """Give the kinds that a unit may issue now, by code; the newest act speaks.

    Parameters
    ----------
    connection
        Of ``reading``.
    chain
        The unit and those above it.
    now
        Aware.
    """
    at = int(now.timestamp())
    found: dict[str, PermitKind] = {}
    for policy in _speaking(connection, chain):
        if policy.in_force(at):
            found |= {one.kind: one for one in _kinds(policy)}
    return tuple(found[kind] for kind in sorted(found))


def find_kind(
    connection: Connection, chain: tuple[str, ...], kind: str, now: datetime
) -> PermitKind:
    """Give one kind that a unit may issue now.

    Raises
    ------
    Refused
        ``permit-act-ended`` where only acts name it that are not in force now,
        ``permit-kind-unknown`` where none does.
    """
    known = {one.kind: one for one in kinds_in_force(connection, chain, now)}
    if kind in known:
        return known[kind]
    for policy in _speaking(connection, chain):
        if any(one.kind == kind for one in policy.permits):
            begins, ends = _instant(policy.starts), policy.ends
            raise Refused(
                "permit-act-ended",
                kind=kind,
                number=policy.number or policy.title["vi"],
                starts=begins,
                ends=_instant(ends) if ends is not None else "—",
            )
    raise Refused("permit-kind-unknown", seen=kind, known=sorted(known))


def kind_names(connection: Connection) -> dict[str, dict[str, str]]:
    """Give the names of every kind that any act knows, in force or not."""
    return {
        one.kind: {"vi": one.name["vi"], "en": one.name["en"]}
        for policy in policies_of(connection)
        for one in policy.permits
    }


def _speaking(connection: Connection, chain: tuple[str, ...]) -> list[Policy]:
    """Give the acts whose territory holds a unit, the oldest first."""
    own = [
        policy
        for policy in policies_of(connection)
        if policy.status != _ABROAD
        and (not policy.scope.units or not policy.scope.units.isdisjoint(chain))
    ]
    return sorted(own, key=lambda policy: (policy.starts, policy.id))


def _kinds(policy: Policy) -> list[PermitKind]:
    return [
        PermitKind(
            kind=one.kind,
            vi=one.name["vi"],
            en=one.name["en"],
            bind=one.bind,
            purposes=one.purposes,
            longest_days=one.longest_days,
            minutes=one.hours,
            policy=policy.id,
            number=policy.number or policy.title["vi"],
            starts=_instant(policy.starts),
            ends=None if policy.ends is None else _instant(policy.ends),
        )
        for one in policy.permits
    ]


def _instant(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
