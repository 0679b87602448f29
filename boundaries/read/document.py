"""JSON documents from outside, read strictly: plans, records, GeoJSON."""

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.read.text import decode_utf8
from boundaries.refusal import Refused

LARGEST = 20_000_000
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A JSON object read from a file.

    Parameters
    ----------
    content
        The object.
    name, sha256
        Of the file.
    """

    content: dict[str, Any]
    name: str
    sha256: str


def read_document(path: Path, *, form: str) -> ReadDocument:
    """Read a JSON object whose `format` is `form`.

    Parameters
    ----------
    path
        The file; it is only read.
    form
        What its member `format` must say.

    Raises
    ------
    Refused
        ``file-missing``; ``document-format`` with what was seen; what
        `parse_document` refuses.
    """
    if not path.is_file():
        raise Refused("file-missing", name=str(path))
    data = path.read_bytes()
    content = parse_document(data, path.name)
    seen = content.get("format") if isinstance(content, dict) else None
    if seen != form:
        shown = str(seen)[:_SHOWN]
        raise Refused("document-format", name=path.name, seen=shown, needed=form)
    return ReadDocument(content, path.name, hashlib.sha256(data).hexdigest())


def parse_document(data: bytes, name: str, *, typed: bool = True) -> Any:
    """Parse JSON; keys stand once in an object, every number is finite.

    Parameters
    ----------
    data
        The whole file, UTF-8.
    name
        Its name, for sentences.
    typed
        As `decode_utf8`.

    Raises
    ------
    Refused
        ``file-too-large``, ``json-broken``, ``json-number``, ``json-deep``,
        ``json-key-duplicate`` (the last with the number of the GeoJSON feature or 1);
        what ``decode_utf8`` refuses.
    """
    if len(data) > LARGEST:
        raise Refused("file-too-large", name=name, limit_mb=LARGEST // 1_000_000)
    text = decode_utf8(data, name, typed=typed)
    done = 0

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal done
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise Refused("json-key-duplicate", name=name, key=twice, feature=done + 1)
        done += found.get("type") == "Feature"
        return found

    def number(text: str) -> float:
        value = float(text)
        if not math.isfinite(value):
            raise Refused("json-number", name=name, seen=text[:40], feature=done + 1)
        return value

    try:
        return json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=number,
            parse_constant=number,
        )
    except RecursionError:
        raise Refused("json-deep", name=name) from None
    except json.JSONDecodeError as error:
        raise Refused(
            "json-broken",
            name=name,
            line=error.lineno,
            column=error.colno,
            why=error.msg,
        ) from None
    except ValueError:  # an integer of thousands of digits
        raise Refused("json-number", name=name, seen="…", feature=done + 1) from None
