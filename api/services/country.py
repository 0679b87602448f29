"""The country's file: ``national.toml``, read and checked."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from api.services.province import Value
from boundaries.refusal import Refused
from maps.words.phrases import notice_codes

FILE = "national.toml"
_LONGEST_LINK = 300  # a longer one makes a code that phones cannot read


@dataclass(frozen=True, slots=True)
class CountryFile:
    """What ``national.toml`` says; every key may be left out, and so may the file.

    Parameters
    ----------
    title, title_en
        Of page and picture.
    units
        Units of the whole country: those of provinces that publish nothing are
        drawn as no report.
    context
        Land around, a layer with names.
    by
        Who drafts.
    link
        Where people find the page.
    notices
        Codes of sentences, beside those of the provinces.
    reason
        Why another version is published; without it the provinces that changed are
        named.
    params
        Parameters of the common rule set.
    """

    title: str = ""
    title_en: str = ""
    units: Path | None = None
    context: Path | None = None
    by: str = ""
    link: str = ""
    notices: tuple[str, ...] = ()
    reason: str = ""
    params: Mapping[str, Value] = field(default_factory=dict)


def read_country(folder: Path) -> CountryFile:
    """Read ``national.toml`` of a folder; without one, nothing is set.

    Raises
    ------
    Refused
        ``province-toml``, ``province-key-unknown``, ``province-key-wrong``,
        ``file-missing``, ``notice-unknown``, ``national-link``.
    """
    path = folder / FILE
    if not path.is_file():
        return CountryFile()
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("province-toml", path=path.name, why=str(error)) from None
    known = sorted(one.name for one in fields(CountryFile))
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            raise Refused("province-key-unknown", key=key, near="".join(near) or "—")
    read = {key: _value(key, value, folder) for key, value in given.items()}
    return CountryFile(**read)  # type: ignore[arg-type] # each by its own reader


def check_link(link: str) -> str:
    """Refuse a link that a phone's camera would not open.

    Raises
    ------
    Refused
        ``national-link``.
    """
    whole = link.startswith(("https://", "http://")) and len(link) <= _LONGEST_LINK
    if link and (not whole or any(letter.isspace() for letter in link)):
        raise Refused("national-link", seen=link, most=_LONGEST_LINK)
    return link


def _value(key: str, value: object, folder: Path) -> object:
    if key == "params":
        if not isinstance(value, dict):
            raise Refused("province-key-wrong", key=key, seen=str(value))
        told = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
        return MappingProxyType(told)
    if key == "notices":
        return _notices(value)
    if not isinstance(value, str):
        raise Refused("province-key-wrong", key=key, seen=str(value))
    if key in ("units", "context"):
        place = (folder / value.strip()).resolve()
        if not place.is_file():
            raise Refused("file-missing", name=value)
        return place
    return check_link(value.strip()) if key == "link" else value.strip()


def _notices(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Refused("province-key-wrong", key="notices", seen=str(value))
    for code in value:
        if code not in notice_codes():
            known = ", ".join(sorted(notice_codes()))
            raise Refused("notice-unknown", seen=str(code), known=known)
    return tuple(value)
