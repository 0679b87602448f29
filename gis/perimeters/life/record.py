"""The record of one perimeter: who answers for it, and every act on it in order."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from boundaries.spans import VIETNAM

FORMAT = "vungxanh-perimeter-record-1"
LAPSES_AFTER = timedelta(hours=24)
"""A temporary lockdown nobody confirms ends by itself after this time."""

Act = Literal["drawn", "announced", "confirmed", "narrowed", "lifted"]
ACTS: tuple[Act, ...] = ("drawn", "announced", "confirmed", "narrowed", "lifted")
FIRST: tuple[Act, ...] = ("drawn", "announced")
"""How a perimeter begins: drawn in a hurry, or announced after it was decided."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person by the office held; the office answers, whoever sits in it."""

    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Event:
    """One act on a perimeter. Acts are added and never changed.

    Parameters
    ----------
    at
        When it took effect, with its zone.
    act
        ``drawn``, ``announced``, ``confirmed``, ``narrowed``, ``lifted``.
    by
        Who did it, with the office.
    units
        Codes that stay enclosed from then on, sorted; empty for ``lifted``.
    number
        Of the decision; ``""`` for a temporary lockdown drawn without one.
    clause
        What it rests on; ``""`` where nothing was named.
    reason
        Why, in a sentence.
    area
        Square kilometres enclosed from then on, of a drawn shape; None where the
        units say it all.
    """

    at: datetime
    act: Act
    by: Holder
    units: tuple[str, ...]
    number: str = ""
    clause: str = ""
    reason: str = ""
    area: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One perimeter from its first line to its end.

    Parameters
    ----------
    id, name
        What it is called.
    head, deputy
        Who is in charge, and who when the head is away.
    review_day
        The day by which it is looked at again.
    events
        In order of time, the first one of `FIRST`.
    """

    id: str
    name: str
    head: Holder
    deputy: Holder
    review_day: date
    events: tuple[Event, ...]


def record_document(record: Record) -> dict[str, object]:
    """Give the record as the JSON document that `read_record` reads."""
    return {
        "format": FORMAT,
        "id": record.id,
        "name": record.name,
        "head": _holder(record.head),
        "deputy": _holder(record.deputy),
        "review_day": record.review_day.isoformat(),
        "events": [_event(event) for event in record.events],
    }


def _event(event: Event) -> dict[str, object]:
    """Give one act: to the minute, to the second where it was done within one."""
    at = event.at.astimezone(VIETNAM)
    told: dict[str, object] = {
        "at": at.isoformat(timespec="seconds" if at.second else "minutes"),
        "act": event.act,
        "by": _holder(event.by),
        "units": list(event.units),
        "number": event.number,
        "clause": event.clause,
        "reason": event.reason,
    }
    return told if event.area is None else {**told, "area": event.area}


def _holder(holder: Holder) -> dict[str, str]:
    return {"name": holder.name, "office": holder.office}
