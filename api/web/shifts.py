"""Posts, and shifts at them; how many people go home to a commune."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from api.services import shifts
from api.services.posts import list_posts, unit_of_post
from api.services.shift_report import report_arrivals, report_shift
from api.services.shifts import Asked
from api.store.engine import reading
from api.store.shifts import Shift
from api.web.body import give, read_body, read_text
from api.web.devices import doing
from api.web.door import actor, allow, needs, now, store
from api.web.query import read_code, read_day, read_query

bp = Blueprint("shifts", __name__)
_SHORT = 240


@bp.get("/api/v1/posts")
@needs("post.read")
def give_posts() -> Response:
    """List the staffed posts of a unit and of all below it."""
    (unit,) = read_query("unit")
    allow("post.read", read_code("unit", unit))
    with reading(store()) as connection:
        found = list_posts(connection, unit, now())
        items = [
            {**asdict(one), "unit": unit_of_post(connection, one, now())}
            for one in found
        ]
    return give({"items": items})


@bp.post("/api/v1/shifts")
@needs("post.check")
def start() -> Response:
    """Begin a shift with the phone in hand; the one before on it ends by that."""
    body = read_body("key", "device", "post", "direction", "signature")
    texts = {name: read_text(body, name, least=1, most=_SHORT) for name in body}
    shift, unit = shifts.start_shift(store(), doing(), Asked(**texts))
    allow("post.check", unit)
    return give(shift_document(shift), 201)


@bp.post("/api/v1/shifts/<key>/end")
@needs("post.read")
def end(key: str) -> Response:
    """End a shift: its own officer, or who manages the phone."""
    read_body()
    shift, unit = shifts.end_shift(store(), doing(), key)
    allow("post.read", unit)
    return give(shift_document(shift))


@bp.get("/api/v1/shifts/<key>/report")
@needs("post.read")
def give_report(key: str) -> Response:
    """Give what happened in a shift, in counts."""
    found = report_shift(store(), doing(), key)
    allow("post.read", found["unit"])
    return give(found)


@bp.get("/api/v1/arrivals")
@needs("desk.read")
def give_arrivals() -> Response:
    """Give how many people go home to a unit on a day, by origin zone; no names."""
    unit, day = read_query("unit", "day")
    allow("desk.read", read_code("unit", unit))
    return give(report_arrivals(store(), actor(), unit, read_day("day", day)))


def shift_document(shift: Shift) -> dict[str, Any]:
    """Give a shift."""
    return shift._asdict()
