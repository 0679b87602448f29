"""Handing in files, looking at what they would change, and confirming it."""

import io
from typing import Any

from flask import Blueprint, Response, request, send_file, url_for

from api.services import imports as service
from api.services import imports_batches, uploads
from api.services.imports_map import form_of, map_of
from api.services.imports_parcel import unpack
from api.services.jobs import tell_job
from api.web.body import give, read_body, read_text
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
from api.web.query import read_page, require_known
from api.web.size import takes
from boundaries.refusal import Fault, Refused

bp = Blueprint("imports", __name__)
_FORM = "multipart/form-data"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROOM = 1_000_000  # for the other parts of the form, and what parts them


@bp.get("/desk/imports")
@needs(service.WRITE)
def show_imports() -> Response:
    """Show the page on which files are handed in."""
    allow_listed(service.WRITE)
    return show_page("imports.html", units=imports_batches.own_units(store(), actor()))


@bp.post("/api/v1/uploads")
@needs(service.WRITE)
@takes(uploads.LARGEST + _ROOM)
def take_upload() -> Response:
    """Keep a file for a day."""
    if request.mimetype != _FORM:
        raise Refused("upload-form", seen=request.mimetype)
    files = [file for _, file in request.files.items(multi=True)]
    units = request.form.getlist("unit")
    if len(files) != 1 or len(units) != 1 or "file" not in request.files:
        raise Refused("upload-missing")
    who = allow(service.WRITE, units[0])
    name = files[0].filename or ""
    taken = uploads.take_upload(
        store(), who, units[0], name, files[0].stream, now(), request_id()
    )
    found = taken.upload
    return give(
        {
            "key": found.key,
            "name": found.name,
            "bytes": found.size,
            "sha256": found.sha256,
            "unit": found.unit,
            "ends": found.ends.isoformat(),
            "kind": taken.kind or None,
        },
        201,
    )


@bp.post("/api/v1/imports")
@needs(service.WRITE)
def ask_import() -> Response:
    """Let an upload be read and judged."""
    body = read_body("upload", "kind", "unit", optional=("options",))
    unit = read_text(body, "unit", most=20)
    who = allow(service.WRITE, unit)
    options = body.get("options", {})
    if not isinstance(options, dict):
        raise Refused("import-option-wrong", member="options")
    found = service.ask_import(
        store(),
        who,
        read_text(body, "upload", least=1, most=64),
        read_text(body, "kind", least=1, most=20),
        unit,
        options,
        now(),
        request_id(),
    )
    return give(_tell(found), 202)


@bp.get("/api/v1/imports")
@needs(service.WRITE)
def list_imports() -> Response:
    """Give one's own imports, the newest first."""
    who = allow_listed(service.WRITE)
    found, more = service.list_imports(store(), who, *read_page())
    return give({"items": [_head(one) for one in found], "next": more})


@bp.get("/api/v1/imports/batches")
@needs(service.WRITE)
def list_batches() -> Response:
    """Give what was imported of cases for one's own units, the newest first."""
    who = allow_listed(service.WRITE)
    items, more = imports_batches.list_own(store(), who, *read_page())
    return give({"items": items, "next": more})


@bp.get("/api/v1/imports/form")
@needs(service.WRITE)
def give_form() -> Response:
    """Give the workbook in which case rows are written down."""
    require_known(("unit",))
    unit = request.args.get("unit", "")
    allow(service.WRITE, unit)
    return _file(form_of(store(), unit), f"ca-benh-{unit or 'vn'}.xlsx", _XLSX)


@bp.get("/api/v1/imports/<key>")
@needs(service.WRITE)
def show_import(key: str) -> Response:
    """Give an import: how far it is, and what it would change."""
    return give(_tell(_allowed(key)))


@bp.get("/api/v1/imports/<key>/refused.csv")
@needs(service.WRITE)
def show_refused(key: str) -> Response:
    """Give the refused rows as a file."""
    name, content = service.refused_rows(store(), _allowed(key), now())
    return _file(content, name, "text/csv; charset=utf-8")


@bp.get("/api/v1/imports/<key>/map")
@needs(service.WRITE)
def show_map(key: str) -> Response:
    """Give the communes of the importing unit as they are drawn."""
    return give(map_of(store(), _allowed(key).document.unit))


@bp.post("/api/v1/imports/<key>/confirm")
@needs(service.WRITE)
def confirm_import(key: str) -> Response:
    """Let what was shown be kept."""
    body = read_body(optional=("without_refused",))
    chosen = body.get("without_refused", False)
    if not isinstance(chosen, bool):
        raise Refused("import-option-wrong", member="without_refused")
    _allowed(key)
    found = service.confirm_import(
        store(), actor(), key, now(), request_id(), without_refused=chosen
    )
    return give(_tell(found), 202)


def _allowed(key: str) -> service.Import:
    """Give an import of a unit in which the one who asks may import."""
    found = service.find_import(store(), actor(), key)
    allow(service.WRITE, found.document.unit)
    return found


def _file(content: bytes, name: str, kind: str) -> Response:
    """Give a file under a name that may hold any letter (RFC 5987)."""
    response = send_file(
        io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _head(found: service.Import) -> dict[str, Any]:
    """Put the head of an import into a document."""
    document, content = found.document, found.document.content
    at_work = found.confirm or found.preview
    counts = (found.preview.result or {}).get("counts")
    return {
        "key": document.key,
        "state": found.state,
        "kind": content["kind"],
        "unit": document.unit,
        "name": content["name"],
        "bytes": content["bytes"],
        "sha256": content["sha256"],
        "options": content["options"],
        "author": document.author,
        "asked_at": found.preview.recorded_at.isoformat(),
        "job": at_work.key,
        "done": at_work.done,
        "of": at_work.of,
        "counts": counts,
    }


def _tell(found: service.Import) -> dict[str, Any]:
    """Put an import into the document that people read."""
    at_work = found.confirm or found.preview
    told = found.preview.result
    return {
        **_head(found),
        "upload": found.document.content["upload"],
        "without_refused": found.document.content.get("without_refused"),
        "preview": told and _preview(found.key, told),
        "problem": tell_job(at_work, language())["refused"],
        "result": found.confirm and found.confirm.result,
    }


def _preview(key: str, told: dict[str, Any]) -> dict[str, Any]:
    kept = told.get("refused_file")
    return {
        "counts": told["counts"],
        "rows": [{**row, "faults": _said(row["faults"])} for row in told["rows"]],
        "notes": _said(told["notes"]),
        "changes": told["changes"],
        "refused_file": kept and url_for("imports.show_refused", key=key),
    }


def _said(packed: Any) -> list[dict[str, str]]:
    faults: list[Fault] = unpack(packed)
    return [describe(fault, language()) for fault in faults]
