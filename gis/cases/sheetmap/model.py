"""What a map says of a sheet: where each field stands, and what its signs mean.

A map is a table of TOML (``gis.cases.sheetmap.read``). It names columns by their
headings, as people do; headings of several rows are joined by `JOINT`, and ``=F``
names column F.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from boundaries.read.conversion import NAMES
from boundaries.read.grid import read_place
from boundaries.refusal import Fault, Refused
from boundaries.units import LEVELS
from gis.cases.fields import SETTINGS

JOINT = " / "
ZERO, NONE = "zero", "none"
MEANINGS = (ZERO, NONE)
HIDDEN = ("refuse", "read", "skip")
FIELDS = ("setting", "test", "source_known", "household")
_MOST_ROWS = 1_048_576
_MOST_HEADINGS = 4
_WIDEST = 10
_YEARS = (2000, 2100)


@dataclass(frozen=True, slots=True)
class SheetMap:
    """Where the fields of case rows stand in a sheet.

    Parameters
    ----------
    heading_rows
        Rows of the headings, from top to bottom.
    unit
        Heading of the units.
    sheet
        Name of the sheet; "" where there is one only.
    first_row
        First row with figures; 0 for the one below the headings.
    unit_by
        ``name`` or ``code``.
    digits
        Digits of a code that the sheet stores as a number; 0 for codes as they stand.
    level
        Level of the units.
    district
        Heading of the districts; "" for none.
    district_rows
        Districts stand in rows of their own, in the column of the units.
    day
        Heading of the days; "" where they stand elsewhere.
    day_cell
        A cell in whose text the one day of the sheet stands.
    days_across
        Headings that are days: one column a day.
    year
        Year of headings such as 15/8; 0 where they have their own.
    cases
        Heading of the counts; "" where they stand elsewhere.
    settings
        Heading of the counts of each setting.
    cumulative, base
        The counts are running totals; `base` is the total before the first, or None.
    case_id
        Heading of the case numbers: each row is one case.
    columns
        Heading of each further field of `FIELDS`.
    words
        What the sheet's own words mean, by field.
    signs
        What signs in a count mean: ``zero``, or ``none`` (no report).
    skip
        Rows that begin with these words hold no case rows: totals, signatures. A
        single syllable is meant as the whole cell: Cộng is not Cộng Hòa.
    fill_down
        Fields whose blank cells repeat the cell above them.
    hidden
        What becomes of rows and columns that are hidden.
    encoding
        What the text is in; "" for Unicode.
    """

    heading_rows: tuple[int, ...]
    unit: str
    sheet: str = ""
    first_row: int = 0
    unit_by: str = "name"
    digits: int = 0
    level: str = "commune"
    district: str = ""
    district_rows: bool = False
    day: str = ""
    day_cell: str = ""
    days_across: bool = False
    year: int = 0
    cases: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    cumulative: bool = False
    base: int | None = None
    case_id: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    hidden: str = "refuse"
    encoding: str = ""

    def headings(self) -> dict[str, str]:
        """Give the heading of every field that has one column."""
        named = {
            "unit": self.unit,
            "district": self.district,
            "day": self.day,
            "cases": self.cases,
            "case_id": self.case_id,
            **self.columns,
            **{f"cases:{setting}": at for setting, at in self.settings.items()},
        }
        return {field: heading for field, heading in named.items() if heading}


_PLACES: Mapping[str, tuple[str, str]] = {
    "unit": ("unit", "column"),
    "unit_by": ("unit", "by"),
    "digits": ("unit", "digits"),
    "level": ("unit", "level"),
    "district": ("district", "column"),
    "district_rows": ("district", "rows"),
    "day": ("day", "column"),
    "day_cell": ("day", "cell"),
    "days_across": ("day", "across"),
    "year": ("day", "year"),
    "cases": ("cases", "column"),
    "settings": ("cases", "settings"),
    "cumulative": ("cases", "cumulative"),
    "base": ("cases", "base"),
    "case_id": ("case", "id"),
    "columns": ("fields", ""),
    "words": ("words", ""),
    "signs": ("values", ""),
    "skip": ("skip", "words"),
}
"""Table and key of TOML where a part stands; the others stand at the top."""


def lay_out_map(told: SheetMap) -> dict[str, Any]:
    """Lay a map out as its TOML has it, without what goes without saying."""
    plain: dict[str, Any] = {}
    for part in fields(SheetMap):
        value = getattr(told, part.name)
        if part.name not in {"heading_rows", "unit", "unit_by"} and (
            value in (part.default, {})
        ):
            continue
        value = list(value) if isinstance(value, tuple) else value
        value = dict(value) if isinstance(value, Mapping) else value
        table, key = _PLACES.get(part.name, ("", part.name))
        if table and key:
            plain.setdefault(table, {})[key] = value
        else:
            plain[table or key] = value
    return plain


def build_map(given: Mapping[str, Any], name: str) -> SheetMap:
    """Build a map from its TOML, every key looked at.

    Raises
    ------
    Refused
        ``map-broken`` with ``map-key-unknown``, ``map-key-missing`` and
        ``map-key-wrong``.
    """
    parts, faults = _parts(given)
    read: dict[str, Any] = {
        part: _value(part, value, faults) for part, value in parts.items()
    }
    faults += [
        Fault("map-key-missing", {"key": _key(part)})
        for part in ("heading_rows", "unit")
        if part not in read
    ]
    if not faults:
        told = SheetMap(**read)
        faults += _contradictions(told)
    if faults:
        raise Refused("map-broken", faults=faults, name=name, count=len(faults))
    return told


def _parts(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Give the part of a map that each key of its TOML is; other keys are faults."""
    known = {place: part for part, place in _PLACES.items()}
    known |= {("", f.name): f.name for f in fields(SheetMap) if f.name not in _PLACES}
    tables = {table for table, key in known if table and key}
    flat: dict[tuple[str, str], Any] = {}
    for key, value in given.items():
        if key in tables and isinstance(value, Mapping):
            flat |= {(key, inner): one for inner, one in value.items()}
        else:
            flat[(key, "") if (key, "") in known else ("", key)] = value
    faults = [
        Fault("map-key-unknown", {"key": ".".join(filter(None, place))})
        for place in flat
        if place not in known
    ]
    return {known[p]: value for p, value in flat.items() if p in known}, faults


