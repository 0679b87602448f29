"""A temporary lockdown in one minute: it lapses after 24 hours unless confirmed."""

from collections.abc import Mapping
from typing import Any

from api.services.drawing.ground import ground_of
from api.services.perimeters_content import empty_content, take_members
from api.services.perimeters_draft import new_key, require_whole
from api.services.perimeters_ground import settle
from api.services.perimeters_overlap import require_alone
from api.services.perimeters_state import KIND
from api.services.perimeters_write import (
    Change,
    Doing,
    begin_record,
    with_record,
    write_first,
)
from api.store.documents import Stored
from api.store.engine import Engine, writing
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.perimeters.life import LAPSES_AFTER, Event, Holder
from maps.words.desk_words import both

GIVEN = ("units", "shape", "name", "deputy", "reason", "clause", "over")
"""Members that the head of a commune or district gives."""
LEVELS = frozenset({"district", "commune"})


def lock_down(
    engine: Engine, unit: str, given: Mapping[str, Any], doing: Doing
) -> Stored:
    """Enclose people at once, for 24 hours to the minute.

    Whoever does it is in charge. It can be confirmed by somebody else, narrowed and
    lifted; nobody can make it last longer by themselves.

    Parameters
    ----------
    engine, doing
        The store; who does it, and when.
    unit
        A commune or a district; everything enclosed lies in it.
    given
        Some of `GIVEN`; `units` or `shape`, `deputy` and `reason` are needed.

    Raises
    ------
    Refused
        ``lockdown-level``; ``lockdown-ground`` unless units or a shape are named;
        ``perimeter-incomplete``; ``perimeter-overlaps``; what `settle` and
        ``start_record`` refuse.
    """
    frame = ground_of(engine, unit, doing.now).land.every
    level = str(frame["admin_level"].get(unit, "province"))
    if level not in LEVELS:
        raise Refused("lockdown-level", unit=unit, level=both(f"members.level-{level}"))
    if (given.get("units") is None) == (given.get("shape") is None):
        raise Refused("lockdown-ground")
    told = {name: value for name, value in given.items() if value is not None}
    content = take_members(empty_content(), told)
    content["mode"] = "shape" if "shape" in told else "units"
    settled = settle(engine, unit, content, doing.now)
    content |= settled.members() | {"head": doing.holder}
    at = doing.now.replace(second=0, microsecond=0)
    ends = (at + LAPSES_AFTER).astimezone(VIETNAM).date()
    content["review_day"] = ends.isoformat()
    names = [str(frame["name"][code]) for code in settled.touched]
    content["name"] = content["name"] or ", ".join(names)[:200]
    require_whole(content, settled)
    event = Event(
        at,
        "drawn",
        Holder(**doing.holder),
        settled.touched,
        "",
        content["clause"],
        content["reason"],
        settled.area,
    )
    key = new_key(unit)
    content = with_record(content, begin_record(key, content, event))
    change = Change("lockdown", "temporary", content, settled.shape, "", event.reason)
    line = Stored(KIND, key, 1, unit, "temporary", content, "", at, settled.shape)
    with writing(engine) as connection:
        require_alone(connection, line, doing.now)
        return write_first(connection, key, unit, change, doing)
