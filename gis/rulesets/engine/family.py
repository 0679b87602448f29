"""Numbers of other units: children, parents and neighbours."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.intervals import Interval, Values, between, exact, told
from gis.rulesets.engine.places import OUTSIDE, Relation
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    LevelOfParent,
    OfParent,
    ShareOfChildren,
    SumOfChildren,
)

if TYPE_CHECKING:
    from gis.rulesets.engine.view import Bounds, View

_INFINITE = float("inf")


def count_of_children(view: "View", node: CountOfChildren) -> Interval:
    """Count children at a level; a unit without children knows nothing."""
    of, level = node.count_of_children.of, node.count_of_children.level_at_least
    relation = view.ground.places.children.get(of)
    if relation is None:
        return between(0, _INFINITE)
    found, members = _count(view, relation, view.levels, level)
    none = (members == 0)[:, None]
    return Interval(found.low, np.where(none, np.inf, found.high))


def share_of_children(view: "View", node: ShareOfChildren) -> Interval:
    """Take the share of children at a level; without children it is unknown."""
    of, level = node.share_of_children.of, node.share_of_children.level_at_least
    relation = view.ground.places.children.get(of)
    if relation is None:
        return between(0, 1)
    found, members = _count(view, relation, view.levels, level)
    whole = np.maximum(members, 1)[:, None]
    none = (members == 0)[:, None]
    return Interval(found.low / whole, np.where(none, 1.0, found.high / whole))


def count_of_neighbours(view: "View", node: CountOfNeighbours) -> Interval:
    """Count neighbours at a level; where nobody named them it is unknown."""
    if view.before is None:
        return exact(0)
    relation = view.ground.places.neighbours
    if relation is None:
        return between(0, _INFINITE)
    level = node.count_of_neighbours.level_at_least
    return _count(view, relation, view.before, level)[0]


def of_parent(view: "View", node: OfParent) -> Interval:
    """Give a number of the unit above; without one in the list it is unknown."""
    rows, at = parents(view, node.at)
    if not len(rows):
        return between(-_INFINITE, _INFINITE)
    number = view.of(rows).number(node.of_parent)
    none = (at == OUTSIDE)[:, None]
    low = _spread(number.low, at)
    if not none.any():
        return Interval(low, low if told(number) else _spread(number.high, at))
    high = np.where(none, np.inf, _spread(number.high, at))
    return Interval(np.where(none, -np.inf, low), high)


def parents(view: "View", level: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the units above those of a view, each once, and which is whose.

    Returns
    -------
    ndarray
        Rows of the units above.
    ndarray, one per unit of the view
        Its place among them; `OUTSIDE` where the list has none.
    """
    above = view.ground.places.above.get(level)
    if above is None:
        return np.zeros(0, np.intp), np.full(len(view.places), OUTSIDE)
    rows, at = np.unique(above[view.places], return_inverse=True)
    if rows[:1].tolist() == [OUTSIDE]:
        return rows[1:], at - 1
    return rows, at


def level_of_parent(view: "View", node: LevelOfParent) -> Interval:
    """Give the level of the unit above; without one in the list it may be any."""
    above = view.ground.places.above.get(node.level_of_parent)
    rows = np.full(len(view.places), OUTSIDE) if above is None else above[view.places]
    low, high = view.levels.low[rows], view.levels.high[rows]
    return Interval(low.astype(np.float64), high.astype(np.float64))


def sum_of_children(view: "View", node: SumOfChildren) -> Interval:
    """Add up a number of the children; a unit without children knows nothing."""
    relation = view.ground.places.children.get(node.of)
    if relation is None:
        return between(-_INFINITE, _INFINITE)
    members, ends = children(view, relation)
    below = view.of(members)
    number = below.number(node.sum_of_children)
    low = _add_groups(number.low, ends)
    high = low if told(number) else _add_groups(number.high, ends)
    if view.fewer is not None:
        less = view.of(members, fewer=view.fewer).number(node.sum_of_children)
        gain = np.nan_to_num(number.low - less.low, nan=0.0, posinf=0.0)
        most = _greatest_of_groups(gain, ends)
        low, high = low - most, high - most
    none = (np.diff(ends) == 0)[:, None]
    if not none.any():
        return Interval(low, high)
    return Interval(np.where(none, -np.inf, low), np.where(none, np.inf, high))


def children(
    view: "View", relation: Relation
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the members of each unit of a view, one after the other, and their ends.

    Those of unit i are ``members[ends[i]:ends[i + 1]]``.
    """
    starts = relation.starts[view.places]
    counts = relation.starts[view.places + 1] - starts
    ends = np.concatenate([[0], np.cumsum(counts)])
    places = np.repeat(starts - ends[:-1], counts) + np.arange(ends[-1])
    return relation.members[places], ends


def _count(
    view: "View", relation: Relation, levels: "Bounds", level: int
) -> tuple[Interval, NDArray[np.intp]]:
    members, ends = children(view, relation)
    low = _add_up(levels.low[members] >= level, ends)
    high = _add_up(levels.high[members] >= level, ends)
    return Interval(low, high), np.diff(ends)


def _add_up(flags: NDArray[np.bool_], ends: NDArray[np.intp]) -> Values:
    total = np.zeros((len(flags) + 1, flags.shape[1]), dtype=np.int32)
    np.cumsum(flags, axis=0, out=total[1:])
    return (total[ends[1:]] - total[ends[:-1]]).astype(np.float64)


def _add_groups(values: Values, ends: NDArray[np.intp]) -> Values:
    """Add up the rows of each group; nothing is ever subtracted, see `window_sum`."""
    return _reduce(np.add, values, ends)


def _greatest_of_groups(values: Values, ends: NDArray[np.intp]) -> Values:
    return _reduce(np.maximum, values, ends)


def _reduce(put: np.ufunc, values: Values, ends: NDArray[np.intp]) -> Values:
    if values.shape[0] == 1 and ends[-1] != 1:  # the same for every child
        values = np.broadcast_to(values, (int(ends[-1]), values.shape[1]))
    found = np.zeros((len(ends) - 1, values.shape[1]))
    full = np.flatnonzero(np.diff(ends))
    if len(full):
        found[full] = put.reduceat(values, ends[:-1][full], axis=0)
    return found


def _spread(values: Values, at: NDArray[np.intp]) -> Values:
    """Give each unit the figures of the unit above it."""
    return values if values.shape[0] == 1 else values[at]
