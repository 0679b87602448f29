"""Takes the log of a phone: any order, any number of times, the same in the end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from api.services.day_keys import DayKeys
from api.services.devices import read_bytes
from api.services.events_alerts import Heard, raise_alerts
from api.services.events_read import (
    AMEND,
    OVERRIDE,
    UNREAD,
    Event,
    Sorted,
    read_event,
)
from api.services.posts import list_posts
from api.store.checks import add_checks
from api.store.devices import Device, change_device, find_device
from api.store.engine import Connection, Engine, writing
from api.store.events import (
    Known,
    add_arrivals,
    known_events,
    newest_event,
    run_after,
    verdicts_of,
)
from api.store.shifts import end_shifts, shifts_of
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.permits.chain import BEGINS, signed_by

MOST: Final = 1000
"""Events at once."""
LATE: Final = timedelta(days=30)
AHEAD: Final = timedelta(hours=1)
_SAID_EVENTS = "vungxanh-events-1"
_MANY_SHIFTS = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone is answered; `accepted`, `duplicate` and `refused` add up.

    Parameters
    ----------
    contiguous
        All events up to this number are here: the phone may let go of them.
    newest
        The highest number that is here; above `contiguous` there are gaps.
    accepted, duplicate, refused
        New events; those that were here; those that say something else than what is
        here under their number.
    quarantined
        Whether the phone's log contradicted itself, now or before.
    """

    contiguous: int
    newest: int
    accepted: int
    duplicate: int
    refused: int
    quarantined: bool


def take_events(
    engine: Engine,
    day_keys: DayKeys,
    key: str,
    sent: Sequence[Any],
    signature: str,
    now: datetime,
) -> Told:
    """Keep a batch of a phone's events: all that is new in it, or nothing.

    Parameters
    ----------
    engine, now
        The store, and when it arrived.
    day_keys
        Turn a permit's number into its mark.
    key
        Of the phone.
    sent
        Objects with `text`, and `sealed` where a permit was shown.
    signature
        Of the phone over the texts in this order.

    Raises
    ------
    Refused
        ``device-unknown``, ``device-disabled``, ``device-key``, ``events-many``,
        ``event-unreadable``.
    """
    if len(sent) > MOST:
        raise Refused("events-many", seen=len(sent), most=MOST)
    events = [read_event(one) for one in sent]
    with writing(engine) as connection:
        device = find_device(connection, key, hold=True)
        if device is None:
            raise Refused("device-unknown", key=key)
        said = (_SAID_EVENTS, key, *(one.text for one in events))
        if not signed_by(device.public, read_bytes(signature), *said):
            raise Refused("device-key")
        if device.disabled_at is not None:
            raise Refused("device-disabled", key=key)
        found = _sort(connection, device, events)
        _keep(connection, day_keys, device, found, now)
        return _settle(connection, device, found, now)


def _sort(connection: Connection, device: Device, events: Iterable[Event]) -> Sorted:
    events = list(events)
    near = {seq + step for seq in (one.seq for one in events) for step in (-1, 0, 1)}
    known = known_events(connection, device.key, near)
    found = Sorted()
    for event in events:
        before = known.get(event.seq) or found.new.get(event.seq)
        if before is not None and before.sha256 != event.sha256:
            found.clashes.append(event)
        elif before is not None or event.seq <= device.contiguous:
            found.duplicate += 1  # also where the row became a count since
        else:
            found.new[event.seq] = event
    found.broken = _broken(device, found.new, known)
    return found


def _broken(
    device: Device, new: Mapping[int, Event], known: Mapping[int, Known]
) -> list[int]:
    """Name the new events that do not follow the one before, or lead to the next."""
    wrong = []
    every: dict[int, Event | Known] = {**known, **new}
    for seq, event in sorted(new.items()):
        before, after = every.get(seq - 1), every.get(seq + 1)
        head = None if before is None else before.sha256
        if head is None and seq - 1 == device.contiguous:
            head = device.head or BEGINS
        fits = head is None or event.previous == head
        if after is not None and seq + 1 in known and after.previous != event.sha256:
            fits = False
        if not fits:
            wrong.append(seq)
    return wrong


