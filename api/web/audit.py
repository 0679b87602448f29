"""Who did what: the auditors' page, and the head of the chain for everybody."""

from typing import Any

from flask import Blueprint, Response, request

from api.services import audit as service
from api.services.audit import Wanted
from api.store.audit import BEGINS
from api.store.engine import reading
from api.web.body import give
from api.web.door import actor, allow_listed, needs, now, open_to_all, store
from api.web.page import show_page
from api.web.query import read_code, read_day, read_number, read_page, require_known
from boundaries.names import clean
from boundaries.refusal import Refused

bp = Blueprint("audit", __name__)
_KINDS = (
    *("perimeter", "directive", "day", "cases", "units", "layer"),
    *("account", "grant", "token", "upload", "job"),
    *("permit", "permit-order", "permit-quota", "checks", "alert"),
)
_TEXTS = ("kind", "key", "actor")


@bp.get("/desk/audit")
@needs("audit.read")
def show_audit() -> Response:
    """Show what was done in the auditor's units."""
    allow_listed("audit.read")
    return show_page("audit.html", head=_head(), day=service.today(now()), kinds=_KINDS)


@bp.get("/api/v1/audit")
@needs("audit.read")
def list_audit() -> Response:
    """List entries, the newest first, a page at a time."""
    allow_listed("audit.read")
    after, limit = read_page("from", "to", "unit", "kind", "key", "actor")
    before = None if after is None else read_number("after", after)
    wanted = _wanted()
    with reading(store()) as connection:
        page = service.list_entries(connection, actor(), wanted, before, limit)
        items = [service.document_of(one) for one in page.entries]
    more = None if page.more is None else str(page.more)
    return give({"items": items, "next": more})


@bp.get("/api/v1/audit/head")
@open_to_all
def show_head() -> Response:
    """Give the head of a day: anybody may keep it, and hold us to it."""
    require_known(("day",))
    return give(_head())


def _wanted() -> Wanted:
    asked = {name: request.args.get(name, "") for name in ("from", "to")}
    first, last = (read_day(name, day) if day else None for name, day in asked.items())
    if first is not None and last is not None and last < first:
        raise Refused("audit-days", first=first, last=last)
    unit = request.args.get("unit", "")
    texts = {name: clean(request.args.get(name, "")) for name in _TEXTS}
    return Wanted(first, last, read_code("unit", unit) if unit else "", **texts)


def _head() -> dict[str, Any]:
    asked = request.args.get("day")
    today = service.today(now())
    day = read_day("day", asked) if asked is not None else today
    with reading(store()) as connection:
        found = service.head_of(connection, day)
    return {
        "day": day.isoformat(),
        "whole": day < today,
        "entry": found.seq if found else 0,
        "head": found.sha256 if found else BEGINS,
    }
