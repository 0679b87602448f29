"""A confirmed map applied to a sheet: case rows, and an account of every row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import pandas as pd

from boundaries.names import match_key
from boundaries.read.grid import Grid, column_name, place_name, read_place
from boundaries.refusal import Fault, Refused
from gis.cases.origin import Origin, Spot
from gis.cases.read import RawCases
from gis.cases.sheetmap.days import days_in, heading_day
from gis.cases.sheetmap.growth import take_growth
from gis.cases.sheetmap.layout import find_columns, join_headings
from gis.cases.sheetmap.model import JOINT, NONE, ZERO, SheetMap
from gis.cases.sheetmap.names import UnitNames
from gis.cases.sheetmap.sums import Sums

_SIGNS = {ZERO: "0", NONE: ""}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A sheet read by a map.

    ``sheet_rows == data + totals + districts + beside``: every row of the sheet that
    is not blank, from the first row of figures on, is one of these.

    Parameters
    ----------
    raw
        The case rows; each row of figures gives one for every figure that it has.
    data
        Sheet rows that gave case rows.
    totals
        Rows left out because they begin with words that the map names.
    districts
        Rows that name the district of those below them.
    beside
        Rows with nothing in the columns that the map names: notes, signatures.
    """

    raw: RawCases
    data: int
    totals: int
    districts: int
    beside: int


@dataclass(slots=True)
class _Tray:
    """What has been read so far."""

    rows: list[dict[str, str]] = field(default_factory=list)
    spots: dict[int, Spot] = field(default_factory=dict)
    faults: dict[tuple[int, str], Fault] = field(default_factory=dict)
    data: int = 0
    totals: int = 0
    districts: int = 0
    beside: int = 0


def apply_map(
    grids: tuple[Grid, ...],
    told: SheetMap,
    units: gpd.GeoDataFrame,
    reason: str = "",
) -> Mapped:
    """Read the case rows of a sheet by a map.

    Parameters
    ----------
    grids
        Every sheet that people see, text converted as the map says.
    told
        The map, as a person confirmed it.
    units : units frame
        Of one province: names are looked for among them, and never guessed.
    reason
        Why running totals fell, where they did.

    Raises
    ------
    Refused
        ``sheet-several``, ``sheet-unknown``; ``map-misfit`` where the sheet is not as
        the map says; ``sheet-rows-hidden``, ``sheet-columns-hidden``.
    """
    grid = choose_grid(grids, told)
    plan = _Plan(grid, told, units)
    tray = _Tray()
    sums = Sums()
    district = ""
    above: dict[str, str] = {}
    for row in plan.rows():
        cells = plan.cells(row, above)
        if plan.is_beside(row, cells):
            tray.beside += 1
        elif plan.is_total(row, cells):
            tray.totals += 1
            sums.hold(row, plan.figures(row))
        elif (found := plan.district_of(cells)) is not None:
            tray.districts += 1
            district = found
            sums.hold(row, plan.figures(row), opens=True)
        else:
            if plan.is_either(cells):
                district = ""  # nothing below is known to lie in the one before
            tray.data += 1
            sums.add(plan.figures(row))
            _take(plan, tray, row, cells, district)
    raw = _raw(plan, tray, tuple(sums.faults(grid)))
    if told.cumulative:
        raw = take_growth(raw, told.base, reason)
    return Mapped(
        raw,
        tray.data, tray.totals, tray.districts, tray.beside,
    )  # fmt: skip


def choose_grid(grids: tuple[Grid, ...], told: SheetMap) -> Grid:
    """Give the sheet that a map names, or the only one.

    Raises
    ------
    Refused
        ``sheet-several``, ``sheet-unknown``.
    """
    names = [grid.sheet for grid in grids]
    if not told.sheet:
        if len(grids) > 1:
            raise Refused("sheet-several", name=grids[0].name, sheets=names)
        return grids[0]
    for grid in grids:
        if match_key(grid.sheet) == match_key(told.sheet):
            return grid
    raise Refused("sheet-unknown", name=grids[0].name, seen=told.sheet, sheets=names)


