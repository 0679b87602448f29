"""A perimeter on the planner's desk: begun, saved, sent for a decision."""

import secrets
from collections.abc import Mapping
from typing import Any

from api.services.perimeters_content import empty_content, take_members
from api.services.perimeters_ground import Settled, settle
from api.services.perimeters_posts import settle_posts
from api.services.perimeters_read import find_newest, require_state
from api.services.perimeters_state import KIND, OPEN, position_of
from api.services.perimeters_write import (
    Change,
    Doing,
    begin_record,
    write_first,
    write_next,
)
from api.services.versions import saving
from api.store.documents import Stored
from api.store.engine import Engine, writing
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from gis.perimeters.life import Event, Holder
from maps.words.desk_words import both

_KEY_BYTES = 4


def new_key(unit: str) -> str:
    """Make a key that nobody can guess from another one."""
    return f"{unit}-{secrets.token_hex(_KEY_BYTES)}"


def create_perimeter(
    engine: Engine, unit: str, given: Mapping[str, Any], doing: Doing
) -> Stored:
    """Begin a perimeter: a draft, whatever is still missing.

    Raises
    ------
    Refused
        What `take_members` and `settle` refuse.
    """
    empty = empty_content()
    content = take_members(empty, given)
    settled = settle(engine, unit, content, doing.now)
    posts = settle_posts(engine, unit, empty, content, settled, doing.now)
    content |= settled.members() | posts
    change = Change("create", "draft", content, settled.shape)
    with writing(engine) as connection:
        return write_first(connection, new_key(unit), unit, change, doing)


def save_perimeter(
    engine: Engine, key: str, asked: int, given: Mapping[str, Any], doing: Doing
) -> Stored:
    """Save a draft; one that waits for a decision comes back to the planner by it.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-frozen`` once it is decided or in force; what
        `take_members` and `settle` refuse.
    """
    before = find_newest(engine, key, asked)
    state = position_of(before, doing.now).state
    if state not in OPEN:
        raise Refused("perimeter-frozen", state=both(f"acts.state-{state}"))
    content = take_members(before.content, given)
    settled = settle(engine, before.unit, content, doing.now)
    posts = settle_posts(
        engine, before.unit, before.content, content, settled, doing.now
    )
    content |= settled.members() | posts | {"submitted_by": None}
    act = "withdraw" if state == "submitted" else "save"
    change = Change(act, "draft", content, settled.shape)
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def submit_perimeter(engine: Engine, key: str, asked: int, doing: Doing) -> Stored:
    """Send a draft for a decision; from then on its content stands still.

    Raises
    ------
    Refused
        ``document-moved``; ``perimeter-state``; ``perimeter-incomplete`` with one
        ``perimeter-lacks`` for each member that is missing; what `start_record`
        refuses.
    """
    before = find_newest(engine, key, asked)
    require_state(before, doing, "submit", "draft", "returned")
    settled = settle(engine, before.unit, before.content, doing.now)
    content = {**before.content, **settled.members()}
    require_whole(content, settled)
    first = Event(
        doing.now.astimezone(VIETNAM),
        "drawn",
        Holder(**content["head"]),
        settled.touched,
    )
    begin_record(key, content, first)  # what its record would refuse, told in time
    content |= {"submitted_by": doing.holder, "returned": None}
    change = Change("submit", "submitted", content, settled.shape)
    with saving(engine, KIND, key, asked) as connection:
        return write_next(connection, before, change, doing)


def require_whole(content: Mapping[str, Any], settled: Settled) -> None:
    """Refuse a perimeter that nobody could decide yet, with all that it lacks.

    Raises
    ------
    Refused
        ``perimeter-incomplete``.
    """
    lacks = [name for name in ("name", "reason", "review_day") if not content[name]]
    lacks += [n for n in ("head", "deputy") if not all(content[n].values())]
    lacks += [] if settled.touched else ["units"]
    if lacks:
        faults = [_lack(name) for name in lacks]
        raise Refused("perimeter-incomplete", faults=faults, count=len(lacks))


def _lack(name: str) -> Fault:
    named = both(f"members.member-{name}")
    return Fault("perimeter-lacks", {"member": name, "named": named})
