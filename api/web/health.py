"""Whether the process lives, and whether it can do its work."""

from flask import Blueprint, Response, current_app

from api.services.keeper import Keeper
from api.web.door import open_to_all
from api.web.problems import describe, dump, language
from boundaries.refusal import Refused

bp = Blueprint("health", __name__)
_NOT_READY = 503


@bp.get("/healthz")
@open_to_all
def say_alive() -> Response:
    """Say that the process answers."""
    return Response(dump({"status": "ok"}), content_type="application/json")


@bp.get("/readyz")
@open_to_all
def say_ready() -> Response:
    """Say what keeps the service from being up to date, if anything does."""
    keeper: Keeper = current_app.extensions["keeper"]
    snapshot = keeper.current()
    troubles = list(keeper.troubles)
    try:
        keeper.check_store()
    except Refused as refused:
        if refused.code not in {trouble.code for trouble in troubles}:
            troubles.append(refused)
    lang = language()
    document = {
        "status": "not ready" if troubles else "ready",
        "provinces": {
            code: province.publications[0].head.path
            for code, province in snapshot.provinces.items()
        },
        "troubles": [
            {
                **describe(trouble, lang),
                "faults": [describe(fault, lang) for fault in trouble.faults[:20]],
            }
            for trouble in troubles
        ],
    }
    number = _NOT_READY if troubles else 200
    return Response(dump(document), number, content_type="application/json")
