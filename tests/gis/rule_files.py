"""Random rule files with reports for them: what a health officer might write."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from gis.indicators import Indicators
from tests.gis.naive_rules import Reading

FIRST = date(2021, 9, 1)
WORDS = {"vi": "chữ", "en": "word"}
UNITS = {
    "01": ("commune", "d1"),
    "02": ("commune", "d1"),
    "03": ("commune", "d2"),
    "04": ("hamlet", "01"),
    "d1": ("district", "p"),
    "d2": ("district", "p"),
    "p": ("province", ""),
}
PAIRS = [("01", "02"), ("02", "03"), ("03", "outside"), ("d1", "d2"), ("01", "d2")]
BOUNDS = ("at_least", "more_than", "at_most", "less_than")


@dataclass(frozen=True)
class Drawn:
    """A rule file, reports, and how both engines are asked."""

    file: dict[str, Any]
    reports: dict[tuple[str, str, int], Fraction]
    days: int
    neighbours: list[tuple[str, str]] | None

    def text(self) -> bytes:
        return json.dumps(self.file, ensure_ascii=False).encode()

    def indicators(self) -> Indicators:
        values = {
            name: np.full((len(UNITS), self.days), np.nan)
            for name in self.file["inputs"]
        }
        rows = {unit: row for row, unit in enumerate(UNITS)}
        for (name, unit, day), value in self.reports.items():
            values[name][rows[unit], day] = float(value)
        return Indicators(tuple(UNITS), FIRST, values)

    def units(self) -> pd.DataFrame:
        admin = [level for level, _ in UNITS.values()]
        parents = [parent for _, parent in UNITS.values()]
        frame = pd.DataFrame({"admin_level": admin, "parent": parents})
        return frame.set_index(pd.Index(UNITS, name="code"))

    def pairs(self) -> pd.DataFrame | None:
        if self.neighbours is None:
            return None
        return pd.DataFrame(self.neighbours, columns=["a", "b"], dtype=str)

    def last(self) -> date:
        return FIRST + timedelta(days=self.days - 1)

    def reading(self) -> Reading:
        beside = None if self.neighbours is None else frozenset(self.neighbours)
        return Reading(self.file, self.reports, UNITS, beside, {})


_SCALES = st.sampled_from(["count", "yes_no", "share", "number"])
_KINDS = st.sampled_from(["flow", "stock", "finding"])
_VALUES = {
    "count": st.integers(0, 5).map(Fraction),
    "yes_no": st.integers(0, 1).map(Fraction),
    "share": st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10)),
    "number": st.integers(-6, 6).map(lambda halves: Fraction(halves, 2)),
}
_FIGURES = st.one_of(
    st.integers(-1, 8),
    st.sampled_from([0.1, 0.3, 0.5, 1.5, 0.25, 33.3]),
    st.sampled_from(["$known", "$unknown"]),
)
_DAYS = st.one_of(st.integers(1, 5), st.just("$days"))


@st.composite
def drawn_rules(draw: st.DrawFn) -> Drawn:
    """Draw a valid rule file with reports, a third of them missing."""
    levels = draw(st.integers(2, 4))
    inputs = {
        name: {"kind": draw(_KINDS), "scale": draw(_SCALES), "label": WORDS}
        for name in ("a", "b", "c")[: draw(st.integers(1, 3))]
    }
    numbers: dict[str, Any] = {}
    if draw(st.booleans()):
        numbers["named"] = {
            "value": draw(_numbers(inputs, levels, "")),
            "label": WORDS,
        }
    sections = draw(_sections(inputs, levels, [*numbers]))
    file = {
        "format": 1,
        "id": "drawn",
        "kind": "zoning",
        "title": WORDS,
        "decision": {
            "number": None,
            "issuer": WORDS,
            "in_force": {"first": None, "last": None},
            "status": "foreign",
            "sources": [],
        },
        "levels": [
            {"level": n, "id": f"z{n}", "colour": "green", "name": WORDS}
            for n in range(1, levels + 1)
        ],
        "inputs": inputs,
        "parameters": {
            "known": {
                "type": "number",
                "default": 2.5,
                "min": 0.5,
                "max": 9,
                "label": WORDS,
            },
            "unknown": {
                "type": "number",
                "default": "unknown",
                "min": 1,
                "max": 2,
                "label": WORDS,
            },
            "days": {
                "type": "whole",
                "default": 3,
                "min": 1,
                "max": 9,
                "label": WORDS,
            },
        },
        "numbers": numbers,
        "clauses": {"k": WORDS},
        "judge": sections,
    }
    days = draw(st.integers(1, 6))
    reports = {}
    cells = [(unit, day) for unit in UNITS for day in range(days)]
    for name, given in inputs.items():
        value = _VALUES[given["scale"]]
        values = st.one_of(value, value, st.none())
        column = draw(st.lists(values, min_size=len(cells), max_size=len(cells)))
        for (unit, day), reported in zip(cells, column):
            if reported is not None:
                reports[name, unit, day] = reported
    neighbours = draw(st.sampled_from([None, [], PAIRS]))
    return Drawn(file, reports, days, neighbours)


@st.composite
def _sections(
    draw: st.DrawFn, inputs: dict[str, Any], levels: int, named: list[str]
) -> list[dict[str, Any]]:
    if draw(st.integers(0, 3)) == 0:
        return [draw(_section(inputs, levels, "all", "", named))]
    sections = [draw(_section(inputs, levels, ["commune"], "", named))]
    if draw(st.integers(0, 3)):
        below = "commune"
        sections.append(draw(_section(inputs, levels, ["district"], below, named)))
        if draw(st.booleans()):
            below = "district"
            sections.append(draw(_section(inputs, levels, ["province"], below, named)))
    return sections


@st.composite
def _section(
    draw: st.DrawFn,
    inputs: dict[str, Any],
    levels: int,
    at: Any,
    below: str,
    named: list[str],
) -> dict[str, Any]:
    worse = sorted(draw(st.sets(st.integers(2, levels), min_size=1)), reverse=True)
    leaf = _leaves(inputs, levels, below, named)
    steps: list[dict[str, Any]] = [
        {"level": level, "when": draw(_trees(leaf)), "clause": "k"} for level in worse
    ]
    steps.append({"level": 1, "otherwise": True})
    return {"at": at, "passes": draw(st.integers(0, 2)), "steps": steps}


def _trees(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inside: st.one_of(
            st.lists(inside, min_size=1, max_size=3).map(lambda x: {"any": x}),
            st.lists(inside, min_size=1, max_size=3).map(lambda x: {"all": x}),
            inside.map(lambda x: {"not": x}),
        ),
        max_leaves=4,
    )


@st.composite
def _leaves(
    draw: st.DrawFn, inputs: dict[str, Any], levels: int, below: str, named: list[str]
) -> dict[str, Any]:
    if named and draw(st.integers(0, 3)) == 0:
        of: Any = named[0]
    else:
        of = draw(_numbers(inputs, levels, below))
    figures = _FIGURES
    if "share_of_children" in of:
        figures = st.sampled_from([0.25, 0.3, 0.5, 1])
    elif "ratio" in of:
        figures = st.sampled_from([0.5, 1, 3.5, 50000, "$unknown"])
    return {"of": of, draw(st.sampled_from(BOUNDS)): draw(figures)}


@st.composite
def _numbers(draw: st.DrawFn, inputs: dict[str, Any], levels: int, below: str) -> Any:
    flows = [name for name, given in inputs.items() if given["kind"] == "flow"]
    names = st.sampled_from([*inputs])
    choices: list[st.SearchStrategy[Any]] = [names]
    if flows:
        flow = st.sampled_from(flows)
        choices.append(st.fixed_dictionaries({"sum": flow, "days": _DAYS}))
        choices.append(st.fixed_dictionaries({"mean": flow, "days": _DAYS}))
        choices.append(
            st.fixed_dictionaries(
                {
                    "ratio": st.tuples(
                        st.fixed_dictionaries({"sum": flow, "days": _DAYS}), names
                    ).map(list),
                    "per": st.sampled_from([1, 7, 100000, "$known", "$unknown"]),
                }
            )
        )
    level = st.integers(1, levels)
    choices.append(level.map(lambda n: {"count_of_neighbours": {"level_at_least": n}}))
    if below:
        which = level.map(lambda n: {"of": below, "level_at_least": n})
        choices.append(which.map(lambda w: {"share_of_children": w}))
        choices.append(which.map(lambda w: {"share_of_children": w}))
        choices.append(which.map(lambda w: {"count_of_children": w}))
    return draw(st.one_of(choices))
