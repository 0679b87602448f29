"""A small decision around one number, so that a test can read how it is told."""

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from gis.indicators import Indicators
from gis.rulesets import Reason, RuleSet
from gis.rulesets.schema import build_ruleset
from gis.zones import classify

LAST = date(2021, 9, 20)
Column = list[float | None]


def _words(vi: str, en: str, many: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en} | ({"en_many": many} if many else {})


CASES = _words("ca", "case", "cases")
INPUTS: dict[str, Any] = {
    "cases": {"kind": "flow", "counts_cases": True, "label": CASES, "unit": CASES},
    "deaths": {"kind": "flow", "label": _words("ca tử vong", "death", "deaths")},
    "positive": {
        "kind": "flow",
        "label": _words("mẫu dương tính", "positive sample", "positive samples"),
    },
    "samples": {
        "kind": "flow",
        "label": _words("mẫu xét nghiệm", "sample", "samples"),
    },
    "pop": {"kind": "stock", "label": _words("người dân", "resident", "residents")},
    "adults": {"kind": "stock", "label": _words("người lớn", "adult", "adults")},
    "dose1": {
        "kind": "stock",
        "label": _words("người lớn đã tiêm", "vaccinated adult", "vaccinated adults"),
    },
    "beds": {
        "kind": "stock",
        "label": _words("giường trống", "empty bed", "empty beds"),
    },
    "elder": {
        "kind": "stock",
        "scale": "share",
        "label": _words("người cao tuổi tiêm đủ", "older people fully vaccinated"),
    },
    "care_ok": {
        "kind": "finding",
        "scale": "yes_no",
        "label": _words("đủ chỗ điều trị", "room for treatment"),
    },
}
RATE = {
    "value": {"ratio": [{"sum": "cases", "days": 7}, "pop"], "per": 100000},
    "label": _words("ca/100.000 dân/tuần", "cases/100,000/week"),
}
SPREAD = {
    "value": {"band": "rate", "edges": [20, 50, 150], "closed": "left"},
    "label": _words("mức lây nhiễm", "transmission level"),
}
COVER = {
    "value": {"ratio": ["dose1", "adults"]},
    "label": _words("tỷ lệ tiêm", "vaccination rate"),
}
COVERED = {
    "value": {"band": "cover", "edges": [0.7], "closed": "left"},
    "label": _words("độ bao phủ", "cover"),
}
TABLE = {
    "table": {
        "rows": "covered",
        "columns": "spread",
        "cells": [[1, 2, 3, 4], [1, 1, 2, 3]],
    }
}
NUMBERS = {"rate": RATE, "spread": SPREAD, "cover": COVER, "covered": COVERED}


def decision(
    steps: list[dict[str, Any]],
    numbers: dict[str, Any] | None = None,
    parameters: dict[str, Any] | None = None,
    **more: Any,
) -> RuleSet:
    """Give a rule set of four levels whose communes are judged by `steps`."""
    section = {"at": ["commune"], "steps": [*steps, {"level": 1, "otherwise": True}]}
    file = {
        "format": 1,
        "id": "small",
        "kind": "zoning",
        "title": _words("nhỏ", "small"),
        "decision": {
            "number": None,
            "issuer": _words("ai", "who"),
            "in_force": {"first": None, "last": None},
            "status": "local",
            "sources": [],
        },
        "levels": [
            {"level": n, "id": f"z{n}", "colour": c, "name": _words(*name)}
            for n, c, name in (
                (1, "green", ("cấp 1", "level 1")),
                (2, "yellow", ("cấp 2", "level 2")),
                (3, "orange", ("cấp 3", "level 3")),
                (4, "red", ("cấp 4", "level 4")),
            )
        ],
        "inputs": INPUTS,
        "parameters": parameters or {},
        "numbers": NUMBERS | (numbers or {}),
        "clauses": {
            "k": _words("điều 2", "clause 2"),
            "t": _words("điều 5", "clause 5"),
            "c1": _words("tiêu chí 1", "criterion 1"),
            "c2": _words("tiêu chí 2", "criterion 2"),
            "c3": _words("tiêu chí 3", "criterion 3"),
        },
        "judge": [{**section, **more.pop("section", {})}],
    }
    file |= more
    if file["kind"] == "exit-test":  # its two levels are given
        del file["levels"]
    used = json.dumps([file["judge"], file["numbers"]], ensure_ascii=False)
    file["inputs"] = {n: g for n, g in INPUTS.items() if f'"{n}"' in used}
    return build_ruleset(json.dumps(file).encode(), file="small.yaml")


def reports(
    first: date | None = None, **columns: dict[str, Column] | Column
) -> Indicators:
    """Give reports that end on `LAST`; a list of lists by unit, or of unit `x`."""
    by_unit: dict[str, dict[str, Column]] = {}
    for name, given in columns.items():
        for unit, column in (
            given if isinstance(given, dict) else {"x": given}
        ).items():
            by_unit.setdefault(unit, {})[name] = column
    days = max(len(c) for given in by_unit.values() for c in given.values())
    values = {name: np.full((len(by_unit), days), np.nan) for name in columns}
    for row, given in enumerate(by_unit.values()):
        for name, column in given.items():
            cells = [np.nan if value is None else value for value in column]
            values[name][row, days - len(cells) :] = cells
    start = first or LAST - timedelta(days=days - 1)
    return Indicators(tuple(by_unit), start, values)


def reason_of(
    ruleset: RuleSet,
    told: Indicators,
    unit: str = "x",
    units: pd.DataFrame | None = None,
    pairs: pd.DataFrame | None = None,
    **more: Any,
) -> Reason:
    """Give the reason of a unit on the last day."""
    zones = classify(ruleset, told, units, pairs, **more)
    reason: Reason = zones[zones["unit"] == unit]["reason"].iloc[-1]
    return reason


def compared(
    number: Any, bound: str, amount: Any, level: int = 2
) -> list[dict[str, Any]]:
    """Give the one step of a decision that compares a number."""
    return [{"level": level, "clause": "k", "when": {"of": number, bound: amount}}]


def by_level(number: Any) -> list[dict[str, Any]]:
    """Give the steps of a decision whose level is a number."""
    return [
        {"level": n, "clause": "k", "when": {"of": number, "at_least": n}}
        for n in (4, 3, 2)
    ]
