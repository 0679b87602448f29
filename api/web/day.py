"""The pages of the day: the commune's form on a phone, and who is silent."""

import hashlib
from datetime import timedelta
from functools import cache
from importlib import resources

from flask import Blueprint, Response, current_app, make_response, request, url_for

from api.services.access import may_somewhere, units_for
from api.services.days.overview import states_of
from api.services.days.places import commune_of, communes_in, open_days, words_of
from api.store.engine import reading
from api.web.door import actor, allow, allow_listed, needs, now, open_to_all, store
from api.web.page import show_page
from api.web.query import read_code, read_day

bp = Blueprint("day", __name__)
_VERSIONED = ("desk/day.css", "desk/day.js")
_OTHERS = ("desk/desk.css", "desk/desk.js", "desk/day_line.js", "desk/day_show.js")
_WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'"
_MOST_LISTED = 60
_DAYS_BACK = 31


@bp.get("/desk/day")
@needs("day.write")
def show_day() -> Response:
    """Show the form of a commune; who reports for several chooses one first."""
    if unit := request.args.get("unit", ""):
        allow("day.write", read_code("unit", unit))
        with reading(store()) as connection:
            commune = commune_of(words_of(connection, open_days(now())[1]), unit)
        return _form(commune.code, commune.name)
    mine = units_for(allow_listed("day.write"), "day.write")
    today = open_days(now())[1]
    with reading(store()) as connection:
        communes = communes_in(words_of(connection, today), mine)
        if len(communes) == 1:
            return _form(communes[0].code, communes[0].name)
        sought = request.args.get("q", "").strip()
        found = [one for one in communes if one.matches(sought)]
        shown = found[:_MOST_LISTED]
        states = states_of(connection, shown, today)
    return show_page(
        "day_choose.html",
        communes=[(one, states[one.code]) for one in shown],
        found=len(found),
        of=len(communes),
        sought=sought,
        today=today,
    )


@bp.get("/desk/day/shell")
@open_to_all
def show_shell() -> Response:
    """Give the empty page that a phone keeps for when there is no line."""
    return _form("", "")


@bp.get("/desk/day/worker.js")
@open_to_all
def give_worker() -> Response:
    """Give the script that opens the page again without a line."""
    text = current_app.jinja_env.get_template("day_worker.js").render(
        version=assets_version(),
        kept=[url_for("day.show_shell"), *_asset_urls()],
        page=url_for("day.show_day"),
        shell=url_for("day.show_shell"),
    )
    answer = make_response(text)
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Service-Worker-Allowed"] = url_for("day.show_day")
    answer.headers["Content-Security-Policy"] = _WORKER
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/desk/days")
@needs("desk.read")
def show_days() -> Response:
    """Show which communes are silent, those first; the page asks anew by itself."""
    mine = units_for(allow_listed("desk.read"), "desk.read")
    if unit := request.args.get("unit", ""):
        allow("desk.read", read_code("unit", unit))
    today = open_days(now())[1]
    day = read_day("day", request.args.get("day", "") or today.isoformat())
    days = [today - timedelta(days=back) for back in range(_DAYS_BACK)]
    return show_page(
        "days.html",
        unit=unit or (mine[0] if len(mine) == 1 else ""),
        day=day,
        days=days if day in days else [*days, day],
        today=today,
        writes=may_somewhere(actor(), "day.write"),
    )


def _form(unit: str, name: str) -> Response:
    return show_page(
        "day.html",
        unit=unit,
        name=name,
        version=assets_version(),
    )


def _asset_urls() -> list[str]:
    """Give the page's own files as it asks for them."""
    version = assets_version()
    first = [url_for("static", filename=name, v=version) for name in _VERSIONED]
    others = [url_for("static", filename=name) for name in _OTHERS]
    return [*first, *others, url_for("pages.show_icon")]


@cache
def assets_version() -> str:
    """Give a name for the page's own files that changes with any of them."""
    here = resources.files("api.web")
    names = [f"static/{name}" for name in (*_VERSIONED, *_OTHERS)]
    names += ["templates/day.html", "templates/day_worker.js", "templates/desk.html"]
    digest = hashlib.sha256()
    for name in names:
        digest.update((here / name).read_bytes())
    return digest.hexdigest()[:12]
