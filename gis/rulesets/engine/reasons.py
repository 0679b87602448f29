"""Reasons for every listed unit and day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.evidence import Cited, Evidence, find_evidence
from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.levels import BLOCK, Levels, passes_of, section_places
from gis.rulesets.engine.supports import Support, find_support
from gis.rulesets.engine.view import Risk, View
from gis.rulesets.reason import Reason, Seen
from gis.rulesets.schema.ruleset import Section
from gis.rulesets.schema.walk import section_leaves

Outlook = tuple[NDArray[np.int16], Risk, NDArray[np.bool_]]
"""Days until better, the level then, and whether one case decides: units by days."""


def find_reasons(
    ground: Ground, levels: Levels, outlook: Outlook
) -> Mapping[int, list[Reason]]:
    """Give the reasons of every unit, day by day, by row of `ground.places`."""
    reasons: dict[int, list[Reason]] = {}
    columns = range(ground.days)
    cited: dict[Cited, Seen] = {}
    for section in ground.ruleset.judge:
        places = section_places(ground, section)
        for start in range(0, len(places), BLOCK):
            block = places[start : start + BLOCK]
            before = levels.before if passes_of(ground, section) else None
            view = View(ground, block, levels.final, before)
            teller = _Teller(view, section, levels, outlook, cited)
            for row, place in enumerate(block):
                reasons[int(place)] = [teller.tell(row, column) for column in columns]
    for place in set(range(len(ground.places.codes))) - set(reasons):
        reasons[place] = list(_unjudged(ground, place, columns))
    return reasons


def _unjudged(ground: Ground, place: int, columns: range) -> Iterator[Reason]:
    worst = max(level.level for level in ground.ruleset.levels)
    for column in columns:
        yield Reason(
            ruleset=ground.ruleset,
            unit=ground.places.codes[place],
            day=ground.day(column),
            level=None,
            low=1,
            high=worst,
            judged=False,
            parameters=ground.parameters,
        )


class _Teller:
    """Tells the reasons of one block of units; a pattern of truths is read once."""

    def __init__(
        self,
        view: View,
        section: Section,
        levels: Levels,
        outlook: Outlook,
        cited: dict[Cited, Seen],
    ) -> None:
        self.view, self.section = view, section
        self.levels, self.outlook = levels, outlook
        leaves = section_leaves(section)
        self.leaves = leaves
        self.evidence: Mapping[int, Evidence] = {
            id(leaf): find_evidence(view, section, leaf, cited) for leaf in leaves
        }
        truths = [self.evidence[id(leaf)].truth for leaf in leaves]
        self.truths = np.stack(truths, axis=-1) if truths else None
        shape = (len(view.places), view.ground.days)
        self.silent = _silence(self.evidence.values(), shape)
        self.known: dict[tuple[bytes, int, int], Support] = {}

    def tell(self, row: int, column: int) -> Reason:
        ground, place = self.view.ground, int(self.view.places[row])
        low = int(self.levels.final.low[place, column])
        high = int(self.levels.final.high[place, column])
        support = self._support(row, column, low, high)
        return Reason(
            ruleset=ground.ruleset,
            unit=ground.places.codes[place],
            day=ground.day(column),
            level=low if low == high else None,
            low=low,
            high=high,
            clauses=support.clauses if low == high else (),
            because=tuple(
                self.evidence[id(leaf)].cite(row, column) for leaf in support.because
            ),
            unknown=tuple(
                self.evidence[id(leaf)].cite(row, column) for leaf in support.unknown
            ),
            by_default=support.by_default,
            silent=bool(self.silent[row, column]),
            parameters=ground.parameters,
            **self._next(place, column),
        )

    def _support(self, row: int, column: int, low: int, high: int) -> Support:
        if self.truths is None:
            return find_support(self.section, {}, low, high)
        pattern = self.truths[row, column]
        key = (pattern.tobytes(), low, high)
        if key not in self.known:
            truths = {id(leaf): int(t) for leaf, t in zip(self.leaves, pattern)}
            self.known[key] = find_support(self.section, truths, low, high)
        return self.known[key]

    def _next(self, place: int, column: int) -> dict[str, Any]:
        wait, then, fragile = self.outlook
        days = int(wait[place, column])
        day = self.view.ground.day(column)
        return {
            "next_level": int(then[place, column]) if days else None,
            "next_day": day + timedelta(days=days) if days else None,
            "fragile": bool(fragile[place, column]),
        }


def _silence(evidence: Iterable[Evidence], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Say where no input was reported on any day that a section reads."""
    gaps = [t.missing == t.days for one in evidence for t in one.traces]
    if not gaps:
        return np.zeros(shape, np.bool_)
    silent: NDArray[np.bool_] = np.logical_and.reduce(gaps)
    return silent
