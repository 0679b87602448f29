"""What is reported of a hamlet reaches its commune."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from gis.cases import Cover, count_cases, with_communes
from gis.cases.rows import COLUMNS

FIRST = date(2021, 9, 1)
UNITS = pd.DataFrame(
    {
        "admin_level": ["commune", "hamlet", "hamlet", "area"],
        "parent": ["801", "80101", "80101", "80101"],
    },
    index=pd.Index(["80101", "8010101", "8010102", "80101KCN"], name="code"),
)


def commune(
    *rows: tuple[str, int | None],
    covered: bool = True,
    silent: tuple[str, ...] = (),
) -> list[float | None]:
    """Count the commune's cases: row n is of day n."""
    frame = pd.DataFrame(
        [
            (n + 2, "", FIRST + timedelta(n), unit, cases, "", "", "", "")
            for n, (unit, cases) in enumerate(rows)
        ],
        columns=list(COLUMNS),
    ).astype({"cases": "Int64"})
    missed = pd.DataFrame(
        [(unit, FIRST) for unit in silent], columns=["unit", "day"], dtype=object
    )
    days = max(len(rows), 1)
    last = FIRST + timedelta(days - 1)
    counts = count_cases(
        with_communes(frame, UNITS),
        [Cover(FIRST, last, frozenset({"80101"}))] if covered else [],
        list(UNITS.index),
        FIRST,
        last,
        silent=with_communes(missed, UNITS),
    )
    cells = counts.values["cases"][0]  # noqa: PD011 - a mapping, no frame
    return [None if np.isnan(cell) else float(cell) for cell in cells]


def test_a_case_in_a_hamlet_is_a_case_in_its_commune() -> None:
    assert commune(("8010101", 2), ("80101", 1), ("8010102", 0)) == [2, 1, 0]


def test_a_hamlet_without_cases_says_nothing_of_its_commune() -> None:
    assert commune(("8010101", 0), ("8010101", 1), covered=False) == [None, 1]


def test_a_hamlet_without_a_report_leaves_its_commune_without_one() -> None:
    assert commune(("8010101", None)) == [None]
    assert commune(silent=("8010102",)) == [None]


def test_a_special_area_has_counts_of_its_own() -> None:
    assert commune(("80101KCN", 5)) == [0]
