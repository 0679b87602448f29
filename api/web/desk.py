"""The first page after signing in: what waits for whom."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from api.services.people_reach import last_day
from api.services.unit_names import unit_names
from api.store.engine import reading
from api.web.door import signed_in, store
from api.web.page import show_page

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@signed_in
def show_home() -> Answer:
    """Show the work that this account can do, and in which units."""
    with reading(store()) as connection:
        names = unit_names(connection)
    return show_page("home.html", names=names, last_day=last_day)
