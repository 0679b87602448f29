"""The guide to access policies: its file passes the check that it tells of."""

import re
from pathlib import Path

from gis.permits.build import FACTS
from gis.permits.worked import examine_policy

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "how-to" / "access-policies.md").read_text("utf-8")
POLICY, CASES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_file_of_the_guide_is_well_formed_and_every_rule_is_reached(
    tmp_path: Path,
) -> None:
    path = tmp_path / "pigs-91.yaml"
    path.write_text(POLICY, "utf-8")
    (tmp_path / "pigs-91.cases.yaml").write_text(CASES, "utf-8")
    found = examine_policy(path)
    assert found.faults == ()
    assert found.unreached == ()
    assert found.cases == 5


def test_the_facts_that_the_guide_names_can_be_read() -> None:
    cells = re.findall(r"^\| (`.*?) \| ", GUIDE, re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`([a-z_.]+)`", cell)}
    whole = {name for name in named if not name.startswith(".") and name[-1] != "."}
    known = FACTS | {path.rpartition(".")[2] for path in FACTS}
    assert whole <= known
    assert {name.lstrip(".") for name in named if name.startswith(".")} <= known
