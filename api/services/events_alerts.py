"""What a phone's log tells that somebody should look at: questions, never refusals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from api.services.access import ROLES
from api.services.chains import chain_of
from api.services.checks.alerts import Sighting
from api.services.checks.told import tell_alerts
from api.services.events_read import OVERRIDE, UNREAD, Sorted
from api.services.held import grants_held
from api.services.posts_read import StandingPost
from api.store.accounts import find_account
from api.store.alerts import add_alert, is_told
from api.store.devices import Device
from api.store.engine import Connection
from api.store.events import uses_of
from api.store.shifts import Shift

BROKEN: Final = "chain_broken"
USED: Final = "used_twice"
ALONE: Final = "override_alone"
UNKNOWN: Final = "event_unread"
SAME_TRIP: Final = timedelta(minutes=30)
"""A single-trip permit that is read again so soon at one post is the same trip."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A batch, as it is looked at.

    Parameters
    ----------
    device, found
        Who sent it, and what of it is new or does not fit.
    rows
        What was kept, as the table `checks` has it.
    shifts
        Of the phone, by key.
    posts
        Of its unit.
    now
        When it arrived.
    """

    device: Device
    found: Sorted
    rows: Sequence[Mapping[str, Any]]
    shifts: Mapping[str, Shift]
    posts: Sequence[StandingPost]
    now: datetime


def raise_alerts(connection: Connection, heard: Heard) -> None:
    """Keep what should be looked at; the batch itself is kept before."""
    for alert in (
        *_contradictions(heard),
        *_trips(connection, heard),
        *_overrides(connection, heard),
    ):
        add_alert(connection, **alert, recorded_at=heard.now)
    places = {one.id: (one.lon, one.lat) for one in heard.posts}
    checked = (row for row in heard.rows if row["kind"] == "check")
    seen = [
        (row["mark"], Sighting(row["at"], row["unit"], row["post"])) for row in checked
    ]
    tell_alerts(connection, seen, places.get, heard.now)


def _contradictions(heard: Heard) -> Iterator[dict[str, Any]]:
    """Tell of numbers that say two things, and of texts that we do not know."""
    unit, now, key = heard.device.unit, heard.now, heard.device.key
    numbers = sorted({*heard.found.broken, *(one.seq for one in heard.found.clashes)})
    if numbers and heard.device.quarantined_at is None:
        facts = {"device": key, "seq": numbers[0], "count": len(numbers)}
        yield _alert(now, BROKEN, unit, [], facts)
    unread = [seq for seq, one in heard.found.new.items() if one.kind == UNREAD]
    if unread:
        facts = {"device": key, "seq": min(unread), "count": len(unread)}
        yield _alert(now, UNKNOWN, unit, [], facts)


def _trips(connection: Connection, heard: Heard) -> Iterator[dict[str, Any]]:
    """Tell of permits for one trip that let somebody through twice."""
    single = {seq for seq, one in heard.found.new.items() if one.said.get("single")}
    mine = [r for r in heard.rows if r["seq"] in single and r["verdict"] == "pass"]
    marks = {row["mark"] for row in mine if row["mark"]}
    if not marks:
        return
    uses = uses_of(connection, marks)
    for mark in sorted(marks):
        seen = [one for one in uses if one.mark == mark]
        first = seen[0]
        other = next(
            (
                one
                for one in seen[1:]
                if one.post != first.post or one.at - first.at > SAME_TRIP
            ),
            None,
        )
        since = first.at - timedelta(seconds=1)
        if other is None or is_told(connection, USED, other.unit, mark, since):
            continue
        facts = {
            "first": first.at.isoformat(timespec="seconds"),
            "second": other.at.isoformat(timespec="seconds"),
        }
        posts = [first.post, other.post]
        yield _alert(other.at, USED, other.unit, posts, facts, mark)


def _overrides(connection: Connection, heard: Heard) -> Iterator[dict[str, Any]]:
    """Tell of overrides for which no second officer stands."""
    at = {row["seq"]: row for row in heard.rows}
    for seq, event in sorted(heard.found.new.items()):
        if at[seq]["kind"] != OVERRIDE:
            continue
        second = event.said["override"]["second"]
        shift = heard.shifts.get(event.said["shift"])
        officer = "" if shift is None else shift.officer
        if second != officer and _is_officer(connection, second, heard):
            continue
        row = at[seq]
        facts = {"device": heard.device.key, "seq": seq}
        yield _alert(row["at"], ALONE, row["unit"], [row["post"]], facts)


def _is_officer(connection: Connection, name: str, heard: Heard) -> bool:
    """Say whether a name is of somebody who works at posts of the phone's unit."""
    account = find_account(connection, name)
    if account is None or account.closed_at is not None:
        return False
    near = {"", *chain_of(connection, heard.device.unit), heard.device.unit}
    return any(
        "post.read" in ROLES.get(grant.role, ())
        and (
            grant.unit in near or heard.device.unit in chain_of(connection, grant.unit)
        )
        for grant in grants_held(connection, account.id, heard.now)
    )


def _alert(
    at: datetime,
    kind: str,
    unit: str,
    posts: list[str],
    facts: dict[str, Any],
    mark: str = "",
) -> dict[str, Any]:
    return {
        "at": at,
        "kind": kind,
        "unit": unit,
        "posts": posts,
        "facts": facts,
        "mark": mark,
    }
