"""Two rows of headings: words for people, and below them the names of the columns."""

import re
from collections.abc import Sequence
from itertools import zip_longest

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SURE = frozenset({"day", "starts"})
"""Every table that is handed out as a form has one of these columns."""


def take_headings(rows: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]]:
    """Say how many rows the headings take, one or two, and give them.

    Parameters
    ----------
    rows
        The first rows that are not blank, at least one.

    Returns
    -------
    count, headings

    Notes
    -----
    Forms that we hand out have Vietnamese headings in their first row and the names
    of the columns in the second, and keep both when they are saved as CSV. A row of
    data never holds one of these words, so no other table is misread. A column that
    somebody added with a heading for people only keeps that heading.
    """
    first = tuple(rows[0])
    if len(rows) == 1 or _SURE & {*first} or not _SURE & {*rows[1]}:
        return 1, first
    pairs = [*zip_longest(rows[1], first, fillvalue="")]
    if all(not name or _NAME.fullmatch(name) or name == word for name, word in pairs):
        return 2, tuple(name or word for name, word in pairs)
    return 1, first
