"""The first page after signing in: what waits for whom."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Answer

from api.web.door import actor, signed_in
from api.web.page import show_page

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@signed_in
def show_home() -> Answer:
    """Show the work that this account can do."""
    if actor().must_change:
        return redirect(url_for("account.show_own"))
    return show_page("home.html")
