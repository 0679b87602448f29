"""The guide to rule sets: its file passes, its examples stand, mistakes are found."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import commands
from boundaries.refusal import Refused
from gis.rulesets.schema import build_ruleset
from gis.rulesets.schema.numbers import OPERATORS
from gis.rulesets.worked import Unreached, examine_ruleset
from maps.words.teaching import examples

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "how-to" / "write-a-rule-set.md").read_text("utf-8")
RULES, CASES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
LABEL = {"vi": "số", "en": "number"}
STOCKS = [
    "known",
    "unknown",
    "positives",
    "recovered",
    "pop",
    "care_ok",
    "beds",
    "rate",
]
STOCKS += ["cover", "spread", "grade", "band_of_cases", "band_of_deaths", "own"]
KINDS = {**dict.fromkeys([*STOCKS, "advised"], "stock"), "cases": "flow"}
KINDS["deaths"] = "flow"


def _file(condition: object) -> bytes:
    """Give a rule file that holds one condition."""
    words = {"vi": "chữ", "en": "word"}
    best: dict[str, object] = {"level": 1, "otherwise": True}
    plain, judged = [best], [{"level": 4, "when": condition}, best]
    below = "of_parent" in json.dumps(condition)  # read from above: judge the lower
    order = [("commune", plain), ("district", judged)]
    if below:
        order = [("district", plain), ("commune", judged)]
    return json.dumps(
        {
            "format": 1,
            "id": "example",
            "kind": "zoning",
            "title": words,
            "decision": {
                "number": None,
                "issuer": words,
                "in_force": {"first": None, "last": None},
                "status": "local",
                "sources": [],
            },
            "levels": [
                {"level": n, "id": f"z{n}", "colour": "green", "name": words}
                for n in range(1, 5)
            ],
            "inputs": {
                name: {"kind": kind, "label": LABEL} for name, kind in KINDS.items()
            },
            "judge": [{"at": [at], "steps": done} for at, done in order],
        }
    ).encode()


def _read(text: str) -> object:
    quoted = re.sub(r"([\[{,:]\s*)([a-z_]\w*)", r'\1"\2"', text)
    return json.loads(quoted)


def _save(folder: Path, rules: str, cases: str = CASES) -> Path:
    (folder / "dong-nai.yaml").write_text(rules, "utf-8")
    (folder / "dong-nai.cases.yaml").write_text(cases, "utf-8")
    return folder / "dong-nai.yaml"


def test_the_file_of_the_guide_passes_and_its_cases_reach_all_of_it(
    tmp_path: Path,
) -> None:
    examined = examine_ruleset(_save(tmp_path, RULES))

    assert examined.faults == ()
    assert examined.cases == 3
    assert examined.unreached == Unreached()


@pytest.mark.parametrize("name", [*OPERATORS, "of", "any", "all", "not"])
def test_every_operator_has_one_example_in_the_guide_and_it_stands(name: str) -> None:
    example = examples()["operator"][name]
    node = _read(example)
    condition = node if name not in OPERATORS else {"of": node, "at_least": 1}

    assert f"`{example}`" in GUIDE
    assert build_ruleset(_file(condition), file="example.yaml").id == "example"


MISTAKES = [
    ("less_than: 1}", "lessthan: 1}", "less_than", "lessthan: 1"),
    ("{ratio: [", "{ratoi: [", "ratio", "+ | {ratio:"),
    ("at_most: 0.7", "at_most: 0.7, at_least: 0.6", "more_than", "at_least: 0.6"),
    ("{of: cover, at_most", "{of: covr, at_most", "cover?", "{of: covr"),
    ("clause: middle}", "clause: midle}", "middle?", "clause: midle"),
    ("kind: finding", "kind: findings", "finding, flow, stock", "kind: findings"),
    ("colour: red", "colour: blue", "near_green", "colour: blue"),
    ("otherwise: true, ", "", "otherwise: true", "+ | - {level: 1"),
]


@pytest.mark.parametrize(("good", "bad", "cure", "line"), MISTAKES)
def test_a_mistake_is_shown_with_its_line_and_its_cure(
    tmp_path: Path, good: str, bad: str, cure: str, line: str
) -> None:
    path = _save(tmp_path, RULES.replace(good, bad, 1))
    done = CliRunner().invoke(commands, ["rules", "check", str(path), "--lang", "en"])

    assert done.exit_code == 1
    assert cure in done.output
    assert line in done.output
    assert re.search(r"^ {2,4}\d+ \| ", done.output, re.MULTILINE)


def test_a_mistake_in_the_cases_shows_the_line_of_the_cases(tmp_path: Path) -> None:
    path = _save(tmp_path, RULES, CASES.replace("zone: not_green", "zoen: not_green"))
    done = CliRunner().invoke(commands, ["rules", "check", str(path)])

    assert "| " in done.output
    assert "a: {zoen: not_green, clause: other}" in done.output
    assert "Dùng zone" in done.output


def test_what_no_case_reaches_is_told(tmp_path: Path) -> None:
    start = CASES.index('  - name: {vi: "không phải')
    end = CASES.index('  - name: {vi: "chưa báo cáo')
    path = _save(tmp_path, RULES, CASES[:start] + CASES[end:])
    done = CliRunner().invoke(commands, ["rules", "check", str(path), "--lang", "en"])
    document = json.loads(
        CliRunner().invoke(commands, ["rules", "check", str(path), "--json"]).stdout
    )

    assert done.exit_code == 0
    assert "No worked case comes to the level: not_green." in done.output
    assert "No worked case cites the clause: other." in done.output
    assert "step 1 (level 4)" in done.output
    assert document["unreached"]["steps"] == [{"section": 1, "step": 1, "level": 4}]
    assert document["reads"] == ["green_commune", "pop18", "dose1_18"]


def test_a_file_without_cases_is_told_to_get_some(tmp_path: Path) -> None:
    path = _save(tmp_path, RULES)
    (tmp_path / "dong-nai.cases.yaml").unlink()
    done = CliRunner().invoke(commands, ["rules", "check", str(path)])

    assert done.exit_code == 0
    assert "Chưa có ca mẫu nào" in done.output


@pytest.mark.parametrize("key", [*examples()["field"]])
def test_examples_of_fields_are_the_permitted_yaml(key: str) -> None:
    with pytest.raises(Refused) as refused:  # a piece is no whole file
        build_ruleset(examples()["field"][key].encode(), file="piece.yaml")

    assert refused.value.code == "ruleset-broken"  # never "ruleset-syntax"
