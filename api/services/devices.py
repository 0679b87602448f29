"""Phones that are posts: enrolled once, by a code; shut out by who manages them."""

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from api.services.access import Actor, may, require, units_for
from api.services.chains import chain_of
from api.store.audit import Entry, append
from api.store.devices import (
    Device,
    add_code,
    add_device,
    change_device,
    find_code,
    find_device,
    hold_devices,
    list_devices,
    use_code,
)
from api.store.engine import Connection, Engine, reading, writing
from api.store.shifts import end_shifts
from boundaries.refusal import Refused
from gis.permits.chain import is_point, name_device, signed_by

LASTS: Final = timedelta(minutes=15)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none looks like another
_FOLDED = str.maketrans("OIL", "011")
_LENGTH = 8
_CODE = re.compile(f"[{_LETTERS}]{{{_LENGTH}}}", re.ASCII)
_POINT = _SIGNATURE = 64
_SAID_DEVICE = "vungxanh-device-1"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, when, and in which request."""

    actor: Actor
    now: datetime
    request: str = ""


def make_code(engine: Engine, doing: Doing, unit: str) -> tuple[str, datetime]:
    """Make a code that enrols one phone for a unit; only its hash is kept.

    Returns
    -------
    tuple of str, datetime
        The code, and when it ends.
    """
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    ends = doing.now + LASTS
    with writing(engine) as connection:
        require(doing.actor, "post.manage", chain_of(connection, unit) or (unit,))
        add_code(
            connection,
            sha256=_hash(code),
            unit=unit,
            author=doing.actor.name,
            ends=ends,
            recorded_at=doing.now,
        )
        write_down(connection, doing, "device.code", unit, unit)
    return code, ends


def enrol(
    engine: Engine, doing: Doing, code: str, label: str, public: str, signature: str
) -> Device:
    """Take a phone's public key, for the unit that the code was made for.

    The same phone with the same code once more changes nothing: the answer to the
    first time may have been lost.

    Raises
    ------
    Refused
        ``device-code`` for one that is none, was used or ended; ``device-key`` where
        the key is no point of the curve, or did not sign; ``access-denied``.
    """
    # The phone signs what was typed; the look-alikes are folded here only.
    typed = code.translate(_FOLDED)
    point, signed = read_bytes(public), read_bytes(signature)
    if not signed_by(point, signed, _SAID_DEVICE, code, public) or not is_point(point):
        raise Refused("device-key")
    key = name_device(point)
    with writing(engine) as connection:
        hold_devices(connection)
        found = find_code(connection, _hash(typed)) if _CODE.fullmatch(typed) else None
        if found is None or doing.now >= found.ends or found.device not in {None, key}:
            raise Refused("device-code")
        chain = chain_of(connection, found.unit) or (found.unit,)
        require(doing.actor, "post.check", chain)
        known = find_device(connection, key)
        if known is not None and known.public != point:
            raise Refused("device-key")
        if found.device is None:
            use_code(connection, _hash(typed), key)
        if known is None:
            add_device(
                connection,
                key=key,
                label=label,
                unit=found.unit,
                public=point,
                author=doing.actor.name,
                recorded_at=doing.now,
            )
            write_down(connection, doing, "device.enrol", key, found.unit)
        device = find_device(connection, key)
    if device is None or device.unit != found.unit:
        raise Refused("device-code")
    return device


def list_own(engine: Engine, actor: Actor, action: str) -> list[Device]:
    """Give the phones of the units in which somebody may do something, by key."""
    if not units_for(actor, action):
        return []
    with reading(engine) as connection:
        return [
            one
            for one in list_devices(connection)
            if may(actor, action, chain_of(connection, one.unit) or (one.unit,))
        ]


def disable(engine: Engine, doing: Doing, key: str, reason: str) -> Device:
    """Shut a phone out: its shift ends, and its log is no longer taken.

    Raises
    ------
    Refused
        ``device-unknown``, also for one of other units; ``device-disabled`` where it
        was shut out before.
    """
    with writing(engine) as connection:
        device = require_device(connection, doing.actor, "post.manage", key)
        if device.disabled_at is not None:
            raise Refused("device-disabled", key=key)
        change_device(connection, key, disabled_at=doing.now)
        end_shifts(connection, doing.now, device=key)
        write_down(connection, doing, "device.disable", key, device.unit, reason=reason)
        found = find_device(connection, key)
    return found or device


def require_device(
    connection: Connection, actor: Actor, action: str, key: str
) -> Device:
    """Give a phone of a unit in which somebody may do something.

    Raises
    ------
    Refused
        ``device-unknown``, also for one of other units.
    """
    device = find_device(connection, key)
    if device is not None and may(
        actor, action, chain_of(connection, device.unit) or (device.unit,)
    ):
        return device
    raise Refused("device-unknown", key=key)


def read_bytes(text: str) -> bytes:
    """Read 64 bytes that stand as unpadded base64url.

    Raises
    ------
    Refused
        ``device-key``.
    """
    try:
        found = base64.b64decode(text.encode("ascii") + b"==", b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise Refused("device-key") from None
    if len(found) != _POINT or base64.urlsafe_b64encode(found).rstrip(b"=") != (
        text.encode()
    ):
        raise Refused("device-key")
    return found


def write_down(
    connection: Connection,
    doing: Doing,
    act: str,
    key: str,
    unit: str,
    *,
    kind: str = "device",
    reason: str = "",
) -> None:
    """Put what was done to a phone or a shift into the audit."""
    append(
        connection,
        Entry(
            doing.now,
            doing.actor.name,
            doing.actor.via,
            act,
            kind,
            key,
            unit,
            reason=reason,
            request=doing.request,
        ),
    )


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
