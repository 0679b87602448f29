"""Editing a drawing on the server: snap, cut, split, merge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from api.services.drawing.ground import ground_of
from api.services.drawing.measure import lay, require_inside
from api.services.drawing.shapes import read_line, read_shape, require_valid
from api.store.engine import Engine
from boundaries.refusal import Fault, Refused
from gis.perimeters.edit import cut_out, merge, split_by

OPS = ("snap", "cut", "split", "merge")


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a drawing: its shapes, and what a person should know."""

    shapes: tuple[shapely.Geometry, ...]
    notes: tuple[Fault, ...]


def edit(
    engine: Engine, unit: str, op: str, shape: Any, by: Any, now: datetime
) -> Edited:
    """Edit a drawing; nothing is kept.

    Parameters
    ----------
    engine, unit, now
        As for ``measure``.
    op
        One of `OPS`: ``snap`` to borders of units; ``cut`` the polygon `by` out;
        ``split`` along the line `by`; ``merge`` with the polygon `by`.
    shape, by
        GeoJSON geometries.

    Raises
    ------
    Refused
        ``drawing-op``, ``drawing-by``; ``drawing-unit-unknown``, ``drawing-outside``,
        ``drawing-nowhere``; what ``read_shape`` and the edits refuse.
    """
    if op not in OPS:
        raise Refused("drawing-op", seen=op, known=list(OPS))
    if (by is None) != (op == "snap"):
        raise Refused("drawing-by", op=op)
    notes: list[Fault] = []
    ground = ground_of(engine, unit, now)
    drawn = read_shape(shape, notes)
    require_inside(ground, drawn)
    if op == "snap":
        shapes: tuple[shapely.Geometry, ...] = (lay(ground, drawn).shape,)
    elif op == "split":
        shapes = split_by(drawn, read_line(by))
    else:
        other = read_shape(by, notes)
        shapes = (cut_out(drawn, other) if op == "cut" else merge(drawn, other),)
    for one in shapes:
        require_valid(one)
        require_inside(ground, one)
    return Edited(shapes, tuple(notes))
