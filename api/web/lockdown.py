"""A temporary lockdown in one minute, from a phone."""

from flask import Blueprint, Response

from api.services.access import units_for
from api.services.perimeters_content import read_unit
from api.services.perimeters_lockdown import GIVEN, lock_down
from api.services.perimeters_read import view_perimeter
from api.services.perimeters_write import Doing
from api.web.body import give, read_body
from api.web.door import actor, allow, allow_listed, needs, now, request_id, store
from api.web.page import show_page

bp = Blueprint("lockdown", __name__)


@bp.get("/desk/lockdown")
@needs("perimeter.lockdown")
def show_lockdown() -> Response:
    """Show the page of a temporary lockdown."""
    who = allow_listed("perimeter.lockdown")
    return show_page("lockdown.html", units=units_for(who, "perimeter.lockdown"))


@bp.post("/api/v1/lockdowns")
@needs("perimeter.lockdown")
def lock() -> Response:
    """Enclose people at once, for 24 hours."""
    body = read_body("unit", "deputy", "reason", optional=GIVEN)
    unit = read_unit(body.pop("unit"))
    allow("perimeter.lockdown", unit)
    stored = lock_down(store(), unit, body, Doing(actor(), now(), request_id()))
    answer = give(
        view_perimeter(store(), stored, actor(), now()), 201, version=stored.version
    )
    answer.headers["Location"] = f"/api/v1/perimeters/{stored.key}"
    return answer
