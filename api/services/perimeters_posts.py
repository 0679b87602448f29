"""Posts of a perimeter: proven again on the server before they are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import shapely

from api.services.drawing.ground import ground_of
from api.services.drawing.posts import Held, move, place
from api.services.perimeters_content import wrong_member
from api.services.perimeters_ground import Settled
from api.store.engine import Engine
from gis.checkpoints.plan import plan_document

_MODEL = "car"
_PLACE = ("lon", "lat", "kind")


def settle_posts(
    engine: Engine,
    unit: str,
    before: Mapping[str, Any],
    taken: Mapping[str, Any],
    settled: Settled,
    now: datetime,
) -> dict[str, Any]:
    """Give the posts and their proofs as a content keeps them.

    Posts belong to one line: where it moved and none were sent, there are none. What
    was sent is a wish, by place and kind; the plan that is kept, and what it proves,
    are the server's own.

    Parameters
    ----------
    engine, unit, now
        The store, whose perimeter it is, and when.
    before, taken
        The content as it was, and with what was given.
    settled
        Its ground.

    Raises
    ------
    Refused
        What ``move`` refuses.
    """
    ground = settled.members()
    moved = ground["shape"] != before["shape"]
    same = taken["ring_km"] == before["ring_km"] and not moved
    if taken["posts"] is None or settled.shape is None:
        return {"posts": None, "proofs": None}
    if _wishes(taken["posts"]) == _wishes(before["posts"]):
        kept = {"posts": before["posts"], "proofs": before["proofs"]}
        return kept if same else {"posts": None, "proofs": None}
    held = _prove(engine, unit, taken, settled.shape, now)
    return {"posts": plan_document(held.plan), "proofs": held.proofs()}


def _prove(
    engine: Engine,
    unit: str,
    taken: Mapping[str, Any],
    shape: shapely.Geometry,
    now: datetime,
) -> Held:
    plan = taken["posts"]
    model, ring = plan.get("model", _MODEL), taken["ring_km"] or plan.get("ring_km")
    if not isinstance(model, str) or type(ring) not in (int, float):
        raise wrong_member("posts", "plan")
    ground = ground_of(engine, unit, now)
    best = place(ground, shape, float(ring), model)
    if _wishes(plan) == _wishes(plan_document(best.plan)):
        return best
    return move(ground, shape, float(ring), model, plan["posts"])


def _wishes(plan: Mapping[str, Any] | None) -> list[tuple[str, ...]] | None:
    """Give places and kinds of posts, whatever else a plan says."""
    if plan is None:
        return None
    return sorted(tuple(str(one.get(n)) for n in _PLACE) for one in plan["posts"])
