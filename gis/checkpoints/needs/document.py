"""The record as a JSON document."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.record import Balance, Needs
from gis.checkpoints.needs.staff import write
from gis.checkpoints.plan import Post

FORMAT = "vungxanh-needs-1"


def needs_document(needs: Needs) -> dict[str, Any]:
    """Give the record as ``needs.json``: keys in a fixed order, days in ISO.

    What is not told is null, never 0; `placeholders` names the norms that nobody
    vouches for.
    """
    posts = [_post(post) for post in needs.posts]
    staffed = [post for post in needs.posts if post.kind == "staffed"]
    totals = {
        "posts": len(posts),
        "staffed": len(staffed),
        "barriers": len(posts) - len(staffed),
        "officers_per_shift": sum(post.staff for post in staffed),
        "on_duty": needs.on_duty,
        "people": needs.people,
        "vnd_a_day": needs.a_day,
        "vnd_over_span": needs.over_span,
    }
    costs = [
        {**_plain(asdict(line)), "over_span": line.over(needs.days)}
        for line in needs.costs
    ]
    return {
        "format": FORMAT,
        "days": needs.days,
        "placeholders": list(needs.placeholders),
        "totals": totals,
        "place": _plain(asdict(needs.place)),
        "act": _plain(asdict(needs.act)),
        "staff": [_plain(asdict(line)) for line in needs.staff],
        "goods": [_plain(asdict(line)) for line in needs.goods],
        "costs": costs,
        "sampling": _plain(asdict(needs.sampling)),
        "balance": [_balance(one) for one in needs.balance],
        "norms": [_norm(norm) for norm in needs.norms],
        "posts": posts,
        "notes": [
            {"code": n.code, "facts": _plain(dict(n.facts))} for n in needs.notes
        ],
        "sources": [_plain(asdict(one)) for one in needs.sources],
    }


def _post(post: Post) -> dict[str, Any]:
    told: dict[str, Any] = _plain(asdict(post))
    told["class"] = told.pop("road_class")
    return told


def _norm(norm: Norm) -> dict[str, Any]:
    words = {"unit": dict(norm.unit), "what": dict(norm.what)}
    backed = {"source": dict(norm.source)} if norm.source else {"placeholder": True}
    return {"name": norm.name, "value": write(norm.value), **words, **backed}


def _balance(one: Balance) -> dict[str, Any]:
    derived = ("shortfall", "uncovered", "missing", "requested")
    return {**_plain(asdict(one)), **{name: getattr(one, name) for name in derived}}


def _plain(value: Any) -> Any:
    """Give what JSON holds: lists for tuples, ISO for days and instants."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):  # a lone surrogate has no place in UTF-8
        return value.encode("utf-8", "replace").decode("utf-8")
    return value if value is None or isinstance(value, int | float) else str(value)
