"""Which accounts an administrator manages: those of the own unit, and no others."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from api.services.access import EVERYWHERE, ROLES, Actor, units_for
from api.services.accounts import read_name
from api.services.chains import chain_of
from api.services.unit_names import unit_names
from api.store.accounts import Account, StoredGrant, find_account, list_grants
from api.store.engine import Connection
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start

_LONGEST = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class Managed:
    """An account, as far as an administrator may see it.

    Parameters
    ----------
    account
        The account.
    grants
        What it was granted inside the administrator's units, and still holds.
    whole
        All that it holds lies inside them: only then may the password be set anew
        or the account be closed, for who sets a password could sign in with it.
    place
        Unit that an act on the account is recorded under.
    """

    account: Account
    grants: tuple[StoredGrant, ...]
    whole: bool
    place: str


@dataclass
class Reach:
    """The units in which somebody manages accounts."""

    connection: Connection
    units: frozenset[str]
    now: datetime
    _inside: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, actor: Actor, now: datetime) -> "Reach":
        """Give the reach of an actor."""
        return cls(connection, frozenset(units_for(actor, "account.manage")), now)

    def covers(self, unit: str) -> bool:
        """Say whether a unit lies inside; the country only in the country."""
        if EVERYWHERE in self.units:
            return True
        if unit not in self._inside:
            chain = chain_of(self.connection, unit)
            self._inside[unit] = bool(self.units.intersection(chain))
        return self._inside[unit]

    def see(self, account: Account, grants: list[StoredGrant]) -> Managed | None:
        """Give an account as this administrator may see it, None where not at all.

        An account belongs where it holds a role; one that holds none any more belongs
        where it held them.
        """
        held = [grant for grant in grants if grant.holds(self.now)]
        inside = [self.covers(grant.unit) for grant in held or grants]
        if not any(inside) and EVERYWHERE not in self.units:
            return None
        seen = [grant for grant in held if self.covers(grant.unit)]
        place = next((g.unit for g in held or grants if self.covers(g.unit)), "")
        return Managed(account, tuple(seen), all(inside), place)

    def find(self, name: str) -> Managed:
        """Find an account by name.

        Raises
        ------
        Refused
            ``account-unknown``, also for an account of another unit.
        """
        known = read_name(name)
        account = find_account(self.connection, known) if known else None
        every = list_grants(self.connection, account.id) if account else {}
        found = self.see(account, every.get(account.id, [])) if account else None
        if found is None:
            raise Refused("account-unknown", name=name)
        return found


def check_grant(
    connection: Connection, role: str, unit: str, until: date | None, now: datetime
) -> datetime | None:
    """Judge a grant before it is made; give the instant at which it ends.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    role, unit
        What, and where; `EVERYWHERE` is the country.
    until
        The last day, or None for until it is revoked.
    now
        The instant, aware.

    Raises
    ------
    Refused
        ``grant-role``, ``grant-unit``, ``grant-until``.
    """
    if role not in ROLES:
        raise Refused("grant-role", role=role, known=sorted(ROLES))
    if unit != EVERYWHERE and unit not in unit_names(connection).units:
        raise Refused("grant-unit", unit=unit)
    return None if until is None else end_of(until, now, _LONGEST)


def end_of(until: date, now: datetime, longest: timedelta) -> datetime:
    """Give the instant at which a last day is over, in Vietnam.

    Raises
    ------
    Refused
        ``grant-until`` for a day that is over, or too far away.
    """
    today = now.astimezone(VIETNAM).date()
    if not today <= until <= today + longest:
        last = today + longest
        raise Refused("grant-until", until=until, first=today, last=last)
    return day_start(until + timedelta(days=1))


def last_day(ends: datetime) -> date:
    """Give the last day, in Vietnam, of what ends at an instant."""
    return (ends - timedelta.resolution).astimezone(VIETNAM).date()
