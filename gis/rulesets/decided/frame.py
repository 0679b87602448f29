"""The decided frame, and its check."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from boundaries.refusal import Fault, Refused
from gis.rulesets.schema.ruleset import RuleSet

COLUMNS = ("unit", "level", "starts", "ends", "number", "signer", "reason")
TEXTS = ("unit", "number", "signer", "reason")


def check_decided(
    decided: pd.DataFrame,
    units: pd.DataFrame | None = None,
    ruleset: RuleSet | None = None,
) -> pd.DataFrame:
    """Refuse a frame that breaks the decided contract; give it back otherwise.

    Parameters
    ----------
    decided : DataFrame, n rows
        Index `row`: where the decision stands in its file. Columns: `unit` (code),
        `level` (whole, 1 or more), `starts` and `ends` (days, both included),
        `number`, `signer`, `reason` (text). Nothing may be missing: a level without
        a number, a signer, a reason and an end is no decision, and none is made up.
    units : DataFrame, index `code`, or None
        With it every code must be a unit in it.
    ruleset
        With it every level must be one of its levels.

    Raises
    ------
    Refused
        ``decided-columns``, or ``decided-broken`` with a fault per finding, in the
        order of the rows: ``decided-empty``, ``decided-level``,
        ``decided-ends-early``, ``decided-unit-unknown``, ``decided-twice``.
    """
    missing = [column for column in COLUMNS if column not in decided.columns]
    if missing:
        raise Refused("decided-columns", missing=missing)
    refuse_broken([*_faults(decided, units, ruleset), *_twice(decided)])
    return decided


def refuse_broken(faults: list[Fault]) -> None:
    """Refuse a table of decided levels if it has faults.

    Raises
    ------
    Refused
        ``decided-broken``.
    """
    if faults:
        ordered = sorted(faults, key=lambda fault: int(str(fault.facts["row"])))
        raise Refused("decided-broken", faults=ordered, count=len(faults))


def _faults(
    decided: pd.DataFrame, units: pd.DataFrame | None, ruleset: RuleSet | None
) -> Iterator[Fault]:
    known = None if units is None else set(units.index)
    worst = None if ruleset is None else len(ruleset.levels)
    for row, one in decided.iterrows():
        for column in TEXTS:
            if not one[column]:
                yield Fault("decided-empty", {"row": row, "column": column})
        if one["level"] < 1 or (worst is not None and one["level"] > worst):
            facts = {"row": row, "seen": one["level"], "most": worst or "-"}
            yield Fault("decided-level", facts)
        if one["ends"] < one["starts"]:
            facts = {"row": row, "starts": one["starts"], "ends": one["ends"]}
            yield Fault("decided-ends-early", facts)
        if known is not None and one["unit"] and one["unit"] not in known:
            yield Fault("decided-unit-unknown", {"row": row, "unit": one["unit"]})


def _twice(decided: pd.DataFrame) -> Iterator[Fault]:
    """Give the decisions that begin while another for the same unit still stands."""
    spans: dict[str, list[tuple[Any, Any, Any]]] = {}
    for row, one in decided.iterrows():
        spans.setdefault(one["unit"], []).append((one["starts"], one["ends"], row))
    for unit, found in spans.items():
        longest, *others = sorted(found)
        for starts, ends, place in others:
            if starts <= longest[1]:
                row, other = max(longest[2], place), min(longest[2], place)
                facts = {"row": row, "other": other, "unit": unit, "day": starts}
                yield Fault("decided-twice", facts)
            if ends > longest[1]:
                longest = (starts, ends, place)
