"""The desk's pages about posts: who stands where, and the report of a shift."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response

from api.services.access import may_somewhere
from api.services.post_board import Standing, board_of
from api.services.shift_report import report_shift
from api.web.devices import doing
from api.web.door import actor, allow, allow_listed, needs, now, store
from api.web.page import show_page
from boundaries.spans import VIETNAM

bp = Blueprint("posts", __name__, url_prefix="/desk")


@bp.get("/posts")
@needs("post.manage")
def show_posts() -> Response:
    """Show the posts, phones and shifts of one's units."""
    allow_listed("post.manage")
    board = board_of(store(), actor(), now())
    names = {held.post.id: held.post.name for held in board.posts}
    return show_page(
        "posts.html", board=board, names=names, local=_local, state_of=_state
    )


@bp.get("/shifts/<key>")
@needs("post.read")
def show_shift(key: str) -> Response:
    """Show the report of a shift, to be printed."""
    report = report_shift(store(), doing(), key)
    allow("post.read", report["unit"])
    return show_page(
        "shift.html",
        report=report,
        manages=may_somewhere(actor(), "post.manage"),
        local=_local,
        hour_words=_hour,
        rule_words=_rule,
    )


def _local(at: datetime) -> str:
    """Write an instant as people read it, in the clock of the place."""
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def _hour(row: dict[str, Any]) -> str:
    return f"{row['hour']:02d}:00"


def _rule(row: dict[str, Any]) -> str:
    return str(row["rule"])


def _state(phone: Standing) -> str:
    if phone.device.disabled_at is not None:
        return "disabled"
    if phone.device.quarantined_at is not None:
        return "quarantined"
    return "silent" if phone.silent else "works"
