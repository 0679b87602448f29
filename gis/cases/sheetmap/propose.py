"""A map proposed for a sheet: what was understood, what was not. A person confirms it.

Nothing is guessed where two readings are possible: that part is left out of the
proposal, and said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd

from boundaries.names import match_key
from boundaries.read.grid import Grid, Merge, column_name, place_name
from boundaries.read.sheets import tell_others
from boundaries.refusal import Fault
from gis.cases.sheetmap.days import days_in, heading_day, is_yearless
from gis.cases.sheetmap.layout import join_headings
from gis.cases.sheetmap.model import JOINT, NONE, SheetMap
from gis.cases.sheetmap.names import UnitNames
from gis.cases.sheetmap.tail import numbering_rows, skipped_words
from gis.cases.sheetmap.vocabulary import (
    CASE_ID,
    CASES,
    CODE,
    DAY,
    DISTRICT,
    HOUSEHOLD,
    SETTING,
    TOTAL,
    UNIT,
    meaning_of,
    rank_of_day,
    setting_of,
)

_TITLES = 30
_TALLEST = 3
_SAMPLE = 200
_WORTH = {UNIT: 4, CODE: 3, DAY: 2, CASES: 3, CASE_ID: 2, TOTAL: 1, DISTRICT: 1}
_ALMOST = 0.5
_BLANKS = 0.3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A map to look at, and what it rests on.

    Parameters
    ----------
    told
        The map; parts that could not be told are blank, and it is refused until a
        person fills them in.
    understood, open
        What was understood, and what a person has to say.
    """

    told: SheetMap
    understood: tuple[Fault, ...]
    open: tuple[Fault, ...]


@dataclass(slots=True)
class _Draft:
    """A proposal as it grows."""

    grid: Grid
    rows: tuple[int, ...]
    headings: dict[int, str]
    fields: dict[int, str]
    body: list[int]
    told: SheetMap
    understood: list[Fault] = field(default_factory=list)
    open: list[Fault] = field(default_factory=list)

    def columns(self, name: str) -> list[int]:
        return [column for column, one in self.fields.items() if one == name]

    def name(self, column: int) -> str:
        """Name a column by its heading, or by its letter where others have the same."""
        text = self.headings[column]
        same = [h for h in self.headings.values() if match_key(h) == match_key(text)]
        return text if len(same) == 1 else f"={column_name(column)}"

    def texts(self, column: int) -> list[str]:
        return [self.grid.at(row, column) for row in self.body]


def propose_map(grids: Sequence[Grid], units: gpd.GeoDataFrame) -> Proposal:
    """Propose a map for the sheet that looks most like a table of cases.

    Parameters
    ----------
    grids
        Every sheet that people see.
    units : units frame
        Of one province.
    """
    names = UnitNames(units, ["commune"])
    named = UnitNames(units, ["district", "commune"])
    drafts = [_lay_out(grid, rows) for grid in grids for rows in _blocks(grid)]
    draft = max(drafts, key=lambda one: _worth(one, names, named))
    if len(grids) > 1:
        draft.told = replace(draft.told, sheet=draft.grid.sheet)
    first, last = draft.rows[0], draft.rows[-1]
    sheet = draft.grid.sheet or draft.grid.name
    where = {"sheet": sheet, "first": first, "last": last}
    draft.understood += [Fault("propose-headings", where), *tell_others(draft.grid)]
    _take_units(draft, units, names)
    _take_counts(draft)
    _take_days(draft)
    _take_rest(draft, names)
    return Proposal(draft.told, tuple(draft.understood), tuple(draft.open))


def _blocks(grid: Grid) -> Iterator[tuple[int, ...]]:
    """Give the rows that may be headings: together, and whole under their merges."""
    rows = [row for row in grid.rows if row <= _TITLES] or [next(iter(grid.rows), 1)]
    found, width = 0, grid.width
    merges = [merge for merge in grid.merges if merge.top <= _TITLES + _TALLEST]
    for start, first in enumerate(rows):
        for size in range(1, _TALLEST + 1):
            block = tuple(rows[start : start + size])
            told = all(_may_head(grid.rows[row]) for row in block)
            if (
                told
                and len(block) == size
                and _is_closed(merges, width, first, block[-1])
            ):
                found += 1
                yield block
    if not found:
        yield (rows[0],)


def _may_head(cells: Sequence[str]) -> bool:
    """Say whether a row has several texts, and no figures among them."""
    return len({*filter(None, cells)}) > 1 and not any(map(str.isdigit, cells))


def _is_closed(merges: Sequence[Merge], width: int, first: int, last: int) -> bool:
    for merge in merges:
        inside = merge.top <= last and merge.bottom >= first
        if inside and not (first <= merge.top and merge.bottom <= last):
            return False
        wide = merge.right - merge.left + 1
        if merge.bottom == first - 1 and 1 < wide < _ALMOST * width + 1:
            return False
    return True


