"""Phones at posts: enrolled with a code, shut out, and what their logs tell."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app

from api.services import devices
from api.services.checks.desk import CheckDesk
from api.services.devices import Doing
from api.services.events import take_events
from api.store.devices import Device
from api.web.body import give, read_body, read_text
from api.web.door import (
    actor,
    allow,
    allow_listed,
    needs,
    now,
    request_id,
    signs_itself,
    store,
)
from api.web.query import read_code, require_known
from boundaries.names import clean
from boundaries.refusal import Refused

bp = Blueprint("devices", __name__, url_prefix="/api/v1/devices")


@bp.post("/codes")
@needs("post.manage")
def make_code() -> Response:
    """Make a code for one phone; this answer is the only one that shows it."""
    body = read_body("unit")
    unit = read_code("unit", read_text(body, "unit", least=1, most=32))
    allow("post.manage", unit)
    code, ends = devices.make_code(store(), doing(), unit)
    return give({"code": code, "unit": unit, "ends": ends}, 201)


@bp.post("")
@needs("post.check")
def enrol() -> Response:
    """Take the public key of the phone in the officer's hand."""
    body = read_body("code", "label", "public", "signature")
    label = clean(read_text(body, "label", least=1, most=60))
    device = devices.enrol(
        store(),
        doing(),
        read_text(body, "code", least=1, most=40),
        label,
        read_text(body, "public", least=1, most=100),
        read_text(body, "signature", least=1, most=100),
    )
    allow("post.check", device.unit)
    return give(device_document(device), 201)


@bp.get("")
@needs("post.manage")
def list_devices() -> Response:
    """List the phones of one's units."""
    require_known(())
    allow_listed("post.manage")
    found = devices.list_own(store(), actor(), "post.manage")
    return give({"items": [device_document(one) for one in found]})


@bp.post("/<key>/disable")
@needs("post.manage")
def disable(key: str) -> Response:
    """Shut a phone out for good: lost, stolen, or in wrong hands."""
    body = read_body("reason")
    reason = read_text(body, "reason", least=1)
    device = devices.disable(store(), doing(), key, reason)
    allow("post.manage", device.unit)
    return give(device_document(device))


@bp.post("/<key>/events")
@signs_itself
def take(key: str) -> Response:
    """Take events of a phone's log, in any order and any number of times.

    The phone signs; nobody need be signed in. All that this gives is to add to the log
    of that phone: nothing is read by it.
    """
    body = read_body("events", "signature")
    events = body["events"]
    if not isinstance(events, list):
        raise Refused("event-unreadable")
    signature = read_text(body, "signature", least=1, most=100)
    checks: CheckDesk = current_app.extensions["checks"]
    told = take_events(store(), checks.day_keys, key, events, signature, now())
    return give(asdict(told))


def device_document(device: Device) -> dict[str, Any]:
    """Give a phone without its key's bytes."""
    return {
        "key": device.key,
        "label": device.label,
        "unit": device.unit,
        "enrolled_by": device.author,
        "enrolled_at": device.recorded_at,
        "disabled_at": device.disabled_at,
        "quarantined_at": device.quarantined_at,
        "synced_at": device.synced_at,
        "contiguous": device.contiguous,
    }


def doing() -> Doing:
    """Give who does something now, in this request."""
    return Doing(actor(), now(), request_id())
