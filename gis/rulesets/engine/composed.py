"""Numbers put together from other numbers of the same unit and day."""

from collections.abc import Sequence
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

import numpy as np

from gis.rulesets.engine.intervals import (
    Interval,
    Values,
    add,
    apply,
    bands,
    choose,
    divide,
    scale,
    subtract,
    told,
)
from gis.rulesets.schema.composed import (
    Adjust,
    Band,
    Difference,
    Greatest,
    Least,
    Ratio,
    Table,
    Total,
)
from gis.rulesets.schema.spans import whole_span

if TYPE_CHECKING:
    from gis.rulesets.engine.view import View

Spans = tuple[tuple[tuple[float, float], ...], ...]
"""Lowest and highest value of each cell, row by row."""


def ratio(view: "View", node: Ratio) -> Interval:
    """Divide two numbers."""
    over = scale(view.number(node.ratio[0]), view.ground.parameters.span(node.per))
    return divide(over, view.number(node.ratio[1]))


def total(view: "View", node: Total) -> Interval:
    """Add up numbers."""
    return reduce(add, [view.number(one) for one in node.total])


def difference(view: "View", node: Difference) -> Interval:
    """Take the second number off the first."""
    one, other = (view.number(child) for child in node.difference)
    return subtract(one, other)


def greatest(view: "View", node: Greatest) -> Interval:
    """Give the greatest of several numbers."""
    found = [view.number(one) for one in node.greatest]
    return reduce(lambda one, other: apply(np.maximum, one, other), found)


def least(view: "View", node: Least) -> Interval:
    """Give the least of several numbers."""
    found = [view.number(one) for one in node.least]
    return reduce(lambda one, other: apply(np.minimum, one, other), found)


def band(view: "View", node: Band) -> Interval:
    """Give the band in which a number lies, from 1 on."""
    edges = [view.ground.parameters.span(edge) for edge in node.edges]
    return bands(view.number(node.band), edges, closed=node.closed)


def adjust(view: "View", node: Adjust) -> Interval:
    """Change a number where a predicate holds."""
    number, span = view.number(node.adjust), view.ground.parameters.span
    by = span(node.by)
    low, high = number.low + by[0], number.high + by[1]
    fixed = by[0] == by[1]
    for cap, put in ((node.least, np.maximum), (node.most, np.minimum)):
        if cap is not None:
            lowest, highest = span(cap)
            low, high = put(low, lowest), put(high, highest)
            fixed = fixed and lowest == highest
    then = Interval(low, low if fixed and told(number) else high)
    return choose(view.truth(node.when), then, number)


def table(view: "View", node: Table) -> Interval:
    """Read a table; of several possible cells, the least and the greatest."""
    grid, span = node.table, view.ground.parameters.span
    cells: Spans = tuple(tuple(span(cell) for cell in row) for row in grid.cells)
    size = (len(cells), len(cells[0]))
    axes = []
    for axis, most in zip((grid.rows, grid.columns), size):
        known = whole_span(view.ground.ruleset, axis)
        sure = known is not None and known[0] >= 1 and known[1] == most
        number = view.number(axis)
        axes.append(number if sure else _within(number, most))
    rows, columns = axes
    if told(rows) and told(columns):
        at = ((rows.low - 1) * size[1] + (columns.low - 1)).astype(np.intp)
        low, high = (np.array(cells)[..., side].ravel() for side in (0, 1))
        found = low.take(at)
        return Interval(found, found if (low == high).all() else high.take(at))
    up = (rows.low - 1) * size[0] + (rows.high - 1)
    across = (columns.low - 1) * size[1] + (columns.high - 1)
    at = (up * (size[1] * size[1]) + across).astype(np.intp)
    lows, highs = _corners(cells)
    return Interval(lows.take(at), highs.take(at))


def _within(number: Interval, most: int) -> Interval:
    """Take a number that is no row or column of the table for any of them."""
    whole = (number.low == np.floor(number.low)) & (
        number.high == np.floor(number.high)
    )
    fits = whole & (number.low >= 1) & (number.high <= most)
    if told(number) and fits.all():
        return number
    low = np.where(fits, number.low, 1.0)
    return Interval(low, np.where(fits, number.high, float(most)))


@lru_cache(maxsize=64)
def _corners(cells: Spans) -> tuple[Values, Values]:
    """Give the least and the greatest cell of every rectangle of a table.

    Rectangles are counted by first row, last row, first column and last column; one
    whose last lies before its first holds nothing and is never asked for.
    """
    lows = _rectangles([[low for low, _ in row] for row in cells], np.minimum)
    highs = _rectangles([[high for _, high in row] for row in cells], np.maximum)
    return lows, highs


def _rectangles(cells: Sequence[Sequence[float]], put: np.ufunc) -> Values:
    values = np.array(cells, dtype=np.float64)
    rows, columns = values.shape
    found = np.full((rows, rows, columns, columns), np.nan)
    for top in range(rows):
        for left in range(columns):
            down = put.accumulate(values[top:, left:], axis=0)
            found[top, top:, left, left:] = put.accumulate(down, axis=1)
    return found.ravel()
