"""Checking a rule file whole: its text, and the worked cases beside it."""

from dataclasses import dataclass
from pathlib import Path

from boundaries.read.text import read_bytes
from boundaries.refusal import Fault, Refused
from gis.rulesets.read import LARGEST_RULES, find_file, load_ruleset
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.worked.cases import (
    WorkedCases,
    build_cases,
    find_mismatches,
    run_cases,
)
from gis.rulesets.worked.unreached import Unreached, find_unreached


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a rule file and in the worked cases beside it.

    Parameters
    ----------
    ruleset
        None where the file has faults.
    cases
        How many worked cases were run.
    faults
        Faults of the file or of the cases; each has the fact `file`.
    unreached
        What no worked case comes to; empty where there are faults.
    """

    ruleset: RuleSet | None
    cases: int
    faults: tuple[Fault, ...]
    unreached: Unreached


def examine_ruleset(id_or_path: str | Path) -> Examined:
    """Look for every fault of a rule file, and run the worked cases beside it.

    Raises
    ------
    Refused
        ``ruleset-unknown``, or what keeps the file from being read at all.
    """
    ruleset: RuleSet | None = None
    cases: WorkedCases | None = None
    try:
        ruleset = load_ruleset(id_or_path)
        cases = load_cases(id_or_path)
        outcomes = run_cases(ruleset, cases) if cases else ()
    except Refused as refused:
        if not refused.faults:
            raise
        file = refused.facts.get("file", "")
        faults = tuple(
            Fault(fault.code, {**fault.facts, "file": file}) for fault in refused.faults
        )
        return Examined(ruleset, 0, faults, Unreached())
    faults = tuple(find_mismatches(outcomes))
    unreached = Unreached() if faults else find_unreached(ruleset, outcomes)
    return Examined(ruleset, len(outcomes), faults, unreached)


def check_ruleset(id_or_path: str | Path) -> tuple[Fault, ...]:
    """Give every fault of a rule file and of the worked cases beside it.

    Returns
    -------
    tuple of Fault
        Empty where all is well. Faults of the file have `file`, `line` and `field`;
        a worked case that comes out otherwise is ``worked-case``.

    Raises
    ------
    Refused
        See `examine_ruleset`.
    """
    return examine_ruleset(id_or_path).faults


def load_cases(id_or_path: str | Path) -> WorkedCases | None:
    """Load the worked cases beside a rule file; None where there are none."""
    path = find_file(id_or_path)
    beside = path.with_name(f"{path.stem}.cases.yaml")
    if not beside.is_file():
        return None
    return build_cases(read_bytes(beside, LARGEST_RULES), file=beside.name)
