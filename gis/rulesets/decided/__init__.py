"""Decided levels: where a signed decision departs from what the rule set gives."""

from gis.rulesets.decided.frame import check_decided
from gis.rulesets.decided.read import read_decided

__all__ = ["check_decided", "read_decided"]
