"""What one operator must mean: names that exist, amounts that fit where they stand."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from gis.rulesets.schema.amounts import (
    Finding,
    check_above_zero,
    check_amount,
    check_bounded,
    near,
)
from gis.rulesets.schema.composed import Adjust, Band, Ratio, Table
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    ShareOfChildren,
)
from gis.rulesets.schema.reach import FARTHEST
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, MeanOf, Peak, SumOf
from gis.rulesets.syntax import Path

DAYS = (1, FARTHEST)
TIMES = (1, 100)


def check_number(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    """Give what is wrong with one number, whatever stands inside it."""
    if isinstance(node, str):
        known = [*ruleset.inputs, *ruleset.numbers]
        if node not in known:
            yield path, "rule-name-unknown", near(node, known)
    elif isinstance(node, Ratio):
        yield from check_above_zero(ruleset, (*path, "per"), node.per)
    else:
        for check in (_window, _band, _cells, _adjust, _levels, _back):
            yield from check(ruleset, path, node)


def check_level(ruleset: RuleSet, path: Path, level: int) -> Iterator[Finding]:
    """Refuse a level that the rule set does not have."""
    if level not in {known.level for known in ruleset.levels}:
        yield path, "rule-level-unknown", {"seen": level}


def _levels(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    which = None
    if isinstance(node, ShareOfChildren):
        which = node.share_of_children
    elif isinstance(node, CountOfChildren):
        which = node.count_of_children
    elif isinstance(node, CountOfNeighbours):
        yield from check_level(ruleset, path, node.count_of_neighbours.level_at_least)
    if which is not None:
        yield from check_level(ruleset, path, which.level_at_least)


def _window(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    if not isinstance(node, SumOf | MeanOf):
        return
    key = "sum" if isinstance(node, SumOf) else "mean"
    name = getattr(node, key)
    if name not in ruleset.inputs:
        yield (*path, key), "rule-name-unknown", near(name, [*ruleset.inputs])
    elif ruleset.inputs[name].kind != "flow":
        yield (*path, key), "rule-window-kind", {"name": name}
    yield from check_bounded(ruleset, (*path, "days"), node.days, DAYS)


def _back(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    if isinstance(node, Ago | Peak):
        yield from check_bounded(ruleset, (*path, "days"), node.days, DAYS)
    elif isinstance(node, Falls):
        yield from check_bounded(ruleset, (*path, "every"), node.every, DAYS)
        yield from check_bounded(ruleset, (*path, "most"), node.most, TIMES)
    elif isinstance(node, DaysSince):
        yield from check_bounded(ruleset, (*path, "most"), node.most, DAYS)
        if node.counted == "working" and ruleset.calendar is None:
            yield (*path, "counted"), "rule-calendar-missing", {}


def _band(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    if not isinstance(node, Band):
        return
    for place, edge in enumerate(node.edges):
        yield from check_amount(ruleset, (*path, "edges", place), edge)
    known = [edge for edge in node.edges if not isinstance(edge, str)]
    if any(after <= before for before, after in pairwise(known)):
        seen = ", ".join(str(edge) for edge in node.edges)
        yield (*path, "edges"), "rule-edges-order", {"seen": seen}


def _cells(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    if not isinstance(node, Table):
        return
    width = len(node.table.cells[0])
    for place, row in enumerate(node.table.cells):
        spot: Path = (*path, "table", "cells", place)
        if len(row) != width:
            facts = {"seen": len(row), "wanted": width}
            yield spot, "rule-table-ragged", facts
        for column, cell in enumerate(row):
            yield from check_amount(ruleset, (*spot, column), cell)


def _adjust(ruleset: RuleSet, path: Path, node: Any) -> Iterator[Finding]:
    if not isinstance(node, Adjust):
        return
    yield from check_amount(ruleset, (*path, "by"), node.by)
    for key in ("least", "most"):
        if getattr(node, key) is not None:
            yield from check_amount(ruleset, (*path, key), getattr(node, key))
    if node.by == 0 and node.least is None and node.most is None:
        yield (*path, "adjust"), "rule-adjust-nothing", {}
    caps = [one for one in (node.least, node.most) if isinstance(one, int | float)]
    if caps != sorted(caps):
        facts = {"least": node.least, "most": node.most}
        yield (*path, "least"), "rule-adjust-caps", facts
