"""What a rule file may say, as typed and frozen models."""

from gis.rulesets.schema.build import build_ruleset
from gis.rulesets.schema.ruleset import RuleSet, Section, Step

__all__ = ["RuleSet", "Section", "Step", "build_ruleset"]
