"""What the chain of acts says: whether it is whole, who did what, its head of a day.

A chain cannot tell what was cut off its end, nor that all of it was written anew. A
head that was printed earlier, and lies with somebody else, can.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from api.services.access import EVERYWHERE, Actor, units_for
from api.services.unit_names import unit_names
from api.store.audit import BEGINS, Entry, Written, last_entry, list_numbers, walk
from api.store.desk import audit
from api.store.engine import Connection, Engine, reading
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM, day_start

_AT_ONCE = 500
_RETRY_S = 60.0
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)  # beyond them no instant is kept
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, LookupError)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found.

    Parameters
    ----------
    entries
        How many fit, from the first on.
    head
        Hash of the last one that fits; `BEGINS` where none does.
    fault
        The first thing that does not fit, or None.
    """

    entries: int
    head: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; what is empty asks for all.

    Parameters
    ----------
    first, last
        Days, both included, in the clock of the place.
    unit
        What was done to this unit or to any below it.
    kind, key
        Of the document.
    actor
        Name of the account or operator.
    """

    first: date | None = None
    last: date | None = None
    unit: str = ""
    kind: str = ""
    key: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the newest first, and the number to go on after."""

    entries: Sequence[Written]
    more: int | None = None


class Yesterday:
    """The head of the last whole day, asked of the store once: anybody may read it.

    Where the store does not answer, the page goes without and asks again in a minute.
    """

    def __init__(self) -> None:
        self._day: date | None = None
        self._head: tuple[date, str] | None = None
        self._next = 0.0
        self._busy = threading.Lock()

    def give(
        self, opened: Callable[[], Engine], now: datetime
    ) -> tuple[date, str] | None:
        """Give the day and its head; None while there is none, or it is being asked."""
        day = today(now) - timedelta(days=1)
        if day == self._day or monotonic() < self._next:
            return self._head
        if not self._busy.acquire(blocking=False):
            return self._head
        try:
            with reading(opened()) as connection:
                found = head_of(connection, day)
            self._head = (day, found.sha256) if found else None
            self._day = day
        except Refused:
            self._next = monotonic() + _RETRY_S
        finally:
            self._busy.release()
        return self._head


@dataclass
class _Walk:
    """How far the chain has been walked."""

    head: str = BEGINS
    entries: int = 0
    waiting: set[str] = field(default_factory=set)

    def step(self, number: int, written: Written | None) -> Fault | None:
        """Take one entry, or say why it does not fit."""
        if written is None or not written.whole:
            return Fault("audit-changed", {"seq": number})
        if written.previous != self.head:
            return Fault("audit-broken", {"seq": number, "before": self.head})
        self.head = written.sha256
        self.entries += 1
        self.waiting.discard(written.sha256)
        return None


def verify(connection: Connection, heads: Iterable[str] = ()) -> Verdict:
    """Walk the whole chain and stop at the first entry that does not fit.

    Parameters
    ----------
    connection
        Of ``reading``.
    heads
        Hashes that were printed earlier: each must be in the chain.

    Returns
    -------
    Verdict
        With ``audit-changed`` (the words of an entry are not those that were hashed),
        ``audit-broken`` (an entry does not follow the one before it: something is
        missing, was put in or changed places), or ``audit-head-lost`` (all that is
        there fits, but a printed head is not among it: the end was cut off, or the
        whole was written anew).
    """
    return judge(_read(connection), heads)


def judge(
    entries: Iterable[tuple[int, Written | None]], heads: Iterable[str] = ()
) -> Verdict:
    """Judge a chain, entry by entry, as `verify` does; None could not be read."""
    walked = _Walk(waiting={head.strip().casefold() for head in heads} - {BEGINS})
    for number, written in entries:
        fault = walked.step(number, written)
        if fault is not None:
            return Verdict(walked.entries, walked.head, fault)
    lost = sorted(walked.waiting)
    fault = Fault("audit-head-lost", {"head": lost[0]}) if lost else None
    return Verdict(walked.entries, walked.head, fault)


