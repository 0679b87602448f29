"""The door of every route: who asks, from where, and whether anybody said yes.

A route without `open_to_all` or `needs` answers nobody, and an answer that was made
without asking `allow` about its unit does not leave.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect

from api.services.access import Actor, may_somewhere, require
from api.services.accounts import actor_of
from api.services.chains import chain_of
from api.services.keeper import Keeper
from api.services.known import Known
from api.services.tokens import actor_of_token
from api.store.engine import Engine, reading
from api.web.problems import problem
from boundaries.refusal import Refused

View = TypeVar("View", bound=Callable[..., Any])
SECRET = "s"  # noqa: S105 - the name of a place
"""Where the signed cookie keeps the secret of the session."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN, _NEEDS, _NEW = "door_open", "door_needs", "door_newcomers"
_SELF = "door_signs_itself"
_MEMORY = "door_from_memory"
_ANYBODY = "signed-in"
csrf = CSRFProtect()


class _Cookies(SecureCookieSessionInterface):
    """A signed cookie, bound to this host wherever TLS allows it."""

    def get_cookie_name(self, app: Flask) -> str:
        """Name it so that a browser takes it from this very host alone."""
        del app
        return "__Host-vungxanh" if request.is_secure else "vungxanh"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep it from plain HTTP where TLS is spoken."""
        del app
        return request.is_secure


def open_to_all(view: View) -> View:
    """Let anybody ask this route, without an account."""
    setattr(view, _OPEN, True)
    return view


def needs(action: str) -> Callable[[View], View]:
    """Let those ask this route who may do `action` somewhere.

    The view itself calls `allow` with the unit of what is asked for.
    """

    def mark(view: View) -> View:
        setattr(view, _NEEDS, action)
        return view

    return mark


def signed_in(view: View) -> View:
    """Let everybody with an account ask this route about themselves.

    Not their programs: a token changes nothing about the account it was made for.
    """
    setattr(view, _NEEDS, _ANYBODY)
    return view


def signs_itself(view: View) -> View:
    """Let a device ask this route, whose every request carries its own signature.

    Nobody need be signed in, and no page's token is asked for: what a browser adds by
    itself, its cookie, gives no right here. The view verifies the signature.
    """
    setattr(view, _OPEN, True)
    setattr(view, _SELF, True)
    return view


def from_memory(view: View) -> View:
    """Let who asked this route a moment ago ask again without the database.

    The view asks `allow_chain`, which does not need it either.
    """
    setattr(view, _MEMORY, True)
    return view


def newcomers_too(view: View) -> View:
    """Let those ask a `signed_in` route, too, who have yet to choose a password."""
    setattr(view, _NEW, True)
    return view


def need_of(view: Callable[..., Any]) -> str | None:
    """Give what a view asks for: "" for nothing, None where nobody said."""
    if getattr(view, _OPEN, False):
        return ""
    return getattr(view, _NEEDS, None)


def actor() -> Actor:
    """Give who asks.

    Raises
    ------
    Refused
        ``access-sign-in``.
    """
    found: Actor | None = g.get("actor")
    if found is None:
        raise Refused("access-sign-in")
    return found


def allow(action: str, unit: str) -> Actor:
    """Refuse unless the one who asks may do `action` to what belongs to `unit`.

    Raises
    ------
    Refused
        ``access-denied``.
    """
    with reading(store()) as connection:
        chain = chain_of(connection, unit)
    require(actor(), action, chain or (unit,))
    g.allowed = True
    return actor()


def allow_chain(action: str, chain: Sequence[str]) -> Actor:
    """Refuse as `allow` does, where the unit and all above it are known already.

    Raises
    ------
    Refused
        ``access-denied``.
    """
    require(actor(), action, chain)
    g.allowed = True
    return actor()


def allow_listed(action: str) -> Actor:
    """Allow a list that holds only what ``units_for`` of the actor covers.

    Raises
    ------
    Refused
        ``access-denied-anywhere``.
    """
    if not may_somewhere(actor(), action):
        raise Refused("access-denied-anywhere", action=action)
    g.allowed = True
    return actor()


def store() -> Engine:
    """Give the database.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    keeper: Keeper = current_app.extensions["keeper"]
    return keeper.store()


