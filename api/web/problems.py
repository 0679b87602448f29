"""Refusals as problem+json (RFC 9457), with stable codes and the reader's words."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from boundaries.refusal import Fault, Refused
from maps.words.said import Lang, Said, render, status

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
_FAULTS = 20
_FOR_THE_LOG = frozenset({"store-unreachable", "store-denied"})
_OURS = {404: "http-not-found", 405: "http-method", 413: "http-too-large"}


def language() -> Lang:
    """Give the reader's language: Vietnamese unless English is asked for."""
    best = request.accept_languages.best_match(["vi", "en"], default="vi")
    return "en" if best == "en" else "vi"


def problem(refused: Refused, code: int | None = None) -> Response:
    """Answer with one refusal and the faults behind it.

    A fact `members` that is a mapping is given as further members of the document:
    what a program needs in order to go on, such as the version in between.
    """
    number = code or status(refused.code)
    lang = language()
    said = _said(refused, lang)
    document: dict[str, object] = {
        "type": f"urn:vungxanh:{refused.code}",
        "code": refused.code,
        "title": said.what,
        "status": number,
        "detail": " ".join(part for part in (said.where, said.do) if part),
    }
    if refused.faults:
        document["faults"] = [describe(f, lang) for f in refused.faults[:_FAULTS]]
    more = refused.facts.get("members")
    if isinstance(more, Mapping):
        document = {**more, **document}
    response = Response(dump(document), number, content_type=PROBLEM)
    response.headers["Content-Language"] = lang
    response.vary.add("Accept-Language")
    return response


def describe(fault: Fault | Refused, lang: Lang) -> dict[str, str]:
    """Put one fault into a document; `member` names what of the body it is about."""
    said = _said(fault, lang)
    told = {"code": fault.code, "what": said.what, "where": said.where, "do": said.do}
    member = fault.facts.get("member")
    return told if member is None else {**told, "member": str(member)}


def _said(fault: Fault | Refused, lang: Lang) -> Said:
    """Put one fault into words; where our database is, is for the log alone."""
    said = render(fault, lang)
    if fault.code in _FOR_THE_LOG:
        log.warning("%s %s", fault.code, said.where)
        return replace(said, where="")
    return said


def dump(document: object) -> bytes:
    """Write a document as JSON in UTF-8, the same bytes for the same document."""
    return _WRITER.encode(document).encode("utf-8", "replace")


def _when(value: object) -> str:
    """Write days and instants as ISO says."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_when)
"""Made once: every answer is written by it."""


def register(app: Flask) -> None:
    """Answer every refusal, every wrong request and our own bugs in one form."""

    @app.errorhandler(Refused)
    def refuse(refused: Refused) -> Response:
        return problem(refused)

    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> Response:
        code = error.code or HTTPStatus.BAD_REQUEST
        refused = Refused(_OURS.get(code, "http-bad-request"), method=request.method)
        answer = problem(refused, code)
        for name, value in error.get_headers():
            if name.lower() in {"allow", "retry-after", "content-range"}:
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def our_bug(error: Exception) -> Response:
        log.error("our bug", exc_info=error, extra={"route": request.endpoint})
        return problem(Refused("http-our-bug"))
