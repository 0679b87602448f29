"""Places that may be locked down, by name: one unit and what lies directly below it."""

from datetime import datetime
from typing import Any

from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.services.perimeters_lockdown import LEVELS
from api.store.engine import Connection, Engine, reading
from api.store.unit_names import NamedUnit, list_names
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM


def list_places(engine: Engine, unit: str, now: datetime) -> dict[str, Any]:
    """Give a unit and the units directly below it, in today's edition.

    Parameters
    ----------
    engine
        The store.
    unit
        Its code.
    now
        Aware: the edition of this day.

    Returns
    -------
    dict
        `unit`, `name`, `level`; `lockable`: whether a lockdown may be begun for it;
        `above`: code, name of what it lies in, the largest first; `below`: code,
        name, level, and whether anything lies `below` it in turn.

    Raises
    ------
    Refused
        ``unit-unknown``.
    """
    with reading(engine) as connection:
        units = _edition(connection, unit, now)
    if unit not in units:
        raise Refused("unit-unknown", unit=unit)
    parents = {one.parent for one in units.values()}
    below = [one for one in units.values() if one.parent == unit]
    here = units[unit]
    return {
        "unit": unit,
        "name": here.name,
        "level": here.admin_level,
        "lockable": here.admin_level in LEVELS,
        "above": _above(units, here),
        "below": [
            {
                "code": one.code,
                "name": one.name,
                "level": one.admin_level,
                "below": one.code in parents,
            }
            for one in sorted(below, key=lambda one: one.code)
        ],
    }


def _edition(connection: Connection, unit: str, now: datetime) -> dict[str, NamedUnit]:
    chain = chain_of(connection, unit)
    day = now.astimezone(VIETNAM).date()
    edition = newest_edition(connection, day, chain[-1]) if chain else None
    if edition is None:
        return {}
    return {one.code: one for one in list_names(connection, edition)}


def _above(units: dict[str, NamedUnit], here: NamedUnit) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    seen = {here.code}
    while here.parent in units and here.parent not in seen:
        here = units[here.parent]
        seen.add(here.code)
        found.append({"code": here.code, "name": here.name})
    return found[::-1]
