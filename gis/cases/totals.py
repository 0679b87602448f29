"""Running totals as people write them: one row per unit and day."""

from datetime import date
from typing import NamedTuple

import pandas as pd

from boundaries.refusal import Fault
from gis.cases import fields
from gis.cases.fields import judge_column

NEEDED = ("unit", "day", "total")


class Totals(NamedTuple):
    """Running totals, read cell by cell.

    Parameters
    ----------
    rows : DataFrame, index `row`, columns `unit`, `day`, `total`, `reason`, `corrects`
        As `gis.cases.cumulative.count_new` takes them.
    faults
        Of each row that cannot be read, by its number.
    """

    rows: pd.DataFrame
    faults: dict[int, tuple[Fault, ...]]


def judge_totals(
    table: pd.DataFrame, *, today: date | None = None, begins: date | None = None
) -> Totals:
    """Judge rows of running totals.

    Parameters
    ----------
    table : DataFrame of text, index `row`
        `unit`, `day`, `total` and optionally `reason` and `corrects` (a day).
    today, begins
        No day may be after `today` or before `begins`.
    """
    first_month = fields.month_first(table["day"])
    read = fields.refuse_slashed if first_month else fields.read_day
    read_day = fields.within_days(read, begins, today)
    blank = pd.Series("", index=table.index, dtype=str)
    columns = {
        "unit": judge_column(table["unit"], _read_unit),
        "day": judge_column(table["day"], read_day),
        "total": judge_column(table["total"], fields.read_count),
        "corrects": judge_column(
            table.get("corrects", blank), lambda text: read_day(text) if text else None
        ),
    }
    faults = {
        int(str(row)): found
        for place, row in enumerate(table.index)
        if (found := tuple(c.answers[place] for c in columns.values() if c.bad[place]))
    }
    values = {name: column.answers for name, column in columns.items()}
    told = pd.DataFrame(values, index=table.index)
    told["reason"] = table.get("reason", blank)
    sound = told.drop(index=list(faults))
    return Totals(sound.astype({"total": "Int64"}), faults)


def _read_unit(text: str) -> str | Fault:
    return text or Fault("case-unit-blank")
