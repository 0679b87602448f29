"""Bodies and their versions: strict JSON in, JSON with an ETag out."""

import re
from typing import Any

from flask import Response, request

from api.web.problems import dump
from boundaries.read.document import parse_document
from boundaries.refusal import Refused

_LARGEST = 10**9
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps and no UTF-8 writes, though JSON can say it."""
_TAG = re.compile(r'"v([1-9][0-9]{0,8})"', re.ASCII)


def read_body(
    *names: str, optional: tuple[str, ...] = (), typed: bool = True
) -> dict[str, Any]:
    """Read the JSON object of a request: each member known, each needed one there.

    Parameters
    ----------
    *names, optional
        Members that it must have, and may have.
    typed
        Whether people typed what is in it, see `decode_utf8`.

    Raises
    ------
    Refused
        ``body-not-json``, ``body-not-object``, ``body-letter``;
        ``body-member-unknown``, ``body-member-missing``; what `parse_document` refuses.
    """
    if request.mimetype != "application/json":
        raise Refused("body-not-json", seen=request.mimetype)
    content = parse_document(request.get_data(), "body", typed=typed)
    if not isinstance(content, dict):
        raise Refused("body-not-object")
    _check_letters(content)
    known = (*names, *optional)
    if unknown := sorted(set(content) - set(known)):
        raise Refused("body-member-unknown", members=unknown, known=known)
    if missing := [name for name in names if name not in content]:
        raise Refused("body-member-missing", members=missing)
    return content


def read_text(
    body: dict[str, Any], name: str, *, least: int = 0, most: int = 500
) -> str:
    """Read a member that is text; "" where an optional one is not there.

    Raises
    ------
    Refused
        ``body-member-wrong``.
    """
    found = body.get(name, "")
    if not isinstance(found, str) or not least <= len(found.strip()) <= most:
        raise Refused("body-member-wrong", member=name, least=least, most=most)
    return found.strip()


def read_number(body: dict[str, Any], name: str) -> int:
    """Read a member that is a whole number of at most nine digits.

    Raises
    ------
    Refused
        ``body-member-number``.
    """
    found = body.get(name)
    if type(found) is not int or abs(found) >= _LARGEST:
        raise Refused("body-member-number", member=name)
    return found


def give(document: Any, status: int = 200, *, version: int | None = None) -> Response:
    """Answer with JSON; of a versioned document the ETag is its version."""
    response = Response(dump(document), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    if version is not None:
        response.headers["ETag"] = tag_of(version)
    return response


def tag_of(version: int) -> str:
    """Give the ETag of a version."""
    return f'"v{version}"'


def version_asked() -> int:
    """Give the version that a change was made from, out of ``If-Match``.

    Raises
    ------
    Refused
        ``version-missing`` (428) without the header, ``version-unreadable``.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise Refused("version-missing")
    found = _TAG.fullmatch(header.strip())
    if found is None:
        raise Refused("version-unreadable", seen=header)
    return int(found[1])


def _check_letters(content: Any) -> None:
    waiting = [content]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, str) and _UNWRITABLE.search(found):
            raise Refused("body-letter")
