"""Numbers as reasons cite them: a figure, and the figures that it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.intervals import FALSE, TRUE, Truth, Values
from gis.rulesets.engine.makers import MAKERS
from gis.rulesets.engine.making import Made, Making, Silent, Told, told_of
from gis.rulesets.engine.traces import Trace, trace
from gis.rulesets.engine.view import View
from gis.rulesets.later import Later
from gis.rulesets.reason import Seen
from gis.rulesets.schema.numbers import operator
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.trends import MeanOf, SumOf

Cited = tuple[Any, ...]
"""All that a citation is made of."""
_TOLD = tuple(one.name for one in fields(Told))


class Figure:
    """One number of a view, cell by cell.

    It keeps figures only, and neither the view nor its reports: what cites it may
    outlive the judgement.

    Parameters
    ----------
    view
        Units and days.
    number
        The number as the rule file writes it: a name or an operator.
    cited
        What was cited before.
    """

    def __init__(self, view: View, number: Any, cited: dict[Cited, Seen]) -> None:
        self.cited = cited
        self.name, self.node = named(view.ground, number)
        found = view.number(number)
        shape = (len(view.places), view.ground.days)
        self.low: Values = np.broadcast_to(found.low, shape)
        self.high: Values = np.broadcast_to(found.high, shape)
        self.first = view.ground.first
        self.days: dict[int, date] = {}
        self.reports: dict[tuple[int, tuple[int, int, int]], Told] = {}
        self.unpacked: dict[int, list[tuple[float, float]]] = {}
        same = self.node if isinstance(self.node, str) else id(self.node)
        self.key = (self.name, same)
        self.trace = _trace(view, self.node)
        self.label = self.name or (self.trace.name if self.trace else "")
        plain = isinstance(self.node, str)
        inputs = view.ground.ruleset.inputs
        self.kind = str(inputs[self.node].kind if plain else operator(self.node))
        if self.trace is None:
            self.making = MAKERS[type(self.node)](self, view)
        else:
            silent = self.trace.missing == self.trace.days
            self.making = Making(lambda _row, _column: Made(), silent)
        # many units see the same; hardly two have the same people
        self.shared = self.trace is not None and self.trace.kind != "stock"

    @property
    def silent(self) -> Silent:
        """Say where nothing that it hangs on was reported; None where it reads none."""
        return self.making.silent

    def ends(self, row: int, column: int) -> tuple[float, float]:
        """Give the least and the greatest of a cell; a column is unpacked once."""
        if column not in self.unpacked:
            both = zip(self.low[:, column].tolist(), self.high[:, column].tolist())
            self.unpacked[column] = list(both)
        return self.unpacked[column][row]

    def of(self, number: Any, view: View) -> "Figure":
        """Give a figure that this one is made of."""
        return figure_of(view, number, self.cited)

    def compared(self, leaf: Compare, view: View) -> "Evidence":
        """Give a comparison inside this number; it speaks for no level."""
        return compared(view, leaf, (0, leaf.clause or ""), self.cited)

    def day(self, column: int) -> date:
        """Give the day of a column."""
        if column not in self.days:
            self.days[column] = self.first + timedelta(days=column)
        return self.days[column]

    def told(self, row: int, column: int) -> Told:
        """Give what is told of the reports of a cell."""
        if self.trace is None:
            return self._composed(column, self.making.made(row, column))
        key = (column, self.trace.at(row, column))
        if key not in self.reports:
            self.reports[key] = self._reported(*key)
        return self.reports[key]

    def cite(self, row: int, column: int) -> Seen:
        """Give what was seen for one unit and day, without a comparison."""
        if self.trace is None:
            made = self.making.made(row, column)
            beside = {key: fact for key, fact in made.facts.items() if key not in _TOLD}
            told = self._composed(column, made)
            parts = Later(self._parts, row, column) if made.parts else ()
            return self._seen(self.ends(row, column), column, told, parts, **beside)
        ends, told = self.ends(row, column), self.told(row, column)
        if not self.shared:
            return self._seen(ends, column, told, ())
        key = (self.key, self.day(column), ends, self.trace.at(row, column))
        if key not in self.cited:
            self.cited[key] = self._seen(ends, column, told, ())
        return self.cited[key]

    def _parts(self, row: int, column: int) -> tuple[Seen, ...]:
        made = self.making.made(row, column)
        return tuple([of.cite(at, day) for of, at, day in made.parts])

    def _composed(self, column: int, made: Made) -> Told:
        told = told_of(made.parts, self.day(column))
        if not made.facts:
            return told
        facts = {key: made.facts[key] for key in _TOLD if key in made.facts}
        return replace(told, **facts) if facts else told

    def _reported(self, column: int, cell: tuple[int, int, int]) -> Told:
        if self.trace is None:
            raise ValueError("no reports")
        missing, gap, case = cell
        back = self.trace.days - 1
        return Told(
            self.day(column - back),
            missing,
            self.day(gap - back) if missing else None,
            self.day(case - back) if case >= 0 else None,
            (self.trace.name,) if missing else (),
        )

    def _seen(
        self,
        ends: tuple[float, float],
        column: int,
        told: Told,
        parts: Sequence[Seen],
        **beside: Any,
    ) -> Seen:
        return Seen(
            kind=self.kind,
            name=self.label,
            low=ends[0],
            high=ends[1],
            bound="",
            threshold=(0.0, 0.0),
            holds=None,
            step=0,
            clause="",
            first=told.first,
            last=self.day(column),
            missing=told.missing,
            last_missing=told.last_missing,
            last_day=told.last_day,
            lacking=told.lacking,
            parts=parts,
            node=self.node,
            **beside,
        )


def _trace(view: View, node: Any) -> Trace | None:
    """Give the reports of an input or a window; None for other operators."""
    if isinstance(node, str):
        return trace(view, node, 1)
    if isinstance(node, SumOf | MeanOf):
        name = node.sum if isinstance(node, SumOf) else node.mean
        return trace(view, name, view.ground.parameters.whole(node.days))
    return None


def figure_of(view: View, number: Any, cited: dict[Cited, Seen]) -> Figure:
    """Give the figure of a number, the same one for all that it is a part of."""
    key = number if isinstance(number, str) else id(number)
    if key not in view.figures:
        view.figures[key] = Figure(view, number, cited)
    found: Figure = view.figures[key]
    return found


def named(ground: Ground, number: Any) -> tuple[str, Any]:
    """Follow names down to an operator or an input; keep the first name."""
    name, node = "", number
    while isinstance(node, str):
        name = name or node
        known = ground.ruleset.numbers.get(node)
        if known is None:
            return name, node
        node = known.value
    return name, node


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison with its figures for some units, and how to cite a cell.

    Parameters
    ----------
    truth
        Whether it holds, units by days.
    figure
        The number that it compares.
    step, clause
        The level that it speaks for and its clause.
    """

    leaf: Compare
    truth: Truth
    figure: Figure
    step: int
    clause: str
    bound: str
    threshold: tuple[float, float]
    cited: dict[Cited, Seen]

    @property
    def silent(self) -> Silent:
        """Say where nothing that it hangs on was reported; None where it reads none."""
        return self.figure.silent

    def told(self, row: int, column: int) -> Told:
        """Give what is told of the reports of a cell."""
        return self.figure.told(row, column)

    def cite(self, row: int, column: int) -> Seen:
        """Give what was seen for one unit (a row of the view) and day."""
        return self.compare(self.figure.cite(row, column), row, column)

    def compare(self, number: Seen, row: int, column: int) -> Seen:
        """Give what was seen, from its number.

        Most communes see the same on the same day, nothing: they share one `Seen`.
        """
        truth = int(self.truth[row, column])
        if not self.figure.shared:
            return self._compared(number, truth)
        key = (id(self.leaf), truth, id(number))
        if key not in self.cited:
            self.cited[key] = self._compared(number, truth)
        return self.cited[key]

    def _compared(self, number: Seen, truth: int) -> Seen:
        holds = {FALSE: False, TRUE: True}.get(truth)
        return number.compared(
            self.bound, self.threshold, holds, self.step, self.clause
        )


def compared(
    view: View, leaf: Compare, role: tuple[int, str], cited: dict[Cited, Seen]
) -> Evidence:
    """Evaluate a comparison; `role` is the level that it speaks for, and its clause."""
    shape = (len(view.places), view.ground.days)
    return Evidence(
        leaf=leaf,
        truth=np.broadcast_to(view.truth(leaf), shape),
        figure=figure_of(view, leaf.of, cited),
        step=role[0],
        clause=role[1],
        bound=leaf.bound,
        threshold=view.ground.parameters.span(leaf.threshold),
        cited=cited,
    )
