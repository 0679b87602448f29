"""The open questions: the zones of a province on a day, and what holds at a place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, request

from api.services.keeper import Keeper
from api.services.snapshot import Snapshot
from api.services.zones_at import PlaceAnswer, zones_at
from api.services.zones_of import (
    describe_day,
    describe_publication,
    describe_zone,
    zones_of,
)
from api.web.door import open_to_all
from api.web.problems import dump, language
from api.web.query import (
    read_code,
    read_day,
    read_instant,
    read_place,
    read_query,
)
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from maps.words.phrases import day_words, say

bp = Blueprint("zones", __name__, url_prefix="/api/v1")
_FRESH_S = 60
_NOWHERE: dict[str, object] = {
    "unit": None,
    "name": None,
    "kind": None,
    "admin_level": None,
    "parent": None,
    "level": None,
    "zone": "no_report",
    "clause": "",
    "effective_from": None,
    "next_better": None,
}


@bp.get("/zones")
@open_to_all
def list_zones() -> Response:
    """Give the zones of every unit of a province on a day."""
    province, text = read_query("province", "day")
    day = read_day("day", text)
    published = zones_of(_snapshot(), read_code("province", province), day)
    return _answer(
        {
            "province": published.head.province,
            "day": day.isoformat(),
            "publication": describe_publication(published),
            "zones": describe_day(published, day),
        }
    )


@bp.get("/zones/at")
@open_to_all
def ask_place() -> Response:
    """Say which zone and which directives hold at a place at an instant."""
    lon, lat, at = read_query("lon", "lat", "at")
    x, y = read_place(lon, lat)
    instant = read_instant("at", at)
    return _answer(_describe(zones_at(_snapshot(), x, y, instant), x, y, instant))


def _snapshot() -> Snapshot:
    keeper: Keeper = current_app.extensions["keeper"]
    snapshot = keeper.current()
    if not snapshot.provinces:
        raise Refused("nothing-published")
    return snapshot


def _describe(
    answer: PlaceAnswer, lon: float, lat: float, at: datetime
) -> dict[str, Any]:
    held = answer.held
    if held is None:
        found = {**_NOWHERE, "reason": _no_unit(answer)}
    else:
        words = held.published.words[held.unit]
        found = describe_zone(words, held.unit, held.zone)
    return {
        "lon": lon,
        "lat": lat,
        "at": at.isoformat(),
        "day": answer.day.isoformat(),
        **found,
        "on_border": len(answer.touching) > 1,
        "touching": list(answer.touching),
        "directives": [_directive(row) for row in answer.directives],
        "publication": describe_publication(held.published) if held else None,
    }


def _no_unit(answer: PlaceAnswer) -> str:
    if answer.unpublished is None:
        return say("place.nowhere", language())
    first, last = (day_words(day) for day in answer.unpublished)
    return say(
        "place.not-published",
        language(),
        day=day_words(answer.day),
        first=first,
        last=last,
    )


def _directive(row: Mapping[Any, Any]) -> dict[str, Any]:
    ends, deadline = row["ends"], row["deadline"]
    starts = row["starts"].astimezone(VIETNAM)
    return {
        "id": row["id"],
        "unit": row["unit"],
        "number": row["number"] or None,
        "issuer": row["issuer"],
        "signer": row["signer"] or None,
        "basis": row["basis"],
        "starts": starts.isoformat(),
        "ends": ends.astimezone(VIETNAM).isoformat() if ends else None,
        "goal": row["goal"],
        "deadline": deadline.isoformat() if deadline else None,
        "clause": row["clause"],
    }


def _answer(document: dict[str, Any]) -> Response:
    """Answer with JSON that a reader need not fetch twice."""
    response = Response(dump(document), content_type="application/json")
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_S}"
    response.vary.add("Accept-Language")
    response.add_etag()
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response
