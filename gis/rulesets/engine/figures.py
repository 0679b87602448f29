"""Numbers as reasons cite them: a figure, and the figures that it is made of."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.intervals import FALSE, TRUE, Truth, Values
from gis.rulesets.engine.makers import MAKERS
from gis.rulesets.engine.making import Facts, Made, Making, Silent, told_of
from gis.rulesets.engine.traces import Trace, trace
from gis.rulesets.engine.view import View
from gis.rulesets.reason import Seen
from gis.rulesets.schema.numbers import operator
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.trends import MeanOf, SumOf

Cited = tuple[Any, ...]
"""All that a citation is made of."""


class Figure:
    """One number of a view, cell by cell.

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
        self.view, self.cited = view, cited
        self.name, self.node = named(view.ground, number)
        found = view.number(number)
        shape = (len(view.places), view.ground.days)
        self.low: Values = np.broadcast_to(found.low, shape)
        self.high: Values = np.broadcast_to(found.high, shape)
        self.known: dict[tuple[int, int], Seen] = {}
        self.days: dict[int, date] = {}
        self.unpacked: dict[int, list[tuple[float, float]]] = {}
        same = self.node if isinstance(self.node, str) else id(self.node)
        self.key = (self.name, same)
        self.inner: list[Figure] = []
        self.label = self.name or (self.trace.name if self.trace else "")

    def ends(self, row: int, column: int) -> tuple[float, float]:
        """Give the least and the greatest of a cell; a column is unpacked once."""
        if column not in self.unpacked:
            both = zip(self.low[:, column].tolist(), self.high[:, column].tolist())
            self.unpacked[column] = list(both)
        return self.unpacked[column][row]

    @cached_property
    def kind(self) -> str:
        """Give what a reason calls it: the operator, or the kind of an input."""
        if isinstance(self.node, str):
            return self.view.ground.ruleset.inputs[self.node].kind
        return str(operator(self.node))

    @cached_property
    def trace(self) -> Trace | None:
        """Give the reports of an input or a window; None for other operators."""
        whole = self.view.ground.parameters.whole
        if isinstance(self.node, str):
            return trace(self.view, self.node, 1)
        if isinstance(self.node, SumOf | MeanOf):
            name = self.node.sum if isinstance(self.node, SumOf) else self.node.mean
            return trace(self.view, name, whole(self.node.days))
        return None

    @cached_property
    def making(self) -> Making:
        """Give how the figure is made of others."""
        if self.trace is not None:
            silent = self.trace.missing == self.trace.days
            return Making(lambda _row, _column: Made(), silent)
        return MAKERS[type(self.node)](self)

    @property
    def silent(self) -> Silent:
        """Say where nothing that it hangs on was reported; None where it reads none."""
        return self.making.silent

    def cite(self, row: int, column: int) -> Seen:
        """Give what was seen for one unit and day, without a comparison."""
        cell = (row, column)
        if cell not in self.known:
            self.known[cell] = self._cite(row, column)
        return self.known[cell]

    def of(self, number: Any, view: View | None = None) -> "Figure":
        """Give a figure that this one is made of."""
        found = figure_of(view or self.view, number, self.cited)
        self.inner.append(found)
        return found

    def compared(self, leaf: Compare, view: View | None = None) -> "Evidence":
        """Give a comparison inside this number; it speaks for no level."""
        role = (0, leaf.clause or "")
        found = compared(view or self.view, leaf, role, self.cited)
        self.inner.append(found.figure)
        return found

    @cached_property
    def shared(self) -> bool:
        """Say whether many units see the same; hardly two have the same people."""
        if self.trace is not None:
            kind = self.view.ground.ruleset.inputs[self.trace.name].kind
            return kind != "stock"
        return bool(self.making) and all(one.shared for one in self.inner)

    def day(self, column: int) -> date:
        """Give the day of a column."""
        if column not in self.days:
            self.days[column] = self.view.ground.day(column)
        return self.days[column]

    def _cite(self, row: int, column: int) -> Seen:
        ends = self.ends(row, column)
        traced = self.trace
        if traced is None:
            made = self.making.made(row, column)
            if not self.shared:
                return self._composed(column, ends, made)
            beside = tuple(made.facts.items())
            key = (self.key, self.day(column), ends, beside, *map(id, made.parts))
            if key not in self.cited:
                self.cited[key] = self._composed(column, ends, made)
            return self.cited[key]
        cell = traced.at(row, column)
        if not self.shared:
            return self._reported(column, ends, traced, cell)
        key = (self.key, self.day(column), ends, cell)
        if key not in self.cited:
            self.cited[key] = self._reported(column, ends, traced, cell)
        return self.cited[key]

    def _composed(self, column: int, ends: tuple[float, float], made: Made) -> Seen:
        facts = told_of(made.parts)
        if made.facts:
            facts |= made.facts
        return self._seen(column, ends, facts, made.parts)

    def _reported(
        self,
        column: int,
        ends: tuple[float, float],
        traced: Trace,
        cell: tuple[int, int, int],
    ) -> Seen:
        missing, gap, case = cell
        back = traced.days - 1
        facts: Facts = {"first": self.day(column - back)}
        if missing:
            facts["missing"] = missing
            facts["lacking"] = (traced.name,)
            facts["last_missing"] = self.day(gap - back)
        if case >= 0:
            facts["last_day"] = self.day(case - back)
        return self._seen(column, ends, facts, ())

    def _seen(
        self,
        column: int,
        ends: tuple[float, float],
        facts: Facts,
        parts: tuple[Seen, ...],
    ) -> Seen:
        last = self.day(column)
        facts.setdefault("first", last)
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
            last=last,
            parts=parts,
            node=self.node,
            **facts,
        )


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

    def cite(self, row: int, column: int) -> Seen:
        """Give what was seen for one unit (a row of the view) and day.

        Most communes see the same on the same day, nothing: they share one `Seen`.
        """
        number = self.figure.cite(row, column)
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
