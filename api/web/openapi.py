"""What can be asked under /api/v1, in the words of OpenAPI 3.1."""

import json
from functools import cache
from importlib import resources

from flask import Blueprint, Response

bp = Blueprint("openapi", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
def describe_api() -> Response:
    """Give the description of the API."""
    response = Response(_text(), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@cache
def _text() -> str:
    file = resources.files("api.web") / "static/openapi.json"
    return json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False)
