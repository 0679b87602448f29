"""Records of perimeters, read back from their files."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from boundaries.names import clean
from boundaries.read.document import read_document
from boundaries.refusal import Refused
from boundaries.spans import parse_when
from gis.perimeters.life.acts import act_on, start_record
from gis.perimeters.life.record import ACTS, FORMAT, Event, Holder, Record

_MEMBERS = ("id", "name", "head", "deputy", "review_day", "events")


def read_record(path: Path) -> Record:
    """Read one record, and walk through its acts as if they were done now.

    A file that was changed by hand into a life that could not have been (confirmed
    after it lapsed, acts out of order) is refused as the act itself would be.

    Raises
    ------
    Refused
        What `read_document` refuses; ``record-form`` with the member; what
        `start_record` and `act_on` refuse.
    """
    read = read_document(path, form=FORMAT)
    return parse_record(read.content, read.name)


def parse_record(content: dict[str, Any], name: str) -> Record:
    """Take a record out of its document, as `read_record` does.

    Parameters
    ----------
    content
        What `record_document` gave.
    name
        What sentences call it.

    Raises
    ------
    Refused
        What `read_record` refuses of a document.
    """
    for member in _MEMBERS:
        if not content.get(member):
            raise Refused("record-form", name=name, member=member)
    events = content["events"]
    if not isinstance(events, list):
        raise Refused("record-form", name=name, member="events")
    first, *later = [_event(event, name, place) for place, event in enumerate(events)]
    holders = (
        _holder(content["head"], name, "head"),
        _holder(content["deputy"], name, "deputy"),
    )
    review = _day(content["review_day"], name)
    title = (_text(content, "id", name), _text(content, "name", name))
    record = start_record(title, first.units, holders, review, first)
    for event in later:
        record = act_on(record, event)
    return record


def read_records(folder: Path) -> list[Record]:
    """Read all records of a folder (``*.json``), by file name.

    Raises
    ------
    Refused
        ``file-missing``; ``records-none``; ``record-id-twice``; what `read_record`
        refuses.
    """
    if not folder.is_dir():
        raise Refused("file-missing", name=str(folder))
    records = [read_record(path) for path in sorted(folder.glob("*.json"))]
    if not records:
        raise Refused("records-none", name=folder.name)
    ids = [record.id for record in records]
    for one in ids:
        if ids.count(one) > 1:
            raise Refused("record-id-twice", id=one)
    return records


def _event(value: Any, name: str, place: int) -> Event:
    where = f"events[{place}]"
    if not isinstance(value, dict) or value.get("act") not in ACTS:
        raise Refused("record-form", name=name, member=f"{where}.act")
    units = value.get("units", [])
    if not isinstance(units, list) or not all(isinstance(u, str) for u in units):
        raise Refused("record-form", name=name, member=f"{where}.units")
    at = parse_when(_text(value, "at", name, where))
    if not isinstance(at, datetime):
        raise Refused("record-form", name=name, member=f"{where}.at")
    number, clause, reason = (
        _text(value, key, name, where, empty=True)
        for key in ("number", "clause", "reason")
    )
    by = _holder(value.get("by"), name, f"{where}.by")
    area = value.get("area")
    if isinstance(area, bool) or not isinstance(area, int | float | None):
        raise Refused("record-form", name=name, member=f"{where}.area")
    return Event(at, value["act"], by, tuple(units), number, clause, reason, area)


def _holder(value: Any, name: str, member: str) -> Holder:
    if not isinstance(value, dict):
        raise Refused("record-form", name=name, member=member)
    return Holder(
        _text(value, "name", name, member), _text(value, "office", name, member)
    )


def _day(value: Any, name: str) -> date:
    day = parse_when(value) if isinstance(value, str) else None
    if day is None or isinstance(day, datetime):
        raise Refused("record-form", name=name, member="review_day")
    return day


def _text(
    value: dict[str, Any], key: str, name: str, where: str = "", *, empty: bool = False
) -> str:
    text = value.get(key, "")
    if not isinstance(text, str) or not (text or empty):
        member = f"{where}.{key}".lstrip(".")
        raise Refused("record-form", name=name, member=member)
    return clean(text)