class _Plan:
    """Where everything of one sheet stands, found once."""

    def __init__(self, grid: Grid, told: SheetMap, units: gpd.GeoDataFrame) -> None:
        self.grid = grid
        self.told = told
        self.headings = join_headings(grid, told.heading_rows)
        self.columns, faults = find_columns(self.headings, told.headings())
        self.across = self._across(faults)
        self.day = self._fixed_day(faults)
        if faults:
            raise Refused(
                "map-misfit",
                faults=faults, name=grid.name, sheet=grid.sheet, count=len(faults),
            )  # fmt: skip
        self.counts = self._counts()
        self._units = UnitNames(units, [told.level])
        self._districts = UnitNames(units, ["district"])
        self._codes = set(units.index)
        self._require_headings()
        self._keys: dict[str, str] = {}
        self.used = sorted({*self.columns.values(), *self.across})
        self._words = [match_key(word) for word in told.skip]
        self._filled = self._merged()
        self._require_seen()

    def rows(self) -> list[int]:
        """Give the rows that are not blank, from the first of figures on."""
        first = self.told.first_row or max(self.told.heading_rows) + 1
        hidden = self.grid.hidden_rows if self.told.hidden == "skip" else frozenset()
        places = {row for row, _ in self.grid.faults} | {*self.grid.rows}
        return [r for r in sorted(places) if r >= first and r not in hidden]

    def cells(self, row: int, above: dict[str, str]) -> dict[str, str]:
        """Give the text of each field, merged and repeated cells filled in."""
        found = {}
        for name, column in self.columns.items():
            text = self._filled.get((row, column), self.grid.at(row, column))
            if not text and name in self.told.fill_down:
                text = above.get(name, "")
            elif name in self.told.fill_down:
                above[name] = text
            found[name] = text
        return found

    def is_beside(self, row: int, cells: dict[str, str]) -> bool:
        """Say whether a row holds nothing where the map looks."""
        places = [(row, column) for column in self.used]
        return not any(
            self.grid.at(*place) or place in self.grid.faults for place in places
        ) and not self._words_of(row, cells)

    def is_total(self, row: int, cells: dict[str, str]) -> bool:
        """Say whether a row begins with words that the map leaves out."""
        own = {**cells, "unit": self.grid.at(row, self.columns["unit"])}
        return self._words_of(row, own) and isinstance(self.unit(own, ""), Fault)

    def district_of(self, cells: dict[str, str]) -> str | None:
        """Give the district that a row stands for, "" where that is in doubt."""
        if not self.told.district_rows:
            return None
        text = cells["unit"]
        found = self._districts.find(text) if text else ""
        if not found or (isinstance(found, Fault) and found.code != "map-unit-several"):
            return None
        if self._units.knows(text):
            return None
        return "" if isinstance(found, Fault) else found

    def is_either(self, cells: dict[str, str]) -> bool:
        """Say whether a name may be a district's row as well as a commune's."""
        text = cells["unit"]
        both = self.told.district_rows and text and self._units.knows(text)
        return bool(both) and self._districts.knows(text)

    def unit(self, cells: dict[str, str], district: str) -> str | Fault:
        """Give the code that a row names, or what is wrong with its name."""
        text = cells["unit"]
        if self.told.unit_by == "code":
            digits = self.told.digits
            code = text.zfill(digits) if text.isascii() and text.isdigit() else text
            return (
                code
                if code in self._codes
                else Fault("case-unit-unknown", {"seen": text})
            )
        if named := cells.get("district", ""):
            found = self._districts.find(named)
            if isinstance(found, Fault):
                return found
            district = found
        if self.is_either(cells):
            return self._units.between(text, self._districts)
        return self._units.find(text, district)

    def figures(self, row: int) -> dict[int, int]:
        """Give the whole numbers of the columns of counts."""
        texts = {column: self.grid.at(row, column) for column, _, _ in self.counts}
        return {
            column: int(text)
            for column, text in texts.items()
            if text.isascii() and text.isdigit()
        }

    def text_of(self, name: str, text: str) -> str | Fault:
        """Give a word of the sheet the meaning that the map states."""
        words = self.told.words.get(name)
        if not words or not text:
            return text
        for word, meaning in words.items():
            if self._key(word) == self._key(text):
                return meaning
        return Fault("map-word-unknown", {"seen": text, "known": list(words)})

    def count_of(self, text: str) -> str:
        """Give a sign in a count the meaning that the map states."""
        return _SIGNS.get(self.told.signs.get(text, ""), text)

    def _key(self, text: str) -> str:
        if text not in self._keys:
            self._keys[text] = match_key(text)
        return self._keys[text]

    def _words_of(self, row: int, cells: dict[str, str]) -> bool:
        if not self._words:
            return False
        first = next((text for text in self.grid.rows.get(row, ()) if text), "")
        return any(
            key == word or (" " in word and key.startswith(f"{word} "))
            for key in (self._key(first), self._key(cells.get("unit", "")))
            for word in self._words
        )

    def _across(self, faults: list[Fault]) -> dict[int, date]:
        if not self.told.days_across:
            return {}
        days: dict[int, date] = {}
        for column, text in self.headings.items():
            parts = [heading_day(part, self.told.year) for part in text.split(JOINT)]
            told = [part for part in parts if part is not None]
            if len(told) == 1 and column not in self.columns.values():
                days[column] = told[0]
        if not days:
            seen = list(self.headings.values())
            faults.append(Fault("map-days-missing", {"seen": seen}))
        for day in sorted({d for d in days.values() if [*days.values()].count(d) > 1}):
            columns = [
                column_name(column) for column, one in days.items() if one == day
            ]
            faults.append(Fault("map-days-twice", {"day": day, "columns": columns}))
        return days

    def _fixed_day(self, faults: list[Fault]) -> date | None:
        place = read_place(self.told.day_cell)
        if place is None:
            return None
        text = self.grid.at(*place)
        days = days_in(text)
        if len(days) == 1:
            return days[0]
        facts = {"seen": text, "days": days, "cell": self.told.day_cell}
        faults.append(Fault("map-day-unclear", {**facts, "sheet": self.grid.sheet}))
        return None

    def _counts(self) -> list[tuple[int, str, date | None]]:
        """Give each column of counts with its setting and its day."""
        if self.across:
            return [(column, "", day) for column, day in self.across.items()]
        return [
            (column, name.partition(":")[2], None)
            for name, column in self.columns.items()
            if name.partition(":")[0] == "cases"
        ]

    def _merged(self) -> dict[tuple[int, int], str]:
        """Give the cells below the first of a merged unit, district or day."""
        own = {self.columns.get(name) for name in ("unit", "district", "day")}
        first = max(self.told.heading_rows)
        return {
            (row, merge.left): self.grid.at(merge.top, merge.left)
            for merge in self.grid.merges
            if merge.left in own and merge.top > first
            for row in range(merge.top + 1, merge.bottom + 1)
        }

    def _require_headings(self) -> None:
        """Refuse headings, and rows left out below them, that hold rows of figures."""
        last = max(self.told.heading_rows)
        above = [*self.told.heading_rows, *range(last + 1, self.told.first_row)]
        column = self.columns["unit"]
        faults = [
            self.grid.placed(row, column, Fault("map-heading-data", {"seen": text}))
            for row in above
            if (text := self.grid.at(row, column))
            and (text in self._codes or self._units.knows(text))
        ]
        if faults:
            raise Refused(
                "map-misfit",
                faults=faults,
                name=self.grid.name,
                sheet=self.grid.sheet,
                count=len(faults),
            )

    def _require_seen(self) -> None:
        if self.told.hidden != "refuse":
            return
        grid = self.grid
        if rows := [row for row in self.rows() if row in grid.hidden_rows]:
            raise Refused(
                "sheet-rows-hidden",
                name=grid.name, sheet=grid.sheet, count=len(rows), rows=rows,
            )  # fmt: skip
        if columns := [c for c in self.used if c in grid.hidden_columns]:
            names = [column_name(column) for column in columns]
            raise Refused(
                "sheet-columns-hidden", name=grid.name, sheet=grid.sheet, columns=names
            )


