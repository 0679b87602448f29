"""What the reports of a day give for a block of units, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.evidence import Cited, Cites, Evidence, cites, find_evidence
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
from gis.rulesets.later import Later
from gis.rulesets.reason import Criterion, Seen
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.walk import section_leaves


@dataclass(frozen=True, slots=True)
class Basis:
    """What the reports of one unit gave on one day; names as in `Reason`."""

    day: date
    level: int | None
    clauses: tuple[str, ...]
    because: Sequence[Seen]
    by_default: bool
    unknown: Sequence[Seen]
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
        self.section, self.first = section, view.ground.first
        given = given or Bounds(*decide(view, section))
        leaves = section_leaves(section)
        self.leaves = leaves
        self.evidence: Mapping[int, Evidence] = {
            id(leaf): find_evidence(view, section, leaf, cited) for leaf in leaves
        }
        truths = [self.evidence[id(leaf)].truth for leaf in leaves]
        shape = (len(view.places), view.ground.days)
        self.truths = np.stack(truths, axis=-1) if truths else np.zeros((*shape, 0))
        self.low, self.high = given.low, given.high
        self.silent = _silence(self.evidence.values(), shape)
        self.fragile = find_fragile(
            view, section, np.where(given.low == given.high, given.low, np.int8(0))
        )
        self.test = view.ground.ruleset.kind == "exit-test"
        self.known: dict[tuple[bytes, int, int], _Pattern] = {}

    def tell(self, column: int, rows: Iterable[int]) -> Iterator[Basis]:
        """Tell of some units on one day of the view; nothing is cited yet."""
        day = self.first + timedelta(days=column)
        lows, highs = self.low[:, column].tolist(), self.high[:, column].tolist()
        silent, fragile = self.silent[:, column].tolist(), self.fragile[:, column]
        open_to, one_fewer = self.truths[:, column], fragile.tolist()
        for row in rows:
            low, high = lows[row], highs[row]
            pattern = self._pattern(open_to[row], low, high)
            support = pattern.support
            yield Basis(
                day=day,
                level=low if low == high else None,
                clauses=support.clauses,
                because=Later(pattern.because, row, column) if support.because else (),
                by_default=support.by_default,
                unknown=Later(pattern.unknown, row, column) if support.unknown else (),
                silent=silent[row],
                fragile=one_fewer[row],
                criteria=tuple(
                    [
                        Criterion(clause, met, Later(cites, row, column))
                        for clause, met, cites in pattern.criteria
                    ]
                ),
            )

    def _pattern(self, truths: NDArray[Any], low: int, high: int) -> "_Pattern":
        key = (truths.tobytes(), low, high)
        if key not in self.known:
            told = {id(leaf): int(t) for leaf, t in zip(self.leaves, truths)}
            support = find_support(self.section, told, low, high)
            self.known[key] = _Pattern(
                support,
                self._cites(support.because),
                self._cites(support.unknown),
                tuple(self._criteria(told)) if self.test else (),
            )
        return self.known[key]

    def _cites(self, leaves: Iterable[Compare]) -> Cites:
        return cites([self.evidence[id(leaf)] for leaf in leaves])

    def _criteria(
        self, truths: Mapping[int, int]
    ) -> Iterator[tuple[str, bool | None, Cites]]:
        for node, clause, for_ in criteria_of(self.section):
            truth = value(node, truths)
            met = None if truth == UNKNOWN else (truth == TRUE) is for_
            yield clause, met, self._cites(carry(node, truths))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What all cells with the same truths have in common; criteria as `Criterion`."""

    support: Support
    because: Cites
    unknown: Cites
    criteria: tuple[tuple[str, bool | None, Cites], ...]


def _silence(evidence: Iterable[Evidence], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Say where no input was reported on any day that a section reads."""
    silent = all_silent(one.silent for one in evidence)
    return np.zeros(shape, np.bool_) if silent is None else silent
