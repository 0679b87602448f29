"""Worked cases: figures that somebody worked out by hand, and what they must give."""

from gis.rulesets.worked.cases import WorkedCases, find_mismatches
from gis.rulesets.worked.read import check_ruleset, load_cases

__all__ = ["WorkedCases", "check_ruleset", "find_mismatches", "load_cases"]
