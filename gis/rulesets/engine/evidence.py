"""What each comparison of a section saw, for some units on every judged day."""

from gis.rulesets.engine.figures import Cited, Evidence, compared
from gis.rulesets.engine.supports import clause_of
from gis.rulesets.engine.view import View
from gis.rulesets.reason import Seen
from gis.rulesets.schema.predicates import Compare
from gis.rulesets.schema.ruleset import Section

__all__ = ["Cited", "Evidence", "find_evidence"]


def find_evidence(
    view: View, section: Section, leaf: Compare, cited: dict[Cited, Seen]
) -> Evidence:
    """Evaluate one comparison and keep what it is made of.

    `cited` holds what was cited before, for every block of units of one ground.
    """
    return compared(view, leaf, clause_of(section, leaf), cited)
