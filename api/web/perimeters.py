"""Perimeters: drafts, decisions and their life, and the page that lists them."""

import re

from flask import Blueprint, Response, request

from api.services import perimeters_acts as acts
from api.services import perimeters_draft as drafts
from api.services import perimeters_files as files
from api.services import perimeters_read as perimeters
from api.services.access import may, units_for
from api.services.chains import chain_of
from api.services.perimeters_content import GIVEN, read_unit
from api.services.perimeters_state import STATES
from api.services.perimeters_write import Doing
from api.services.unit_names import unit_names
from api.store.documents import Stored
from api.store.engine import reading
from api.web.body import give, read_body, version_asked
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
from api.web.problems import dump
from api.web.query import read_choice, read_code, read_page
from boundaries.refusal import Refused

bp = Blueprint("perimeters", __name__)
_PAPER = ("number", "signer", "day")
_KEY = re.compile(r"[0-9A-Za-z_-]{1,80}", re.ASCII)


@bp.get("/desk/perimeters")
@needs("desk.read")
def show_list() -> Response:
    """Show the perimeters of one's units: first what waits for this person."""
    who = allow_listed("desk.read")
    held = [code for code in units_for(who, "perimeter.draft") if code]
    with reading(store()) as connection:
        known = unit_names(connection).units
    begin = [{"code": c, "name": known[c].name if c in known else c} for c in held]
    return show_page("perimeters.html", begin=begin)


@bp.get("/api/v1/perimeters")
@needs("desk.read")
def list_all() -> Response:
    """List the perimeters of one's own units."""
    allow_listed("desk.read")
    after, limit = read_page("unit", "state")
    unit = request.args.get("unit", "")
    items, following = perimeters.list_perimeters(
        store(),
        actor(),
        now(),
        unit=read_code("unit", unit) if unit else "",
        state=read_choice("state", ("", *STATES)),
        after=_key(after) if after else "",
        limit=limit,
    )
    return give({"now": now(), "items": items, "next": following})


@bp.post("/api/v1/perimeters")
@needs("perimeter.draft")
def create() -> Response:
    """Begin a draft."""
    body = read_body("unit", optional=GIVEN)
    unit = read_unit(body.pop("unit"))
    allow("perimeter.draft", unit)
    stored = drafts.create_perimeter(store(), unit, body, _doing())
    answer = _answer(stored, 201)
    answer.headers["Location"] = f"/api/v1/perimeters/{stored.key}"
    return answer


@bp.get("/api/v1/perimeters/<key>")
@needs("desk.read")
def find(key: str) -> Response:
    """Give one perimeter, and what this person may do about it now."""
    return _answer(_known(key, "desk.read"))


@bp.put("/api/v1/perimeters/<key>")
@needs("perimeter.draft")
def save(key: str) -> Response:
    """Save a draft from the version that was read."""
    _known(key, "perimeter.draft")
    asked = version_asked()
    body = read_body(optional=GIVEN)
    return _answer(drafts.save_perimeter(store(), key, asked, body, _doing()))


@bp.get("/api/v1/perimeters/<key>/versions")
@needs("desk.read")
def list_versions(key: str) -> Response:
    """List who saved which version."""
    _known(key, "desk.read")
    return give({"items": perimeters.view_versions(store(), key)})


@bp.get("/api/v1/perimeters/<key>/perimeter.geojson")
@needs("desk.read")
def give_perimeter(key: str) -> Response:
    """Give the area as the file that ``publish`` reads."""
    return give(files.perimeter_file(_known(key, "desk.read")))


@bp.get("/api/v1/perimeters/<key>/record.json")
@needs("desk.read")
def give_record(key: str) -> Response:
    """Give the record of its life as the file that ``publish`` reads."""
    return give(files.record_file(_known(key, "desk.read")))


@bp.get("/api/v1/perimeters/<key>/plan.json")
@needs("desk.read")
def give_plan(key: str) -> Response:
    """Give its posts as the file that ``publish`` reads."""
    found = _known(key, "desk.read")
    beside = b"" if found.geom is None else dump(files.perimeter_file(found))
    return give(files.plan_file(found, beside))


@bp.post("/api/v1/perimeters/<key>/submit")
@needs("perimeter.draft")
def submit(key: str) -> Response:
    """Send a draft for a decision."""
    _known(key, "perimeter.draft")
    asked = version_asked()
    _nothing()
    return _answer(drafts.submit_perimeter(store(), key, asked, _doing()))


@bp.post("/api/v1/perimeters/<key>/return")
@needs("perimeter.decide")
def send_back(key: str) -> Response:
    """Send a perimeter back to its planner."""
    _known(key, "perimeter.decide")
    asked, body = version_asked(), read_body("reason")
    stored = acts.return_perimeter(store(), key, asked, body["reason"], _doing())
    return _answer(stored)


@bp.post("/api/v1/perimeters/<key>/decide")
@needs("perimeter.decide")
def decide(key: str) -> Response:
    """Approve a perimeter with number, signer and day."""
    _known(key, "perimeter.decide")
    asked, paper = version_asked(), acts.read_paper(read_body(*_PAPER), now())
    return _answer(acts.decide_perimeter(store(), key, asked, paper, _doing()))


@bp.post("/api/v1/perimeters/<key>/announce")
@needs("perimeter.decide")
def announce(key: str) -> Response:
    """Announce what was decided."""
    _known(key, "perimeter.decide")
    asked = version_asked()
    _nothing()
    return _answer(acts.announce_perimeter(store(), key, asked, _doing()))


@bp.post("/api/v1/perimeters/<key>/confirm")
@needs("perimeter.decide")
def confirm(key: str) -> Response:
    """Confirm a temporary lockdown."""
    _known(key, "perimeter.decide")
    asked, body = version_asked(), read_body(*_PAPER, optional=("review_day",))
    paper, review = acts.read_paper(body, now()), body.get("review_day")
    stored = acts.confirm_perimeter(store(), key, asked, paper, review, _doing())
    return _answer(stored)


@bp.post("/api/v1/perimeters/<key>/narrow")
@needs("perimeter.decide")
def narrow(key: str) -> Response:
    """Let units or a part of the ground go."""
    _known(key, "perimeter.decide")
    asked = version_asked()
    body = read_body("reason", optional=(*_PAPER, "units", "shape"))
    return _answer(acts.narrow_perimeter(store(), key, asked, body, _doing()))


@bp.post("/api/v1/perimeters/<key>/lift")
@needs("perimeter.decide")
def lift(key: str) -> Response:
    """Let everybody go."""
    _known(key, "perimeter.decide")
    asked, body = version_asked(), read_body("reason", optional=_PAPER)
    return _answer(acts.lift_perimeter(store(), key, asked, body, _doing()))


def _known(key: str, action: str) -> Stored:
    """Give a perimeter; of other people's units one may not know that there is one."""
    found = perimeters.find_perimeter(store(), _key(key))
    with reading(store()) as connection:
        chain = chain_of(connection, found.unit)
    if not may(actor(), "desk.read", chain):
        raise Refused("perimeter-unknown", key=key)
    allow(action, found.unit)
    return found


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise Refused("perimeter-unknown", key=text)
    return text


def _nothing() -> None:
    """Refuse members where an act takes none; no body at all is as good."""
    if request.get_data():
        read_body()


def _answer(stored: Stored, status: int = 200) -> Response:
    view = perimeters.view_perimeter(store(), stored, actor(), now())
    return give(view, status, version=stored.version)


def _doing() -> Doing:
    return Doing(actor(), now(), request_id())
