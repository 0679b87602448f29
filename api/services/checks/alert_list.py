"""Alerts of one's own units, and who looked at them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.services.access import EVERYWHERE, Actor
from api.services.unit_names import unit_names
from api.store import alerts as kept
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from boundaries.refusal import Refused

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def list_alerts(
    connection: Connection, units: Sequence[str], before: int | None, limit: int
) -> tuple[list[Mapping[str, Any]], str | None]:
    """Give a page of alerts, the newest first, and what the next page begins after.

    Parameters
    ----------
    connection
        Of ``reading``.
    units
        Of the grants of the one who asks: these and all below them.
    before
        Number of the last alert that is known already.
    limit
        How many.
    """
    names = unit_names(connection)
    below = None
    if EVERYWHERE not in units:
        below = frozenset[str]().union(*(names.below(unit) for unit in units))
    found = kept.list_alerts(connection, below, before=before, limit=limit + 1)
    items, more = found[:limit], len(found) > limit
    return items, str(items[-1]["id"]) if more else None


def require_alert(engine: Engine, number: str) -> Mapping[str, Any]:
    """Give an alert.

    Raises
    ------
    Refused
        ``alert-unknown``.
    """
    with reading(engine) as connection:
        whole = _NUMBER.fullmatch(number)
        found = kept.find_alert(connection, int(number)) if whole else None
    if found is None:
        raise Refused("alert-unknown", number=number)
    return found


def see_alert(
    engine: Engine,
    actor: Actor,
    alert: Mapping[str, Any],
    now: datetime,
    request: str,
) -> str:
    """Write down who looked at an alert first; give the name."""
    with writing(engine) as connection:
        found = kept.find_alert(connection, alert["id"]) or alert
        if found["seen_by"] is not None:
            return str(found["seen_by"])
        kept.mark_seen(connection, alert["id"], actor.name)
        entry = Entry(
            now,
            actor.name,
            actor.via,
            "alert.seen",
            "alert",
            str(alert["id"]),
            alert["unit"],
            request=request,
        )
        append(connection, entry)
    return actor.name
