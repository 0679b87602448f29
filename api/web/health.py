"""Whether the process lives, and whether it can do its work."""

from flask import Blueprint, Response, current_app

from api.services.checks.desk import CheckDesk
from api.services.keeper import Keeper
from api.services.readiness import find_troubles
from api.web.door import now, open_to_all
from api.web.problems import describe, dump, language
from boundaries.refusal import Refused
from maps.words.said import Lang

bp = Blueprint("health", __name__)
_NOT_READY = 503
_FAULTS = 20


@bp.get("/healthz")
@open_to_all
def say_alive() -> Response:
    """Say that the process answers."""
    return Response(dump({"status": "ok"}), content_type="application/json")


@bp.get("/readyz")
@open_to_all
def say_ready() -> Response:
    """Say what keeps the service from being up to date, if anything does.

    Troubles answer 503. Warnings (``degraded``) answer 200: pages and decisions are
    served, so no balancer should take the process out; somebody has to look.
    """
    keeper: Keeper = current_app.extensions["keeper"]
    snapshot = keeper.current()
    desk: CheckDesk = current_app.extensions["checks"]
    settings = current_app.extensions["settings"]
    found = find_troubles(keeper, settings, now(), desk.troubles)
    lang = language()
    document = {
        "status": found.status,
        "provinces": {
            code: province.publications[0].head.path
            for code, province in snapshot.provinces.items()
        },
        "troubles": [_told(one, lang) for one in found.troubles],
        "warnings": [_told(one, lang) for one in found.warnings],
    }
    number = _NOT_READY if found.troubles else 200
    return Response(dump(document), number, content_type="application/json")


def _told(trouble: Refused, lang: Lang) -> dict[str, object]:
    faults = [describe(fault, lang) for fault in trouble.faults[:_FAULTS]]
    return {**describe(trouble, lang), "faults": faults}
