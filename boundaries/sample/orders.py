"""The permits that an office of the sample asks for: made-up plates and people.

No identity number of Vietnam begins with 000. Among the rows of a kind stands one that
nobody can grant and, of vehicles, one that is asked for twice.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

_TABLE = Path(__file__).with_name("orders.csv")
_KEYS = ("province", "kind")


def list_orders(province: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Give the rows of each kind of permit that a province orders, by kind."""
    table = csv.DictReader(_TABLE.read_text("utf-8").splitlines())
    rows = [row for row in table if row["province"] == province]
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        cells = {name: cell for name, cell in row.items() if name not in _KEYS}
        found.setdefault(row["kind"], []).append(cells)
    return found
