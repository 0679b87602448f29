"""What may be said along with an upload, kind by kind."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from boundaries.read.conversion import NAMES
from boundaries.refusal import Refused

KINDS: Final = ("cases", "units", "roads", "people", "sites", "trips", "staff")
_OPTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "cases": frozenset(
            {"covers_from", "covers_to", "covers_units", "reason", "map", "encoding"}
        ),
        "units": frozenset({"name", "from", "to", "crs", "moved"}),
        "roads": frozenset({"crs"}),
        "sites": frozenset({"crs"}),
    }
)
_DAYS: Final = frozenset({"covers_from", "covers_to", "from", "to"})
_LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "reason": 500,
        "moved": 500,
        "name": 120,
        "crs": 10,
        "encoding": 20,
        "map": 100_000,
    }
)
_MOST_UNITS: Final = 2000


def require_options(kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options of an import as they are kept; blank ones are left out.

    Parameters
    ----------
    kind
        One of `KINDS`.
    options
        cases: ``covers_from``, ``covers_to`` (ISO days), ``covers_units`` (list of
        codes), ``reason``, ``map`` (TOML, or ``proposed``), ``encoding``; units:
        ``name``, ``from``, ``to``, ``crs``, ``moved``; roads, sites: ``crs``.

    Raises
    ------
    Refused
        ``import-option-unknown``, ``import-option-wrong``.
    """
    known = _OPTIONS.get(kind, frozenset())
    if unknown := sorted(set(options) - known):
        raise Refused("import-option-unknown", members=unknown, known=sorted(known))
    found = {}
    for name, value in options.items():
        if value in (None, "", []):
            continue
        if not _holds(name, value):
            raise Refused("import-option-wrong", member=name)
        found[name] = value.strip() if isinstance(value, str) else value
    return found


def _holds(name: str, value: object) -> bool:
    if name == "covers_units":
        return (
            isinstance(value, list)
            and len(value) <= _MOST_UNITS
            and all(isinstance(code, str) for code in value)
        )
    if not isinstance(value, str) or "\0" in value:
        return False
    if name in _DAYS:
        return _is_day(value)
    if name == "encoding":
        return value in NAMES
    return len(value) <= _LONGEST[name]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
