"""Jobs that run behind a page: how far, what came of it, call it off."""

from flask import Blueprint, Response

from api.services import jobs as service
from api.web.body import give
from api.web.door import actor, allow, allow_listed, needs, now, request_id, store
from api.web.problems import language
from api.web.query import read_page

bp = Blueprint("jobs", __name__, url_prefix="/api/v1/jobs")


@bp.get("")
@needs(service.READ)
def list_jobs() -> Response:
    """Give the jobs of one's own units, the newest first."""
    who = allow_listed(service.READ)
    found, more = service.show_jobs(store(), who, *read_page())
    items = [service.tell_job(job, language()) for job in found]
    return give({"items": items, "next": more})


@bp.get("/<key>")
@needs(service.READ)
def show_job(key: str) -> Response:
    """Give one job."""
    job = service.show_job(store(), actor(), key)
    allow(service.READ, job.unit)
    return give(service.tell_job(job, language()))


@bp.post("/<key>/cancel")
@needs(service.READ)
def cancel_job(key: str) -> Response:
    """Call a job off."""
    allow(service.READ, service.show_job(store(), actor(), key).unit)
    job = service.call_off(store(), actor(), key, now(), request_id())
    return give(service.tell_job(job, language()))
