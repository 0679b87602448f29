"""Two rows of headings: words for people, and below them the names of the columns."""

import re
from collections.abc import Sequence

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SURE = "day"
"""Every table that is handed out as a form has this column."""


def place_headings(rows: Sequence[Sequence[str]]) -> int:
    """Say which of the first two rows holds the names of the columns: 0 or 1.

    Parameters
    ----------
    rows
        At least one row that is not blank.

    Notes
    -----
    Forms that we hand out have Vietnamese headings in their first row and the names
    of the columns in the second, and keep both when they are saved as CSV. A row of
    data never holds the word ``day``, so no other table is misread.
    """
    if len(rows) == 1 or _SURE in rows[0] or _SURE not in rows[1]:
        return 0
    above = [*rows[0], *[""] * len(rows[1])]
    named = all(
        not cell or _NAME.fullmatch(cell) or cell == label
        for cell, label in zip(rows[1], above)
    )
    return int(named)