def head_of(connection: Connection, day: date) -> Written | None:
    """Give the last entry of a day, or of the days before it; None while there is none.

    Parameters
    ----------
    connection
        Of ``reading``.
    day
        In the clock of the place.
    """
    return last_entry(connection, _end_of(day))


def who_changed(connection: Connection, wanted: Wanted) -> Iterator[Written]:
    """Give every entry that is asked for, in the order of the chain."""
    return walk(connection, *_conditions(connection, wanted))


def list_entries(
    connection: Connection, actor: Actor, wanted: Wanted, before: int | None, most: int
) -> Page:
    """Give what an auditor may see of what is asked for, the newest first.

    Parameters
    ----------
    connection
        Of ``reading``.
    actor
        Sees the entries of the own units, and who audits the country all of them.
    wanted
        What is asked for.
    before
        Number of the last entry that is known already; None to begin.
    most
        How many.
    """
    conditions = _conditions(connection, wanted)
    held = units_for(actor, "audit.read")
    if EVERYWHERE not in held:
        conditions.append(audit.c.unit.in_(_below(connection, held)))
    if before is not None:
        conditions.append(audit.c.seq < before)
    found = list(walk(connection, *conditions, newest=most + 1))
    more = found[most - 1].seq if len(found) > most else None
    return Page(found[:most], more)


def document_of(written: Written) -> dict[str, Any]:
    """Give an entry as a document."""
    entry = written.entry
    return {
        "seq": written.seq,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "via": entry.via,
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "unit": entry.unit,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "request": entry.request,
        "previous": written.previous,
        "sha256": written.sha256,
    }


def differences(entry: Entry) -> list[tuple[str, Any, Any]]:
    """Give the members that an act changed: name, before, after."""
    before, after = entry.before or {}, entry.after or {}
    names = dict.fromkeys((*before, *after))
    found = [(name, before.get(name), after.get(name)) for name in names]
    return [one for one in found if one[1] != one[2]]


def _conditions(connection: Connection, wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.first is not None:
        found.append(audit.c.at >= day_start(max(wanted.first, _FIRST)))
    if wanted.last is not None:
        found.append(audit.c.at < _end_of(wanted.last))
    if wanted.unit:
        found.append(audit.c.unit.in_(_below(connection, [wanted.unit])))
    asked = {name: getattr(wanted, name) for name in ("kind", "key", "actor")}
    return [*found, *(audit.c[name] == text for name, text in asked.items() if text)]


def _end_of(day: date) -> datetime:
    """Give the first instant after a day, as far as instants go."""
    return day_start(min(max(day, _FIRST), _LAST) + timedelta(days=1))


def _below(connection: Connection, units: Sequence[str]) -> list[str]:
    """Give units and all below them; an unknown unit stands alone."""
    known = unit_names(connection).units
    inside = dict.fromkeys(units, True)  # whether a code lies at or below one of them

    def lies(code: str) -> bool:
        way: list[str] = []
        while code and code not in inside and code not in way:
            way.append(code)
            code = known[code].parent if code in known else ""
        found = inside.get(code, False)
        inside.update(dict.fromkeys(way, found))
        return found

    return sorted({*units, *(code for code in known if lies(code))})


def _read(connection: Connection) -> Iterator[tuple[int, Written | None]]:
    """Give every entry with its number; None for one whose row cannot be read."""
    numbers = list_numbers(connection)
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        try:
            within = audit.c.seq.between(some[0], some[-1])
            found = {one.seq: one for one in walk(connection, within)}
        except _UNREADABLE:
            found = {one.seq: one for one in _singly(connection, some)}
        for number in some:
            yield number, found.get(number)


def _singly(connection: Connection, numbers: Sequence[int]) -> Iterator[Written]:
    for number in numbers:
        try:
            yield from walk(connection, audit.c.seq == number)
        except _UNREADABLE:
            continue


def today(now: datetime) -> date:
    """Give the day of an instant in the clock of the place."""
    return now.astimezone(VIETNAM).date()
