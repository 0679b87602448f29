"""Who holds which border, and when, as a table says it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from boundaries.names import clean
from boundaries.read.table import require_columns
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.checkpoints.borders.record import Agencies, Pair

COLUMNS = ("a", "b", "agencies", "hours")
_MOST = 20


def read_agencies(path: Path, codes: tuple[str, ...]) -> Mapping[Pair, Agencies]:
    """Read ``a,b,agencies,hours``: one row for each pair of units.

    Parameters
    ----------
    path
        Several agencies are separated by ``;``. Either may stay blank.
    codes
        Of the units; `a` and `b` are two of them, in any order.

    Raises
    ------
    Refused
        What `read_table` refuses; ``table-columns``; ``agencies-broken`` with
        ``agencies-unit`` and ``agencies-twice``.
    """
    table = read_table(path, wanted=[COLUMNS])
    name = Path(path).name
    require_columns(table, COLUMNS, name)
    found: dict[Pair, Agencies] = {}
    faults = list(_collect(table.frame(), set(codes), found))
    if faults:
        count = len(faults)
        raise Refused("agencies-broken", faults=faults[:_MOST], name=name, count=count)
    return found


def _collect(
    table: pd.DataFrame, codes: set[str], found: dict[Pair, Agencies]
) -> Iterator[Fault]:
    for row, cells in zip(table.index, table[list(COLUMNS)].itertuples(index=False)):
        a, b, agencies, hours = (clean(str(cell)) for cell in cells)
        if a == b or not {a, b} <= codes:
            yield Fault("agencies-unit", {"row": row, "a": a, "b": b})
            continue
        pair: Pair = (min(a, b), max(a, b))
        if pair in found:
            yield Fault("agencies-twice", {"row": row, "a": a, "b": b})
        named = tuple(one for part in agencies.split(";") if (one := part.strip()))
        found[pair] = Agencies(named, hours)
