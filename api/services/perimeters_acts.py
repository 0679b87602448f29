"""What is done to a perimeter after it was drawn; the record of its life is the judge.

Return and decide are acts on paper. Announce, confirm, narrow and lift are acts on
people: each is an event of the record, and ``gis.perimeters.life`` says whether it may
be. Nobody who drafted decides, and no number, signer or day is ever made up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely

from api.services.access import require_other
from api.services.perimeters_content import read_codes, read_day, read_line, read_shape
from api.services.perimeters_ground import Settled, settle
from api.services.perimeters_overlap import require_alone
from api.services.perimeters_read import (
    find_newest,
    find_perimeter,
    require_state,
    unfit,
)
from api.services.perimeters_state import KIND, authors_of, position_of, record_in
from api.services.perimeters_write import (
    Change,
    Doing,
    begin_record,
    with_record,
    write_next,
)
from api.services.versions import saving
from api.store.documents import Stored, list_hands
from api.store.engine import Engine, reading
from boundaries.measure import areas
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.perimeters.life import Act, Event, Holder, Record, act_on
from maps.words.desk_words import both

_SLIVER_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Paper:
    """The decision that an act rests on; all empty where a temporary one has none."""

    number: str = ""
    signer: str = ""
    day: str = ""

    def document(self, act: str, doing: Doing) -> dict[str, Any]:
        """Give it as a content keeps it."""
        told = {"act": act, "number": self.number, "signer": self.signer}
        at = doing.now.isoformat()
        return {**told, "day": self.day, "by": doing.holder, "at": at}


def read_paper(given: Mapping[str, Any], now: datetime) -> Paper:
    """Read number, signer and day of a decision: all three, or the act is not decided.

    Raises
    ------
    Refused
        ``perimeter-member``; ``perimeter-day-later`` for a day that has not come.
    """
    number, signer = (read_line(n, given.get(n, "")) for n in ("number", "signer"))
    day = read_day("day", given.get("day"))
    today = now.astimezone(VIETNAM).date()
    if date.fromisoformat(day) > today:
        raise Refused("perimeter-day-later", day=date.fromisoformat(day), today=today)
    return Paper(number, signer, day)


def return_perimeter(
    engine: Engine, key: str, asked: int, reason: str, doing: Doing
) -> Stored:
    """Send a perimeter back to its planner, with the reason.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``; ``access-own-draft``.
    """
    before = find_newest(engine, key, asked)
    require_state(before, doing, "return", "submitted")
    _require_not_author(engine, before, doing)
    told = {"reason": read_line("reason", reason), "by": doing.holder}
    content = {**before.content, "returned": {**told, "at": doing.now.isoformat()}}
    content |= {"submitted_by": None}
    change = Change("return", "returned", content, before.geom, reason=reason)
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def decide_perimeter(
    engine: Engine, key: str, asked: int, paper: Paper, doing: Doing
) -> Stored:
    """Approve a perimeter with number, signer and day; it encloses nobody yet.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``; ``access-own-draft``.
    """
    before = find_newest(engine, key, asked)
    require_state(before, doing, "decide", "submitted")
    _require_not_author(engine, before, doing)
    content = _decided(before.content, "decided", paper, doing)
    change = Change("decide", "decided", content, before.geom, paper.number)
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def announce_perimeter(engine: Engine, key: str, asked: int, doing: Doing) -> Stored:
    """Announce what was decided: from this instant on it encloses people.

    Asked again, because the answer was lost on the way, it says the same.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``; ``access-own-draft``;
        ``perimeter-overlaps``; what `start_record` refuses.
    """
    newest = find_perimeter(engine, key)
    again = newest.author == doing.actor.name and newest.version - 1 == asked
    announced = newest.content["announced_at"] and newest.state == "announced"
    if announced and (again or newest.version == asked):
        return newest
    before = find_newest(engine, key, asked)
    require_state(before, doing, "announce", "decided")
    _require_not_author(engine, before, doing)
    content = before.content
    settled = _as_stored(before)
    event = Event(
        _second(doing.now),
        "announced",
        Holder(**doing.holder),
        settled.touched,
        content["decided"]["number"],
        content["clause"],
        content["reason"],
        settled.area,
    )
    content = {**content, "announced_at": event.at.isoformat()}
    content = with_record(content, begin_record(before.key, content, event))
    change = Change("announce", "announced", content, before.geom, event.number)
    with saving(engine, KIND, key, asked) as connection:
        require_alone(connection, before, doing.now)
        return write_next(connection, before, change, doing)


def confirm_perimeter(
    engine: Engine,
    key: str,
    asked: int,
    paper: Paper,
    review_day: str | None,
    doing: Doing,
) -> Stored:
    """Confirm a temporary lockdown by a decision of somebody else, before it lapses.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``, also for one that lapsed;
        ``access-own-draft``; ``perimeter-review-early``; what `act_on` refuses.
    """
    before = find_newest(engine, key, asked)
    require_state(before, doing, "confirm", "temporary")
    _require_not_author(engine, before, doing)
    content = _decided(before.content, "confirmed", paper, doing)
    record = _acted(before, doing, "confirmed", paper, before.content["reason"])
    if review_day is not None:
        day = date.fromisoformat(read_day("review_day", review_day))
        today = doing.now.astimezone(VIETNAM).date()
        if day < today:
            raise Refused("perimeter-review-early", id=key, review=day, drawn=today)
        content |= {"review_day": review_day}
        record = replace(record, review_day=day)
    content |= {"announced_at": record.events[-1].at.isoformat()}
    state = "narrowed" if _was_narrowed(record) else "announced"
    change = Change(
        "confirm", state, with_record(content, record), before.geom, paper.number
    )
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def narrow_perimeter(
    engine: Engine, key: str, asked: int, given: Mapping[str, Any], doing: Doing
) -> Stored:
    """Let units, or a part of the ground, go: one act, and never the other way.

    Parameters
    ----------
    engine, key, asked, doing
        The perimeter, the version it is done from, and who does it.
    given
        `units` that stay (of whole units) or `shape` that stays (of a drawing), and
        `number`, `signer`, `day`, `reason`; a temporary one needs no paper.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``; ``perimeter-narrow-by``;
        ``perimeter-wider``; what `settle` and `act_on` refuse.
    """
    before = find_newest(engine, key, asked)
    state = require_state(before, doing, "narrow", "temporary", "announced", "narrowed")
    paper = _paper_of(given, doing, needed=state != "temporary")
    reason = read_line("reason", given.get("reason", ""))
    settled = _smaller(engine, before, given, doing)
    record = _acted(before, doing, "narrowed", paper, reason, settled)
    content = _decided(before.content, "narrowed", paper, doing)
    # the posts still stand where they stood; of the smaller area nothing is proven
    members = {**settled.members(), "proofs": None}
    content = with_record(content | members, record)
    after = "temporary" if state == "temporary" else "narrowed"
    change = Change("narrow", after, content, settled.shape, paper.number, reason)
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def lift_perimeter(
    engine: Engine, key: str, asked: int, given: Mapping[str, Any], doing: Doing
) -> Stored:
    """Let everybody go: one act, with the reason.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``; what `act_on` refuses.
    """
    before = find_newest(engine, key, asked)
    state = require_state(before, doing, "lift", "temporary", "announced", "narrowed")
    paper = _paper_of(given, doing, needed=state != "temporary")
    reason = read_line("reason", given.get("reason", ""))
    record = _acted(before, doing, "lifted", paper, reason, Settled())
    content = with_record(_decided(before.content, "lifted", paper, doing), record)
    change = Change("lift", "lifted", content, before.geom, paper.number, reason)
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def _require_not_author(engine: Engine, before: Stored, doing: Doing) -> None:
    with reading(engine) as connection:
        authors = authors_of(list_hands(connection, KIND, before.key))
    require_other(doing.actor, *authors)


def _paper_of(given: Mapping[str, Any], doing: Doing, *, needed: bool) -> Paper:
    """Read the decision of an act; a temporary one may be eased without any."""
    if not needed and not any(given.get(n) for n in ("number", "signer", "day")):
        return Paper()
    return read_paper(given, doing.now)


def _decided(
    content: Mapping[str, Any], act: str, paper: Paper, doing: Doing
) -> dict[str, Any]:
    """Add a decision; the first one is what the perimeter rests on."""
    told = paper.document(act, doing)
    decisions = [*content["decisions"], told]
    rests = {n: told[n] for n in ("number", "signer", "day", "by")}
    first = rests if act in {"decided", "confirmed"} else content["decided"]
    return {**content, "decided": first, "decisions": decisions}


def _acted(
    before: Stored,
    doing: Doing,
    act: Act,
    paper: Paper,
    reason: str,
    settled: Settled | None = None,
) -> Record:
    record = record_in(before.content)
    if record is None:  # a state that encloses has a record; only a bug lacks it
        state = position_of(before, doing.now).state
        raise unfit(act, state)
    units = () if settled is None else settled.touched
    area = None if settled is None else settled.area
    event = Event(
        _second(doing.now),
        act,
        Holder(**doing.holder),
        units,
        paper.number,
        before.content["clause"],
        reason,
        area,
    )
    return act_on(record, event)


def _smaller(
    engine: Engine, before: Stored, given: Mapping[str, Any], doing: Doing
) -> Settled:
    """Draw what stays, and refuse ground that was not held before."""
    mode = before.content["mode"]
    other = "shape" if mode == "units" else "units"
    if given.get(other) is not None or given.get(mode) is None:
        raise Refused("perimeter-narrow-by", mode=both(f"members.mode-{mode}"))
    read = read_codes if mode == "units" else read_shape
    asked = {"mode": mode, mode: read(mode, given[mode])}
    settled = settle(engine, before.unit, asked, doing.now)
    held, kept = before.geom, settled.shape
    if held is not None and kept is not None:
        beyond = shapely.difference(kept, held)
        if areas(np.array([beyond], dtype=object))[0] > _SLIVER_M2:
            raise Refused("perimeter-wider", id=before.key)
    return settled


def _as_stored(before: Stored) -> Settled:
    content = before.content
    return Settled(
        content["mode"], tuple(content["units"]), tuple(content["cut"]), before.geom
    )


def _was_narrowed(record: Record) -> bool:
    return any(event.act == "narrowed" for event in record.events)


def _second(now: datetime) -> datetime:
    """Give the second of an act: records are told by it."""
    return now.astimezone(VIETNAM).replace(microsecond=0)
