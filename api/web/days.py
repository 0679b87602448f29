"""The commune's day under /api/v1: report, correct, look, and see who is silent."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, request

from api.services.access import Actor, units_for
from api.services.days.overview import list_days
from api.services.days.save import Asked, save_day
from api.services.days.show import show_day, show_days, show_saved, show_versions
from api.services.keeper import Keeper
from api.web.body import give, read_body, read_text, version_asked
from api.web.door import (
    allow,
    allow_listed,
    needs,
    now,
    request_id,
    store,
)
from api.web.problems import language
from api.web.query import read_code, read_day, read_page
from boundaries.names import clean
from boundaries.refusal import Refused
from gis.cases.dayreport import MEMBERS

bp = Blueprint("days", __name__, url_prefix="/api/v1/days")
_SAVE = re.compile(r"[0-9A-Za-z_-]{8,64}", re.ASCII)
_AFTER = re.compile(r"[0-2]-[0-9A-Za-z][0-9A-Za-z_-]{0,31}", re.ASCII)
_REASON = 300


@bp.get("")
@needs("desk.read")
def list_reports() -> Response:
    """Say which communes have reported a day and which are silent, those first."""
    after, limit = read_page("unit", "day")
    if after is not None and not _AFTER.fullmatch(after):
        raise Refused("query-unreadable", name="after", seen=after, example="0-30001")
    day = read_day("day", request.args.get("day", ""))
    unit = request.args.get("unit", "")
    if unit:
        allow("desk.read", read_code("unit", unit))
        units: tuple[str, ...] = (unit,)
    else:
        units = units_for(allow_listed("desk.read"), "desk.read")
    return give(list_days(store(), units, day, after, limit, now()))


@bp.get("/<unit>")
@needs("desk.read")
def show_commune(unit: str) -> Response:
    """Give the last days of a commune and its zone."""
    allow("desk.read", read_code("unit", unit))
    keeper: Keeper = current_app.extensions["keeper"]
    found = show_days(store(), keeper.current(), unit, now(), language())
    return give(found)


@bp.get("/<unit>/<day>")
@needs("desk.read")
def show_report(unit: str, day: str) -> Response:
    """Give the report of a commune's day."""
    asked = _asked(unit, day, "desk.read")[0]
    found = show_day(store(), unit, asked)
    return give(found, version=found["version"])


@bp.get("/<unit>/<day>/versions")
@needs("desk.read")
def list_versions(unit: str, day: str) -> Response:
    """Give every version of a commune's day, the first report in front."""
    asked = _asked(unit, day, "desk.read")[0]
    return give({"items": show_versions(store(), unit, asked)})


@bp.put("/<unit>/<day>")
@needs("day.write")
def save_report(unit: str, day: str) -> Response:
    """Report a commune's day, or correct it."""
    asked_day, actor = _asked(unit, day, "day.write")
    version = _version()
    body = read_body("save", optional=("reason", *MEMBERS))
    asked = Asked(
        unit=unit,
        day=asked_day,
        given={name: body[name] for name in MEMBERS if name in body},
        save=_save(body),
        version=version,
        reason=clean(read_text(body, "reason", most=_REASON)),
    )
    saved = save_day(store(), asked, actor, now(), request_id())
    found, newest = show_saved(store(), saved.stored)
    first = saved.new and saved.stored.version == 1
    return give(found, 201 if first else 200, version=newest)


def _asked(unit: str, day: str, action: str) -> tuple[date, Actor]:
    actor = allow(action, read_code("unit", unit))
    return read_day("day", day), actor


def _version() -> int:
    """Give the version that a save was made from; 0 where it says there is none."""
    if "If-Match" not in request.headers:
        if request.headers.get("If-None-Match", "").strip() == "*":
            return 0
        raise Refused("day-version-missing")
    return version_asked()


def _save(body: dict[str, Any]) -> str:
    save = body["save"]
    if not isinstance(save, str) or not _SAVE.fullmatch(save):
        raise Refused("day-save-wrong")
    return save