def _take(
    plan: _Plan, tray: _Tray, row: int, cells: dict[str, str], district: str
) -> None:
    """Make case rows of one row of figures: one for each figure."""
    unit = plan.unit(cells, district)
    for column, texts in _texts(plan, row, cells):
        number = len(tray.rows) + 1
        tray.spots[number] = Spot(row, column)
        one = {"unit": cells["unit"] if isinstance(unit, Fault) else unit}
        if isinstance(unit, Fault) and plan.told.unit_by == "name":
            tray.faults[number, "unit"] = unit
        for name, text in texts.items():
            if isinstance(text, Fault):
                tray.faults[number, name] = text
            one[name] = "" if isinstance(text, Fault) else text
        for name, place in _cell_faults(plan, row, column):
            tray.faults[number, name] = plan.grid.placed(
                *place, plan.grid.faults[place]
            )
        tray.rows.append(one)


def _texts(
    plan: _Plan, row: int, cells: dict[str, str]
) -> Iterator[tuple[int, dict[str, str | Fault]]]:
    """Give the fields of each case row of a sheet row, with its column."""
    told = plan.told
    day = plan.day.isoformat() if plan.day else cells.get("day", "")
    more = {name: plan.text_of(name, cells[name]) for name in told.columns}
    if told.case_id:
        yield plan.columns["case_id"], {"case_id": cells["case_id"], "day": day, **more}
        return
    for column, setting, across in plan.counts:
        texts: dict[str, str | Fault] = {
            "day": across.isoformat() if across else day,
            "cases": plan.count_of(plan.grid.at(row, column)),
            **more,
        }
        if setting:
            texts["setting"] = setting
        yield column, texts


