"""Decided levels from their table: ``decided.csv``."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from boundaries.read.table import Table, require_columns
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.rulesets.decided.frame import COLUMNS, TEXTS, check_decided, refuse_broken

_LEVEL = re.compile(r"[1-9][0-9]?")


def read_decided(path: Path) -> pd.DataFrame:
    """Read ``decided.csv``.

    Parameters
    ----------
    path
        A table with the columns `unit`, `level`, `starts`, `ends`, `number`,
        `signer`, `reason`; days are ISO and both included.

    Returns
    -------
    DataFrame
        The decided frame (`check_decided`), in the file's order; a table without
        rows says that nothing was decided.

    Raises
    ------
    Refused
        What ``read_table`` refuses; ``table-columns``; ``decided-broken`` with
        ``decided-day``, ``decided-level`` and the faults of `check_decided`.
    """
    return take_decided(read_table(path, wanted=[COLUMNS]), Path(path).name)


def take_decided(table: Table, name: str) -> pd.DataFrame:
    """Give the decided frame of a table that was read; see `read_decided`."""
    require_columns(table, COLUMNS, name)
    faults: list[Fault] = []
    rows: dict[int, dict[str, object]] = {}
    for row, cells in table.rows:
        one = _row(row, dict(zip(table.header, cells)), faults)
        if one is not None:
            rows[row] = one
    frame = pd.DataFrame(
        {
            column: pd.Series([one[column] for one in rows.values()], dtype=object)
            for column in COLUMNS
        }
    )
    frame.index = pd.Index(rows, name="row", dtype="int64")
    try:
        check_decided(frame)
    except Refused as refused:
        faults += refused.faults
    refuse_broken(faults)
    return frame


def _row(
    row: int, cells: dict[str, str], faults: list[Fault]
) -> dict[str, object] | None:
    """Give one decision, or None where its level or its days cannot be read."""
    starts, ends = (_day(row, name, cells[name], faults) for name in ("starts", "ends"))
    if not _LEVEL.fullmatch(cells["level"]):
        facts = {"row": row, "seen": cells["level"], "most": "-"}
        faults.append(Fault("decided-level", facts))
        return None
    if starts is None or ends is None:
        return None
    texts = {column: cells[column] for column in TEXTS}
    return {**texts, "level": int(cells["level"]), "starts": starts, "ends": ends}


def _day(row: int, column: str, text: str, faults: list[Fault]) -> date | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    code = "decided-day" if text else "decided-empty"
    faults.append(Fault(code, {"row": row, "column": column, "seen": text}))
    return None
