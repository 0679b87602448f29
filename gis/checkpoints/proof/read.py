"""What only the proof reads: flow files, and who lets whom through."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from boundaries.names import clean
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.checkpoints.proof.flow import Stretch
from gis.checkpoints.proof.pockets import Rule

FLOW = ("feature", "from_lon", "from_lat", "to_lon", "to_lat", "flow", "capacity")
POLICIES = ("authority", "traveller", "way", "passes")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
_WHOLE = re.compile(r"\d{1,15}")
_QUOTED = re.compile("'(?='*[=+\\-@\t\r\0])")
"""What a text that begins a formula is written with (``maps.tables.csv.safe_text``)."""
_PASSES = {"yes": True, "no": False, "có": True, "không": False}
_WAYS = ("in", "out")
_MOST = 20


def read_flow(path: Path) -> tuple[Stretch, ...]:
    """Read a flow file: ``feature,from_lon,from_lat,to_lon,to_lat,flow,capacity``.

    Raises
    ------
    Refused
        What `read_table` refuses; ``table-columns``; ``flow-broken`` with
        ``flow-row``.
    """
    table = read_table(path).frame()
    name = Path(path).name
    _require(table, FLOW, name)
    faults: list[Fault] = []
    rows: list[Stretch] = []
    for row, cells in zip(table.index, table[list(FLOW)].itertuples(index=False)):
        feature, *places, flow, capacity = (str(cell).strip() for cell in cells)
        fine = all(_NUMBER.fullmatch(cell) for cell in places)
        if not (fine and _WHOLE.fullmatch(flow) and _WHOLE.fullmatch(capacity or "0")):
            faults.append(Fault("flow-row", {"row": row}))
            continue
        if _QUOTED.match(feature):
            feature = feature[1:]
        x, y, to_x, to_y = map(float, places)
        most = int(capacity) if capacity else None
        rows.append(Stretch(feature, (x, y), (to_x, to_y), int(flow), most))
    if faults:
        count = len(faults)
        raise Refused("flow-broken", faults=faults[:_MOST], name=name, count=count)
    return tuple(rows)


def read_policies(path: Path) -> Mapping[Rule, bool]:
    """Read who lets whom through: ``authority,traveller,way,passes``.

    `way` is ``in`` or ``out`` of that authority's zone, `passes` ``yes`` or ``no``
    (``có``, ``không``). Classes of travellers are whatever the file names.

    Raises
    ------
    Refused
        What `read_table` refuses; ``table-columns``; ``policies-broken`` with
        ``policy-row`` and ``policy-twice``; ``policies-none``.
    """
    table = read_table(path).frame()
    name = Path(path).name
    _require(table, POLICIES, name)
    rules: dict[Rule, bool] = {}
    faults = list(_collect(table, rules))
    if faults:
        count = len(faults)
        raise Refused("policies-broken", faults=faults[:_MOST], name=name, count=count)
    if not rules:
        raise Refused("policies-none", name=name)
    return rules


def _collect(table: pd.DataFrame, rules: dict[Rule, bool]) -> Iterator[Fault]:
    for row, cells in zip(table.index, table[list(POLICIES)].itertuples(index=False)):
        authority, traveller, way, passes = (clean(str(cell)) for cell in cells)
        way, passes = way.lower(), passes.lower()
        if not (authority and traveller and way in _WAYS and passes in _PASSES):
            yield Fault("policy-row", {"row": row, "way": way, "passes": passes})
            continue
        rule: Rule = (authority, traveller, "in" if way == "in" else "out")
        if rule in rules and rules[rule] != _PASSES[passes]:
            facts = {"row": row, "authority": authority, "traveller": traveller}
            yield Fault("policy-twice", {**facts, "way": way})
        rules[rule] = _PASSES[passes]


def _require(table: pd.DataFrame, needed: tuple[str, ...], name: str) -> None:
    missing = [column for column in needed if column not in table.columns]
    if missing:
        seen = ", ".join(str(column) for column in table.columns)
        raise Refused("table-columns", name=name, missing=", ".join(missing), seen=seen)
