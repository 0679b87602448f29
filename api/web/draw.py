"""The planner's page, and the vendored scripts that it draws with."""

import base64
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from api.services.access import EVERYWHERE, Actor, may, units_for
from api.services.board import board_of
from api.services.keeper import Keeper
from api.store.documents import find_document
from api.store.engine import reading
from api.web.door import actor, allow, needs, now, open_to_all, store
from api.web.page import show_page
from boundaries.refusal import Refused
from maps.assets import Asset, list_assets, read_bytes
from maps.page.hatch import HATCHES
from maps.palette import COLOURS

bp = Blueprint("draw", __name__)
_DRAFT = "perimeter.draft"
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "png": "image/png",
    }
)
_FOREVER = "public, max-age=31536000, immutable"


@bp.get("/static-vendor/<path:name>")
@open_to_all
def show_vendored(name: str) -> Answer:
    """Give one file of ``vendor.toml`` by the name that it has there."""
    asset = list_assets().get(name)
    kind = None if asset is None else _TYPES.get(asset.file.rpartition(".")[2])
    if asset is None or kind is None:
        abort(404)
    response = Response(read_bytes(asset.file), content_type=kind)
    kept = request.args.get("v") == asset.sha256[:16]
    response.headers["Cache-Control"] = _FOREVER if kept else "no-cache"
    response.set_etag(asset.sha256)
    return response.make_conditional(request)


@bp.get("/desk/perimeters/new")
@needs(_DRAFT)
def show_new() -> Answer:
    """Begin a perimeter in a unit; without one, in the first that the planner has."""
    unit = request.args.get("unit", "")
    if not unit:
        own = [code for code in units_for(actor(), _DRAFT) if code != EVERYWHERE]
        if not own:
            raise Refused("access-denied-anywhere", action=_DRAFT)
        allow(_DRAFT, own[0])
        return redirect(url_for("draw.show_new", unit=own[0]))
    return _page(allow(_DRAFT, unit), unit, None)


@bp.get("/desk/perimeters/<key>")
@needs("desk.read")
def show_kept(key: str) -> Response:
    """Show a perimeter as it was saved last; planners go on drawing it."""
    with reading(store()) as connection:
        found = find_document(connection, "perimeter", key)
    if found is None:
        abort(404)
    return _page(allow("desk.read", found.unit), found.unit, key)


def _page(person: Actor, unit: str, key: str | None) -> Response:
    keeper: Keeper = current_app.extensions["keeper"]
    board = board_of(store(), keeper.current(), unit, now())
    facts = {
        "unit": unit,
        "key": key,
        "account": person.name,
        "mayDraft": may(person, _DRAFT, board.chain),
        "names": board.names,
        "zones": board.zones,
        "figures": board.figures,
    }
    return show_page(
        "draw.html",
        facts=facts,
        place=board.name,
        vendored={name: _vendored(name) for name in ("leaflet", "leaflet_css")}
        | {name: _vendored(name) for name in ("geoman", "geoman_css")},
        hatches=_hatches(),
    )


def _vendored(name: str) -> dict[str, str]:
    """Give the address of a vendored file, and the hash that a browser holds it to."""
    asset: Asset = list_assets()[name]
    digest = base64.b64encode(bytes.fromhex(asset.sha256)).decode("ascii")
    kept = asset.sha256[:16]
    return {
        "url": url_for("draw.show_vendored", name=name, v=kept),
        "integrity": f"sha256-{digest}",
    }


def _hatches() -> list[dict[str, Any]]:
    """Give the palette's patterns as SVG, for `fill="url(#hatch-...)"`."""
    return [
        {
            "name": name,
            "fill": swatch.fill,
            "lines": Markup(HATCHES[swatch.pattern](swatch.ink)),  # noqa: S704 - our own drawing, no data in it
        }
        for name, swatch in COLOURS.items()
    ]