def _cell_faults(
    plan: _Plan, row: int, column: int
) -> Iterator[tuple[str, tuple[int, int]]]:
    if not plan.grid.faults:
        return
    places = {name: (row, at) for name, at in plan.columns.items() if ":" not in name}
    if not plan.told.case_id:
        places["cases"] = (row, column)
    for name, place in places.items():
        if place in plan.grid.faults:
            yield "unit" if name == "district" else name, place


def _raw(plan: _Plan, tray: _Tray, notes: tuple[Fault, ...]) -> RawCases:
    told, grid = plan.told, plan.grid
    single = bool(told.case_id)
    columns = ["case_id", "day", "unit"] if single else ["day", "unit", "cases"]
    columns += ["setting"] * bool(told.settings) + list(told.columns)
    index = pd.RangeIndex(1, len(tray.rows) + 1, name="row")
    rows = pd.DataFrame(tray.rows, columns=columns, index=index, dtype=str)
    _refuse_twice(rows, tray, single=single)
    fixed = {"day": told.day_cell} if told.day_cell else {}
    unused = [text for column, text in plan.headings.items() if column not in plan.used]
    facts = {
        "sheet": grid.sheet, "rows": len(plan.rows()), "data": tray.data,
        "cases": len(tray.rows), "totals": tray.totals, "districts": tray.districts,
        "beside": tray.beside,
    }  # fmt: skip
    said = [Fault("map-applied", facts)]
    if plan.day is not None:
        said.append(Fault("map-day-taken", {"day": plan.day, "cell": told.day_cell}))
    if unused:
        said.append(Fault("map-columns-unused", {"columns": unused}))
    if told.hidden != "refuse" and grid.hidden_rows:
        said.append(Fault("map-hidden", {"rows": sorted(grid.hidden_rows)}))
    return RawCases(
        grid.name,
        grid.sha256,
        "units" if single else "counts",
        rows.fillna(""),
        grid.sheet,
        (*said, *notes),
        Origin(grid.sheet, plan.columns, tray.spots, fixed, max(told.heading_rows)),
        tray.faults,
    )


def _refuse_twice(rows: pd.DataFrame, tray: _Tray, *, single: bool) -> None:
    """Refuse figures that stand twice for a unit and day: nobody knows which counts."""
    if single:
        return
    keys = rows.drop(columns="cases")
    groups = keys[keys.duplicated(keep=False)].groupby(list(keys.columns), sort=False)
    for _, group in groups:
        places = {row: tray.spots[int(row)] for row in group.index}
        for row in group.index:
            others = [place_name(*at) for one, at in places.items() if one != row]
            fault = Fault("map-row-twice", {"other": others})
            tray.faults.setdefault((int(row), "cases"), fault)
