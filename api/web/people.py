"""Accounts and what they were granted: the page, and what it asks."""

from typing import Any

from flask import Blueprint, Response, request

from api.services import people_accounts as service
from api.services.access import ROLES, units_for
from api.services.accounts import LOCKED
from api.services.people_accounts import Asking, Wanted
from api.services.people_reach import Managed
from api.services.unit_names import UnitNames, unit_names
from api.store.engine import reading
from api.web.body import give, read_body, read_text
from api.web.door import (
    actor,
    allow,
    allow_listed,
    needs,
    now,
    open_to_all,
    request_id,
    store,
)
from api.web.page import role_words, show_page
from api.web.query import read_day, read_page, require_known
from api.web.tokens import read_place, read_row
from boundaries.refusal import Refused

MANAGE = "account.manage"
_LONGEST_WORDS = 100
bp = Blueprint("people", __name__)


@bp.get("/desk/people")
@needs(MANAGE)
def show_people() -> Response:
    """Show the accounts of one's units, and make new ones."""
    who = allow_listed(MANAGE)
    names = _names()
    units = units_for(who, MANAGE)
    places = [{"code": u, "name": ", ".join(names.path(u)) or u} for u in units]
    return show_page(
        "people.html", units=places, roles=list(ROLES), role_words=role_words()
    )


@bp.get("/api/v1/units")
@open_to_all
def list_units() -> Response:
    """Give units by name or code: public words, no shapes."""
    after, limit = read_page("q")
    words = request.args.get("q", "")[:_LONGEST_WORDS]
    names = _names()
    found = names.find(words, after or "", limit + 1)
    items = [
        {**unit._asdict(), "path": names.path(unit.code)[1:]} for unit in found[:limit]
    ]
    more = found[limit - 1].code if len(found) > limit else None
    return give({"items": items, "next": more})


@bp.get("/api/v1/accounts")
@needs(MANAGE)
def list_accounts() -> Response:
    """Give the accounts of one's units, by name."""
    allow_listed(MANAGE)
    after, limit = read_page()
    found = service.list_managed(store(), _asking(), after or "", limit + 1)
    names = _names()
    more = found[limit - 1].account.name if len(found) > limit else None
    items = [_account(one, names) for one in found[:limit]]
    return give({"items": items, "next": more})


@bp.post("/api/v1/accounts")
@needs(MANAGE)
def make_account() -> Response:
    """Make an account with its first role; the one-time password is shown once."""
    body = read_body("name", "full_name", "role", "unit", optional=("office", "until"))
    wanted = _wanted(body)
    allow(MANAGE, wanted.unit)
    about = {
        "full_name": read_text(body, "full_name", least=1, most=120),
        "office": read_text(body, "office", most=120),
    }
    name = read_text(body, "name", least=1, most=100)
    made, password = service.make_account(store(), _asking(), name, about, wanted)
    return give({"account": _account(made, _names()), "password": password}, 201)


@bp.get("/api/v1/accounts/<name>")
@needs(MANAGE)
def show_account(name: str) -> Response:
    """Give one account of one's units."""
    require_known(())
    allow_listed(MANAGE)
    return give(_account(service.find_managed(store(), _asking(), name), _names()))


@bp.post("/api/v1/accounts/<name>/grants")
@needs(MANAGE)
def grant_role(name: str) -> Response:
    """Give an account a further role inside one's units."""
    wanted = _wanted(read_body("role", "unit", optional=("until",)))
    allow(MANAGE, wanted.unit)
    found = service.grant_role(store(), _asking(), name, wanted)
    return give(_account(found, _names()), 201)


@bp.delete("/api/v1/accounts/<name>/grants/<number>")
@needs(MANAGE)
def revoke_role(name: str, number: str) -> Response:
    """Take a role away."""
    allow_listed(MANAGE)
    return give(
        _account(
            service.revoke_role(store(), _asking(), name, read_row(number)), _names()
        )
    )


@bp.post("/api/v1/accounts/<name>/reset")
@needs(MANAGE)
def reset_password(name: str) -> Response:
    """Set a one-time password, shown once; sessions and tokens end."""
    read_body()
    allow_listed(MANAGE)
    password = service.reset_password(store(), _asking(), name)
    return give({"name": name, "password": password})


@bp.post("/api/v1/accounts/<name>/close")
@needs(MANAGE)
def close_account(name: str) -> Response:
    """End an account for good."""
    reason = read_text(read_body(optional=("reason",)), "reason", most=500)
    allow_listed(MANAGE)
    found = service.close_account(store(), _asking(), name, reason)
    return give(_account(found, _names()))


def _asking() -> Asking:
    return Asking(actor(), now(), request_id())


def _names() -> UnitNames:
    with reading(store()) as connection:
        return unit_names(connection)


def _wanted(body: dict[str, Any]) -> Wanted:
    until = body.get("until")
    if until is not None and not isinstance(until, str):
        raise Refused("body-member-wrong", member="until", least=10, most=10)
    return Wanted(
        read_text(body, "role", least=1, most=40),
        read_place(body),
        read_day("until", until) if until else None,
    )


def _account(found: Managed, names: UnitNames) -> dict[str, Any]:
    account = found.account
    locked = account.locked_until
    still = locked is not None and now() < locked <= now() + LOCKED
    return {
        "name": account.name,
        "full_name": account.full_name,
        "office": account.office,
        "must_change": account.must_change,
        "locked_until": locked if still else None,
        "closed_at": account.closed_at,
        "whole": found.whole,
        "own": account.id == actor().account_id,
        "grants": [
            {
                "id": grant.id,
                "role": grant.role,
                "unit": grant.unit,
                "unit_name": ", ".join(names.path(grant.unit)),
                "ends": grant.ends,
                "deputy": grant.deputy_of is not None,
                "granted_by": grant.granted_by,
            }
            for grant in found.grants
        ],
    }
