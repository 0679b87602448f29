"""Perimeters as people read them: one, its versions, and the list of one's units."""

from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from api.services.access import EVERYWHERE, Actor, units_for
from api.services.chains import chain_of
from api.services.perimeters_overlap import overlaps_of
from api.services.perimeters_state import KIND, acts_for, position_of
from api.services.perimeters_write import Doing
from api.services.unit_names import unit_names
from api.services.versions import person_of, require_newest
from api.store.documents import (
    Stored,
    find_document,
    list_hands,
    list_page,
    list_versions,
)
from api.store.engine import Connection, Engine, reading
from boundaries.refusal import Refused
from maps.words.desk_words import both

_ACTS: Final = {
    "submitted": "submit",
    "returned": "return",
    "decided": "decide",
    "announced": "announce",
    "narrowed": "narrow",
    "lifted": "lift",
}
"""Which act leads to a state, whatever stood before."""
_PAPERS: Final = {
    "decide": "decided",
    "confirm": "confirmed",
    "narrow": "narrowed",
    "lift": "lifted",
}


def find_perimeter(engine: Engine, key: str) -> Stored:
    """Give the newest version of a perimeter.

    Raises
    ------
    Refused
        ``perimeter-unknown``.
    """
    with reading(engine) as connection:
        found = find_document(connection, KIND, key)
    if found is None:
        raise Refused("perimeter-unknown", key=key)
    return found


def find_newest(engine: Engine, key: str, asked: int) -> Stored:
    """Give the newest version, which has to be the one that a change was made from.

    Raises
    ------
    Refused
        ``perimeter-unknown``; ``document-moved``.
    """
    found = find_perimeter(engine, key)
    with reading(engine) as connection:
        require_newest(connection, found, asked)
    return found


def require_state(stored: Stored, doing: Doing, act: str, *states: str) -> str:
    """Refuse an act that does not fit where a perimeter stands now; give the state.

    Raises
    ------
    Refused
        ``perimeter-state``.
    """
    state = position_of(stored, doing.now).state
    if state not in states:
        raise unfit(act, state)
    return state


def unfit(act: str, state: str) -> Refused:
    """Compose the refusal of an act that does not fit a state."""
    done, where = both(f"acts.do-{act}"), both(f"acts.state-{state}")
    return Refused("perimeter-state", act=done, state=where)


def view_perimeter(
    engine: Engine, stored: Stored, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Give one perimeter with where it stands and what this person may do now."""
    with reading(engine) as connection:
        line = _line(connection, stored, actor, now)
        beside = overlaps_of(connection, stored, now)
        known = unit_names(connection).units
    codes = [stored.unit, *stored.content["units"], *stored.content["cut"]]
    names = {code: known[code].name for code in codes if code in known}
    more = {"now": now, "names": names, "overlaps": beside}
    return {**line, **more, "content": dict(stored.content)}


def view_versions(engine: Engine, key: str) -> list[dict[str, Any]]:
    """Give who saved what when, the newest first."""
    with reading(engine) as connection:
        versions = list_versions(connection, KIND, key)
        people = {one.author: person_of(connection, one.author) for one in versions}
    lines = []
    for before, one in pairwise([None, *versions]):
        if one is None:
            continue
        was = one.content if before is None else before.content
        names = {*was, *one.content} - {"record"}
        paper = (one.content["decisions"] or [{}])[-1]
        act = _act_of(before, one)
        acted = paper if _PAPERS.get(act) == paper.get("act") else {}
        lines.append(
            {
                "version": one.version,
                "state": one.state,
                "act": act,
                "author": people[one.author],
                "recorded_at": one.recorded_at,
                "changed": sorted(n for n in names if was.get(n) != one.content.get(n)),
                "number": acted.get("number", ""),
                "reason": _reason_of(act, one),
            }
        )
    return lines[::-1]


def _act_of(before: Stored | None, one: Stored) -> str:
    """Say by which act a version came to be."""
    was = "" if before is None else before.state
    if one.state in {"announced", "narrowed"} and was == "temporary":
        return "confirm"
    if one.state == "temporary":
        return "narrow" if was else "lockdown"
    if one.state == "draft":
        return {"": "create", "submitted": "withdraw"}.get(was, "save")
    return _ACTS[one.state]


def _reason_of(act: str, one: Stored) -> str:
    """Give the reason of an act, as the person gave it."""
    if act == "return":
        return str(one.content["returned"]["reason"])
    if act in {"lockdown", "narrow", "lift"}:
        return str(one.content["record"]["events"][-1]["reason"])
    return ""


def list_perimeters(
    engine: Engine,
    actor: Actor,
    now: datetime,
    *,
    unit: str = "",
    state: str = "",
    after: str = "",
    limit: int = 50,
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of the perimeters of one's own units, by key, and what comes after.

    Parameters
    ----------
    engine, actor, now
        The store, who asks, and when.
    unit
        Only those of this unit and of units below it; "" for all of one's own.
    state
        Only those that stand so now; "" for all.
    after
        Key of the last one of the page before.
    limit
        How many at most.
    """
    own = set(units_for(actor, "desk.read"))
    lines: list[dict[str, Any]] = []
    with reading(engine) as connection:
        while True:
            found = list_page(connection, KIND, after, limit)
            for stored in found:
                after = stored.key
                chain = {EVERYWHERE, *chain_of(connection, stored.unit), stored.unit}
                if not own & chain or (unit and unit not in chain):
                    continue
                if state and position_of(stored, now).state != state:
                    continue
                if len(lines) == limit:
                    return lines, lines[-1]["key"]
                lines.append(_line(connection, stored, actor, now))
            if len(found) < limit:
                return lines, None


def _line(
    connection: Connection, stored: Stored, actor: Actor, now: datetime
) -> dict[str, Any]:
    content, position = stored.content, position_of(stored, now)
    name = next(iter(unit_names(connection).path(stored.unit)), stored.unit)
    hands = list_hands(connection, KIND, stored.key)
    chain = chain_of(connection, stored.unit) or (stored.unit,)
    decided = content["decided"] or {}
    return {
        "key": stored.key,
        "unit": stored.unit,
        "unit_name": name,
        "version": stored.version,
        "state": position.state,
        "draft": not (decided.get("number") and decided.get("signer")),
        "name": content["name"],
        "units": content["units"],
        "people": content["figures"].get("people"),
        "review_day": content["review_day"],
        "review_due": position.review_due,
        "since": position.standing and position.standing.since,
        "until": position.until,
        "number": decided.get("number", ""),
        "author": person_of(connection, stored.author),
        "recorded_at": stored.recorded_at,
        "may": acts_for(actor, chain, position, hands),
    }