def _lay_out(grid: Grid, rows: tuple[int, ...]) -> _Draft:
    headings = join_headings(grid, rows)
    fields = {column: meaning_of(text) for column, text in headings.items()}
    body = [row for row in grid.rows if row > rows[-1]]
    body = body[numbering_rows(grid, body) :]
    told = SheetMap(heading_rows=rows, unit="")
    if body and body[0] > rows[-1] + 1:
        told = replace(told, first_row=body[0])
    return _Draft(grid, rows, headings, fields, body, told)


def _worth(draft: _Draft, names: UnitNames, named: UnitNames) -> tuple[float, int, int]:
    """Weigh a block of headings: fields found, one column each, names below them.

    No unit may stand among them, `named` tells: the first district's row is none.
    """
    kinds = [name.partition(":")[0] for name in draft.fields.values() if name]
    worth = float(sum(_WORTH.get(kind, 1) for kind in {*kinds}))
    days = [c for c, text in draft.headings.items() if _is_day(text)]
    worth += 2 * min(len(days), 2)
    worth -= sum(
        draft.headings[c] != draft.name(c) for c in draft.fields if draft.fields[c]
    )
    worth -= 2 * len(_headless(draft))
    for column in draft.columns(UNIT) + draft.columns(CODE):
        worth += 4 * _share(draft.texts(column)[:_SAMPLE], names)
        above = [draft.grid.at(row, column) for row in draft.rows]
        worth -= 9 * any(named.knows(text) for text in above if text)
    return worth, -len(draft.rows), -draft.rows[0]


def _headless(draft: _Draft) -> set[int]:
    """Find columns of figures that a block of headings leaves without a name."""
    return {
        column
        for row in draft.body[:_SAMPLE]
        for column, text in enumerate(draft.grid.rows[row], start=1)
        if text.isdigit() and column not in draft.headings
    }


def _share(texts: Sequence[str], names: UnitNames) -> float:
    told = [text for text in texts if text]
    known = sum(not isinstance(names.find(text), Fault) for text in told)
    return known / len(told) if told else 0.0


def _is_day(text: str) -> bool:
    last = text.rsplit(JOINT, maxsplit=1)[-1]
    return heading_day(last) is not None or is_yearless(last)


def _take_units(draft: _Draft, units: gpd.GeoDataFrame, names: UnitNames) -> None:
    codes = set(units.index[units["admin_level"] == "commune"])
    for column in draft.columns(CODE):
        digits = _digits(draft.texts(column), codes)
        if digits is not None:
            heading = draft.name(column)
            draft.told = replace(
                draft.told, unit=heading, unit_by="code", digits=digits
            )
            facts = {"heading": heading, "digits": digits}
            code = "propose-unit-digits" if digits else "propose-unit-code"
            draft.understood.append(Fault(code, facts))
            return
    columns = draft.columns(UNIT)
    if not columns:
        seen = list(draft.headings.values())
        draft.open.append(Fault("propose-unit-missing", {"seen": seen}))
        return
    column = max(columns, key=lambda one: _share(draft.texts(one), names))
    heading = draft.name(column)
    draft.told = replace(draft.told, unit=heading)
    draft.understood.append(Fault("propose-unit-name", {"heading": heading}))
    _take_districts(draft, units, names, column)


def _take_districts(
    draft: _Draft, units: gpd.GeoDataFrame, names: UnitNames, column: int
) -> None:
    districts = UnitNames(units, ["district"])
    for place in draft.columns(DISTRICT):
        texts = draft.texts(place)
        if _share(texts, districts) > _ALMOST:
            heading = draft.name(place)
            blank = sum(not text for text in texts) / max(len(texts), 1)
            fill = ("district",) if blank > _BLANKS else ()
            draft.told = replace(draft.told, district=heading, fill_down=fill)
            draft.understood.append(Fault("propose-district", {"heading": heading}))
            return
    groups = [
        text
        for text in draft.texts(column)
        if text
        and not isinstance(districts.find(text), Fault)
        and isinstance(names.find(text), Fault)
    ]
    if groups:
        draft.told = replace(draft.told, district_rows=True)
        draft.understood.append(Fault("propose-district-rows", {"names": groups}))


def _digits(texts: Sequence[str], codes: set[str]) -> int | None:
    """Give the digits that codes lack, 0 where they are whole, None where they fail."""
    told = [text for text in texts if text.isascii() and text.isdigit()]
    for digits in (0, *sorted({len(code) for code in codes})):
        known = sum(text.zfill(digits) in codes for text in told)
        if told and known > _ALMOST * len(told):
            return digits
    return None


