"""The directives frame, and its check."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from boundaries.refusal import Fault, Refused
from boundaries.units import ancestors

COLUMNS = (
    "id",
    "number",
    "issuer",
    "signer",
    "basis",
    "units",
    "excepted",
    "starts",
    "ends",
    "goal",
    "deadline",
    "clause",
)


def check_directives(
    directives: pd.DataFrame, units: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Refuse a frame that breaks the directives contract; give it back otherwise.

    Parameters
    ----------
    directives : DataFrame, n rows
        Index `row`: where the directive stands in its file. Columns: `id` (text,
        unique), `number`, `issuer`, `signer` (text; an empty number or signer means
        that there is none yet), `basis` (text, the national document), `units` and
        `excepted` (tuples of codes), `starts` (aware datetime), `ends` (aware
        datetime, the first instant no longer in force; None until further notice),
        `goal` (text), `deadline` (date or None), `clause` (text).
    units
        The units frame. With it every code must be a unit or a parent in it, and a
        place that is excepted must lie under a place that is named.

    Returns
    -------
    DataFrame
        The same object.

    Raises
    ------
    Refused
        ``directives-columns``, or ``directives-broken`` with a fault per row:
        ``directive-id-missing``, ``directive-id-duplicate``,
        ``directive-basis-missing``, ``directive-unit-missing``,
        ``directive-unit-excepted``, ``directive-ends-early``,
        ``directive-unit-unknown``, ``directive-except-outside``.
    """
    missing = [column for column in COLUMNS if column not in directives.columns]
    if missing:
        raise Refused("directives-columns", missing=missing)
    faults = list(_row_faults(directives))
    if units is not None:
        faults += _place_faults(directives, units)
    refuse_broken(faults)
    return directives


def refuse_broken(faults: list[Fault]) -> None:
    """Refuse a table of directives if it has faults, in the order of its rows.

    Raises
    ------
    Refused
        ``directives-broken``.
    """
    if faults:
        ordered = sorted(faults, key=_row_of)
        raise Refused("directives-broken", faults=ordered, count=len(faults))


def _row_of(fault: Fault) -> int:
    return int(str(fault.facts["row"]))


def _row_faults(directives: pd.DataFrame) -> Iterator[Fault]:
    first: dict[str, Any] = {}
    for row, one in directives.iterrows():
        if not one["id"]:
            yield Fault("directive-id-missing", {"row": row})
        elif (other := first.setdefault(one["id"], row)) != row:
            facts = {"row": row, "id": one["id"], "other": other}
            yield Fault("directive-id-duplicate", facts)
        if not one["basis"]:
            yield Fault("directive-basis-missing", {"row": row, "id": one["id"]})
        if not one["units"]:
            yield Fault("directive-unit-missing", {"row": row, "id": one["id"]})
        for code in sorted(set(one["units"]) & set(one["excepted"])):
            yield Fault("directive-unit-excepted", {"row": row, "unit": code})
        if _ends_early(one["starts"], one["ends"]):
            facts = {"row": row, "starts": one["starts"], "ends": one["ends"]}
            yield Fault("directive-ends-early", facts)


def _ends_early(starts: datetime, ends: datetime | None) -> bool:
    if ends is None or pd.isna(ends):
        ends = None
    if starts.tzinfo is None or (ends is not None and ends.tzinfo is None):
        raise ValueError("directives start and end at instants with a time zone")
    return ends is not None and ends <= starts


def _place_faults(directives: pd.DataFrame, units: pd.DataFrame) -> Iterator[Fault]:
    known = {*units.index, *units["parent"]} - {""}
    for row, one in directives.iterrows():
        for code in (*one["units"], *one["excepted"]):
            if code not in known:
                yield Fault("directive-unit-unknown", {"row": row, "unit": code})
        for code in one["excepted"]:
            if code in known and not set(ancestors(units, code)) & set(one["units"]):
                yield Fault("directive-except-outside", {"row": row, "unit": code})