def _key(part: str) -> str:
    return ".".join(word for word in _PLACES.get(part, ("", part)) if word)


def _value(part: str, value: object, faults: list[Fault]) -> object:
    if not _CHECKS.get(part, _is_text)(value):
        faults.append(Fault("map-key-wrong", {"key": _key(part), "seen": str(value)}))
    if isinstance(value, list):
        return tuple(value)
    return MappingProxyType(dict(value)) if isinstance(value, dict) else value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_row(value: object) -> bool:
    return type(value) is int and 0 < value <= _MOST_ROWS


def _are_rows(value: object) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= _MOST_HEADINGS
        and all(map(_is_row, value))
        and value == sorted(set(value))
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _named(known: tuple[str, ...]) -> Callable[[object], bool]:
    """Check a table whose keys are among the known, with texts in it."""
    return lambda value: (
        isinstance(value, dict)
        and bool(value)
        and value.keys() <= set(known)
        and all(map(_is_text, value.values()))
    )


def _are_words(value: object) -> bool:
    return isinstance(value, dict) and all(
        name in FIELDS
        and isinstance(table, dict)
        and all(isinstance(word, str) for word in table.values())
        for name, table in value.items()
    )


def _are_values(value: object) -> bool:
    return isinstance(value, dict) and all(one in MEANINGS for one in value.values())


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "heading_rows": _are_rows,
    "first_row": _is_row,
    "unit_by": lambda value: value in ("name", "code"),
    "digits": lambda value: type(value) is int and 0 < value <= _WIDEST,
    "level": lambda value: value in LEVELS,
    "district_rows": _is_bool,
    "day_cell": lambda value: isinstance(value, str) and read_place(value) is not None,
    "days_across": _is_bool,
    "year": lambda value: type(value) is int and _YEARS[0] <= value <= _YEARS[1],
    "settings": _named(SETTINGS),
    "cumulative": _is_bool,
    "base": lambda value: type(value) is int and value >= 0,
    "columns": _named(FIELDS),
    "words": _are_words,
    "signs": _are_values,
    "skip": _are_texts,
    "fill_down": lambda value: (
        isinstance(value, list) and {*value} <= {"unit", "district", "day"}
    ),
    "hidden": lambda value: value in HIDDEN,
    "encoding": lambda value: value in NAMES,
}


def _contradictions(told: SheetMap) -> list[Fault]:
    """Find what a map says twice, or not at all."""
    faults = []
    days = [bool(told.day), bool(told.day_cell), told.days_across]
    counts = [bool(told.cases), bool(told.settings), bool(told.case_id)]
    for key, ways in (("day", sum(days)), ("cases", sum(counts) + told.days_across)):
        if ways != 1:
            code = "map-several-ways" if ways else "map-key-missing"
            faults.append(Fault(code, {"key": key}))
    if told.cumulative and not (told.cases or told.days_across):
        faults.append(Fault("map-key-wrong", {"key": "cases.cumulative", "seen": True}))
    if told.district and told.district_rows:
        faults.append(Fault("map-several-ways", {"key": "district"}))
    return faults
