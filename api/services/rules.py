"""Rule sets as the command line shows them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.refusal import Fault
from gis.rulesets import RuleSet, list_rulesets, load_ruleset
from gis.rulesets.worked import check_ruleset, load_cases


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a rule file found, and how many worked cases were run."""

    faults: tuple[Fault, ...]
    cases: int


def list_rules() -> list[RuleSet]:
    """Give the rule sets that come with the software."""
    return [load_ruleset(name) for name in list_rulesets()]


def check_rules(path: Path) -> Checked:
    """Check a rule file and run the worked cases beside it."""
    faults = check_ruleset(path)
    cases = None if faults else load_cases(path)
    return Checked(faults, len(cases.cases) if cases else 0)


def rules_schema() -> dict[str, Any]:
    """Give the JSON Schema of rule files."""
    return RuleSet.model_json_schema()


def describe_rules(id_or_path: str) -> dict[str, Any]:
    """Give a rule set as one document: the file, its hash, which figures it needs."""
    ruleset = load_ruleset(id_or_path)
    document = ruleset.model_dump(mode="json", exclude_none=True, by_alias=True)
    for name, spec in ruleset.parameters.items():
        document["parameters"][name]["required"] = spec.default is None
    return {**document, "sha256": ruleset.sha256}
