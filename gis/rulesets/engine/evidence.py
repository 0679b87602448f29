"""What each comparison of a section saw, for some units on every judged day."""

from collections.abc import Callable, Sequence

from gis.rulesets.engine.figures import Cited, Evidence, compared
from gis.rulesets.engine.supports import clause_of
from gis.rulesets.engine.view import View
from gis.rulesets.reason import Seen
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import Section

__all__ = ["Cited", "Cites", "Evidence", "cites", "find_evidence"]

Cites = Callable[[int, int], tuple[Seen, ...]]
"""Cites a cell: its row and column."""


def cites(evidence: Sequence[Evidence]) -> Cites:
    """Give what cites a cell from some comparisons, once it is asked for.

    A number that is compared with several figures is cited once.
    """
    figures = dict.fromkeys(one.figure for one in evidence)

    def cited(row: int, column: int) -> tuple[Seen, ...]:
        numbers = {one: one.cite(row, column) for one in figures}
        return tuple(
            [one.compare(numbers[one.figure], row, column) for one in evidence]
        )

    return cited


def find_evidence(
    view: View, section: Section, leaf: Compare, cited: dict[Cited, Seen]
) -> Evidence:
    """Evaluate one comparison and keep what it is made of.

    `cited` holds what was cited before, for every block of units of one ground.
    """
    return compared(view, leaf, clause_of(section, leaf), cited)
