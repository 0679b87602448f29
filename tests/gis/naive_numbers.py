"""The numbers of a rule file in plain Python and Fractions, one unit and day at a time.

Each method gives the least and the greatest that a number can be. Written from the
meaning of the format, not from the engine: an earlier day is simply another day.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Any

Between = tuple[Any, Any]
LIMITS = {"count": (0, inf), "yes_no": (0, 1), "share": (0, 1), "number": (-inf, inf)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
NEVER = 200


class Numbers:
    """Reads numbers; what a unit reports and who is whose comes from `Reading`."""

    file: Mapping[str, Any]
    units: Mapping[str, tuple[str, str]]
    neighbours: frozenset[tuple[str, str]] | None
    first: date

    def number(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        if isinstance(node, str):
            if node in self.file.get("numbers", {}):
                value = self.file["numbers"][node]["value"]
                return self.number(value, unit, day, on_pass)
            return self.report(node, unit, day)
        for key in OPERATORS:
            if key in node:
                return getattr(self, f"_{key}")(node, unit, day, on_pass)
        raise AssertionError(node)

    def _sum(self, node: Any, unit: str, day: int, _: int) -> Between:
        days = int(self.amount(node["days"])[0])
        cells = [self.report(node["sum"], unit, day - back) for back in range(days)]
        return sum(c[0] for c in cells), sum(c[1] for c in cells)

    def _mean(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        whole = {"sum": node["mean"], "days": node["days"]}
        low, high = self._sum(whole, unit, day, on_pass)
        days = int(self.amount(node["days"])[0])
        return low / days, high / days

    def _ratio(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        over, under = (self.number(n, unit, day, on_pass) for n in node["ratio"])
        per = self.amount(node.get("per", 1))
        factors = [_times(a, p) for a in over for p in per]
        low, high = min(factors), max(factors)
        if under[0] <= 0:
            return (0 if low >= 0 else -inf), inf
        corners = [_over(a, b) for a in (low, high) for b in under]
        return min(corners), max(corners)

    def _total(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        found = [self.number(one, unit, day, on_pass) for one in node["total"]]
        return sum(low for low, _ in found), sum(high for _, high in found)

    def _difference(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        one, other = (self.number(n, unit, day, on_pass) for n in node["difference"])
        return one[0] - other[1], one[1] - other[0]

    def _greatest(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        found = [self.number(one, unit, day, on_pass) for one in node["greatest"]]
        return max(low for low, _ in found), max(high for _, high in found)

    def _least(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        found = [self.number(one, unit, day, on_pass) for one in node["least"]]
        return min(low for low, _ in found), min(high for _, high in found)

    def _band(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        low, high = self.number(node["band"], unit, day, on_pass)
        edges = [self.amount(edge) for edge in node["edges"]]
        if node["closed"] == "left":
            sure = sum(low >= edge[1] for edge in edges)
            return 1 + sure, 1 + sum(high >= edge[0] for edge in edges)
        sure = sum(low > edge[1] for edge in edges)
        return 1 + sure, 1 + sum(high > edge[0] for edge in edges)

    def _table(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        grid = node["table"]
        cells = grid["cells"]
        rows = self.number(grid["rows"], unit, day, on_pass)
        columns = self.number(grid["columns"], unit, day, on_pass)
        found = [
            self.amount(cells[row - 1][column - 1])
            for row in _places(rows, len(cells))
            for column in _places(columns, len(cells[0]))
        ]
        return min(low for low, _ in found), max(high for _, high in found)

    def _adjust(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        number = self.number(node["adjust"], unit, day, on_pass)
        by = self.amount(node.get("by", 0))
        changed = [number[0] + by[0], number[1] + by[1]]
        if "least" in node:
            caps = self.amount(node["least"])
            changed = [max(value, cap) for value, cap in zip(changed, caps)]
        if "most" in node:
            caps = self.amount(node["most"])
            changed = [min(value, cap) for value, cap in zip(changed, caps)]
        truth = self.truth(node["when"], unit, day, on_pass)
        if truth is None:
            return min(number[0], changed[0]), max(number[1], changed[1])
        return tuple(changed) if truth else number

    def _ago(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        days = int(self.amount(node["days"])[0])
        return self.number(node["ago"], unit, day - days, on_pass)

    def _peak(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        days = int(self.amount(node["days"])[0])
        found = [
            self.number(node["peak"], unit, day - back, on_pass) for back in range(days)
        ]
        return max(low for low, _ in found), max(high for _, high in found)

    def _falls(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        every, most = (int(self.amount(node[key])[0]) for key in ("every", "most"))
        found = [
            self.number(node["falls"], unit, day - step * every, on_pass)
            for step in range(most + 1)
        ]
        sure = [later[1] < earlier[0] for later, earlier in pairwise(found)]
        may = [later[0] < earlier[1] for later, earlier in pairwise(found)]
        return [*sure, False].index(False), [*may, False].index(False)

    def _days_since(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        most = int(self.amount(node["most"])[0])
        ends = []
        for held in ((True, None), (True,)):
            back = 0
            while back < NEVER:
                if self._counted(node, day - back, day) >= most:
                    break
                if self.truth(node["days_since"], unit, day - back, on_pass) in held:
                    break
                back += 1
            ends.append(min(self._counted(node, day - back, day), most))
        return ends[0], ends[1]

    def _counted(self, node: Any, start: int, day: int) -> int:
        """Count the days after `start` and up to `day`."""
        days = [self.first + timedelta(days=one) for one in range(start + 1, day + 1)]
        if node.get("counted", "all") == "all":
            return len(days)
        calendar = self.file["calendar"]
        names = (*WEEKDAYS, "sunday")
        worked = [one for one in days if names[one.weekday()] in calendar["working"]]
        holidays = calendar.get("holidays", [])
        return len([one for one in worked if one.isoformat() not in holidays])

    def _share_of_children(self, node: Any, unit: str, day: int, _: int) -> Between:
        which = node["share_of_children"]
        found = self._below(unit, day, which["of"])
        if not found:
            return 0, 1
        low, high = _count(found, which["level_at_least"])
        return Fraction(low, len(found)), Fraction(high, len(found))

    def _count_of_children(self, node: Any, unit: str, day: int, _: int) -> Between:
        which = node["count_of_children"]
        found = self._below(unit, day, which["of"])
        return _count(found, which["level_at_least"]) if found else (0, inf)

    def _sum_of_children(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        found = [
            self.number(node["sum_of_children"], child, day, on_pass)
            for child in self._children(unit, node["of"])
        ]
        if not found:
            return -inf, inf
        return sum(low for low, _ in found), sum(high for _, high in found)

    def _count_of_neighbours(
        self, node: Any, unit: str, day: int, on_pass: int
    ) -> Between:
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
        return _count(found, node["count_of_neighbours"]["level_at_least"])

    def _of_parent(self, node: Any, unit: str, day: int, on_pass: int) -> Between:
        above = self._above(unit, node["at"])
        if above is None:
            return -inf, inf
        return self.number(node["of_parent"], above, day, on_pass)

    def _level_of_parent(self, node: Any, unit: str, day: int, _: int) -> Between:
        above = self._above(unit, node["level_of_parent"])
        if above is None:
            return 1, len(self.file["levels"])
        return self.bounds(above, day, self.passes(self.section(above)))

    def _below(self, unit: str, day: int, of: str) -> list[tuple[int, int]]:
        children = self._children(unit, of)
        if not children:
            return []
        final = self.passes(self.section(children[0]))
        return [self.bounds(code, day, final) for code in children]

    def _children(self, unit: str, of: str) -> list[str]:
        return [
            code
            for code, (admin, parent) in self.units.items()
            if parent == unit and admin == of
        ]

    def _above(self, unit: str, at: str) -> str | None:
        parent = self.units[unit][1]
        while parent in self.units:
            if self.units[parent][0] == at:
                return parent
            parent = self.units[parent][1]
        return None


OPERATORS = (
    "sum",
    "mean",
    "ratio",
    "total",
    "difference",
    "band",
    "table",
    "adjust",
    "greatest",
    "least",
    "ago",
    "peak",
    "falls",
    "days_since",
    "share_of_children",
    "count_of_children",
    "sum_of_children",
    "count_of_neighbours",
    "of_parent",
    "level_of_parent",
)


def _places(number: Between, size: int) -> range:
    """Give the rows that may be meant; what is no row of the table may be any."""
    low, high = number
    if low < 1 or high > size or low != int(low) or high != int(high):
        return range(1, size + 1)
    return range(int(low), int(high) + 1)


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
