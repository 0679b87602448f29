"""What posts fetch: the signed bundle, the root's public keys, the names of units."""

import hashlib
from typing import Final

from flask import Blueprint, Response, current_app, request

from api.services.bundle import names_document
from api.services.keeper import Keeper
from api.store.bundles import bundle_content, newest_bundle
from api.store.engine import reading
from api.store.keys import list_keys
from api.web.door import open_to_all, store
from api.web.problems import dump
from api.web.query import require_known
from boundaries.refusal import Refused

bp = Blueprint("bundles", __name__, url_prefix="/api/v1")
_KEPT: Final[dict[str, bytes]] = {}
"""The newest bundle by its hash: every phone of a shift asks for the same one."""


@bp.get("/bundle")
@open_to_all
def show_bundle() -> Response:
    """Give the newest bundle; what it is worth is in its signatures."""
    require_known(())
    with reading(store()) as connection:
        newest = newest_bundle(connection)
        if newest is None:
            raise Refused("bundle-none")
        content = _KEPT.get(newest.sha256)
        if content is None:
            content = bundle_content(connection, newest.version)
            _KEPT.clear()
            _KEPT[newest.sha256] = content
    response = Response(content, content_type="application/octet-stream")
    return _answer(response, newest.sha256)


@bp.get("/bundle/root")
@open_to_all
def show_root() -> Response:
    """Give the public keys of the root; a phone takes them once, at its enrolment."""
    require_known(())
    with reading(store()) as connection:
        roots = list_keys(connection, "root")
    items = [
        {"kid": key.kid.hex(), "public": key.public.hex()}
        for key in roots
        if key.revoked_at is None
    ]
    body = dump({"items": items})
    response = Response(body, content_type="application/json")
    return _answer(response, hashlib.sha256(response.get_data()).hexdigest())


@bp.get("/names")
@open_to_all
def show_names() -> Response:
    """Give the name, level and parent of every unit that a bundle knows."""
    require_known(())
    keeper: Keeper = current_app.extensions["keeper"]
    with reading(store()) as connection:
        body = names_document(connection, keeper.current())
    response = Response(body, content_type="application/json")
    return _answer(response, hashlib.sha256(body).hexdigest())


def _answer(response: Response, tag: str) -> Response:
    """Answer what is asked for again and again with its hash."""
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(tag)
    response.make_conditional(request)
    return response
