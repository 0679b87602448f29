"""Random rule files with reports for them: what a health officer might write."""

import json
from dataclasses import dataclass, replace
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
        return Reading(self.file, self.reports, UNITS, beside, {}, FIRST)


@dataclass(frozen=True)
class Spot:
    """Where a number stands: for which units, and what it may look at there.

    `below` and `judged` are kinds of units judged before, under and above these;
    `deep` is how many operators it may hold; a `plain` one reads no levels.
    """

    inputs: dict[str, Any]
    levels: int
    at: str = "all"
    below: str = ""
    judged: str = ""
    deep: int = 2
    plain: bool = False

    def inside(self, **changes: Any) -> "Spot":
        return replace(self, **{"deep": self.deep - 1, **changes})


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
    names = ("a", "b", "c")[: draw(st.integers(1, 3))]
    inputs = {name: draw(_inputs()) for name in names}
    numbers: dict[str, Any] = {}
    if draw(st.booleans()):
        value = draw(drawn_numbers(Spot(inputs, levels, at="")))
        numbers["named"] = {"value": value, "label": WORDS}
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
        "calendar": {
            "working": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "holidays": ["2021-09-02", "2021-09-03"],
        },
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


_ASSUMED = {"assume": 0}


@st.composite
def _inputs(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(_KINDS)
    given = {"kind": kind, "scale": draw(_SCALES), "label": WORDS}
    ways: dict[str, list[dict[str, Any]]] = {
        "flow": [{"missing": _ASSUMED}],
        "stock": [{"missing": "unknown"}, {"carry_days": 2}],
        "finding": [{"missing": "carry"}, {"missing": _ASSUMED}],
    }
    if draw(st.integers(0, 4)) == 0:
        given |= draw(st.sampled_from(ways[kind]))
    return given


@st.composite
def _sections(
    draw: st.DrawFn, inputs: dict[str, Any], levels: int, named: list[str]
) -> list[dict[str, Any]]:
    def section(at: Any, below: str = "", judged: str = "") -> dict[str, Any]:
        return draw(_section(Spot(inputs, levels, at, below, judged), named))

    order = draw(st.integers(0, 4))
    if order == 0:
        return [section("all")]
    if order == 1:
        return [section("district"), section("commune", judged="district")]
    sections = [section("commune")]
    if order > 2:
        sections.append(section("district", "commune"))
        if draw(st.booleans()):
            sections.append(section("province", "district"))
    return sections


@st.composite
def _section(draw: st.DrawFn, spot: Spot, named: list[str]) -> dict[str, Any]:
    levels = st.integers(2, spot.levels)
    worse = sorted(draw(st.sets(levels, min_size=1)), reverse=True)
    leaf = _leaves(spot, named)
    steps: list[dict[str, Any]] = [
        {"level": level, "when": draw(_trees(leaf)), "clause": "k"} for level in worse
    ]
    steps.append({"level": 1, "otherwise": True})
    at = "all" if spot.at == "all" else [spot.at]
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
def _leaves(draw: st.DrawFn, spot: Spot, named: list[str]) -> dict[str, Any]:
    if named and draw(st.integers(0, 3)) == 0:
        of: Any = named[0]
    else:
        of = draw(drawn_numbers(spot))
    figures = _FIGURES
    if "share_of_children" in of:
        figures = st.sampled_from([0.25, 0.3, 0.5, 1])
    elif "ratio" in of:
        figures = st.sampled_from([0.5, 1, 3.5, 50000, "$unknown"])
    elif any(key in of for key in ("band", "table", "falls", "days_since")):
        figures = st.integers(1, 4)
    return {"of": of, draw(st.sampled_from(BOUNDS)): draw(figures)}


def drawn_numbers(spot: Spot) -> st.SearchStrategy[Any]:
    """Draw a number that may stand there."""
    if spot.deep == 0:
        return _simple(spot)
    return st.one_of(_simple(spot), _composed(spot), _trends(spot), _family(spot))


@st.composite
def _simple(draw: st.DrawFn, spot: Spot) -> Any:
    flows = [name for name, given in spot.inputs.items() if given["kind"] == "flow"]
    names = st.sampled_from([*spot.inputs])
    choices: list[st.SearchStrategy[Any]] = [names]
    if flows:
        flow = st.sampled_from(flows)
        window = st.fixed_dictionaries({"sum": flow, "days": _DAYS})
        choices.append(window)
        choices.append(st.fixed_dictionaries({"mean": flow, "days": _DAYS}))
        per = st.sampled_from([1, 7, 100000, "$known", "$unknown"])
        ratio = st.tuples(window, names).map(list)
        choices.append(st.fixed_dictionaries({"ratio": ratio, "per": per}))
    if not spot.plain:
        level = st.integers(1, spot.levels)
        beside = level.map(lambda n: {"count_of_neighbours": {"level_at_least": n}})
        choices.append(beside)
    return draw(st.one_of(choices))


@st.composite
def _composed(draw: st.DrawFn, spot: Spot) -> Any:
    one, other = (drawn_numbers(spot.inside()) for _ in range(2))
    two = st.tuples(one, other).map(list)
    kind = draw(st.sampled_from(("two", "band", "table", "adjust")))
    if kind == "two":
        key = draw(st.sampled_from(("total", "difference", "greatest", "least")))
        return {key: draw(two)}
    if kind == "band":
        return draw(_bands(one))
    if kind == "table":
        rows, columns = draw(_axes(spot, one)), draw(_axes(spot, other))
        cell = st.sampled_from([1, 2, 3, 0.5, "$unknown"])
        row = st.lists(cell, min_size=columns[1], max_size=columns[1])
        cells = draw(st.lists(row, min_size=rows[1], max_size=rows[1]))
        return {"table": {"rows": rows[0], "columns": columns[0], "cells": cells}}
    by = draw(st.sampled_from([1, -1, 2, 0.5, "$unknown"]))
    node = {"adjust": draw(one), "by": by, "when": draw(_leaves(spot.inside(), []))}
    both = {"least": 1, "most": 2}
    caps: list[dict[str, Any]] = [{}, {"most": 3}, {"least": 1}, both]
    return node | draw(st.sampled_from(caps))


@st.composite
def _bands(draw: st.DrawFn, of: st.SearchStrategy[Any]) -> Any:
    edges = draw(st.sampled_from([[2], [1, 3], [0.5, 2.5], [1, "$unknown"]]))
    closed = draw(st.sampled_from(["left", "right"]))
    return {"band": draw(of), "edges": edges, "closed": closed}


@st.composite
def _axes(draw: st.DrawFn, spot: Spot, of: st.SearchStrategy[Any]) -> tuple[Any, int]:
    counts = [name for name, i in spot.inputs.items() if i["scale"] == "count"]
    if counts and draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(counts)), draw(st.integers(1, 3))
    band = draw(_bands(of))
    return band, len(band["edges"]) + 1