def _take_counts(draft: _Draft) -> None:
    days = [c for c, text in draft.headings.items() if _is_day(text)]
    if len(days) > 1:
        draft.told = replace(draft.told, days_across=True)
        names = [draft.headings[column] for column in days]
        draft.understood.append(Fault("propose-days-across", {"days": names}))
        if any(is_yearless(name.rsplit(JOINT, maxsplit=1)[-1]) for name in names):
            draft.open.append(Fault("propose-year-missing", {"seen": names}))
        return
    if ids := draft.columns(CASE_ID):
        heading = draft.name(ids[0])
        draft.told = replace(draft.told, case_id=heading)
        draft.understood.append(Fault("propose-case-id", {"heading": heading}))
        return
    parts = [c for c, name in draft.fields.items() if name.startswith(f"{CASES}:")]
    split = {draft.fields[column].partition(":")[2]: column for column in parts}
    whole, running = draft.columns(CASES), draft.columns(TOTAL)
    if len(split) < len(parts) and not whole:
        seen = [draft.headings[column] for column in parts]
        draft.open.append(Fault("propose-settings-twice", {"seen": seen}))
    elif len(split) == len(parts) > 0 and (
        not whole or _adds_up(draft, whole[0], list(split.values()))
    ):
        headings = {name: draft.name(column) for name, column in split.items()}
        draft.told = replace(draft.told, settings=headings)
        columns = {"columns": list(headings.values())}
        draft.understood.append(Fault("propose-settings", columns))
    elif len(whole) == 1:
        draft.told = replace(draft.told, cases=draft.name(whole[0]))
        facts = {"heading": draft.told.cases}
        draft.understood.append(Fault("propose-cases", facts))
    elif len(running) == 1 and not whole:
        heading = draft.name(running[0])
        draft.told = replace(draft.told, cases=heading, cumulative=True)
        draft.open.append(Fault("propose-cumulative", {"heading": heading}))
        return
    else:
        seen = [draft.headings[column] for column in whole or draft.headings]
        draft.open.append(Fault("propose-cases-missing", {"seen": seen}))
    if running:
        left = [draft.headings[column] for column in running]
        draft.understood.append(Fault("propose-running-left", {"columns": left}))


def _adds_up(draft: _Draft, whole: int, parts: Sequence[int]) -> bool:
    """Say whether the settings make up the whole in every row that tells both."""
    for row in draft.body:
        told = [draft.grid.at(row, column) for column in (whole, *parts)]
        figures = [int(text) for text in told if text.isascii() and text.isdigit()]
        if told[0] and len(figures) > 1 and figures[0] != sum(figures[1:]):
            return False
    return True


def _take_days(draft: _Draft) -> None:
    if draft.told.days_across:
        return
    columns = sorted(draft.columns(DAY), key=lambda c: rank_of_day(draft.headings[c]))
    best = [c for c in columns if rank_of_day(draft.headings[c]) == 0] or columns
    if len(best) == 1:
        heading = draft.name(best[0])
        draft.told = replace(draft.told, day=heading)
        draft.understood.append(Fault("propose-day", {"heading": heading}))
        return
    if best:
        seen = [draft.headings[column] for column in best]
        draft.open.append(Fault("propose-day-several", {"seen": seen}))
        return
    titles = {
        place_name(row, column): days_in(text)
        for row in draft.grid.rows
        if row < draft.rows[0]
        for column, text in enumerate(draft.grid.rows[row], start=1)
        if days_in(text)
    }
    days = {day for found in titles.values() for day in found}
    if len(days) == 1:
        cell = next(iter(titles))
        draft.told = replace(draft.told, day_cell=cell)
        facts = {"day": days.pop(), "place": cell}
        draft.understood.append(Fault("propose-day-cell", facts))
    else:
        open_ = {"days": sorted(days), "cells": list(titles)}
        draft.open.append(Fault("propose-day-missing", open_))


def _take_rest(draft: _Draft, names: UnitNames) -> None:
    """Take words that end a table, signs in its counts, and further columns."""
    unit = next((c for c in draft.fields if draft.name(c) == draft.told.unit), 0)
    words = skipped_words(draft.grid, draft.body, unit, names)
    counts = {draft.told.cases, *draft.told.settings.values()}
    columns = [
        c
        for c in draft.headings
        if draft.name(c) in counts
        or (draft.told.days_across and _is_day(draft.headings[c]))
    ]
    signs = {
        text: NONE
        for column in columns
        for text in draft.texts(column)
        if text and not any(letter.isalnum() for letter in text)
    }
    draft.told = replace(draft.told, skip=words, signs=signs)
    if words:
        draft.understood.append(Fault("propose-skip", {"words": words}))
    if signs:
        draft.open.append(Fault("propose-signs", {"signs": list(signs)}))
    if draft.told.case_id or draft.told.cases:
        _take_words(draft)


def _take_words(draft: _Draft) -> None:
    """Take where each case was found, where a column of a list of cases tells it."""
    further: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for column in draft.columns(SETTING)[:1]:
        told = {text: setting_of(text) for text in draft.texts(column) if text}
        known = {text: setting for text, setting in told.items() if setting}
        if known:
            further[SETTING] = draft.name(column)
            words[SETTING] = known
            facts: dict[str, object] = {"words": list(known)}
            facts["heading"] = draft.name(column)
            draft.understood.append(Fault("propose-setting-words", facts))
        if lost := [text for text in told if text not in known]:
            draft.open.append(Fault("propose-words-open", {"words": lost}))
    for column in draft.columns(HOUSEHOLD)[:1]:
        further[HOUSEHOLD] = draft.name(column)
    draft.told = replace(draft.told, columns=further, words=words)
