"""Checking a rule file whole: its text, and the worked cases beside it."""

from pathlib import Path

from boundaries.read.text import read_bytes
from boundaries.refusal import Fault, Refused
from gis.rulesets.read import LARGEST_RULES, find_file, load_ruleset
from gis.rulesets.worked.cases import WorkedCases, build_cases, find_mismatches


def check_ruleset(id_or_path: str | Path) -> tuple[Fault, ...]:
    """Look for every fault of a rule file, and run the worked cases beside it.

    Returns
    -------
    tuple of Fault
        Empty where all is well. Faults of the file have `line` and `field`; a
        worked case that comes out otherwise is ``worked-case``.

    Raises
    ------
    Refused
        ``ruleset-unknown``, or what keeps the file from being read at all.
    """
    try:
        ruleset = load_ruleset(id_or_path)
        cases = load_cases(id_or_path)
        return tuple(find_mismatches(ruleset, cases)) if cases else ()
    except Refused as refused:
        if not refused.faults:
            raise
        return refused.faults


def load_cases(id_or_path: str | Path) -> WorkedCases | None:
    """Load the worked cases beside a rule file; None where there are none."""
    path = find_file(id_or_path)
    beside = path.with_name(f"{path.stem}.cases.yaml")
    if not beside.is_file():
        return None
    return build_cases(read_bytes(beside, LARGEST_RULES), file=beside.name)
