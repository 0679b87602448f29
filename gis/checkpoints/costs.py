"""Prices of points: staffed post or barrier, by class of road, from a data file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boundaries.read.text import decode_utf8
from boundaries.refusal import Fault, Refused
from gis.checkpoints.plan import ClassCost
from gis.roads.classes import CLASSES
from gis.rulesets.syntax import parse

CENTI = 100
"""Costs are whole hundredths of a person-shift: sums are exact."""
MOST_COST = 10_000_000
"""Of one point a day: a hundred thousand person-shifts, far beyond any real post."""
MOST_SHIFTS = 24
_KEYS = {"officers", "shifts", "barrier_share", "barred_never"}
_FIGURE = {"value", "source", "placeholder"}


@dataclass(frozen=True, slots=True)
class Costs:
    """Prices by class of road, person-shifts a day x100.

    Parameters
    ----------
    staffed
        A staffed post; above 0.
    barrier
        A barrier; None where the class is never barred.
    officers
        Per shift of a staffed post.
    shifts
        A day.
    placeholders
        Names of figures that have no source; whoever shows a cost names them.
    sha256
        Of the file.
    """

    staffed: Mapping[str, int]
    barrier: Mapping[str, int | None]
    officers: Mapping[str, int]
    shifts: int
    placeholders: tuple[str, ...]
    sha256: str

    def by_class(self) -> dict[str, ClassCost]:
        """Give the three figures of each class, for a plan."""
        return {
            name: ClassCost(self.staffed[name], self.barrier[name], self.officers[name])
            for name in CLASSES
        }


def build_costs(content: bytes, *, file: str) -> Costs:
    """Build the prices from the text of a costs file.

    Parameters
    ----------
    content
        YAML of the kind that rule files use; see ``costs.yaml``.
    file
        Its name, for the refusal.

    Returns
    -------
    Costs
        A staffed post costs officers x shifts, a barrier `barrier_share` of that,
        rounded to a hundredth of a person-shift.

    Raises
    ------
    Refused
        ``costs-broken`` with the faults of ``gis.rulesets.syntax.parse``, or with
        ``cost-key``, ``cost-missing``, ``cost-figure`` and ``cost-source``.
    """
    text = decode_utf8(content, file)
    try:
        data: Any = parse(text, file=file).data
    except Refused as error:  # its own words are about rule files
        broken, count = error.faults, len(error.faults)
        raise Refused("costs-broken", faults=broken, name=file, count=count) from None
    faults: list[Fault] = []
    if not isinstance(data, dict):
        data = {}
    _strange(data, _KEYS, "", faults)
    placeholders: list[str] = []
    read = _Figures(faults, placeholders)
    given = data.get("officers")
    given = given if isinstance(given, dict) else {}
    _strange(given, set(CLASSES), "officers.", faults)
    officers = {
        name: read.whole(given, name, f"officers.{name}", MOST_COST) for name in CLASSES
    }
    shifts = read.whole(data, "shifts", "shifts", MOST_SHIFTS)
    share = read.number(data, "barrier_share", "barrier_share", 1.0)
    never = data.get("barred_never", [])
    if not isinstance(never, list) or set(never) - set(CLASSES):
        facts: dict[str, object] = {"key": str(never)[:40], "allowed": CLASSES}
        faults.append(Fault("cost-key", facts))
        never = []
    staffed = {name: officers[name] * shifts * CENTI for name in CLASSES}
    barrier = {
        name: None if name in never else max(round(share * staffed[name]), 1)
        for name in CLASSES
    }
    for name in CLASSES:
        if staffed[name] > MOST_COST:
            read.wrong(f"officers.{name}", staffed[name], MOST_COST)
    if faults:
        raise Refused("costs-broken", faults=faults, name=file, count=len(faults))
    sha256 = hashlib.sha256(content).hexdigest()
    return Costs(staffed, barrier, officers, shifts, tuple(placeholders), sha256)


def _strange(
    table: dict[str, Any], allowed: set[str], within: str, faults: list[Fault]
) -> None:
    faults += [
        Fault("cost-key", {"key": f"{within}{key}", "allowed": sorted(allowed)})
        for key in sorted(set(table) - allowed)
    ]


class _Figures:
    """Reads figures that are a value with a source, and keeps what is wrong."""

    def __init__(self, faults: list[Fault], placeholders: list[str]) -> None:
        self.faults = faults
        self.placeholders = placeholders

    def whole(self, table: dict[str, Any], key: str, name: str, most: int) -> int:
        value = self._value(table, key, name)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, value, most)
            return 1
        if not 1 <= value <= most:
            self.wrong(name, value, most)
            return 1
        return value

    def number(self, table: dict[str, Any], key: str, name: str, most: float) -> float:
        value = self._value(table, key, name)
        wrong = isinstance(value, bool) or not isinstance(value, int | float)
        if wrong or not 0 < value <= most:
            self.wrong(name, value, most)
            return 1.0
        return float(value)

    def _value(self, table: dict[str, Any], key: str, name: str) -> Any:
        figure = table.get(key)
        if not isinstance(figure, dict) or "value" not in figure:
            self.faults.append(Fault("cost-missing", {"key": name}))
            return 1
        _strange(figure, _FIGURE, f"{name}.", self.faults)
        if figure.get("placeholder") is True:
            self.placeholders.append(name)
        elif not str(figure.get("source") or "").strip():
            self.faults.append(Fault("cost-source", {"key": name}))
        return figure["value"]

    def wrong(self, name: str, value: object, most: float) -> None:
        facts: dict[str, object] = {"key": name, "seen": str(value)[:40], "most": most}
        self.faults.append(Fault("cost-figure", facts))
