"""The province file: what a province publishes from, read and checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from api.services.keyfile import (
    Value,
    file_of,
    notices_of,
    params_of,
    read_keys,
    text_of,
)
from boundaries.read.text import read_table
from boundaries.refusal import Refused
from boundaries.spans import parse_when
from maps.publication.record import WAYS, Way

_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Covers:
    """The days and units for which a silent row means no case.

    Parameters
    ----------
    first, last
        Both days included.
    units
        Codes; None means every commune of the province.
    """

    first: date
    last: date
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ProvinceFile:
    """One ``province.toml``, its paths made absolute.

    ``cases``, ``covers``, ``units`` may be left out: then the imported rows and
    the imported edition of the database are used.
    """

    path: Path
    province: str
    rules: str
    by: str
    directives: Path
    units: Path | None = None
    cases: Path | None = None
    cases_map: Path | None = None
    indicators: Path | None = None
    roads: Path | None = None
    sites: Path | None = None
    context: Path | None = None
    population: Path | None = None
    stations: Path | None = None
    perimeters: Path | None = None
    perimeter_records: tuple[Path, ...] = ()
    posts: tuple[Path, ...] = ()
    decided: Path | None = None
    crosswalk: Path | None = None
    carry: Way | None = None
    units_before: Path | None = None
    edition_from: date | None = None
    edition_to: date | None = None
    covers: Covers | None = None
    params: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    units_columns: Mapping[str, str] | None = None
    province_name: str = ""
    edition: str = ""
    notices: tuple[str, ...] = ()
    number: str = ""
    signed_by: str = ""
    signed_at: date | datetime | None = None
    reason: str = ""

    def unsigned(self) -> list[str]:
        """Give what a half-entered decision lacks; empty for a whole one or none."""
        given = {key: bool(getattr(self, key)) for key in _SIGNATURE}
        return [
            key for key, there in given.items() if not there and any(given.values())
        ]


_PATHS = frozenset(
    [
        "directives",
        "units",
        "cases",
        "cases_map",
        "indicators",
        "roads",
        "sites",
        "context",
        "population",
        "stations",
        "perimeters",
        "decided",
        "crosswalk",
        "units_before",
    ]
)
_TEXTS = frozenset(
    [
        "province",
        "rules",
        "by",
        "province_name",
        "edition",
        "number",
        "signed_by",
        "reason",
    ]
)
_NEEDED = ("province", "rules", "by", "directives")
_SIGNATURE = ("number", "signed_by", "signed_at")


def read_province(path: Path) -> ProvinceFile:
    """Read a province file.

    Raises
    ------
    Refused
        ``file-missing``, ``province-toml`` (with the parser's words),
        ``province-key-unknown`` (with the nearest known key),
        ``province-key-missing``, ``province-key-wrong``, ``notice-unknown``.
    """
    if not path.is_file():
        raise Refused("file-missing", name=str(path))
    given = read_keys(path, {f.name for f in fields(ProvinceFile)} - {"path"})
    for key in _NEEDED:
        if not given.get(key):
            raise Refused("province-key-missing", key=key)
    read = {key: _value(key, value, path.parent) for key, value in given.items()}
    return ProvinceFile(path=path, **read)  # type: ignore[arg-type]


def _value(key: str, value: object, folder: Path) -> object:
    if key in _PATHS:
        return file_of(key, value, folder)
    if key in _TEXTS:
        return text_of(key, value)
    return _READERS[key](key, value, folder)


def _rules(key: str, value: object, folder: Path) -> str:
    """Give a rule set's id, or the absolute path of a file beside the province."""
    text = text_of(key, value)
    if text.endswith((".yaml", ".yml")):
        return str((folder / text).resolve())
    return text


def _when(key: str, value: object, _: Path | None = None) -> date | datetime:
    if isinstance(value, datetime):
        return parse_when(value.isoformat())
    if isinstance(value, date):
        return value
    return parse_when(text_of(key, value))


def _carry(key: str, value: object, _: Path) -> str:
    """Give the way in which figures of former units are carried."""
    text = text_of(key, value)
    if text not in WAYS:
        raise Refused("province-key-wrong", key=key, seen=text)
    return text


def _day(key: str, value: object, _: Path) -> date:
    day = _when(key, value)
    if isinstance(day, datetime):
        raise Refused("province-key-wrong", key=key, seen=str(value))
    return day


def _columns(key: str, value: object, _: Path) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Refused("province-key-wrong", key=key, seen=str(value))
    return {str(name): text_of(key, column) for name, column in value.items()}


def _files(key: str, value: object, folder: Path) -> tuple[Path, ...]:
    """Give the files of a list; a name stands once, for it tells them apart."""
    if not isinstance(value, list) or not value:
        raise Refused("province-key-wrong", key=key, seen=str(value))
    paths = tuple(file_of(key, one, folder) for one in value)
    names = [path.name for path in paths]
    if len(set(names)) < len(names):
        raise Refused("province-key-wrong", key=key, seen=", ".join(names))
    return paths


def _covers(key: str, value: object, folder: Path) -> Covers:
    if not isinstance(value, dict) or not value.keys() <= {"from", "to", "units"}:
        raise Refused("province-key-wrong", key=key, seen=_seen(value))
    if not {"from", "to"} <= value.keys():
        raise Refused("province-key-missing", key="covers.from, covers.to")
    first, last = (_when(f"{key}.{end}", value[end]) for end in ("from", "to"))
    if isinstance(first, datetime) or isinstance(last, datetime) or last < first:
        raise Refused("province-key-wrong", key=key, seen=_seen(value))
    named = value.get("units")
    if named is None:
        return Covers(first, last)
    if isinstance(named, str):
        return Covers(first, last, read_codes(folder / named))
    if not isinstance(named, list):
        raise Refused("province-key-wrong", key=f"{key}.units", seen=str(named))
    codes = frozenset(text_of(f"{key}.units", code) for code in named)
    return Covers(first, last, codes)


def _seen(value: object) -> str:
    """Give a table as the file writes it, a single value as it stands."""
    if not isinstance(value, dict):
        return str(value)
    return "{" + ", ".join(f"{key} = {one}" for key, one in value.items()) + "}"


_READERS: Mapping[str, Callable[[str, object, Path], object]] = MappingProxyType(
    {
        "rules": _rules,
        "signed_at": _when,
        "carry": _carry,
        "edition_from": _day,
        "edition_to": _day,
        "notices": lambda key, value, _: notices_of(key, value),
        "params": lambda key, value, _: params_of(key, value),
        "units_columns": _columns,
        "covers": _covers,
        "posts": _files,
        "perimeter_records": _files,
    }
)


def read_codes(path: Path) -> frozenset[str]:
    """Read a list of unit codes: a table with them in the column `unit` or `code`.

    Raises
    ------
    Refused
        What ``read_table`` refuses; ``codes-column-missing``.
    """
    table = read_table(path, wanted=[("unit",), ("code",)])
    for name in ("unit", "code"):
        if name in table.header:
            column = table.header.index(name)
            return frozenset(cells[column] for _, cells in table.rows)
    raise Refused("codes-column-missing", name=path.name)
