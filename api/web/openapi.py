"""What can be asked under /api/v1, in the words of OpenAPI 3.1.

``static/openapi.json`` is the frame and the open questions; each file of ``openapi/``
adds the `paths` and `schemas` of one part of the desk.
"""

import json
from functools import cache
from importlib import resources

import yaml
from flask import Blueprint, Response

from api.web.door import open_to_all

bp = Blueprint("openapi", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
@open_to_all
def describe_api() -> Response:
    """Give the description of the API."""
    response = Response(description(), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@cache
def description() -> str:
    """Give the description, all parts together, as JSON."""
    here = resources.files("api.web")
    found = json.loads((here / "static/openapi.json").read_text("utf-8"))
    parts = (p for p in (here / "openapi").iterdir() if p.name.endswith(".yaml"))
    for part in sorted(parts, key=lambda p: p.name):
        more = yaml.safe_load(part.read_text("utf-8"))
        found["paths"].update(more.get("paths") or {})
        found["components"]["schemas"].update(more.get("schemas") or {})
    return json.dumps(found, ensure_ascii=False)
