"""What a directive says: its form as people fill it in, judged, and as a frame.

The times are kept as they were typed, days or local date-times: "to the end of the
20th" is a day that is held whole, and reads so again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from api.store.documents import Stored
from boundaries.names import clean
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM, Span, parse_when
from boundaries.units import ancestors
from gis.directives import COLUMNS

TEXTS: Mapping[str, int] = {
    "title": 200,
    "basis": 200,
    "issuer": 200,
    "goal": 1000,
    "owner": 200,
    "set_by": 200,
    "clause": 500,
}
"""Members that are text, and the most letters of each; number and signer are given
when it is decided, never by who drafts."""
NEEDED = ("units", "starts", "basis", "goal")
OPTIONAL = ("excepted", "ends", "deadline", "measures", *sorted({*TEXTS} - {*NEEDED}))
_MOST_UNITS = 2000
_MOST_MEASURES = 40
_LONGEST_MEASURE = 400
_CSV = ("number", "issuer", "signer", "basis", "goal", "clause")


def read_form(given: Mapping[str, Any], units: pd.DataFrame) -> dict[str, Any]:
    """Read a directive as a person fills it in.

    Parameters
    ----------
    given
        The members `NEEDED` and `OPTIONAL`; every one judged.
    units
        The units frame of the province.

    Returns
    -------
    dict
        The content of the document: every member there, texts NFC and trimmed.

    Raises
    ------
    Refused
        ``directive-form`` with a fault for every member that is wrong.
    """
    faults: list[Fault] = []
    content: dict[str, Any] = {
        name: _text(given.get(name, ""), name, most, faults)
        for name, most in TEXTS.items()
    }
    content |= {
        name: _codes(given.get(name, []), name, faults)
        for name in ("units", "excepted")
    }
    content |= {
        name: _when(given.get(name), name, faults)
        for name in ("starts", "ends", "deadline")
    }
    content["measures"] = _measures(given.get("measures", []), faults)
    for name in NEEDED:
        wrong = any(fault.facts.get("member") == name for fault in faults)
        if not content[name] and not wrong:
            faults.append(Fault("directive-member-missing", {"member": name}))
    if not faults:
        faults += _place_faults(content, units)
        faults += _time_faults(content)
    if faults:
        raise Refused("directive-form", faults=faults, count=len(faults))
    return content


def blank() -> dict[str, Any]:
    """Give what nobody has said of a new directive yet."""
    acts = ("submitted", "decided", "announced", "ended", "returned")
    return {"number": "", "signer": "", "measures": [], **dict.fromkeys(acts)}


def span_of(content: Mapping[str, Any]) -> Span:
    """Give the span that was typed; it was judged when it was saved."""
    ends = content["ends"]
    return Span.typed(parse_when(content["starts"]), parse_when(ends) if ends else None)


def frame_of(documents: Iterable[Stored]) -> pd.DataFrame:
    """Give documents as a directives frame, under the ids of ``directives.csv``."""
    rows = []
    for one in documents:
        content, span = one.content, span_of(one.content)
        deadline = content["deadline"]
        row = {name: content[name] for name in _CSV}
        row |= {name: tuple(content[name]) for name in ("units", "excepted")}
        row |= {"id": content["id"], "starts": span.starts, "ends": span.ends}
        row["deadline"] = date.fromisoformat(deadline) if deadline else None
        rows.append(row)
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=object) for name in COLUMNS}
    )


def content_of_row(
    row: Mapping[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Give a row of a directives frame as content.

    What ``directives.csv`` has no column for stays as it was `before`; `imported`
    tells this row from another one.
    """
    empty = {**dict.fromkeys(TEXTS, ""), **blank()}
    deadline = row["deadline"]
    said = {
        **{name: clean(str(row[name])) for name in _CSV},
        "id": row["id"],
        "units": list(row["units"]),
        "excepted": list(row["excepted"]),
        "starts": as_typed(row["starts"], last=False),
        "ends": None if pd.isna(row["ends"]) else as_typed(row["ends"], last=True),
        "deadline": None if pd.isna(deadline) else deadline.isoformat(),
    }
    whole = json.dumps(said, ensure_ascii=False, sort_keys=True)
    mark = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return {**empty, **(before or {}), **said, "imported": mark}


