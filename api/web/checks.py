"""Checks at posts: one or a hundred at a time, their counts, and what looks odd."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, current_app

from api.services.access import Actor, units_for
from api.services.checks import alert_list, counts
from api.services.checks.desk import Asking, CheckDesk
from api.services.keeper import Keeper
from api.services.snapshot import Snapshot
from api.store.engine import reading
from api.web.body import give, read_body
from api.web.check_body import NEEDED, OPTIONAL, read_check
from api.web.door import (
    actor,
    allow,
    allow_chain,
    allow_listed,
    from_memory,
    needs,
    now,
    open_to_all,
    request_id,
    store,
)
from api.web.page import show_page
from api.web.problems import describe, language
from api.web.query import read_code, read_day, read_number, read_page, read_query
from boundaries.refusal import Refused
from maps.words.said import status

bp = Blueprint("checks", __name__)
MOST: Final = 100
"""Checks in a batch."""
_FRESH_S = 3600


@bp.post("/api/v1/checks")
@needs("post.check")
@from_memory
def check() -> Response:
    """Decide one check; the answer is 200 for a stop, too."""
    body = read_body(*NEEDED, optional=OPTIONAL, typed=False)
    return give(_desk().answer(read_check(body), _snapshot(), _asking()))


@bp.post("/api/v1/checks/batch")
@needs("post.check")
@from_memory
def check_all() -> Response:
    """Decide up to a hundred checks; each has an answer or a problem of its own."""
    asked = read_body("checks", typed=False)["checks"]
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST:
        raise Refused("checks-batch", most=MOST)
    desk, snapshot, asking = _desk(), _snapshot(), _asking()
    answers = [_one(desk, found, snapshot, asking) for found in asked]
    allow_listed("post.check")
    return give({"answers": answers})


@bp.get("/api/v1/checks/counts")
@open_to_all
def list_counts() -> Response:
    """Give how many were checked on past days, in aggregates that name nobody."""
    unit, first, last = read_query("unit", "from", "to")
    span: tuple[date, date] = read_day("from", first), read_day("to", last)
    with reading(store()) as connection:
        found = counts.export_counts(connection, read_code("unit", unit), *span, now())
    answer = give(found)
    answer.headers["Cache-Control"] = f"public, max-age={_FRESH_S}"
    return answer


@bp.get("/api/v1/alerts")
@needs("post.manage")
def list_alerts() -> Response:
    """Give what looks odd at posts of one's own units, the newest first."""
    who = allow_listed("post.manage")
    after, limit = read_page()
    before = None if after is None else read_number("after", after)
    with reading(store()) as connection:
        items, following = alert_list.list_alerts(
            connection, units_for(who, "post.manage"), before, limit
        )
    posts = _desk().gate.posts
    named = [
        {**item, "names": {k: posts[k].name for k in item["posts"] if k in posts}}
        for item in items
    ]
    return give({"items": named, "next": following})


@bp.post("/api/v1/alerts/<number>/seen")
@needs("post.manage")
def see_alert(number: str) -> Response:
    """Say that one looked at an alert."""
    read_body()
    found = alert_list.require_alert(store(), number)
    allow("post.manage", found["unit"])
    name = alert_list.see_alert(store(), actor(), found, now(), request_id())
    return give({"id": found["id"], "seen_by": name})


@bp.get("/desk/alerts")
@needs("post.manage")
def show_alerts() -> Response:
    """Show them."""
    allow_listed("post.manage")
    return show_page("alerts.html")


def _one(
    desk: CheckDesk, found: object, snapshot: Snapshot, asking: Asking
) -> dict[str, Any]:
    try:
        if not isinstance(found, dict):
            raise Refused("body-not-object")
        return desk.answer(read_check(found), snapshot, asking)
    except Refused as refused:
        problem = describe(refused, asking.lang)
        return {"problem": {**problem, "status": status(refused.code)}}


def _asking() -> Asking:
    def allowed(chain: Sequence[str]) -> Actor:
        return allow_chain("post.check", chain)

    return Asking(allowed, request_id, language())


def _desk() -> CheckDesk:
    desk: CheckDesk = current_app.extensions["checks"]
    return desk


def _snapshot() -> Snapshot:
    keeper: Keeper = current_app.extensions["keeper"]
    return keeper.current()
