"""Every rule set of the library: its worked cases, its sources, and no id in Python."""

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets import list_rulesets, load_ruleset
from gis.rulesets.read import LIBRARY
from gis.rulesets.worked import Unreached, check_ruleset, examine_ruleset, load_cases
from gis.zones import classify
from maps.palette import COLOURS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("boundaries", "gis", "maps", "api")
IDS = list_rulesets()


def test_every_file_of_the_library_is_listed() -> None:
    files = {file.name for file in LIBRARY.iterdir()}

    assert files == {f"{id_}{end}" for id_ in IDS for end in (".yaml", ".cases.yaml")}


@pytest.mark.parametrize("ruleset_id", IDS)
def test_the_worked_cases_come_out_and_reach_every_level_clause_and_step(
    ruleset_id: str,
) -> None:
    examined = examine_ruleset(ruleset_id)

    assert examined.faults == ()
    assert examined.unreached == Unreached()


@pytest.mark.parametrize("ruleset_id", ["green-red", "my-moh-2020-10"])
def test_a_worked_case_that_comes_out_otherwise_is_a_fault(
    ruleset_id: str, tmp_path: Path
) -> None:
    text = (LIBRARY / f"{ruleset_id}.cases.yaml").read_text("utf-8")
    cases = load_cases(ruleset_id)
    zone = next(iter(cases.cases[0].expect.values())).zone if cases else ""
    for end, body in (
        (".yaml", (LIBRARY / f"{ruleset_id}.yaml").read_text("utf-8")),
        (".cases.yaml", text.replace(f"zone: {zone}", "zone: elsewhere", 1)),
    ):
        (tmp_path / f"mine{end}").write_text(body, "utf-8")
    (fault,) = check_ruleset(tmp_path / "mine.yaml")

    assert fault.code == "worked-case"
    assert (fault.facts["wanted"], fault.facts["seen"]) == ("elsewhere", zone)


@pytest.mark.parametrize("ruleset_id", IDS)
def test_colours_differ_and_a_worked_case_has_no_report(ruleset_id: str) -> None:
    ruleset = load_ruleset(ruleset_id)
    cases = load_cases(ruleset_id)
    assert cases is not None
    colours = [level.colour for level in ruleset.levels]

    assert set(colours) <= set(COLOURS)
    assert len(set(colours)) == len(colours)
    assert any(e.zone == "no_report" for c in cases.cases for e in c.expect.values())


@pytest.mark.parametrize("ruleset_id", IDS)
def test_a_decision_names_its_sources_or_says_that_it_is_local(ruleset_id: str) -> None:
    decision = load_ruleset(ruleset_id).decision

    assert decision.sources or decision.status == "local"
    assert decision.number or decision.status in {"local", "foreign"}


def test_no_rule_set_id_occurs_in_code() -> None:
    """Help texts may show one as an example; nothing may hang on it."""
    ids = re.compile("|".join(rf"\b{re.escape(id_)}\b" for id_ in IDS))
    found = [
        f"{file.relative_to(ROOT)}: {text}"
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        for text in _texts(ast.parse(file.read_text("utf-8")))
        if ids.search(text)
    ]

    assert found == []


def _texts(tree: ast.Module) -> list[str]:
    """Give every text in the code that is not a docstring."""
    spoken = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in spoken
    ]


def _quiet(first: date, days: int) -> Indicators:
    return Indicators(("x",), first, {"cases": np.zeros((1, days))})


@pytest.mark.parametrize(
    "ruleset_id", [i for i in IDS if load_ruleset(i).decision.in_force.last]
)
def test_a_day_outside_the_decision_is_refused_unless_asked_for(
    ruleset_id: str,
) -> None:
    ruleset = load_ruleset(ruleset_id)
    force = ruleset.decision.in_force
    after = force.last + timedelta(days=1)
    before = force.first - timedelta(days=1)

    for day in (before, after):
        with pytest.raises(Refused) as refused:
            classify(ruleset, _quiet(day, 1))
        assert refused.value.code == "outside-force"
        assert len(classify(ruleset, _quiet(day, 1), outside_force=True)) == 1
    assert len(classify(ruleset, _quiet(force.first, 1))) == 1
    assert len(classify(ruleset, _quiet(force.last, 1))) == 1


def test_reports_from_before_the_decision_do_not_keep_it_from_judging() -> None:
    """Rows begin in May; only days in force are asked for."""
    ruleset = load_ruleset("vn-2686")
    zones = classify(
        ruleset, _quiet(date(2021, 5, 20), 20), None, None, date(2021, 6, 1)
    )

    assert zones["effective_from"].min() == date(2021, 5, 31)


def test_2686_says_what_it_lacks_and_takes_a_figure_when_given() -> None:
    ruleset = load_ruleset("vn-2686")

    assert any("district_risk_share" in text.en for text in ruleset.lacks)
    assert ruleset.parameters["district_risk_share"].default == "unknown"
    assert ruleset.decision.number == "2686/QĐ-BCĐQG"
    assert ruleset.decision.status == "reconstructed"
