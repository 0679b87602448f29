"""Rows of a sheet that are no data: numbers under the headings, totals, signatures."""

import re
from collections.abc import Sequence

from boundaries.names import match_key
from boundaries.read.grid import Grid
from boundaries.refusal import Fault
from gis.cases.sheetmap.names import UnitNames
from gis.cases.sheetmap.vocabulary import FURTHER, SIGNED, TOTALS

_NUMBERED = re.compile(r"\(?([0-9]{1,2}|[A-Za-z])\)?(=.*)?")
_LEAST = 2
_FURTHER = frozenset(map(match_key, FURTHER))
_WORDS = tuple(map(match_key, (*TOTALS, *SIGNED)))


def numbering_rows(grid: Grid, body: Sequence[int]) -> int:
    """Count the rows below the headings that only number the columns: 0 or 1."""
    if not body:
        return 0
    cells = [text for text in grid.rows[body[0]] if text]
    numbered = [_NUMBERED.fullmatch(text) for text in cells]
    if len(cells) < _LEAST or not all(numbered):
        return 0
    figures = [found[1] for found in numbered if found and found[1].isdigit()]
    return int(figures == sorted(figures, key=int) and len({*figures}) == len(figures))


def skipped_words(
    grid: Grid, body: Sequence[int], unit: int, names: UnitNames
) -> tuple[str, ...]:
    """Give the words with which totals and signatures begin, as the sheet spells them.

    A row whose unit is known is none of them, whatever its first word is.
    """
    opening: dict[str, None] = {}
    for row in body:
        own = grid.at(row, unit)
        if own and not isinstance(names.find(own), Fault):
            continue
        first = next((text for text in grid.rows[row] if text), "")
        opening |= {first: None, own: None}
    found: dict[str, str] = {}
    for text in opening:
        if word := _opening(text):
            found.setdefault(match_key(word), word)
    return tuple(found.values())


def _opening(text: str) -> str:
    """Give the words of a text that open a total or a signature, as they stand."""
    parts = text.replace(":", " ").split()
    key = match_key(" ".join(parts))
    for word in _WORDS:
        if key == word or (" " in word and key.startswith(f"{word} ")):
            return " ".join(parts[: len(word.split())])
        after = key.removeprefix(f"{word} ").partition(" ")[0]
        if key.startswith(f"{word} ") and after in _FURTHER:
            return " ".join(parts[:2])
    return ""