def now() -> datetime:
    """Give the instant of this request, aware."""
    clock: Callable[[], datetime] = current_app.extensions["clock"]
    if "now" not in g:
        g.now = clock()
    instant: datetime = g.now
    return instant


def request_id() -> str:
    """Give the name of this request, for the audit."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    name: str = g.request_id
    return name


def register(app: Flask) -> None:
    """Stand at every route."""
    app.session_interface = _Cookies()
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # the origin is compared below, on every scheme
    )
    csrf.init_app(app)

    @app.before_request
    def ask() -> Any:
        return _ask_at_door(app.view_functions.get(request.endpoint or ""))

    @app.after_request
    def hold(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        guarded = g.get("actor") is not None and view is not None
        if not guarded or response.status_code >= 400 or g.get("allowed"):  # noqa: PLR2004 - an error tells nothing
            return response
        return problem(Refused("access-denied-anywhere", action=""))

    @app.errorhandler(CSRFError)
    def forged(_: CSRFError) -> Response:
        return problem(Refused("access-forged"))


def _ask_at_door(view: Callable[..., Any] | None) -> Any:
    """Let this request in (None), send it elsewhere, or refuse it."""
    if view is None or request.endpoint == "static":
        return None
    if "\0" in request.path:
        raise Refused("http-not-found")  # a letter that no name of ours has
    if any("\0" in value for value in request.args.values()):
        raise Refused("body-letter")
    need, writes = need_of(view), request.method not in _SAFE
    bearer = _bearer()
    if need != "":
        g.actor = _known(bearer) if getattr(view, _MEMORY, False) else _actor(bearer)
        if g.actor is None:
            return _ask_to_sign_in()
    if writes and not bearer:
        _require_same_site()
        if not getattr(view, _SELF, False):
            csrf.protect()
    return None if need == "" else _turned_away(view, need, g.actor)


def secret_of_session() -> str:
    """Give the secret of the session that asks, "" for none."""
    return str(session.get(SECRET, ""))


def _bearer() -> str:
    """Give the token that asks; pages are for people, who sign in."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    known = kind.lower() == "bearer" and request.path.startswith("/api/")
    return token.strip() if known else ""


def _actor(bearer: str) -> Actor | None:
    if bearer:
        return actor_of_token(store(), bearer, now())
    secret = secret_of_session()
    return actor_of(store(), secret, now()) if secret else None


def _known(bearer: str) -> Actor | None:
    """Give who asks, from memory where he asked a moment ago."""
    known: Known = current_app.extensions["known"]
    secret = bearer or secret_of_session()
    return known.find(secret, lambda: _actor(bearer)) if secret else None


def _ask_to_sign_in() -> Any:
    if request.path.startswith("/api/") or request.method not in _SAFE:
        raise Refused("access-sign-in")
    return redirect(url_for("account.show_sign_in", next=request.full_path))


def _turned_away(view: Callable[..., Any], need: str | None, who: Actor) -> Any:
    """Say why this one does not get in, or None where it does."""
    if who.via == "token" and need in {_ANYBODY, "account.manage"}:
        raise Refused("access-token")
    if who.must_change and not getattr(view, _NEW, False):
        if request.path.startswith("/api/") or request.method not in _SAFE:
            raise Refused("access-password-first")
        g.allowed = True  # to be sent there
        return redirect(url_for("account.show_own"))
    if need == _ANYBODY:
        g.allowed = True
        return None
    if need is None or not may_somewhere(who, need):
        raise Refused("access-denied-anywhere", action=need or "")
    return None


def _require_same_site() -> None:
    """Refuse what another site sends in a browser's name."""
    site, origin = (request.headers.get(n) for n in ("Sec-Fetch-Site", "Origin"))
    if site is not None:  # no page can forge it
        same = site in {"same-origin", "none"}
    else:
        same = origin is None or urlsplit(origin).netloc == request.host
    if not same:
        raise Refused("access-forged")
