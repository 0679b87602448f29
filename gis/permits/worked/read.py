"""Checking an access policy whole: its text, its worked cases, and what they miss."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boundaries.read.text import read_bytes
from boundaries.refusal import Fault, Refused
from gis.permits.build import read_model
from gis.permits.cases import Case, CaseFile
from gis.permits.logic import Condition
from gis.permits.policies import Policy, Rule, Rulebook
from gis.permits.read import LARGEST, find_policy, read_policy, read_rulebook
from gis.permits.records import Verdict
from gis.permits.schema import PolicyFile

_ALWAYS, _NEVER = Condition(expression=True), Condition(expression=False)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a policy file and in the worked cases beside it.

    Parameters
    ----------
    policy
        None where the file has faults.
    cases
        How many worked cases were judged.
    faults
        Of the file or of its cases; each has the fact `file`.
    unreached
        What no case comes to, as (rule, side): a requirement ``met`` and ``failed``,
        another rule ``speaks`` and ``silent``; empty where there are faults.
    """

    policy: Policy | None
    cases: int
    faults: tuple[Fault, ...]
    unreached: tuple[tuple[str, str], ...] = ()


def examine_policy(id_or_path: str | Path) -> Examined:
    """Look for every fault of a policy file, and judge the worked cases beside it.

    Raises
    ------
    Refused
        ``policy-unknown``, or what keeps the file from being read at all.
    """
    path = find_policy(id_or_path)
    policy: Policy | None = None
    try:
        policy = read_policy(path)
        given = read_case_file(path)
        beside = [read_policy(name) for name in given.beside] if given else []
    except Refused as refused:
        if not refused.faults:
            raise
        file = refused.facts.get("file", path.name)
        found = (Fault(f.code, {**f.facts, "file": file}) for f in refused.faults)
        return Examined(policy, 0, tuple(found))
    cases: Sequence[Case] = given.cases if given else ()
    verdicts = judge(policy, cases, beside)
    file = _beside(path).name
    faults = tuple(_mismatches(cases, verdicts, file))
    unreached = () if faults else tuple(_unreached(policy, cases, beside, verdicts))
    return Examined(policy, len(cases), faults, unreached)


def read_policy_file(id_or_path: str | Path) -> PolicyFile:
    """Read all that a policy file says, as people read it; not compiled.

    Raises
    ------
    Refused
        ``policy-unknown``; what `read_model` refuses.
    """
    path = find_policy(id_or_path)
    given, _ = read_model(read_bytes(path, LARGEST), PolicyFile, file=path.name)
    found: PolicyFile = given
    return found


def read_case_file(path: Path) -> CaseFile | None:
    """Read the worked cases beside a policy's file; None where there are none.

    Raises
    ------
    Refused
        What `read_model` refuses.
    """
    cases = _beside(path)
    if not cases.is_file():
        return None
    given, _ = read_model(read_bytes(cases, LARGEST), CaseFile, file=cases.name)
    found: CaseFile = given
    return found


def judge(
    policy: Policy, cases: Sequence[Case], beside: Sequence[Policy] = ()
) -> list[Verdict]:
    """Judge every case by a policy and those that speak beside it."""
    book: Rulebook = read_rulebook([policy, *beside])
    return [case.verdict(book) for case in cases]


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.cases.yaml")


def _mismatches(
    cases: Sequence[Case], verdicts: Sequence[Verdict], file: str
) -> Iterator[Fault]:
    for case, verdict in zip(cases, verdicts, strict=True):
        for field, wanted, seen in case.differences(verdict):
            facts = {"file": file, "case": case.name, "field": field}
            yield Fault("policy-case", {**facts, "wanted": wanted, "seen": seen})


def _unreached(
    policy: Policy,
    cases: Sequence[Case],
    beside: Sequence[Policy],
    verdicts: Sequence[Verdict],
) -> Iterator[tuple[str, str]]:
    """Turn each rule into its opposite: a case that does not notice never met it."""
    for rule in policy.rules:
        for side, changed in _opposites(rule):
            rules = tuple(changed if one is rule else one for one in policy.rules)
            if judge(replace(policy, rules=rules), cases, beside) == verdicts:
                yield rule.id, side


def _opposites(rule: Rule) -> Iterator[tuple[str, Rule]]:
    if rule.effect == "require":
        yield "met", replace(rule, hold=_NEVER)
        yield "failed", replace(rule, hold=_ALWAYS)
    else:
        yield "speaks", replace(rule, when=_NEVER)
        yield "silent", replace(rule, when=_ALWAYS)
