"""The directives of a province: the page, and what its script and programs ask."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request

from api.services import directive_list as listed
from api.services import directives as service
from api.services.access import may
from api.services.chains import chain_of
from api.services.directive_content import NEEDED, OPTIONAL
from api.services.directive_list import is_signed
from api.services.directive_places import places_of
from api.services.directive_progress import describe_progress, measure_progress
from api.services.directive_times import describe_times, draw_times
from api.services.directives import Acting
from api.services.keeper import Keeper
from api.services.unit_names import unit_names
from api.services.versions import person_of
from api.store.documents import Stored, list_versions
from api.store.engine import Connection, reading
from api.web.body import give, read_body, read_text, version_asked
from api.web.door import (
    actor,
    allow,
    allow_listed,
    needs,
    now,
    request_id,
    store,
)
from api.web.page import show_page
from api.web.problems import language
from api.web.query import read_choice, read_code, read_page, require_known
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM

_OF_BAR = ("title", "number", "basis", "issuer", "starts", "ends")
bp = Blueprint("directives", __name__)
_API = "/api/v1/directives"
_STATES = ("", *sorted(listed.DRAFTS | listed.IN_LAW))


@bp.get("/desk/directives")
@needs("desk.read")
def show_directives() -> Response:
    """Show the directives that one may know of, and a form for those who draft."""
    allow_listed("desk.read")
    with reading(store()) as connection:
        areas = listed.areas_of(connection, actor())
    drafts = [unit for unit, _ in areas if _may_in("directive.draft", unit)]
    return show_page("directives.html", areas=areas, drafts=drafts)


@bp.get(_API)
@needs("desk.read")
def list_directives() -> Response:
    """List directives, a page at a time, by key."""
    allow_listed("desk.read")
    after, limit = read_page("unit", "state")
    unit, state = _unit_asked(), read_choice("state", _STATES)
    with reading(store()) as connection:
        found = [
            one
            for one in listed.list_directives(connection, actor(), unit)
            if one.key > (after or "") and (not state or one.state == state)
        ]
        page = found[:limit]
        more = len(found) > limit
        return give(
            {
                "items": [_document(connection, one) for one in page],
                "next": page[-1].key if more else None,
            }
        )


@bp.post(_API)
@needs("directive.draft")
def add_directive() -> Response:
    """Keep a new draft."""
    body = read_body("unit", *NEEDED, optional=OPTIONAL)
    unit = read_code("unit", read_text(body, "unit", least=1, most=32))
    allow("directive.draft", unit)
    form = {name: value for name, value in body.items() if name != "unit"}
    made = service.draft(store(), unit, form, _acting())
    response = _give(made, 201)
    response.headers["Location"] = f"{_API}/{made.key}"
    return response


@bp.get(f"{_API}/<key>")
@needs("desk.read")
def show_directive(key: str) -> Response:
    """Give one directive with its version as the ETag."""
    return _give(_known(key))


@bp.get(f"{_API}/<key>/versions")
@needs("desk.read")
def show_versions(key: str) -> Response:
    """Give every version of a directive, the first one first."""
    known = _known(key)
    with reading(store()) as connection:
        found = list_versions(connection, listed.KIND, known.key)
        return give({"items": [_document(connection, one) for one in found]})


@bp.put(f"{_API}/<key>")
@needs("directive.draft")
def change_directive(key: str) -> Response:
    """Keep another version of a draft."""
    allow("directive.draft", _known(key).unit)
    asked = version_asked()
    form = read_body(*NEEDED, optional=OPTIONAL)
    return _give(service.change(store(), key, form, asked, _acting()))


@bp.post(f"{_API}/<key>/submit")
@needs("directive.draft")
def submit(key: str) -> Response:
    """Send a draft to those who decide."""
    allow("directive.draft", _known(key).unit)
    read_body()
    return _give(service.submit(store(), key, version_asked(), _acting()))


@bp.post(f"{_API}/<key>/return")
@needs("directive.decide")
def give_back(key: str) -> Response:
    """Return a draft with the reason."""
    allow("directive.decide", _known(key).unit)
    reason = read_text(read_body("reason"), "reason", least=1)
    return _give(service.give_back(store(), key, version_asked(), reason, _acting()))


@bp.post(f"{_API}/<key>/decide")
@needs("directive.decide")
def decide(key: str) -> Response:
    """Decide a draft that somebody else made, with number and signer."""
    allow("directive.decide", _known(key).unit)
    body = read_body("number", "signer", "day", optional=("issuer",))
    act = {
        name: read_text(body, name, least=least, most=most)
        for name, least, most in (
            ("number", 1, 100),
            ("signer", 1, 200),
            ("day", 1, 40),
            ("issuer", 0, 200),
        )
    }
    return _give(service.decide(store(), key, version_asked(), act, _acting()))


@bp.post(f"{_API}/<key>/announce")
@needs("directive.decide")
def announce(key: str) -> Response:
    """Tell everybody what was decided."""
    allow("directive.decide", _known(key).unit)
    read_body()
    return _give(service.announce(store(), key, version_asked(), _acting()))


@bp.post(f"{_API}/<key>/end")
@needs("directive.decide")
def end(key: str) -> Response:
    """End or lift a directive by an act of its own."""
    allow("directive.decide", _known(key).unit)
    body = read_body("number", "signer", "day", "ends", "reason")
    act = {
        name: read_text(body, name, least=1, most=most)
        for name, most in (
            ("number", 100),
            ("signer", 200),
            ("day", 40),
            ("ends", 40),
            ("reason", 500),
        )
    }
    return _give(service.end(store(), key, version_asked(), act, _acting()))


@bp.get(f"{_API}.csv")
@needs("desk.read")
def export_directives() -> Response:
    """Give directives as ``directives.csv``, which a province publishes from."""
    allow_listed("desk.read")
    require_known(("unit", "drafts"))
    unit, states = _unit_asked(), listed.IN_LAW
    if read_choice("drafts", ("", "true", "false")) == "true":
        states |= listed.DRAFTS
    with reading(store()) as connection:
        found = listed.list_directives(connection, actor(), unit)
    text = listed.compose_directives([one for one in found if one.state in states])
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="directives.csv"'
    return response


@bp.get(f"{_API}/<key>/progress")
@needs("desk.read")
def show_progress(key: str) -> Response:
    """Tell how far a directive is from its goal, from what is published."""
    one = _known(key)
    keeper: Keeper = current_app.extensions["keeper"]
    snapshot = keeper.current()
    with reading(store()) as connection:
        places = places_of(connection, one.unit, now())
        found = measure_progress(connection, snapshot, one, places, now(), language())
    return give(describe_progress(found))


@bp.get(f"{_API}/times")
@needs("desk.read")
def show_times() -> Response:
    """Show which directive holds where and when in a unit."""
    allow_listed("desk.read")
    require_known(("unit", "drafts"))
    unit = read_code("unit", request.args.get("unit", ""))
    drafts = read_choice("drafts", ("", "true", "false")) != "false"
    _require_readable(unit)
    with reading(store()) as connection:
        found = listed.list_directives(connection, actor(), unit)
        kept = [one for one in found if drafts or one.state in listed.IN_LAW]
        return give(_times(connection, kept, unit))


@bp.post(f"{_API}/preview")
@needs("directive.draft")
def preview_times() -> Response:
    """Show what a draft would change, before it is saved; nothing is kept."""
    body = read_body("unit", *NEEDED, optional=(*OPTIONAL, "key"))
    unit = read_code("unit", read_text(body, "unit", least=1, most=32))
    allow("directive.draft", unit)
    key = read_text(body, "key", most=64)
    form = {n: value for n, value in body.items() if n not in {"unit", "key"}}
    with reading(store()) as connection:
        tried = service.try_draft(connection, unit, form, key, _acting())
        found = listed.list_directives(connection, actor(), unit)
        others = [one for one in found if one.key != tried.key]
        return give(
            {
                "directive": tried.content["id"],
                "before": _times(connection, others, unit),
                "after": _times(connection, [*others, tried], unit),
            }
        )


@bp.get(f"{_API}/places")
@needs("desk.read")
def list_places() -> Response:
    """List the units of a directive's form: a unit and all below it, by name."""
    allow_listed("desk.read")
    require_known(("unit",))
    unit = read_code("unit", request.args.get("unit", ""))
    _require_readable(unit)
    with reading(store()) as connection:
        places = places_of(connection, unit, now())
    rows = places.reset_index().to_dict("records")
    return give({"items": rows})


