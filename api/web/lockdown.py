"""A temporary lockdown in one minute, from a phone."""

from datetime import timedelta

from flask import Blueprint, Response

from api.services.access import EVERYWHERE, units_for
from api.services.perimeters_content import read_unit
from api.services.perimeters_lockdown import GIVEN, lock_down
from api.services.perimeters_places import list_places
from api.services.perimeters_read import view_perimeter
from api.services.perimeters_write import Doing
from api.services.unit_names import unit_names
from api.store.engine import reading
from api.web.body import give, read_body
from api.web.door import actor, allow, allow_listed, needs, now, request_id, store
from api.web.page import show_page
from api.web.query import read_code, read_query
from gis.perimeters.life import LAPSES_AFTER

bp = Blueprint("lockdown", __name__)


@bp.get("/desk/lockdown")
@needs("perimeter.lockdown")
def show_lockdown() -> Response:
    """Show the page of a temporary lockdown."""
    who = allow_listed("perimeter.lockdown")
    with reading(store()) as connection:
        known = unit_names(connection).units
    held = units_for(who, "perimeter.lockdown")
    if EVERYWHERE in held:
        held = tuple(code for code, one in known.items() if not one.parent)
    roots = [{"code": c, "name": known[c].name if c in known else c} for c in held]
    head = {"name": who.full_name, "office": who.office}
    facts = {"roots": roots, "head": head, "hours": LAPSES_AFTER // timedelta(hours=1)}
    return show_page("lockdown.html", facts={**facts, "now": now().isoformat()})


@bp.get("/api/v1/lockdowns/places")
@needs("perimeter.lockdown")
def find_places() -> Response:
    """Give a unit and what lies directly below it, to choose from by name."""
    (unit,) = read_query("unit")
    allow("perimeter.lockdown", read_code("unit", unit))
    return give(list_places(store(), unit, now()))


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
