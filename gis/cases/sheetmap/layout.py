"""The headings of a sheet, joined over their rows, and the columns they name."""

import re
from collections.abc import Iterable, Mapping, Sequence

from boundaries.names import match_key
from boundaries.read.grid import Grid, column_name, read_place
from boundaries.refusal import Fault
from gis.cases.sheetmap.model import JOINT

_LETTERS = re.compile(r"=([A-Z]{1,3})")


def join_headings(grid: Grid, rows: Sequence[int]) -> dict[int, str]:
    """Give each column its heading: the cells above it, from top to bottom.

    A merged heading holds for every column and row under it. A heading that is merged
    over nothing but stands once over several columns, with blank cells beside it, holds
    for its own column only: nothing says how far it reaches.
    """
    width = grid.width
    texts = {
        (row, column): grid.at(row, column)
        for row in rows
        for column in range(1, width + 1)
    }
    for merge in grid.merges:
        value = grid.at(merge.top, merge.left)
        for row in rows:
            if merge.top <= row <= merge.bottom:
                reached = range(merge.left, min(merge.right, width) + 1)
                texts |= {(row, column): value for column in reached}
    return {
        column: JOINT.join(dict.fromkeys(filter(None, parts)))
        for column in range(1, width + 1)
        if any(parts := [_plain(texts[row, column]) for row in rows])
    }


def find_columns(
    headings: Mapping[int, str], wanted: Mapping[str, str]
) -> tuple[dict[str, int], list[Fault]]:
    """Find the column of each field by its heading.

    Parameters
    ----------
    headings
        By column (1 = A).
    wanted
        Heading of each field, or ``=F`` for a column.

    Returns
    -------
    columns, faults
        ``map-column-missing``, ``map-column-several``, ``map-column-twice``.
    """
    keys: dict[str, list[int]] = {}
    for column, text in headings.items():
        keys.setdefault(match_key(text), []).append(column)
    found: dict[str, int] = {}
    faults: list[Fault] = []
    for field, text in wanted.items():
        columns = _meant(text, keys)
        if len(columns) == 1:
            found[field] = columns[0]
            continue
        facts: dict[str, object] = {"field": field, "heading": text}
        if columns:
            letters = [f"={column_name(column)}" for column in columns]
            faults.append(Fault("map-column-several", {**facts, "columns": letters}))
        else:
            facts["seen"] = list(headings.values())
            faults.append(Fault("map-column-missing", facts))
    for column in _repeated(found.values()):
        heading = headings.get(column, column_name(column))
        several = [field for field, at in found.items() if at == column]
        twice = {"heading": heading, "fields": several}
        faults.append(Fault("map-column-twice", twice))
    return found, faults


def _meant(text: str, keys: Mapping[str, list[int]]) -> list[int]:
    if letters := _LETTERS.fullmatch(text.strip()):
        place = read_place(f"{letters[1]}1")
        return [place[1]] if place else []
    return keys.get(match_key(text), [])


def _repeated(columns: Iterable[int]) -> list[int]:
    seen = list(columns)
    return sorted({column for column in seen if seen.count(column) > 1})


def _plain(text: str) -> str:
    return " ".join(text.split())