@st.composite
def _trends(draw: st.DrawFn, spot: Spot) -> Any:
    inside = spot.inside(below="", judged="", plain=True)
    kind = draw(st.sampled_from(("ago", "peak", "falls", "days_since")))
    if kind == "days_since":
        node = {kind: draw(_leaves(inside, [])), "most": draw(st.integers(1, 4))}
        return node | {"counted": draw(st.sampled_from(["all", "working"]))}
    of = draw(drawn_numbers(inside))
    if kind == "falls":
        every, most = draw(st.integers(1, 2)), draw(st.integers(1, 3))
        return {kind: of, "every": every, "most": most}
    return {kind: of, "days": draw(st.integers(1, 3))}


ABOVE = {"commune": ("district", "province"), "district": ("province",)}
BELOW = {"province": "district", "district": "commune", "commune": "hamlet"}


@st.composite
def _family(draw: st.DrawFn, spot: Spot) -> Any:
    choices: list[st.SearchStrategy[Any]] = []
    level = st.integers(1, spot.levels)
    if spot.below:
        which = level.map(lambda n: {"of": spot.below, "level_at_least": n})
        choices.append(which.map(lambda w: {"share_of_children": w}))
        choices.append(which.map(lambda w: {"count_of_children": w}))
    if spot.judged:
        choices.append(st.just({"level_of_parent": spot.judged}))
    for at in ABOVE.get(spot.at, ("district",) if spot.at == "all" else ()):
        of = drawn_numbers(spot.inside(at=at, below="", judged="", plain=True))
        choices.append(of.map(lambda a, at=at: {"of_parent": a, "at": at}))
    of = BELOW.get(spot.at, "commune" if spot.at == "all" else "")
    if of:
        one = drawn_numbers(spot.inside(at=of, below="", judged="", plain=True))
        choices.append(one.map(lambda a: {"sum_of_children": a, "of": of}))
    return draw(st.one_of(choices)) if choices else draw(_simple(spot))


RULES_OF_SUMS = """
format: 1
id: sums
kind: zoning
title: {vi: "Cộng lên (thử)", en: "Sums (test)"}
decision:
  number: null
  issuer: {vi: "Bộ thử", en: "Tests"}
  in_force: {first: null, last: null}
  status: local
  sources: []
levels:
  - {level: 1, id: low, colour: green, name: {vi: "thấp", en: "low"}}
  - {level: 2, id: high, colour: red, name: {vi: "cao", en: "high"}}
inputs:
  cases:
    kind: flow
    summed_at: [district, province]
    label: {vi: "ca", en: "case", en_many: "cases"}
  pop:
    kind: stock
    summed_at: [district, province]
    label: {vi: "dân số", en: "population"}
judge:
  - at: [commune, district, province]
    steps:
      - {level: 2, when: {of: {ratio: [cases, pop], per: 100000}, at_least: 50}}
      - {level: 1, otherwise: true}
"""
