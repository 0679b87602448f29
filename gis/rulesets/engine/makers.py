"""What each operator is made of: parts of the same cell, of other days, of others."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.family import children, parents
from gis.rulesets.engine.intervals import UNKNOWN
from gis.rulesets.engine.making import Facts, Made, Making, Silent, all_silent
from gis.rulesets.engine.places import OUTSIDE, Places, Relation
from gis.rulesets.engine.trends import span_of
from gis.rulesets.engine.view import Bounds, View
from gis.rulesets.engine.windows import runs
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
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    LevelOfParent,
    OfParent,
    ShareOfChildren,
    SumOfChildren,
)
from gis.rulesets.schema.trends import Ago, DaysSince, Falls, Peak
from gis.rulesets.schema.walk import leaves, parts

if TYPE_CHECKING:
    from gis.rulesets.engine.figures import Figure


def together(figure: "Figure", view: View) -> Making:
    """Put together from numbers of the same unit and day."""
    of = [figure.of(part, view) for _, part in parts(figure.node)]

    def made(row: int, column: int) -> Made:
        return Made(tuple([(one, row, column) for one in of]))

    return Making(made, all_silent(one.silent for one in of))


def adjusted(figure: "Figure", view: View) -> Making:
    """Take the number first, then what its predicate compares."""
    base = figure.of(figure.node.adjust, view)
    tests = [figure.compared(leaf, view) for leaf in leaves(figure.node.when)]

    def made(row: int, column: int) -> Made:
        tested = [(one, row, column) for one in tests]
        return Made(((base, row, column), *tested))

    return Making(made, all_silent([base.silent, *(one.silent for one in tests)]))


def earlier(figure: "Figure", view: View) -> Making:
    """Take the number of an earlier day."""
    node: Ago = figure.node
    days = view.ground.parameters.whole(node.days)
    of = figure.of(node.ago, view.back(days))

    def made(row: int, column: int) -> Made:
        return Made(((of, row, column),))

    return Making(made, of.silent)


def highest(figure: "Figure", view: View) -> Making:
    """Take the number of the day on which it was, or may have been, the greatest."""
    node: Peak = figure.node
    days = view.ground.parameters.whole(node.days)
    of = figure.of(node.peak, view.back(0, days - 1))

    def made(row: int, column: int) -> Made:
        window = of.high[row, column : column + days]
        last = days - 1 - int(np.argmax(window[::-1]))
        day = (of, row, column + last)
        return Made((day,), {"first": figure.day(column - days + 1)})

    return Making(made, _silent_over(of.silent, days))


def stepwise(figure: "Figure", view: View) -> Making:
    """Take the number of today and of each step back, down to where it did not fall."""
    node: Falls = figure.node
    whole = view.ground.parameters.whole
    every, most = whole(node.every), whole(node.most)
    farthest = every * most
    of = figure.of(node.falls, view.back(0, farthest))

    def made(row: int, column: int) -> Made:
        steps = min(int(figure.high[row, column]) + 1, most)
        backs = [step * every for step in range(steps + 1)]
        cells = tuple((of, row, column + farthest - back) for back in backs)
        return Made(cells, {"first": figure.day(column - farthest)})

    return Making(made, _silent_over(of.silent, farthest + 1))


def since(figure: "Figure", view: View) -> Making:
    """Take what was compared on the day on which it last held, or may have held.

    Where it held on no day that counts, what was compared today.
    """
    node: DaysSince = figure.node
    span = span_of(view, node)
    past = view.back(0, span - 1)
    tests = [figure.compared(leaf, past) for leaf in leaves(node.days_since)]
    shape = (len(past.places), past.ground.days)
    truth = np.broadcast_to(past.truth(node.days_since), shape)

    def made(row: int, column: int) -> Made:
        window = truth[row, column : column + span][::-1]
        may = np.flatnonzero(window >= UNKNOWN)
        back = int(may[0]) if len(may) else 0
        day = column + span - 1 - back
        return Made(
            tuple((one, row, day) for one in tests),
            {"first": figure.day(column - span + 1)},
        )

    return Making(made, _silent_over(all_silent(one.silent for one in tests), span))


def from_parent(figure: "Figure", view: View) -> Making:
    """Take the number of the unit above."""
    node: OfParent = figure.node
    rows, at = parents(view, node.at)
    of = figure.of(node.of_parent, view.of(rows)) if len(rows) else None
    codes = view.ground.places.codes

    def made(row: int, column: int) -> Made:
        if of is None or at[row] == OUTSIDE:
            return Made(facts={"of": node.at})
        above = (of, int(at[row]), column)
        place = codes[rows[at[row]]]
        return Made((above,), {"of": node.at, "place": place})

    silent: Silent = None
    if of is not None and of.silent is not None:
        silent = of.silent[at] | (at == OUTSIDE)[:, None]
    return Making(made, silent)


def level_above(figure: "Figure", view: View) -> Making:
    """Name the unit above whose level it is."""
    node: LevelOfParent = figure.node
    of, codes = node.level_of_parent, view.ground.places.codes
    above = view.ground.places.above.get(of)
    at = None if above is None else above[view.places]

    def made(row: int, column: int) -> Made:  # noqa: ARG001 - the same on every day
        facts: Facts = {"of": of}
        if at is not None and at[row] != OUTSIDE:
            facts["place"] = codes[at[row]]
        return Made(facts=facts)

    return Making(made)


def over_children(figure: "Figure", view: View) -> Making:
    """Name the children that hold any, and those that nobody can tell of."""
    node: SumOfChildren = figure.node
    places = view.ground.places
    relation = places.children.get(node.of)
    if relation is None:
        return Making(lambda _row, _column: Made(facts={"of": node.of, "total": 0}))
    members, ends = children(view, relation)
    of = figure.of(node.sum_of_children, view.of(members))

    def made(row: int, column: int) -> Made:
        rows = range(ends[row], ends[row + 1])
        known = [one for one in rows if of.low[one, column] == of.high[one, column]]
        open_ = [one for one in rows if of.low[one, column] != of.high[one, column]]
        holding = [one for one in known if of.low[one, column] > 0]
        shown = (known or open_)[:1]
        facts: Facts = {
            "first": of.told(shown[0], column).first if shown else figure.day(column),
            "missing": 0,  # of one child: it is not what is told of all
            "last_missing": None,
            "last_day": None,
            "lacking": of.told(open_[0], column).lacking if open_ else (),
            "of": node.of,
            "total": len(rows),
            "places": tuple(places.codes[members[one]] for one in holding),
            "unknown_places": tuple(places.codes[members[one]] for one in open_),
        }
        return Made(tuple((of, one, column) for one in known[:1]), facts)

    return Making(made, _silent_groups(of.silent, ends))


def at_a_level(figure: "Figure", view: View) -> Making:
    """Name the children or neighbours at a level."""
    node, places, rows = figure.node, view.ground.places, view.places
    if isinstance(node, CountOfNeighbours):
        relation, levels = places.neighbours, view.before
        level = node.count_of_neighbours.level_at_least

        def kind(row: int) -> str:
            return str(places.admin[rows[row]])
    else:
        which = (
            node.share_of_children
            if isinstance(node, ShareOfChildren)
            else node.count_of_children
        )
        relation, levels = places.children.get(which.of), view.levels
        level = which.level_at_least

        def kind(row: int) -> str:  # noqa: ARG001 - the same for every unit
            return str(which.of)

    def made(row: int, column: int) -> Made:
        facts: Facts = {"of": kind(row), "of_level": level}
        if relation is not None and levels is not None:
            facts |= _members(places, relation, levels, (int(rows[row]), column), level)
        return Made(facts=facts)

    return Making(made)


def _members(
    places: Places,
    relation: Relation,
    levels: Bounds,
    cell: tuple[int, int],
    level: int,
) -> Facts:
    place, column = cell
    members = relation.of(place)
    sure = levels.low[members, column] >= level
    open_ = ~sure & (levels.high[members, column] >= level)
    inside = [places.codes[m] for m in members[open_] if m != OUTSIDE]
    return {
        "places": tuple(places.codes[m] for m in members[sure]),
        "unknown_places": (*inside, *places.outside.get(place, ())),
        "total": len(members),
    }


def _silent_over(silent: Silent, days: int) -> Silent:
    """Say where every day of a window was silent."""
    return None if silent is None else runs(silent, days, np.logical_and)


def _silent_groups(silent: Silent, ends: NDArray[np.intp]) -> Silent:
    """Say where every child was silent; a unit without children is."""
    if silent is None:
        return None
    found = np.ones((len(ends) - 1, silent.shape[1]), np.bool_)
    full = np.flatnonzero(np.diff(ends))
    if len(full):
        found[full] = np.logical_and.reduceat(silent, ends[:-1][full], axis=0)
    return found


MAKERS: Mapping[type, Callable[[Any, View], Making]] = {
    Ratio: together,
    Total: together,
    Difference: together,
    Greatest: together,
    Least: together,
    Band: together,
    Table: together,
    Adjust: adjusted,
    Ago: earlier,
    Peak: highest,
    Falls: stepwise,
    DaysSince: since,
    OfParent: from_parent,
    LevelOfParent: level_above,
    SumOfChildren: over_children,
    CountOfChildren: at_a_level,
    ShareOfChildren: at_a_level,
    CountOfNeighbours: at_a_level,
}
"""How each operator is made of others."""
