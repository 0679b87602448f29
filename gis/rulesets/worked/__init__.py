"""Worked cases: figures that somebody worked out by hand, and what they must give."""

from gis.rulesets.worked.cases import WorkedCases
from gis.rulesets.worked.read import (
    Examined,
    check_ruleset,
    examine_ruleset,
    load_cases,
)
from gis.rulesets.worked.unreached import Unreached

__all__ = [
    "Examined",
    "Unreached",
    "WorkedCases",
    "check_ruleset",
    "examine_ruleset",
    "load_cases",
]
