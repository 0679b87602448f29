"""A case file of any shape, judged."""

from datetime import date

import geopandas as gpd
import pandas as pd

from gis.cases.dayform import case_rows, judge_forms
from gis.cases.read import RawCases
from gis.cases.rows import CaseRows, judge_rows
from gis.locate import UnitIndex


def judge_file(
    raw: RawCases,
    units: gpd.GeoDataFrame,
    known: pd.DataFrame | None = None,
    *,
    index: UnitIndex | None = None,
    today: date | None = None,
    begins: date | None = None,
    corrections: bool = False,
) -> CaseRows:
    """Judge case rows, or the day's forms of communes; see `judge_rows`."""
    if raw.shape == "form":
        forms = judge_forms(raw, units, known, today=today, begins=begins)
        return case_rows(forms)
    return judge_rows(
        raw,
        units,
        known,
        index=index,
        today=today,
        begins=begins,
        corrections=corrections,
    )
