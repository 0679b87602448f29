"""Tokens and deputies of the one who asks."""

import re
from typing import Any

from flask import Blueprint, Response

from api.services import deputies, tokens
from api.services.access import EVERYWHERE
from api.services.deputies import Deputy
from api.services.people_accounts import Asking
from api.services.unit_names import UnitNames, unit_names
from api.store.engine import reading
from api.web.body import give, read_body, read_number, read_text
from api.web.door import actor, now, request_id, signed_in, store
from api.web.query import read_code, read_day, require_known
from boundaries.refusal import Refused

_ROW = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
bp = Blueprint("tokens", __name__, url_prefix="/api/v1")


@bp.get("/tokens")
@signed_in
def list_tokens() -> Response:
    """Give one's own tokens, without what makes them work."""
    require_known(())
    names = _names()
    items = [
        {
            "prefix": kept.prefix,
            "name": kept.name,
            "role": kept.role,
            "unit": kept.unit,
            "unit_name": ", ".join(names.path(kept.unit)),
            "ends": kept.ends,
            "holds": kept.holds,
        }
        for kept in tokens.list_tokens(store(), actor(), now())
    ]
    return give({"items": items})


@bp.post("/tokens")
@signed_in
def make_token() -> Response:
    """Make a token; this answer is the only one that shows it."""
    body = read_body("name", "role", "unit", "days")
    made = tokens.make_token(
        store(),
        actor(),
        read_text(body, "name", least=1, most=60),
        read_text(body, "role", least=1, most=40),
        read_place(body),
        read_number(body, "days"),
        now(),
        request=request_id(),
    )
    shown = {"token": made.token, "prefix": made.prefix, "ends": made.ends}
    return give(shown, 201)


@bp.delete("/tokens/<prefix>")
@signed_in
def revoke_token(prefix: str) -> Response:
    """Revoke a token of one's own."""
    tokens.revoke_token(store(), actor(), prefix, now(), request=request_id())
    return give({"prefix": prefix})


@bp.get("/deputies")
@signed_in
def list_deputies() -> Response:
    """Give who stands in for the one who asks, and for whom that one does."""
    require_known(())
    names, found = _names(), deputies.list_deputies(store(), _asking())
    mine = [one for one in found if one.principal.id == actor().account_id]
    others = [one for one in found if one.deputy.id == actor().account_id]
    return give(
        {
            "named": [_deputy(one, names) for one in mine],
            "held": [_deputy(one, names) for one in others],
        }
    )


@bp.post("/deputies")
@signed_in
def name_deputy() -> Response:
    """Name a deputy for a role of one's own."""
    body = read_body("deputy", "role", "unit", "until")
    made = deputies.name_deputy(
        store(),
        _asking(),
        read_text(body, "deputy", least=1, most=100),
        read_text(body, "role", least=1, most=40),
        read_place(body),
        read_day("until", read_text(body, "until", most=40)),
    )
    return give(_deputy(made, _names()), 201)


@bp.delete("/deputies/<number>")
@signed_in
def end_deputy(number: str) -> Response:
    """End a deputy before the time."""
    ended = deputies.end_deputy(store(), _asking(), read_row(number))
    return give(_deputy(ended, _names()))


def read_place(body: dict[str, Any]) -> str:
    """Read the member `unit`: a code, or "" for the whole country.

    Raises
    ------
    Refused
        ``body-member-wrong``, ``query-unreadable``.
    """
    unit = read_text(body, "unit", most=32)
    return read_code("unit", unit) if unit else EVERYWHERE


def read_row(text: str) -> int:
    """Read the number of a grant in an address.

    Raises
    ------
    Refused
        ``grant-unknown`` for what no number of ours looks like.
    """
    if not _ROW.fullmatch(text):
        raise Refused("grant-unknown", grant=text)
    return int(text)


def _asking() -> Asking:
    return Asking(actor(), now(), request_id())


def _names() -> UnitNames:
    with reading(store()) as connection:
        return unit_names(connection)


def _deputy(found: Deputy, names: UnitNames) -> dict[str, Any]:
    return {
        "id": found.grant.id,
        "principal": found.principal.name,
        "principal_name": found.principal.full_name,
        "deputy": found.deputy.name,
        "deputy_name": found.deputy.full_name,
        "role": found.grant.role,
        "unit": found.grant.unit,
        "unit_name": ", ".join(names.path(found.grant.unit)),
        "ends": found.grant.ends,
    }
