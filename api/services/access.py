"""Who may do what, and where: one table, one question, and the default is no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from boundaries.refusal import Refused

ACTIONS = frozenset(
    {
        "desk.read",  # drafts, days, jobs and layers of one's units
        "day.write",
        "import.write",
        "perimeter.draft",
        "perimeter.lockdown",  # a temporary one, by the head of a district or commune
        "perimeter.decide",  # approve, decide, announce, confirm, narrow, lift
        "directive.draft",
        "directive.decide",
        "permit.read",  # orders and single permits of one's units, by their codes
        "permit.issue",  # also: ask that one is revoked
        "permit.decide",  # a revocation that another asked for; quotas
        "post.read",  # which posts there are, and the report of a shift
        "post.check",
        "post.manage",  # devices, shifts and counts of one's posts
        "audit.read",
        "account.manage",
    }
)
_READ = frozenset({"desk.read"})
ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "viewer": _READ,
        "data_entry": _READ | {"day.write", "import.write"},
        "planner": _READ | {"perimeter.draft", "directive.draft"},
        "publisher": _READ
        | {
            "perimeter.lockdown",
            "perimeter.decide",
            "directive.decide",
            "permit.read",
            "permit.decide",
            "post.read",
            "post.manage",
        },
        "permit_issuer": frozenset({"permit.read", "permit.issue"}),
        "checkpoint_officer": frozenset({"post.read", "post.check"}),
        "auditor": frozenset({"audit.read"}),
        "administrator": frozenset({"account.manage"}),
    }
)
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a unit and in all units below it; `EVERYWHERE` is the country.

    Parameters
    ----------
    role, unit
        What, and where.
    ends
        When it does; None is until it is revoked.
    deputy_of
        Name of the account that is stood in for, "" for a role in one's own right.
    """

    role: str
    unit: str
    ends: datetime | None = None
    deputy_of: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    Parameters
    ----------
    account_id, name, full_name, office
        Of the account.
    grants
        What holds now.
    via
        ``session`` or ``token``.
    must_change
        The password was set by somebody else: nothing is allowed until it is changed.
    """

    account_id: int
    name: str
    full_name: str
    office: str
    grants: tuple[Grant, ...]
    via: str = "session"
    must_change: bool = False


def may(actor: Actor, action: str, chain: Iterable[str]) -> bool:
    """Say whether an actor may do something to what belongs to a unit.

    Parameters
    ----------
    actor
        Who asks.
    action
        One of `ACTIONS`; another is a mistake of ours.
    chain
        The unit and all units above it; an unknown unit stands alone.
    """
    if action not in ACTIONS:
        raise KeyError(action)
    units = {EVERYWHERE, *chain}
    return any(
        action in ROLES.get(grant.role, frozenset()) and grant.unit in units
        for grant in actor.grants
    )


def may_somewhere(actor: Actor, action: str) -> bool:
    """Say whether there is any unit in which an actor may do something."""
    return any(action in ROLES.get(grant.role, frozenset()) for grant in actor.grants)


def units_for(actor: Actor, action: str) -> tuple[str, ...]:
    """Give the units of the grants that allow something, `EVERYWHERE` among them."""
    held = {g.unit for g in actor.grants if action in ROLES.get(g.role, frozenset())}
    return tuple(sorted(held))


def require(actor: Actor, action: str, chain: Iterable[str]) -> None:
    """Refuse what is not allowed.

    Raises
    ------
    Refused
        ``access-denied`` with the action and the unit; ``access-denied-anywhere``
        where there is no unit to name.
    """
    chain = tuple(chain)
    if may(actor, action, chain):
        return
    unit = chain[0] if chain else ""
    if not unit:
        raise Refused("access-denied-anywhere", action=action)
    raise Refused("access-denied", action=action, unit=unit)


def names_of(actor: Actor) -> frozenset[str]:
    """Give the names in which an actor acts: the own, and whom he stands in for."""
    return frozenset({actor.name, *(g.deputy_of for g in actor.grants if g.deputy_of)})


def require_other(actor: Actor, *authors: str) -> None:
    """Refuse that who drafted a thing decides it, or has it decided by a deputy.

    A deputy is chosen by the principal: who drafts and then names the one who decides
    has decided alone. The other way round is two people: a principal may decide what
    his deputy drafted.

    Parameters
    ----------
    actor
        Who would decide.
    *authors
        Names of the accounts that wrote what is to be decided.

    Raises
    ------
    Refused
        ``access-own-draft``, ``access-principals-draft``.
    """
    if actor.name in authors:
        raise Refused("access-own-draft", name=actor.full_name)
    for grant in actor.grants:
        if grant.deputy_of and grant.deputy_of in authors:
            raise Refused(
                "access-principals-draft",
                name=actor.full_name,
                principal=grant.deputy_of,
            )
