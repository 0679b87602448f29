"""Case rows: read, checked, counted per unit and day."""

from gis.cases.count import COUNTED, count_cases
from gis.cases.cover import Cover, note_outside, silent_cells
from gis.cases.cumulative import count_new, daily_counts
from gis.cases.dayform import (
    DayForm,
    form_cover,
    indicator_rows,
    judge_forms,
    require_own_cover,
)
from gis.cases.export import export_counts, export_singles, recognise_exported
from gis.cases.hamlets import with_communes
from gis.cases.judge import judge_file
from gis.cases.places import lowest_drawn
from gis.cases.read import RawCases, parse_cases, read_cases
from gis.cases.reported import keep_reported
from gis.cases.revise import Revision, revise, standing
from gis.cases.rows import CaseRows, judge_rows, refused_table
from gis.cases.totals import judge_totals

__all__ = [
    "COUNTED",
    "CaseRows",
    "Cover",
    "DayForm",
    "RawCases",
    "Revision",
    "count_cases",
    "count_new",
    "daily_counts",
    "export_counts",
    "export_singles",
    "form_cover",
    "indicator_rows",
    "judge_file",
    "judge_forms",
    "judge_rows",
    "judge_totals",
    "keep_reported",
    "lowest_drawn",
    "note_outside",
    "parse_cases",
    "read_cases",
    "recognise_exported",
    "refused_table",
    "require_own_cover",
    "revise",
    "silent_cells",
    "standing",
    "with_communes",
]
