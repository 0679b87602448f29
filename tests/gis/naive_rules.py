"""A rule file read one unit and one day at a time, in plain Python and Fractions.

Written from the meaning of the format, not from the engine: no arrays, no windows
cut short, no passes kept. It reads the file's data, not our models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any

from tests.gis.naive_numbers import LIMITS, Between, Numbers
from tests.gis.naive_timing import Clock, Worlds

Reports = Mapping[tuple[str, str, int], Fraction]
"""By input, unit and day (a number; any day may be asked for)."""


@dataclass(frozen=True)
class Reading(Numbers):
    """A rule file, what was reported, and who lives beside and below whom."""

    file: Mapping[str, Any]
    reports: Reports
    units: Mapping[str, tuple[str, str]]
    neighbours: frozenset[tuple[str, str]] | None
    params: Mapping[str, Any]
    first: date

    @cached_property
    def memory(self) -> dict[tuple[str, int, int], tuple[int, int]]:
        return {}

    def level(self, unit: str, day: int) -> int | None:
        low, high = self.bounds(unit, day, self.passes(self.section(unit)))
        return low if low == high else None

    def section(self, unit: str) -> Mapping[str, Any] | None:
        for section in self.file["judge"]:
            if section["at"] == "all" or self.units[unit][0] in section["at"]:
                return section
        return None

    def passes(self, section: Mapping[str, Any] | None) -> int:
        if section is None or "count_of_neighbours" not in str(section) + str(
            self.file.get("numbers", {})
        ):
            return 0
        return int(self.amount(section.get("passes", 1))[0])

    def bounds(self, unit: str, day: int, on_pass: int) -> tuple[int, int]:
        """Give the lowest and highest level, on a pass over the neighbours."""
        if unit not in self.units:
            return 1, len(self.file["levels"])
        key = (unit, day, on_pass)
        if key not in self.memory:
            section = self.section(unit)
            if section is None:
                self.memory[key] = (1, len(self.file["levels"]))
            elif section.get("timing") is None:
                self.memory[key] = self.given(section, unit, day, on_pass)
            else:
                worlds = self.worlds(section, unit, day, on_pass).in_force()
                for number, levels in enumerate(worlds):
                    self.memory[unit, number, on_pass] = (min(levels), max(levels))
        return self.memory[key]

    def given(
        self, section: Mapping[str, Any], unit: str, day: int, on_pass: int
    ) -> tuple[int, int]:
        """Give the lowest and highest level that the reports of a day give."""
        sure, possible = [], []
        for step in section["steps"]:
            truth = (
                True
                if "otherwise" in step
                else self.truth(step["when"], unit, day, on_pass)
            )
            if truth is not False:
                possible.append(step["level"])
            if truth is True:
                sure.append(step["level"])
        return max(sure), max(possible)

    def worlds(
        self, section: Mapping[str, Any], unit: str, day: int, on_pass: int
    ) -> Worlds:
        """Give all that may have been up to a day, from the first judged one."""
        timing = section["timing"]
        held = timing.get("not_lowered_when")
        raw, lock = [], []
        for number in range(day + 1):
            low, high = self.given(section, unit, number, on_pass)
            raw.append(tuple(range(low, high + 1)))
            shut = held and self.truth(held["when"], unit, number, on_pass)
            lock.append((False, True) if held and shut is None else (bool(shut),))
        start = self.file["decision"]["in_force"]["first"]
        return Worlds(
            Clock(self.figured(timing), self.file.get("calendar", {})),
            self.first,
            tuple(raw),
            tuple(lock),
            len(self.file["levels"]),
            None if start is None else date.fromisoformat(start),
        )

    def figured(self, node: Any) -> Any:
        """Put the figures of parameters in the place of their names."""
        if isinstance(node, dict):
            return {key: self.figured(one) for key, one in node.items()}
        named = isinstance(node, str) and node.startswith("$")
        return int(self.amount(node)[0]) if named else node

    def truth(self, node: Any, unit: str, day: int, on_pass: int) -> bool | None:
        if "any" in node:
            found = [self.truth(one, unit, day, on_pass) for one in node["any"]]
            return True if True in found else None if None in found else False
        if "all" in node:
            found = [self.truth(one, unit, day, on_pass) for one in node["all"]]
            return False if False in found else None if None in found else True
        if "not" in node:
            inside = self.truth(node["not"], unit, day, on_pass)
            return None if inside is None else not inside
        low, high = self.number(node["of"], unit, day, on_pass)
        bound = next(b for b in node if b in BOUNDS)
        least, most = self.amount(node[bound])
        corners = {BOUNDS[bound](x, t) for x in (low, high) for t in (least, most)}
        return corners.pop() if len(corners) == 1 else None

    def amount(self, amount: Any) -> Between:
        if not isinstance(amount, str):
            value = Fraction(str(amount))
            return value, value
        name = amount[1:]
        spec = self.file["parameters"][name]
        value = self.params.get(name, spec.get("default"))
        if value == "unknown":
            return Fraction(str(spec["min"])), Fraction(str(spec["max"]))
        return Fraction(str(value)), Fraction(str(value))

    def report(self, name: str, unit: str, day: int) -> Between:
        spec = self.file["inputs"][name]
        missing = spec.get("missing", "carry" if spec["kind"] == "stock" else "unknown")
        key = (name, unit, day)
        if missing == "carry":
            most = spec.get("carry_days", inf)
            days = [d for n, u, d in self.reports if (n, u) == (name, unit)]
            recent = [d for d in days if d <= day <= d + most]
            key = (name, unit, max(recent, default=day))
        if key in self.reports:
            return self.reports[key], self.reports[key]
        if isinstance(missing, dict):
            value = Fraction(str(missing["assume"]))
            return value, value
        return LIMITS[spec["scale"]]

    def later(self, day: int, ahead: int) -> "Reading":
        """Give the same after `ahead` quiet days: flows 0, the rest as on `day`."""
        reports = {key: value for key, value in self.reports.items() if key[2] <= day}
        for name, spec in self.file["inputs"].items():
            for unit in self.units:
                low, high = self.report(name, unit, day)
                for step in range(1, ahead + 1):
                    key = (name, unit, day + step)
                    if spec["kind"] == "flow":
                        reports[key] = Fraction(0)
                    elif low == high:
                        reports[key] = low
        return replace(self, reports=reports)

    def next_better(self, unit: str, day: int, most: int) -> int | None:
        """Give after how many quiet days the level is better; None for never."""
        now = self.level(unit, day)
        if now is None or now == 1:
            return None
        for ahead in range(1, most + 1):
            then = self.later(day, ahead).level(unit, day + ahead)
            if then is not None and then < now:
                return ahead
        return None


BOUNDS = {
    "at_least": lambda x, t: x >= t,
    "more_than": lambda x, t: x > t,
    "at_most": lambda x, t: x <= t,
    "less_than": lambda x, t: x < t,
}
