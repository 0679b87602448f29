"""Official decisions as data, and the engine that judges by them."""

from gis.rulesets.judgement import Judgement, judge
from gis.rulesets.parameters import resolve
from gis.rulesets.read import list_rulesets, load_ruleset
from gis.rulesets.reason import Decided, Held, Reason, Seen
from gis.rulesets.schema import RuleSet

__all__ = [
    "Decided",
    "Held",
    "Judgement",
    "Reason",
    "RuleSet",
    "Seen",
    "judge",
    "list_rulesets",
    "load_ruleset",
    "resolve",
]
