"""Rule sets as the command line shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.refusal import Fault
from gis.rulesets import RuleSet, list_rulesets, load_ruleset
from gis.rulesets.worked import Examined, examine_ruleset


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a rule file found, and the lines of the files it read."""

    examined: Examined
    lines: Mapping[str, Sequence[str]]

    def lines_of(self, fault: Fault) -> Sequence[str]:
        """Give the lines of the file that a fault speaks of."""
        return self.lines.get(str(fault.facts.get("file", "")), ())


def list_rules() -> list[RuleSet]:
    """Give the rule sets that come with the software."""
    return [load_ruleset(name) for name in list_rulesets()]


def check_rules(path: Path) -> Checked:
    """Check a rule file and run the worked cases beside it."""
    examined = examine_ruleset(path)
    files = (path, path.with_name(f"{path.stem}.cases.yaml"))
    lines = {
        file.name: file.read_text("utf-8", errors="replace").splitlines()
        for file in files
        if examined.faults and file.is_file()
    }
    return Checked(examined, lines)


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
