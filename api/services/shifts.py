"""Shifts: a phone is bound to a post and a direction, in the hands of one officer."""

import re
from dataclasses import dataclass
from typing import Final

from api.services.access import Actor, may, require
from api.services.chains import chain_of
from api.services.devices import Doing, read_bytes, require_device, write_down
from api.services.posts import find_post
from api.services.posts_read import DIRECTIONS
from api.store.devices import Device, find_device, hold_devices
from api.store.engine import Connection, Engine, writing
from api.store.shifts import Shift, add_shift, end_shifts, find_shift
from boundaries.refusal import Refused
from gis.permits.chain import signed_by

_KEY = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SAID_SHIFT: Final = "vungxanh-shift-1"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a phone asks for.

    Parameters
    ----------
    key
        Of the shift, as the phone chose it: 16 hex digits. Asked again, the answer is
        the same shift.
    device, post, direction
        What is bound to what.
    signature
        Of the phone over all four.
    """

    key: str
    device: str
    post: str
    direction: str
    signature: str


def start_shift(engine: Engine, doing: Doing, asked: Asked) -> tuple[Shift, str]:
    """Begin a shift; the one before it on this phone ends by that.

    Returns
    -------
    tuple of Shift, str
        The shift, and the unit of its phone.

    Raises
    ------
    Refused
        ``device-unknown``, ``device-disabled``, ``device-quarantined``,
        ``device-key`` where the phone did not sign; ``post-unknown``,
        ``shift-direction``, ``shift-key``; ``access-denied``.
    """
    if not _KEY.fullmatch(asked.key):
        raise Refused("shift-key", seen=asked.key)
    with writing(engine) as connection:
        hold_devices(connection)
        device = _require_fit(connection, doing.actor, asked)
        before = find_shift(connection, asked.key)
        if before is not None:
            if before[1:5] != (
                device.key,
                asked.post,
                asked.direction,
                doing.actor.name,
            ):
                raise Refused("shift-key", seen=asked.key)
            return before, device.unit
        unit = _require_post(connection, doing, device, asked)
        end_shifts(connection, doing.now, device=device.key)
        shift = Shift(
            asked.key,
            device.key,
            asked.post,
            asked.direction,
            doing.actor.name,
            doing.now,
            None,
        )
        add_shift(connection, shift, doing.now)
        write_down(connection, doing, "shift.start", shift.key, unit, kind="shift")
    return shift, device.unit


def end_shift(engine: Engine, doing: Doing, key: str) -> tuple[Shift, str]:
    """End a shift: anybody at its unit's posts may; twice is once.

    Returns
    -------
    tuple of Shift, str
        The shift, and the unit of its phone.

    Raises
    ------
    Refused
        ``shift-unknown``.
    """
    with writing(engine) as connection:
        shift, device = require_shift(connection, doing.actor, "post.read", key)
        if end_shifts(connection, doing.now, key=key):
            write_down(connection, doing, "shift.end", key, device.unit, kind="shift")
        found = find_shift(connection, key)
    return found or shift, device.unit


def require_shift(
    connection: Connection, actor: Actor, action: str, key: str
) -> tuple[Shift, Device]:
    """Give a shift, and its phone, of a unit in which somebody may do something.

    Raises
    ------
    Refused
        ``shift-unknown``, also for one of other units.
    """
    shift = find_shift(connection, key)
    device = None if shift is None else find_device(connection, shift.device)
    if shift is not None and device is not None:
        chain = chain_of(connection, device.unit) or (device.unit,)
        if may(actor, action, chain):
            return shift, device
    raise Refused("shift-unknown", key=key)


def _require_fit(connection: Connection, actor: Actor, asked: Asked) -> Device:
    device = require_device(connection, actor, "post.check", asked.device)
    said = (_SAID_SHIFT, device.key, asked.key, asked.post, asked.direction)
    if not signed_by(device.public, read_bytes(asked.signature), *said):
        raise Refused("device-key")
    if device.disabled_at is not None:
        raise Refused("device-disabled", key=device.key)
    if device.quarantined_at is not None:
        raise Refused("device-quarantined", key=device.key)
    return device


def _require_post(
    connection: Connection, doing: Doing, device: Device, asked: Asked
) -> str:
    """Give the authority of the post: it must lie in the phone's unit."""
    if asked.direction not in DIRECTIONS:
        raise Refused("shift-direction", seen=asked.direction, known=DIRECTIONS)
    post = find_post(connection, asked.post, doing.now)
    if post is None:
        raise Refused("post-unknown", post=asked.post)
    chain = chain_of(connection, post.authority) or (post.authority,)
    require(doing.actor, "post.check", chain)
    if device.unit not in chain:
        raise Refused("post-unknown", post=asked.post)
    return post.authority