def csv_row(one: Stored) -> list[str]:
    """Give a document as a row of ``directives.csv``."""
    content = one.content
    return [
        content["id"],
        content["number"],
        content["issuer"],
        content["signer"],
        content["basis"],
        ";".join(content["units"]),
        ";".join(content["excepted"]),
        content["starts"],
        content["ends"] or "",
        content["goal"],
        content["deadline"] or "",
        content["clause"],
    ]


def as_typed(instant: datetime, *, last: bool) -> str:
    """Write an end of a span as people type it: a whole day as the day.

    Parameters
    ----------
    instant
        Aware.
    last
        Whether it is the first instant that is no longer inside.
    """
    here = instant.astimezone(VIETNAM)
    if here.timetz().replace(tzinfo=None) == time():
        day = here.date() - timedelta(days=1) if last else here.date()
        return day.isoformat()
    exact = "seconds" if here.second or here.microsecond else "minutes"
    return here.replace(tzinfo=None).isoformat(timespec=exact)


def _text(found: object, name: str, most: int, faults: list[Fault]) -> str:
    if not isinstance(found, str) or len(found) > most:
        faults.append(Fault("directive-text", {"member": name, "most": most}))
        return ""
    return clean(found)


def _codes(found: object, name: str, faults: list[Fault]) -> list[str]:
    good = isinstance(found, list) and len(found) <= _MOST_UNITS
    if not good or not all(isinstance(code, str) for code in found):  # type: ignore[attr-defined]
        faults.append(Fault("directive-codes", {"member": name, "most": _MOST_UNITS}))
        return []
    codes: Sequence[str] = found  # type: ignore[assignment]
    return list(dict.fromkeys(code.strip() for code in codes if code.strip()))


def _when(found: object, name: str, faults: list[Fault]) -> str | None:
    """Give a time as it was typed, in the place's clock."""
    if found is None or found == "":
        return None
    try:
        when = parse_when(found) if isinstance(found, str) else None
    except (Refused, OverflowError):
        when = None
    facts = {"member": name, "seen": str(found)}
    if when is None or not 1900 <= when.year <= 2999:  # noqa: PLR2004 - years people mean
        faults.append(Fault("directive-when", facts))
        return None
    if not isinstance(when, datetime):
        return when.isoformat()
    if name == "deadline":
        faults.append(Fault("directive-when", facts))
        return None
    return as_typed(when, last=name == "ends")


def _measures(found: object, faults: list[Fault]) -> list[str]:
    good = isinstance(found, list) and len(found) <= _MOST_MEASURES
    texts: Sequence[Any] = found if good else []  # type: ignore[assignment]
    short = all(isinstance(t, str) and len(t) <= _LONGEST_MEASURE for t in texts)
    if not good or not short:
        facts = {"most": _MOST_MEASURES, "longest": _LONGEST_MEASURE}
        faults.append(Fault("directive-measures", facts | {"member": "measures"}))
        return []
    return [text for text in (clean(one) for one in texts) if text]


def _place_faults(content: Mapping[str, Any], units: pd.DataFrame) -> list[Fault]:
    known = set(units.index)
    named = content["units"]
    faults = [
        Fault("directive-place-unknown", {"member": name, "unit": code})
        for name in ("units", "excepted")
        for code in content[name]
        if code not in known
    ]
    for code in content["excepted"]:
        if code in known and not {*ancestors(units, code)} & {*named}:
            facts = {"member": "excepted", "unit": code}
            faults.append(Fault("directive-place-outside", facts))
    return faults


def _time_faults(content: Mapping[str, Any]) -> list[Fault]:
    try:
        span = span_of(content)
    except (Refused, OverflowError):
        facts = {"member": "ends", "starts": content["starts"], "ends": content["ends"]}
        return [Fault("directive-span", facts)]
    deadline = content["deadline"]
    if deadline and date.fromisoformat(deadline) < span.first_day():
        facts = {"member": "deadline", "deadline": date.fromisoformat(deadline)}
        return [Fault("directive-deadline-early", facts)]
    return []