def _keep(
    connection: Connection,
    day_keys: DayKeys,
    device: Device,
    found: Sorted,
    now: datetime,
) -> None:
    new = [found.new[seq] for seq in sorted(found.new)]
    posts = list_posts(connection, device.unit, now)
    authorities = {one.id: one.authority for one in posts}
    shifts = {one.key: one for one in shifts_of(connection, device.key, _MANY_SHIFTS)}
    rows = []
    amended = _amendments(connection, device, found)
    for event in new:
        at = _at(event, now)
        unit = authorities.get(event.said.get("post", ""), device.unit)
        shift = event.said.get("shift", "")
        mark = day_keys.mark(bytes.fromhex(event.permit), at) if event.permit else ""
        rows.append(
            {
                "source": device.key,
                "seq": event.seq,
                "at": at,
                "kind": AMEND if event.seq in amended else event.kind,
                "unit": unit,
                "post": event.said.get("post", ""),
                "verdict": event.said.get("verdict", ""),
                "rules": event.said.get("rules", []),
                "mark": mark,
                "band": event.said.get("band", ""),
                "rush": event.said.get("rush", False),
                "bundle": event.said.get("bundle"),
                "shift": shift if shift in shifts else "",
                "text": None if event.kind == UNREAD else event.text,
                "previous": event.previous,
                "sha256": event.sha256,
                "recorded_at": now,
            }
        )
    add_checks(connection, rows)
    raise_alerts(connection, Heard(device, found, rows, shifts, posts, now))
    add_arrivals(connection, _arrivals(device, new, now))
    for event in new:
        shift = event.said.get("shift", "")
        if event.kind == "shift_off" and shift in shifts:
            ends = max(_at(event, now), shifts[shift].starts)
            end_shifts(connection, min(ends, now), key=shift)


def _amendments(connection: Connection, device: Device, found: Sorted) -> set[int]:
    """Name the overrides that let nobody pass who was not let pass before.

    One whose check is not here yet counts as an override.
    """
    told = [one for one in found.new.values() if one.kind == OVERRIDE]
    before = verdicts_of(connection, device.key, {one.of for one in told})
    before |= {seq: str(one.said.get("verdict", "")) for seq, one in found.new.items()}
    return {
        one.seq
        for one in told
        if one.said["verdict"] != "pass" or before.get(one.of) == "pass"
    }


def _settle(
    connection: Connection, device: Device, found: Sorted, now: datetime
) -> Told:
    last, head = run_after(connection, device.key, device.contiguous)
    quarantined = bool(found.clashes or found.broken or device.quarantined_at)
    changes: dict[str, Any] = {"synced_at": now}
    if last > device.contiguous:
        changes |= {"contiguous": last, "head": head}
    if quarantined and device.quarantined_at is None:
        changes["quarantined_at"] = now
    change_device(connection, device.key, **changes)
    newest = max(newest_event(connection, device.key), last)
    return Told(
        last,
        newest,
        len(found.new),
        found.duplicate,
        len(found.clashes),
        quarantined,
    )


def _at(event: Event, now: datetime) -> datetime:
    """Give when it was: by the phone, or by its arrival where that cannot be."""
    if event.kind == UNREAD:
        return now
    at = datetime.fromtimestamp(event.said["at"], UTC)
    return at if now - LATE < at <= now + AHEAD else now


def _arrivals(
    device: Device, new: Iterable[Event], now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "source": device.key,
            "seq": event.seq,
            "day": _at(event, now).astimezone(VIETNAM).date(),
            "unit": event.said["arrival"]["home"],
            "origin_zone": event.said["arrival"]["zone"],
            "heads": event.said["arrival"]["heads"],
        }
        for event in new
        if event.said.get("arrival")
    ]
