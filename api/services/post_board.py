"""Posts as who manages them sees them: who stands where, which phones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from api.services.access import Actor, may, units_for
from api.services.chains import chain_of
from api.services.posts import list_posts
from api.services.posts_read import StandingPost
from api.services.unit_names import unit_names
from api.store.devices import Device, list_devices
from api.store.engine import Connection, Engine, reading
from api.store.events import missing_after
from api.store.shifts import Shift, open_shifts, shifts_of

MOST: Final = 500
SILENT: Final = timedelta(hours=6)
_SHIFTS = 3
_MANAGE = "post.manage"


@dataclass(frozen=True, slots=True)
class Standing:
    """A phone, and what it does.

    Parameters
    ----------
    device, unit_name
        The phone, and the name of its unit.
    shifts
        Its newest, the newest first; the first one may last.
    missing
        Events that are not here though later ones are.
    silent
        On shift, and not heard of for `SILENT`.
    """

    device: Device
    unit_name: str
    shifts: tuple[Shift, ...]
    missing: int
    silent: bool

    @property
    def on(self) -> Shift | None:
        """Give the shift that lasts, if one does."""
        newest = next(iter(self.shifts), None)
        return newest if newest is not None and newest.ends is None else None


@dataclass(frozen=True, slots=True)
class Held:
    """A post, and the shifts that last there."""

    post: StandingPost
    authority_name: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All of it.

    Parameters
    ----------
    posts
        At most `MOST`, those with somebody on shift first.
    of_posts
        How many there are.
    phones
        By unit and label.
    units
        Codes and names of the units that are managed; "" is the country.
    """

    posts: tuple[Held, ...]
    of_posts: int
    phones: tuple[Standing, ...]
    units: tuple[tuple[str, str], ...]


def board_of(engine: Engine, actor: Actor, now: datetime) -> Board:
    """Give the board of the units whose posts somebody manages."""
    units = units_for(actor, _MANAGE)
    with reading(engine) as connection:
        names = unit_names(connection)
        posts = {p.id: p for unit in units for p in list_posts(connection, unit, now)}
        lasting = open_shifts(connection)
        held = [
            Held(
                post,
                names.path(post.authority)[0] if names.path(post.authority) else "",
                tuple(one for one in lasting if one.post == post.id),
            )
            for post in posts.values()
        ]
        held.sort(key=lambda one: (not one.shifts, one.post.authority, one.post.id))
        phones = _phones(connection, actor, now)
    called = [(unit, ", ".join(names.path(unit))) for unit in units]
    return Board(tuple(held[:MOST]), len(held), phones, tuple(called))


def _phones(
    connection: Connection, actor: Actor, now: datetime
) -> tuple[Standing, ...]:
    names = unit_names(connection)
    found = []
    for device in list_devices(connection):
        if not may(actor, _MANAGE, chain_of(connection, device.unit) or (device.unit,)):
            continue
        shifts = tuple(shifts_of(connection, device.key, _SHIFTS))
        on = bool(shifts) and shifts[0].ends is None
        heard = device.synced_at or (shifts[0].starts if shifts else None)
        silent = on and heard is not None and now - heard > SILENT
        missing = missing_after(connection, device.key, device.contiguous)
        name = ", ".join(names.path(device.unit)[:1])
        found.append(Standing(device, name, shifts, missing, silent))
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.device.disabled_at is not None,
                one.device.unit,
                one.device.label,
            ),
        )
    )
