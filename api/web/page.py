"""One frame for every page of the desk: who is signed in, and where one may go."""

from typing import Any, NamedTuple

from flask import (
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    session,
)
from flask_wtf.csrf import generate_csrf

from api.services.access import ROLES, Actor, may_somewhere
from api.web.headers import DESK_PAGE
from maps.words.desk_words import desk_words, page_words
from maps.words.said import Lang, render


class _Place(NamedTuple):
    """One place of the menu: its endpoint, the word for it, and what it needs."""

    endpoint: str
    word: str
    action: str


MENU = (
    _Place("day.show_day", "desk.menu-day", "day.write"),
    _Place("day.show_days", "desk.menu-days", "desk.read"),
    _Place("perimeters.show_list", "desk.menu-perimeters", "desk.read"),
    _Place("lockdown.show_lockdown", "desk.menu-lockdown", "perimeter.lockdown"),
    _Place("directives.show_directives", "desk.menu-directives", "desk.read"),
    _Place("permits.show_permits", "desk.menu-permits", "permit.read"),
    _Place("posts.show_posts", "desk.menu-posts", "post.manage"),
    _Place("imports.show_imports", "desk.menu-imports", "import.write"),
    _Place("audit.show_audit", "desk.menu-audit", "audit.read"),
    _Place("people.show_people", "desk.menu-people", "account.manage"),
)


def show_page(template: str, /, status: int = 200, **facts: Any) -> Response:
    """Render one page of the desk.

    Parameters
    ----------
    template
        Name in ``api/web/templates``; it extends ``desk.html``.
    status
        Of HTTP.
    **facts
        What the template shows; everything is escaped.
    """
    person: Actor | None = g.get("actor")
    lang = _language()
    page = make_response(
        render_template(
            template,
            actor=person,
            menu=_menu(person),
            csrf=generate_csrf(),
            lang=lang,
            w=lambda key, **more: desk_words(key, lang, **more),
            page_words=lambda page: dict(page_words(page, lang)),
            said=lambda refused: render(refused, lang),
            **facts,
        ),
        status,
    )
    page.headers["Content-Security-Policy"] = DESK_PAGE
    page.headers["Cache-Control"] = "no-store"
    # Over plain HTTP a form's Origin is the only word of where it comes from, and a
    # browser that tells no referrer says "null" there.
    page.headers["Referrer-Policy"] = "same-origin"
    return page


def role_words() -> dict[str, str]:
    """Give the names of the roles for scripts, as ``role-<role>``."""
    lang = _language()
    return {f"role-{role}": desk_words(f"desk.role-{role}", lang) for role in ROLES}


def _language() -> Lang:
    """Give the language of pages: Vietnamese until a person chose English."""
    chosen = request.args.get("lang")
    if chosen in {"vi", "en"}:
        session["lang"] = chosen
    return "en" if session.get("lang") == "en" else "vi"


def _menu(person: Actor | None) -> list[_Place]:
    if person is None or person.must_change:
        return []
    known = current_app.view_functions
    return [
        place
        for place in MENU
        if place.endpoint in known and may_somewhere(person, place.action)
    ]
