"""Which whole numbers a number can be, and whether a table has a place for each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gis.rulesets.schema.amounts import Finding, span_of
from gis.rulesets.schema.composed import (
    Adjust,
    Band,
    Difference,
    Greatest,
    Least,
    Table,
    Total,
)
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    LevelOfParent,
    OfParent,
    SumOfChildren,
)
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, Peak, SumOf
from gis.rulesets.schema.walk import all_numbers

Span = tuple[float, float] | None
"""The least and the most of a whole number; None where it need not be whole."""
_INFINITE = float("inf")


def check_tables(ruleset: RuleSet) -> Iterator[Finding]:
    """Refuse tables whose rows or columns do not fit what they are read by."""
    for path, node in all_numbers(ruleset):
        if not isinstance(node, Table):
            continue
        sizes = {"rows": len(node.table.cells), "columns": len(node.table.cells[0])}
        for key, size in sizes.items():
            span = whole_span(ruleset, getattr(node.table, key))
            spot = (*path, "table", key)
            if span is None or (span[0] < 1 and span[1] < _INFINITE):
                yield spot, "rule-table-axis", {"axis": key}
            elif size != span[1] < _INFINITE:
                wanted = int(span[1])
                yield spot, "rule-table-size", {"seen": size, "wanted": wanted}


def whole_span(ruleset: RuleSet, node: Any) -> Span:
    """Give the least and the most of a number that is always whole; None else."""
    if isinstance(node, str):
        named = ruleset.numbers.get(node)
        if named is not None:
            return whole_span(ruleset, named.value)
        given = ruleset.inputs.get(node)
        scale = given.scale if given else ""
        return {"count": (0.0, _INFINITE), "yes_no": (0.0, 1.0)}.get(scale)
    find = _SPANS.get(type(node))
    return find(ruleset, node) if find else None


def _several(ruleset: RuleSet, node: Any) -> Span:
    key = next(k for k in ("total", "greatest", "least") if hasattr(node, k))
    spans = [whole_span(ruleset, child) for child in getattr(node, key)]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    lows, highs = zip(*known)
    if key == "total":
        return sum(lows), sum(highs)
    put = max if key == "greatest" else min
    return put(lows), put(highs)


def _difference(ruleset: RuleSet, node: Difference) -> Span:
    over, under = (whole_span(ruleset, child) for child in node.difference)
    if over is None or under is None:
        return None
    return over[0] - under[1], over[1] - under[0]


def _table(ruleset: RuleSet, node: Table) -> Span:
    cells = [cell for row in node.table.cells for cell in row]
    spans = [_whole(ruleset, cell) for cell in cells]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _adjust(ruleset: RuleSet, node: Adjust) -> Span:
    inner = whole_span(ruleset, node.adjust)
    caps = [_whole(ruleset, one) for one in (node.by, node.least, node.most)]
    by, least, most = caps
    if inner is None or by is None:
        return None
    low, high = inner[0] + by[0], inner[1] + by[1]
    if node.least is not None:
        if least is None:
            return None
        low, high = max(low, least[0]), max(high, least[1])
    if node.most is not None:
        if most is None:
            return None
        low, high = min(low, most[0]), min(high, most[1])
    return min(inner[0], low), max(inner[1], high)


def _whole(ruleset: RuleSet, amount: float | str | None) -> Span:
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None or given.type != "whole":
            return None
    elif amount is not None and not float(amount).is_integer():
        return None
    return span_of(ruleset, amount)


def _counted(ruleset: RuleSet, node: Any) -> Span:
    if isinstance(node, SumOf):
        found = whole_span(ruleset, node.sum)
        return (0.0, _INFINITE) if found else None
    if isinstance(node, SumOfChildren):
        inner = whole_span(ruleset, node.sum_of_children)
        if inner is None:
            return None
        return (0.0 if inner[0] >= 0 else -_INFINITE), _INFINITE
    return 0.0, _INFINITE


def _capped(ruleset: RuleSet, node: Falls | DaysSince) -> Span:
    return 0.0, span_of(ruleset, node.most)[1]


def _same(ruleset: RuleSet, node: Ago | Peak | OfParent) -> Span:
    key = next(k for k in ("ago", "peak", "of_parent") if hasattr(node, k))
    return whole_span(ruleset, getattr(node, key))


_SPANS: Mapping[type, Callable[[RuleSet, Any], Span]] = {
    Band: lambda _, node: (1.0, len(node.edges) + 1.0),
    Table: _table,
    Adjust: _adjust,
    Total: _several,
    Greatest: _several,
    Least: _several,
    Difference: _difference,
    Falls: _capped,
    DaysSince: _capped,
    Ago: _same,
    Peak: _same,
    OfParent: _same,
    SumOf: _counted,
    SumOfChildren: _counted,
    CountOfChildren: _counted,
    CountOfNeighbours: _counted,
    LevelOfParent: lambda rules, _: (1.0, max(one.level for one in rules.levels)),
}
