"""One further version of a perimeter, and what the audit says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely

from api.services.access import Actor
from api.services.perimeters_state import KIND, record_in
from api.store.audit import Entry, append
from api.store.documents import Stored, save_version
from api.store.engine import Connection
from gis.perimeters.life import (
    LAPSES_AFTER,
    Event,
    Holder,
    Record,
    record_document,
    start_record,
)


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, when, and in which request."""

    actor: Actor
    now: datetime
    request: str = ""

    @property
    def holder(self) -> dict[str, str]:
        """Give the person as documents name one."""
        return {"name": self.actor.full_name, "office": self.actor.office}


@dataclass(frozen=True, slots=True)
class Change:
    """What one act makes of a perimeter.

    Parameters
    ----------
    act
        The word for it: ``create``, ``save``, ``submit`` ...
    state
        Of the new version.
    content
        Of the new version.
    geom
        Its shape.
    number, reason
        For the audit; "" for none.
    """

    act: str
    state: str
    content: Mapping[str, Any]
    geom: shapely.Geometry | None
    number: str = ""
    reason: str = ""


def write_first(
    connection: Connection, key: str, unit: str, change: Change, doing: Doing
) -> Stored:
    """Keep the first version of a perimeter."""
    return _write(connection, key, unit, 1, None, change, doing)


def write_next(
    connection: Connection, before: Stored, change: Change, doing: Doing
) -> Stored:
    """Keep the version after `before`.

    Raises
    ------
    Refused
        ``document-moved``.
    """
    place = (before.key, before.unit, before.version + 1)
    return _write(connection, *place, before, change, doing)


def begin_record(key: str, content: Mapping[str, Any], event: Event) -> Record:
    """Begin the record of a perimeter's life out of what its content says."""
    return start_record(
        (key, content["name"]),
        event.units,
        (Holder(**content["head"]), Holder(**content["deputy"])),
        date.fromisoformat(content["review_day"]),
        event,
    )


def with_record(content: Mapping[str, Any], record: Record) -> dict[str, Any]:
    """Put the record of its life into a content."""
    return {**content, "record": record_document(record)}


def _write(
    connection: Connection,
    key: str,
    unit: str,
    version: int,
    before: Stored | None,
    change: Change,
    doing: Doing,
) -> Stored:
    starts, ends = _span(record_in(change.content))
    stored = save_version(
        connection,
        Stored(
            KIND,
            key,
            version,
            unit,
            change.state,
            change.content,
            doing.actor.name,
            doing.now,
            change.geom,
            starts,
            ends,
        ),
    )
    after: dict[str, Any] = {"version": version, "state": change.state}
    after |= {"units": change.content["units"]}
    if change.number:
        after["number"] = change.number
    was = None
    if before is not None:
        was = {"version": before.version, "state": before.state}
        was |= {"units": before.content["units"]}
    append(
        connection,
        Entry(
            doing.now,
            doing.actor.name,
            doing.actor.via,
            f"perimeter.{change.act}",
            KIND,
            key,
            unit,
            was,
            after,
            change.reason,
            doing.request,
        ),
    )
    return stored


def _span(record: Record | None) -> tuple[datetime | None, datetime | None]:
    """Say when it holds: a temporary one ends by itself, another when it is lifted."""
    if record is None:
        return None, None
    first, last = record.events[0], record.events[-1]
    sure = any(event.act in {"announced", "confirmed"} for event in record.events)
    if last.act == "lifted":
        return first.at, last.at
    return first.at, None if sure else first.at + LAPSES_AFTER
