"""A rule file read one unit and one day at a time, in plain Python and Fractions.

Written from the meaning of the format, not from the engine: no arrays, no windows
cut short, no passes kept. It reads the file's data, not our models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any

Reports = Mapping[tuple[str, str, int], Fraction]
"""By input, unit and day (a number; any day may be asked for)."""
Between = tuple[Any, Any]
LIMITS = {"count": (0, inf), "yes_no": (0, 1), "share": (0, 1), "number": (-inf, inf)}


@dataclass(frozen=True)
class Reading:
    """A rule file, what was reported, and who lives beside and below whom."""

    file: Mapping[str, Any]
    reports: Reports
    units: Mapping[str, tuple[str, str]]
    neighbours: frozenset[tuple[str, str]] | None
    params: Mapping[str, Any]

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
            worst = len(self.file["levels"])
            self.memory[key] = (1, worst)
            if section is not None:
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
                self.memory[key] = (max(sure), max(possible))
        return self.memory[key]

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

    def number(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        if isinstance(node, str):
            if node in self.file.get("numbers", {}):
                value = self.file["numbers"][node]["value"]
                return self.number(value, unit, day, on_pass)
            return self.report(node, unit, day)
        if "sum" in node or "mean" in node:
            name = node.get("sum", node.get("mean"))
            days = int(self.amount(node["days"])[0])
            cells = [self.report(name, unit, day - back) for back in range(days)]
            low, high = sum(c[0] for c in cells), sum(c[1] for c in cells)
            return (low, high) if "sum" in node else (low / days, high / days)
        if "ratio" in node:
            return self.ratio(node, unit, day, on_pass)
        if "count_of_neighbours" in node:
            return self.beside(node["count_of_neighbours"], unit, day, on_pass)
        return self.below(node, unit, day)

    def below(self, node: Any, unit: str, day: int) -> Between:
        which = node.get("share_of_children", node.get("count_of_children"))
        share = "share_of_children" in node
        children = [
            code
            for code, (admin, parent) in self.units.items()
            if parent == unit and admin == which["of"]
        ]
        if not children:
            return (0, 1) if share else (0, inf)
        final = self.passes(self.section(children[0]))
        found = [self.bounds(code, day, final) for code in children]
        low, high = _count(found, which["level_at_least"])
        whole = len(children) if share else 1
        return Fraction(low, whole), Fraction(high, whole)

    def beside(self, which: Any, unit: str, day: int, on_pass: int) -> Between:
        if on_pass == 0:
            return 0, 0
        if self.neighbours is None:
            return 0, inf
        beside = {b for a, b in self.neighbours if a == unit}
        beside |= {a for a, b in self.neighbours if b == unit}
        same = [
            code
            for code in beside
            if code not in self.units or self.units[code][0] == self.units[unit][0]
        ]
        found = [self.bounds(code, day, on_pass - 1) for code in same]
        return _count(found, which["level_at_least"])

    def ratio(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        over, under = (self.number(n, unit, day, on_pass) for n in node["ratio"])
        per = self.amount(node.get("per", 1))
        factors = [_times(a, p) for a in over for p in per]
        low, high = min(factors), max(factors)
        if under[0] <= 0:
            return (0 if low >= 0 else -inf), inf
        corners = [_over(a, b) for a in (low, high) for b in under]
        return min(corners), max(corners)

    def report(self, name: str, unit: str, day: int) -> Between:
        spec = self.file["inputs"][name]
        key = (name, unit, day)
        if spec["kind"] == "stock":
            days = [
                d for n, u, d in self.reports if (n, u) == (name, unit) and d <= day
            ]
            key = (name, unit, max(days, default=day))
        if key in self.reports:
            return self.reports[key], self.reports[key]
        return LIMITS[spec["scale"]]

    def later(self, day: int, ahead: int) -> "Reading":
        """Give the same after `ahead` quiet days: flows 0, the rest as on `day`."""
        reports = {key: value for key, value in self.reports.items() if key[2] <= day}
        for name, spec in self.file["inputs"].items():
            for unit in self.units:
                for step in range(1, ahead + 1):
                    key = (name, unit, day + step)
                    if spec["kind"] == "flow":
                        reports[key] = Fraction(0)
                    elif spec["kind"] == "finding" and (name, unit, day) in reports:
                        reports[key] = reports[name, unit, day]
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


def _count(found: list[tuple[int, int]], level: int) -> tuple[int, int]:
    return sum(low >= level for low, _ in found), sum(
        high >= level for _, high in found
    )


def _times(value: Any, factor: Fraction) -> Any:
    return value if value in {inf, -inf} else value * factor


def _over(value: Any, under: Any) -> Any:
    if under == inf:
        return 0 if value not in {inf, -inf} else value
    return value if value in {inf, -inf} else value / under
