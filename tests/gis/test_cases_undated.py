"""A case whose day cannot be read leaves no zero behind."""

from datetime import date
from pathlib import Path

import numpy as np

from gis.cases import Cover, count_cases, silent_cells
from tests.gis.casefiles import judge_text

FIRST, LAST = date(2021, 9, 1), date(2021, 9, 3)


def test_its_unit_has_no_report_on_any_covered_day_until_it_is_corrected(
    tmp_path: Path,
) -> None:
    """Of 2 units over 3 covered days, the one with the slip is silent on all 3."""
    units = ["00101", "00102"]
    rows = judge_text(tmp_path, "day,unit,cases\n31/09/2021,00101,4\n")
    covers = [Cover(FIRST, LAST, frozenset(units))]
    silent = silent_cells(rows.silent, rows.undated, covers)
    counts = count_cases(rows.accepted, covers, units, FIRST, LAST, silent=silent)

    assert rows.undated == ("00101",)
    assert np.isnan(counts.values["cases"][0]).all()
    assert (counts.values["cases"][1] == 0).all()
