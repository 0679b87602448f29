"""What the reports of a day give for a block of units, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.evidence import Cited, Evidence, find_evidence
from gis.rulesets.engine.intervals import TRUE, UNKNOWN
from gis.rulesets.engine.levels import decide
from gis.rulesets.engine.making import all_silent
from gis.rulesets.engine.outlook import find_fragile
from gis.rulesets.engine.supports import (
    Support,
    carry,
    criteria_of,
    find_support,
    value,
)
from gis.rulesets.engine.view import Bounds, View
from gis.rulesets.reason import Criterion, Seen
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.walk import section_leaves


@dataclass(frozen=True, slots=True)
class Basis:
    """What the reports of one unit gave on one day; names as in `Reason`."""

    day: date
    level: int | None
    clauses: tuple[str, ...]
    because: tuple[Seen, ...]
    by_default: bool
    unknown: tuple[Seen, ...]
    silent: bool
    fragile: bool
    criteria: tuple[Criterion, ...] = ()


class Teller:
    """Tells of one block of units; a pattern of truths is read once.

    Parameters
    ----------
    view
        The units, and the days that are told of.
    section
        What judges them.
    cited
        What was cited before, for every block of units on the same days.
    given : units by days of the view
        The levels that the reports give, where they are known already.
    """

    def __init__(
        self,
        view: View,
        section: Section,
        cited: dict[Cited, Seen],
        given: Bounds | None = None,
    ) -> None:
        self.view, self.section = view, section
        self.given = given or Bounds(*decide(view, section))
        leaves = section_leaves(section)
        self.leaves = leaves
        self.evidence: Mapping[int, Evidence] = {
            id(leaf): find_evidence(view, section, leaf, cited) for leaf in leaves
        }
        truths = [self.evidence[id(leaf)].truth for leaf in leaves]
        self.truths = np.stack(truths, axis=-1) if truths else None
        shape = (len(view.places), view.ground.days)
        self.silent = _silence(self.evidence.values(), shape)
        low, high = self.given.low, self.given.high
        self.fragile = find_fragile(
            view, section, np.where(low == high, low, np.int8(0))
        )
        test = view.ground.ruleset.kind == "exit-test"
        self.criteria = criteria_of(section) if test else []
        self.known: dict[tuple[bytes, int, int], Support] = {}

    def tell(self, row: int, column: int) -> Basis:
        """Tell of one unit on one day of the view."""
        low, high = int(self.given.low[row, column]), int(self.given.high[row, column])
        support = self._support(row, column, low, high)
        return Basis(
            day=self.view.ground.day(column),
            level=low if low == high else None,
            clauses=support.clauses,
            because=tuple(
                self.evidence[id(leaf)].cite(row, column) for leaf in support.because
            ),
            by_default=support.by_default,
            unknown=tuple(
                self.evidence[id(leaf)].cite(row, column) for leaf in support.unknown
            ),
            silent=bool(self.silent[row, column]),
            fragile=bool(self.fragile[row, column]),
            criteria=tuple(self._criteria(row, column)) if self.criteria else (),
        )

    def _criteria(self, row: int, column: int) -> Iterator[Criterion]:
        evidence = self.evidence.items()
        truths = {key: int(one.truth[row, column]) for key, one in evidence}
        for node, clause, for_ in self.criteria:
            truth = value(node, truths)
            met = None if truth == UNKNOWN else (truth == TRUE) is for_
            cites = [self.evidence[id(one)] for one in carry(node, truths)]
            yield Criterion(clause, met, tuple(one.cite(row, column) for one in cites))

    def _support(self, row: int, column: int, low: int, high: int) -> Support:
        if self.truths is None:
            return find_support(self.section, {}, low, high)
        pattern = self.truths[row, column]
        key = (pattern.tobytes(), low, high)
        if key not in self.known:
            truths = {id(leaf): int(t) for leaf, t in zip(self.leaves, pattern)}
            self.known[key] = find_support(self.section, truths, low, high)
        return self.known[key]


def _silence(evidence: Iterable[Evidence], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Say where no input was reported on any day that a section reads."""
    silent = all_silent(one.silent for one in evidence)
    return np.zeros(shape, np.bool_) if silent is None else silent
