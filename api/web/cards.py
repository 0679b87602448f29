"""The rule card of a post, to be printed at the beginning of its day."""

from flask import Blueprint, Response, current_app, request

from api.services.card import card_of
from api.services.keeper import Keeper
from api.store.engine import reading
from api.web.door import allow, needs, now, store
from api.web.query import read_day, require_known
from maps.prints.card import compose_card

bp = Blueprint("cards", __name__, url_prefix="/api/v1")


@bp.get("/posts/<key>/card.pdf")
@needs("post.read")
def give_card(key: str) -> Response:
    """Give the card of a day: one page."""
    require_known(("day",))
    given = request.args.get("day")
    day = read_day("day", given) if given else None
    keeper: Keeper = current_app.extensions["keeper"]
    with reading(store()) as connection:
        card = card_of(connection, keeper.current(), key, day, now())
    allow("post.read", card.post.authority)
    content = compose_card(card)
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="card.pdf"'
    return response
