"""Files of keys that people write (TOML): read, each key known, each value fit."""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from boundaries.refusal import Refused
from maps.words.phrases import notice_codes

Value = str | int | float | bool | tuple[str, ...]


def read_keys(path: Path, known: Collection[str]) -> dict[str, object]:
    """Read a file of keys.

    Parameters
    ----------
    path
        An existing file, UTF-8; a byte order mark is passed over.
    known
        The keys that it may have.

    Raises
    ------
    Refused
        ``province-toml`` (with the parser's words), ``province-key-unknown`` (with
        the nearest known key).
    """
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("province-toml", path=path.name, why=str(error)) from None
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, sorted(known), n=1)
            raise Refused("province-key-unknown", key=key, near="".join(near) or "—")
    return given


def text_of(key: str, value: object) -> str:
    """Give a text, trimmed; ``province-key-wrong`` where it is none."""
    if not isinstance(value, str):
        raise Refused("province-key-wrong", key=key, seen=str(value))
    return value.strip()


def file_of(key: str, value: object, folder: Path) -> Path:
    """Give the file that a text names, seen from `folder`; it must be there."""
    named = text_of(key, value)
    place = (folder / named).resolve()
    if not place.is_file():
        raise Refused("file-missing", name=named)
    return place


def notices_of(key: str, value: object) -> tuple[str, ...]:
    """Give codes of sentences; ``notice-unknown`` where one has no sentence."""
    if not isinstance(value, list):
        raise Refused("province-key-wrong", key=key, seen=str(value))
    codes = tuple(text_of(key, item) for item in value)
    for code in codes:
        if code not in notice_codes():
            known = ", ".join(sorted(notice_codes()))
            raise Refused("notice-unknown", seen=code, known=known)
    return codes


def params_of(key: str, value: object) -> Mapping[str, Value]:
    """Give the parameters of a rule set, lists as tuples."""
    if not isinstance(value, dict):
        raise Refused("province-key-wrong", key=key, seen=str(value))
    read = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    return MappingProxyType(read)
