"""Signing in and out, and one's own password."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from api.services import accounts
from api.services.accounts import SignedIn
from api.services.passwords import LONGEST, SHORTEST
from api.services.people_reach import last_day
from api.services.slowdown import Slowdown
from api.services.tokens import NEVER
from api.services.unit_names import unit_names
from api.store.engine import reading
from api.web.door import (
    SECRET,
    actor,
    newcomers_too,
    now,
    open_to_all,
    secret_of_session,
    signed_in,
    store,
)
from api.web.page import role_words, show_page
from boundaries.refusal import Refused
from maps.words.said import status

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
    name = request.form.get("name", "")
    slowdown: Slowdown = current_app.extensions["slowdown"]
    address = request.remote_addr or ""
    try:
        slowdown.check(address, now())
        password = request.form.get("password", "")
        found = accounts.sign_in(store(), name, password, now())
    except Refused as refused:
        if refused.code == "sign-in-wrong":
            slowdown.count(address, now())
        page = show_page("signin.html", next=after, name=name, refused=refused)
        if seconds := refused.facts.get("seconds"):
            page.headers["Retry-After"] = str(seconds)
        return make_response(page, status(refused.code))
    if before := secret_of_session():  # somebody else's, at the same browser
        left = accounts.actor_of(store(), before, now())
        if left is not None:
            accounts.sign_out(store(), before, left, now())
    _begin(found)
    if found.actor.must_change:
        return redirect(url_for("account.show_own"), 303)
    return redirect(after or url_for("desk.show_home"), 303)


@bp.post("/signout")
@signed_in
@newcomers_too
def sign_out() -> Answer:
    """End the session."""
    accounts.sign_out(store(), secret_of_session(), actor(), now())
    chosen = session.get("lang")
    session.clear()
    session["lang"] = chosen
    return redirect(url_for("account.show_sign_in"), 303)


@bp.get("/desk/account")
@signed_in
@newcomers_too
def show_own() -> Response:
    """Show what one may do, one's tokens and deputies, and change the password."""
    return _own_page()


@bp.post("/desk/account/password")
@signed_in
@newcomers_too
def change_password() -> Answer:
    """Choose another password; every other session ends."""
    new = request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise Refused("password-twice")
        current = request.form.get("current", "")
        found = accounts.change_password(store(), actor(), current, new, now())
    except Refused as refused:
        return make_response(_own_page(refused=refused), status(refused.code))
    first = actor().must_change
    _begin(found)
    if first:
        return redirect(url_for("desk.show_home"), 303)
    return redirect(url_for("account.show_own", changed=1), 303)


def _own_page(refused: Refused | None = None) -> Response:
    with reading(store()) as connection:
        names = unit_names(connection)
    roles = [
        {
            "role": grant.role,
            "unit": grant.unit,
            "name": ", ".join(names.path(grant.unit)),
        }
        for grant in actor().grants
        if not grant.deputy_of
    ]
    return show_page(
        "own.html",
        refused=refused,
        changed="changed" in request.args,
        least=SHORTEST,
        most=LONGEST,
        names=names,
        last_day=last_day,
        roles=roles,
        role_words=role_words(),
        never=sorted(NEVER),
    )


def _begin(found: SignedIn) -> None:
    """Give the browser a cookie that nobody knew before: nothing but the secret."""
    chosen = session.get("lang")
    session.clear()
    session["lang"] = chosen
    session[SECRET] = found.secret


def _inside(place: str) -> str:
    """Give a path of this site; anything else is nothing.

    A browser drops tabs and line breaks in an address and reads a backslash as a
    slash: what holds one of them is no path of ours.
    """
    odd = "\\" in place or any(ord(letter) <= ord(" ") for letter in place)
    if odd or not place.startswith("/") or place.startswith("//"):
        return ""
    try:
        parts = urlsplit(place)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else place
