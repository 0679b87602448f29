"""Signing in and out, and one's own password."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from api.services import accounts
from api.web.door import (
    SECRET,
    actor,
    now,
    open_to_all,
    secret_of_session,
    signed_in,
    store,
)
from api.web.page import show_page
from boundaries.refusal import Refused

bp = Blueprint("account", __name__)


@bp.get("/signin")
@open_to_all
def show_sign_in() -> Response:
    """Ask for name and password."""
    return show_page("signin.html", next=_inside(request.args.get("next", "")))


@bp.post("/signin")
@open_to_all
def sign_in() -> Answer:
    """Begin a session, and go where the person wanted to."""
    after = _inside(request.form.get("next", ""))
    try:
        found = accounts.sign_in(
            store(),
            request.form.get("name", ""),
            request.form.get("password", ""),
            now(),
        )
    except Refused as refused:
        page = show_page("signin.html", next=after, refused=refused)
        return make_response(page, 403)
    chosen = session.get("lang")
    session.clear()
    session["lang"] = chosen
    session[SECRET] = found.secret
    if found.actor.must_change:
        return redirect(url_for("account.show_own"), 303)
    return redirect(after or url_for("desk.show_home"), 303)


@bp.post("/signout")
@signed_in
def sign_out() -> Answer:
    """End the session."""
    if secret := secret_of_session():
        accounts.sign_out(store(), secret, actor(), now())
    session.clear()
    return redirect(url_for("account.show_sign_in"), 303)


@bp.get("/desk/account")
@signed_in
def show_own() -> Response:
    """Show what one may do, and let the password be changed."""
    return show_page("own.html")


def _inside(place: str) -> str:
    """Give a path of this site; anything else is nothing."""
    parts = urlsplit(place)
    plain = place.startswith("/") and not place.startswith(("//", "/\\"))
    clean = plain and not parts.scheme and not parts.netloc and "\\" not in place
    return place if clean else ""
