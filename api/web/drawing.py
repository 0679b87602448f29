"""What the planner's page asks while somebody draws."""

import gzip
import json
from typing import Any

import shapely
from flask import Blueprint, Response, current_app, request

from api.services.drawing.ground import ground_of
from api.services.drawing.measure import measure
from api.services.drawing.picture import picture_of
from api.services.keeper import Keeper
from api.web.body import give, read_body, read_text
from api.web.door import allow, needs, now, store
from api.web.problems import describe, dump, language
from api.web.query import read_code, read_query
from boundaries.refusal import Fault, Refused

bp = Blueprint("drawing", __name__, url_prefix="/api/v1")


@bp.get("/ground")
@needs("desk.read")
def show_ground() -> Response:
    """Give units, roads and layers of a unit, to draw on."""
    (text,) = read_query("unit")
    unit = read_code("unit", text)
    allow("desk.read", unit)
    keeper: Keeper = current_app.extensions["keeper"]
    ground = ground_of(store(), unit, now())
    document, notes = picture_of(ground, keeper.current())
    return _answer({**document, "notes": tell(notes)})


@bp.post("/drawing/measure")
@needs("perimeter.draft")
def measure_drawing() -> Response:
    """Snap and measure a drawing; nothing is kept."""
    body = read_body("unit", optional=("shape", "units", "ring_km", "parts"))
    unit = read_unit(body)
    allow("perimeter.draft", unit)
    measured = measure(store(), unit, read_drawing(body), now())
    return give(
        {
            "shape": geometry_of(measured.shape),
            "mode": measured.mode,
            "units": list(measured.units),
            "cut": list(measured.cut),
            "figures": measured.figures,
            "notes": tell(measured.notes),
        }
    )


def read_unit(body: dict[str, Any]) -> str:
    """Read the code of the unit that a drawing is for."""
    return read_code("unit", read_text(body, "unit", least=1, most=32))


def read_drawing(body: dict[str, Any]) -> Any:
    """Give the shape of a body, or else its units: one of the two.

    Raises
    ------
    Refused
        ``drawing-one-of``; ``drawing-units-none``.
    """
    if ("shape" in body) == ("units" in body):
        raise Refused("drawing-one-of")
    if "shape" in body:
        return body["shape"] if isinstance(body["shape"], dict) else {}
    if not isinstance(body["units"], list):
        raise Refused("drawing-units-none")
    return body["units"]


def tell(notes: tuple[Fault, ...]) -> list[dict[str, Any]]:
    """Put notes into the reader's words, each once."""
    said = {dump(one): one for one in (describe(n, language()) for n in notes)}
    return list(said.values())


def geometry_of(shape: shapely.Geometry) -> Any:
    """Give a shape as GeoJSON, with every digit: sent again, it is the same."""
    return json.loads(shapely.to_geojson(shape))


def _answer(document: dict[str, Any]) -> Response:
    """Answer with JSON that a reader need not fetch twice, packed where he can."""
    response = Response(dump(document), content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Accept-Language", "Accept-Encoding", "Cookie"))
    response.add_etag()
    if request.accept_encodings["gzip"] > 0:
        response.data = gzip.compress(response.data, compresslevel=6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response
