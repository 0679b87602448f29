"""Case rows as a file that imports again: CSV or a workbook, chosen by its name."""

import pandas as pd

from gis.cases.repeats import BREAKDOWN
from maps.tables.csv import compose_table, safe_text
from maps.tables.form import Form
from maps.tables.form_book import compose_form
from maps.tables.templates import case_columns
from maps.words.sheets import sheet_words

_ALWAYS = ("case_id", "day", "unit", "cases")
_TEXTS = ("case_id", *BREAKDOWN)


def compose_cases(rows: pd.DataFrame, *, workbook: bool) -> bytes:
    """Compose a case file; columns in which nothing is said are left out.

    Parameters
    ----------
    rows : of `gis.cases.export_counts` or `export_singles`
    workbook
        XLSX with the headings of the form of case rows, else CSV.
    """
    names = [
        str(name)
        for name in rows.columns
        if name in _ALWAYS or (rows[name] != "").any()
    ]
    cells = [
        [None if pd.isna(cell) else cell for cell in row]
        for row in rows[names].itertuples(index=False)
    ]
    if not workbook:
        return compose_table(names, cells)
    texts = {place for place, name in enumerate(names) if name in _TEXTS}
    form = Form(
        title=sheet_words("title.export"),
        columns=case_columns(names),
        rows=[
            [_kept(cell) if place in texts else cell for place, cell in enumerate(row)]
            for row in cells
        ],
        guide=[sheet_words(f"guide.{key}") for key in ("data", "headings", "cases")],
    )
    return compose_form(form)


def _kept(cell: object) -> object:
    """Give a text that reads back as it is: a cell needs no quote, a quote does."""
    text = str(cell)
    return safe_text(text) if text.startswith("'") else text
