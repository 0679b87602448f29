"""What the planner's page asks while somebody draws."""

import gzip
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, current_app, request

from api.services.drawing.answer import answer_posts
from api.services.drawing.edit import edit
from api.services.drawing.ground import ground_of
from api.services.drawing.land import MODEL
from api.services.drawing.look import PARTS, Wanted, look
from api.services.drawing.measure import measure
from api.services.drawing.picture import picture_of
from api.services.drawing.posts import MOST_POSTS
from api.services.drawing.work import ask_posts, is_heavy
from api.services.drawing.written import told, written
from api.services.keeper import Keeper
from api.web.body import give, read_body, read_text
from api.web.door import allow, needs, now, request_id, store
from api.web.problems import dump, language
from api.web.query import read_code, read_query
from boundaries.refusal import Fault, Refused
from gis.checkpoints.plan import MOST_RING_KM
from gis.roads.classes import MODELS

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
    return _answer({**document, "notes": told(notes, language())})


@bp.post("/drawing/measure")
@needs("desk.read")
def measure_drawing() -> Response:
    """Snap and measure a drawing for whoever reads it; nothing is kept."""
    body = read_body("unit", optional=("shape", "units", "ring_km", "model", "parts"))
    unit = read_unit(body)
    allow("desk.read", unit)
    wanted = Wanted(read_parts(body), read_km(body), read_model(body))
    measured = measure(store(), unit, read_drawing(body), now())
    document, notes = look(measured, wanted)
    return _give(document, notes)


@bp.post("/drawing/shape")
@needs("desk.read")
def edit_drawing() -> Response:
    """Snap, cut, split or merge shapes; nothing is kept."""
    body = read_body("unit", "op", "shape", optional=("by",))
    unit = read_unit(body)
    allow("desk.read", unit)
    op = read_text(body, "op", least=1, most=10)
    edited = edit(store(), unit, op, body["shape"], body.get("by"), now())
    return _give({"shapes": list(edited.shapes)}, edited.notes)


@bp.post("/drawing/posts")
@needs("perimeter.draft")
def place_drawing() -> Response:
    """Place posts round a drawing, or prove those that were moved."""
    optional = ("shape", "units", "ring_km", "model", "posts")
    body = read_body("unit", optional=optional)
    unit = read_unit(body)
    who = allow("perimeter.draft", unit)
    question = {
        "unit": unit,
        "drawing": read_drawing(body),
        "ring_km": read_km(body),
        "model": read_model(body),
        "posts": read_posts(body),
    }
    if is_heavy(store(), unit, now()):
        key = ask_posts(store(), question, language(), who, now(), request_id())
        return give({"job": key}, 202)
    document, notes = answer_posts(store(), question, now())
    return _give(document, notes)


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


def read_parts(body: dict[str, Any]) -> tuple[str, ...]:
    """Read which parts of the answer are wanted; all of them by default.

    Raises
    ------
    Refused
        ``drawing-parts``.
    """
    given = body.get("parts", list(PARTS))
    if not isinstance(given, list) or any(one not in PARTS for one in given):
        raise Refused("drawing-parts", known=list(PARTS))
    return tuple(one for one in PARTS if one in given)


def read_km(body: dict[str, Any]) -> float:
    """Read the width of the ring, 1 km by default.

    Raises
    ------
    Refused
        ``drawing-ring``.
    """
    given = body.get("ring_km", 1)
    if type(given) not in (int, float) or not 0 <= given <= MOST_RING_KM:
        raise Refused("drawing-ring", seen=str(given)[:40], most=MOST_RING_KM)
    return float(given)


def read_model(body: dict[str, Any]) -> str:
    """Read which roads count, those for cars by default.

    Raises
    ------
    Refused
        ``drawing-model``.
    """
    given = body.get("model", MODEL)
    if not isinstance(given, str) or given not in MODELS:
        raise Refused("drawing-model", seen=str(given)[:40], known=list(MODELS))
    return given


def read_posts(body: dict[str, Any]) -> list[Any] | None:
    """Read the posts that were moved; None where none were.

    Raises
    ------
    Refused
        ``drawing-posts``.
    """
    given = body.get("posts")
    if given is not None and not isinstance(given, list):
        raise Refused("drawing-posts", most=MOST_POSTS)
    return given


def _give(document: dict[str, Any], notes: Iterable[Fault]) -> Response:
    return give({**written(document), "notes": told(notes, language())})


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
