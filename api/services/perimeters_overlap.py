"""No ground is enclosed by two perimeters at once unless the second names the first.

A perimeter is never widened: more ground is a new perimeter, which may enclose the old
one until that is lifted. It has to say so, so that nobody is held twice by accident.
"""

from datetime import datetime
from typing import Any

import numpy as np
import shapely

from api.services.perimeters_state import IN_FORCE, KIND, position_of
from api.store.desk import documents
from api.store.documents import Stored, list_documents
from api.store.engine import Connection
from api.store.metadata import meets_box
from boundaries.measure import areas
from boundaries.refusal import Refused

_LEAST_M2 = 1.0
"""Shapes on a grid of 1 cm share slivers along a border; nobody lives on one."""


def overlaps_of(
    connection: Connection, stored: Stored, now: datetime
) -> list[dict[str, Any]]:
    """Give the perimeters in force that enclose ground of this one, by key."""
    held = documents.c.starts.is_not(None) & (
        documents.c.ends.is_(None) | (documents.c.ends > now)
    )
    asked = [held, documents.c.key != stored.key]
    if stored.geom is not None:  # a place without a shape may meet any other
        near = meets_box(connection, documents, shapely.bounds(stored.geom).tolist())
        asked.append(documents.c.west.is_(None) | near)
    found = []
    for one in list_documents(connection, KIND, *asked):
        state = position_of(one, now).state
        if state in IN_FORCE and _meet(stored, one):
            shared = sorted({*stored.content["units"]} & {*one.content["units"]})
            told = {"key": one.key, "name": one.content["name"], "state": state}
            found.append({**told, "unit": one.unit, "units": shared})
    return found


def require_alone(connection: Connection, stored: Stored, now: datetime) -> None:
    """Refuse to enclose what another perimeter in force holds, unless it is named.

    Raises
    ------
    Refused
        ``perimeter-overlaps`` with the member `overlaps`.
    """
    named = set(stored.content["over"])
    met = [o for o in overlaps_of(connection, stored, now) if o["key"] not in named]
    if met:
        raise Refused(
            "perimeter-overlaps",
            names=[one["name"] for one in met],
            count=len(met),
            members={"overlaps": met},
        )


def _meet(one: Stored, other: Stored) -> bool:
    if {*one.content["units"]} & {*other.content["units"]}:
        return True
    if one.geom is None or other.geom is None:
        return False
    shared = shapely.intersection(one.geom, other.geom)
    return bool(areas(np.array([shared], dtype=object))[0] > _LEAST_M2)
