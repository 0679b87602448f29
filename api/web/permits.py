"""Permits: ordered, printed, revoked; found by their codes and orders alone."""

import io
from typing import Any

from flask import Blueprint, Response, current_app, request, send_file

from api.services import permits_list, permits_quota, permits_revoke
from api.services.permits_file import LARGEST, read_order, refused_file
from api.services.permits_form import form_of, kinds_of
from api.services.permits_kinds import kind_names
from api.services.permits_orders import ISSUE, READ, Answer, Asked, ask_order
from api.services.permits_rows import cells_of
from api.services.permits_sheet import compose_sheet
from api.store.engine import reading
from api.store.permit_acts import Revocation
from api.web.body import give, read_body, read_number, read_text
from api.web.door import (
    actor,
    allow,
    allow_listed,
    needs,
    now,
    request_id,
    store,
)
from api.web.page import show_page
from api.web.problems import describe, language
from api.web.query import read_choice, read_code, read_page, require_known
from api.web.query import read_number as read_count
from api.web.size import takes
from boundaries.refusal import Fault, Refused

DECIDE = permits_quota.DECIDE
bp = Blueprint("permits", __name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM = "multipart/form-data"
_ROOM = 100_000
_SHOWN = 200


@bp.get("/desk/permits")
@needs(READ)
def show_permits() -> Response:
    """Show the orders of one's units, and what waits to be decided."""
    who = allow_listed(READ)
    facts = {
        "issues": permits_list.own_units(store(), who, ISSUE),
        "decides": permits_list.own_units(store(), who, DECIDE),
        "name": who.name,
    }
    return show_page("permits.html", facts=facts)


@bp.get("/desk/permits/new")
@needs(ISSUE)
def show_new() -> Response:
    """Show the page on which permits are ordered."""
    who = allow_listed(ISSUE)
    units = permits_list.own_units(store(), who, ISSUE)
    return show_page("permits_new.html", units=units)


@bp.get("/api/v1/permits/kinds")
@needs(READ)
def list_kinds() -> Response:
    """Give the kinds that a unit may issue now."""
    require_known(("unit",))
    unit = read_code("unit", request.args.get("unit", ""))
    allow(READ, unit)
    return give({"items": kinds_of(store(), unit, now())})


@bp.get("/api/v1/permits/form")
@needs(ISSUE)
def give_form() -> Response:
    """Give the workbook in which an order is written down."""
    require_known(("unit", "kind"))
    unit = read_code("unit", request.args.get("unit", ""))
    allow(ISSUE, unit)
    kind = request.args.get("kind", "")
    content = form_of(store(), unit, kind, now())
    return _file(content, f"giay-di-duong-{kind}.xlsx", _XLSX)


@bp.post("/api/v1/permits/orders")
@needs(ISSUE)
def ask() -> Response:
    """Order permits; rows that are no permit are told one by one."""
    body = read_body("unit", "kind", "rows", optional=("preview",))
    unit = read_text(body, "unit", least=1, most=32)
    allow(ISSUE, unit)
    rows = body["rows"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused("permit-rows-none")
    cells = [(number, cells_of(row)) for number, row in enumerate(rows, start=1)]
    preview = _preview(body.get("preview", False))
    kind = read_text(body, "kind", least=1, most=40)
    answer = _ask(Asked(unit, kind, cells, preview))
    return give(_told(answer), 201 if answer.key else 200)


@bp.post("/api/v1/permits/orders/file")
@needs(ISSUE)
@takes(LARGEST + _ROOM)
def ask_by_file() -> Response:
    """Order permits by a file; what was refused comes back, and is not kept."""
    if request.mimetype != _FORM:
        raise Refused("upload-form", seen=request.mimetype)
    given = {name: request.form.getlist(name) for name in ("unit", "kind", "preview")}
    files = request.files.getlist("file")
    if len(files) != 1 or any(len(given[name]) != 1 for name in ("unit", "kind")):
        raise Refused("upload-missing")
    unit = given["unit"][0]
    allow(ISSUE, unit)
    handed = read_order(files[0].stream, files[0].filename or "")
    preview = given["preview"] == ["true"]
    answer = _ask(Asked(unit, given["kind"][0], handed.cells(), preview))
    told = {**_told(answer), "refused_file": refused_file(handed, answer.refused)}
    return give(told, 201 if answer.key else 200)


@bp.get("/api/v1/permits/orders")
@needs(READ)
def list_orders() -> Response:
    """Give the orders of one's units, the newest first."""
    who = allow_listed(READ)
    items, more = permits_list.list_own_orders(store(), who, *read_page())
    return give({"items": items, "next": more})


@bp.get("/api/v1/permits/orders/<key>")
@needs(READ)
def show_order(key: str) -> Response:
    """Give an order: how far it is, and the codes of its permits."""
    told = permits_list.tell_order(store(), actor(), key, now())
    allow(READ, told["unit"])
    return give(told)


@bp.get("/api/v1/permits/orders/<key>/sheet.pdf")
@needs(READ)
def give_sheet(key: str) -> Response:
    """Give the sheets of an order, many permits on a page or one."""
    require_known(("layout", "part"))
    who = allow_listed(READ)
    layout = read_choice("layout", ("", "many", "one"))
    part = read_count("part", request.args.get("part", "1"))
    content = compose_sheet(
        store(),
        who,
        key,
        "one" if layout == "one" else "many",
        part,
        now(),
        request_id(),
    )
    return _file(content, f"giay-di-duong-{key}-{part}.pdf", "application/pdf")


@bp.get("/api/v1/permits/<code>")
@needs(READ)
def show_permit(code: str) -> Response:
    """Give the state of one permit by the code that stands on it."""
    known = permits_revoke.find_known(store(), actor(), code)
    allow(READ, known.order.unit)
    return give(_permit(known))


@bp.post("/api/v1/permits/<code>/revocations")
@needs(ISSUE)
def ask_revocation(code: str) -> Response:
    """Ask that a permit is revoked; somebody else decides."""
    body = read_body("reason")
    reason = read_text(body, "reason", least=1, most=300)
    who = allow_listed(ISSUE)
    known = permits_revoke.ask_to_revoke(
        store(), who, code, reason, now(), request_id()
    )
    return give(_permit(known), 201)


@bp.get("/api/v1/permits/revocations")
@needs(READ)
def list_revocations() -> Response:
    """Give what waits to be decided in one's units, the oldest first."""
    require_known(())
    who = allow_listed(READ)
    found = permits_revoke.list_waiting(store(), who)
    kinds = _kinds()
    return give({"items": [_revocation(one, kinds) for one in found]})


@bp.post("/api/v1/permits/revocations/<number>/decide")
@needs(DECIDE)
def decide_revocation(number: str) -> Response:
    """Revoke the permit that another person asked about, or let it stand."""
    body = read_body("revoke")
    if not isinstance(body["revoke"], bool):
        raise Refused("body-member-wrong", member="revoke", least=4, most=5)
    who = allow_listed(DECIDE)
    found = permits_revoke.decide(
        store(),
        who,
        read_count("number", number),
        now(),
        request_id(),
        revoke=body["revoke"],
    )
    return give(_revocation(found, _kinds()))


@bp.get("/api/v1/permits/quotas")
@needs(READ)
def list_quotas() -> Response:
    """Give the quotas that hold for a unit, and how much of each is used today."""
    require_known(("unit",))
    unit = read_code("unit", request.args.get("unit", ""))
    allow(READ, unit)
    found = permits_quota.list_quotas(store(), unit, now())
    kinds = _kinds()
    items = [
        {
            **permits_quota.document_of(one),
            "kind_name": permits_list.name_of(kinds, one.kind),
        }
        for one in found
    ]
    return give({"items": items})


@bp.put("/api/v1/permits/quotas")
@needs(DECIDE)
def set_quota() -> Response:
    """Set how many permits of a kind a unit may order in a day, from now on."""
    body = read_body("unit", "kind", "per_day")
    unit = read_text(body, "unit", least=1, most=32)
    who = allow(DECIDE, unit)
    kind = read_text(body, "kind", least=1, most=40)
    per_day = read_number(body, "per_day")
    permits_quota.decide_quota(store(), who, unit, kind, per_day, now(), request_id())
    return give({"unit": unit, "kind": kind, "per_day": per_day})


def _ask(asked: Asked) -> Answer:
    settings = current_app.extensions["settings"]
    return ask_order(store(), settings, actor(), asked, now(), request_id())


def _preview(given: Any) -> bool:
    if not isinstance(given, bool):
        raise Refused("body-member-wrong", member="preview", least=4, most=5)
    return given


def _told(answer: Answer) -> dict[str, Any]:
    faults = answer.refused[:_SHOWN]
    return {
        "key": answer.key or None,
        "counts": dict(answer.counts),
        "refused": [_fault(fault) for fault in faults],
        "duplicate": list(answer.duplicate[:_SHOWN]),
    }


def _fault(fault: Fault) -> dict[str, Any]:
    said = describe(fault, language())
    return {"row": fault.facts["row"], **said}


def _permit(known: permits_revoke.Known) -> dict[str, Any]:
    permit, kinds = known.permit, _kinds()
    return {
        "code": permit.code,
        "order": permit.order_key,
        "unit": known.order.unit,
        "kind": permit.kind,
        "kind_name": permits_list.name_of(kinds, permit.kind),
        "state": known.state(now()),
        "starts": permit.starts.isoformat(),
        "ends": permit.ends.isoformat(),
        "revocations": [_revocation(one, kinds) for one in known.revocations],
    }


def _kinds() -> dict[str, dict[str, str]]:
    with reading(store()) as connection:
        return kind_names(connection)


def _revocation(found: Revocation, kinds: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "number": found.id,
        "code": found.code,
        "order": found.order_key,
        "kind": found.kind,
        "kind_name": permits_list.name_of(kinds, found.kind),
        "unit": found.unit,
        "reason": found.reason,
        "asked_by": found.asked_by,
        "asked_at": found.recorded_at.isoformat(),
        "decided_by": found.decided_by,
        "decided_at": found.decided_at and found.decided_at.isoformat(),
        "revoked": None if found.decided_at is None else not found.refused,
    }


def _file(content: bytes, name: str, kind: str) -> Response:
    response = send_file(
        io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response
