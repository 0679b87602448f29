"""Rule sets as the command line shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boundaries.refusal import Fault
from gis.rulesets import RuleSet, list_rulesets, load_ruleset
from gis.rulesets.read import find_file
from gis.rulesets.schema.ruleset import NO_REPORT
from gis.rulesets.syntax import parse
from gis.rulesets.worked import Examined, examine_ruleset
from maps.palette import COLOURS


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
    """Check a rule file, run the worked cases beside it, and look at its colours."""
    examined = examine_ruleset(path)
    path = find_file(path)
    if examined.ruleset is not None:
        colours = tuple(_colour_faults(path, examined.ruleset))
        examined = replace(examined, faults=(*examined.faults, *colours))
    files = (path, path.with_name(f"{path.stem}.cases.yaml"))
    lines = {
        file.name: file.read_text("utf-8", errors="replace").splitlines()
        for file in files
        if examined.faults and file.is_file()
    }
    return Checked(examined, lines)


def _colour_faults(path: Path, ruleset: RuleSet) -> Iterator[Fault]:
    """Give the levels whose colour no map can draw."""
    tree = parse(path.read_text("utf-8"), file=path.name)
    allowed = [colour for colour in COLOURS if colour != NO_REPORT]
    for place, level in enumerate(ruleset.levels):
        if level.colour not in allowed:
            facts = {
                "file": path.name,
                "line": tree.line(("levels", place, "colour")),
                "level": level.level,
                "colour": level.colour,
                "known": ", ".join(allowed),
            }
            yield Fault("rule-colour-unknown", facts)


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
