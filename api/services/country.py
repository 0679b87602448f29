"""The country's file: ``national.toml``, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from api.services.keyfile import (
    Value,
    file_of,
    notices_of,
    params_of,
    read_keys,
    text_of,
)
from boundaries.refusal import Refused

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
    given = read_keys(path, {one.name for one in fields(CountryFile)})
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
        return params_of(key, value)
    if key == "notices":
        return notices_of(key, value)
    if key in ("units", "context"):
        return file_of(key, value, folder)
    text = text_of(key, value)
    return check_link(text) if key == "link" else text
