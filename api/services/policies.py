"""Access policies as the command line shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gis.permits.policies import Policy
from gis.permits.read import find_policy, list_policies, read_policy
from gis.permits.schema import PolicyFile
from gis.permits.worked import Examined, examine_policy, read_policy_file


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a policy file found, and the lines of the files it read."""

    examined: Examined
    lines: Mapping[str, Sequence[str]]

    def lines_of(self, fault_facts: Mapping[str, object]) -> Sequence[str]:
        """Give the lines of the file that a fault speaks of."""
        return self.lines.get(str(fault_facts.get("file", "")), ())


def library() -> list[Policy]:
    """Give the policies that come with the software, by id.

    A policy with a figure that a place must give first cannot be compiled; it is told
    by `describe_policy` all the same.
    """
    return [read_policy(name) for name in list_policies()]


def check_policy(path: Path) -> Checked:
    """Check a policy file and judge the worked cases beside it.

    Raises
    ------
    Refused
        What `examine_policy` refuses.
    """
    examined = examine_policy(path)
    path = find_policy(path)
    files = (path, path.with_name(f"{path.stem}.cases.yaml"))
    lines = {
        file.name: file.read_text("utf-8", errors="replace").splitlines()
        for file in files
        if examined.faults and file.is_file()
    }
    return Checked(examined, lines)


def describe_policy(id_or_path: str) -> dict[str, Any]:
    """Give a policy as one document: the file, its hash, and the compiled rules."""
    given, policy = read_policy_file(id_or_path), read_policy(id_or_path)
    document = given.model_dump(mode="json", exclude_none=True)
    compiled = policy.as_json()
    return {
        **document,
        "sha256": policy.sha256,
        "starts": policy.starts,
        "ends": policy.ends,
        "rules": compiled["rules"],
    }


def policy_schema() -> dict[str, Any]:
    """Give the JSON Schema of policy files."""
    return PolicyFile.model_json_schema()