def _times(connection: Connection, found: list[Stored], unit: str) -> dict[str, Any]:
    places = places_of(connection, unit, now())
    drawn = draw_times(found, places, unit, now().astimezone(VIETNAM).date())
    acts = {
        one.content["id"]: {
            "key": one.key,
            "state": one.state,
            "signed": is_signed(one),
            **{name: one.content[name] for name in _OF_BAR},
        }
        for one in found
    }
    today = now().astimezone(VIETNAM).date().isoformat()
    told = describe_times(drawn, places)
    return {"unit": unit, "today": today, "directives": acts, **told}


def _may_in(action: str, unit: str) -> bool:
    with reading(store()) as connection:
        return may(actor(), action, chain_of(connection, unit))


def _require_readable(unit: str) -> None:
    """Refuse the bars of a unit that is none of one's business as unknown."""
    with reading(store()) as connection:
        if not listed.may_see_unit(connection, actor(), unit):
            raise Refused("unit-unknown", unit=unit)


def _unit_asked() -> str:
    """Give the unit that a question names, "" for none."""
    unit = request.args.get("unit", "")
    return read_code("unit", unit) if unit else ""


def _acting() -> Acting:
    return Acting(actor(), now(), request_id())


def _known(key: str) -> Stored:
    """Give a directive that the one who asks may know of."""
    allow_listed("desk.read")
    with reading(store()) as connection:
        return listed.find_directive(connection, key, actor())


def _give(one: Stored, status: int = 200) -> Response:
    with reading(store()) as connection:
        return give(_document(connection, one), status, version=one.version)


def _document(connection: Connection, one: Stored) -> dict[str, Any]:
    """Describe one version, and what the one who asks may do to it."""
    chain, named = chain_of(connection, one.unit), unit_names(connection).units
    codes = dict.fromkeys([one.unit, *one.content["units"], *one.content["excepted"]])
    return {
        "key": one.key,
        "version": one.version,
        "unit": one.unit,
        "state": one.state,
        "signed": is_signed(one),
        "begins": _instant(one.starts),
        "until": _instant(one.ends),
        "author": person_of(connection, one.author),
        "recorded_at": one.recorded_at.isoformat(),
        "places": {code: named[code].name for code in codes if code in named},
        "may": {
            "draft": may(actor(), "directive.draft", chain),
            "decide": may(actor(), "directive.decide", chain),
        },
        **one.content,
    }


def _instant(instant: datetime | None) -> str | None:
    """Write an instant in UTC, the same whether it was just saved or is read."""
    return None if instant is None else instant.astimezone(UTC).isoformat()
