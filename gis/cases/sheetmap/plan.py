"""Where everything that a map names stands in one sheet, and what its rows are."""

from datetime import date

import geopandas as gpd

from boundaries.names import match_key
from boundaries.read.grid import Grid, column_name, read_place
from boundaries.refusal import Fault, Refused
from gis.cases.sheetmap.days import days_in, heading_day
from gis.cases.sheetmap.layout import find_columns, join_headings
from gis.cases.sheetmap.model import JOINT, NONE, ZERO, SheetMap
from gis.cases.sheetmap.names import UnitNames

_SIGNS = {ZERO: "0", NONE: ""}


class Plan:
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

    def unused(self) -> list[str]:
        """Name the columns that are not read; one without a heading by its letter."""
        below = self.rows()
        bare = [
            f"={column_name(column)}"
            for column in range(1, self.grid.width + 1)
            if column not in self.headings and column not in self.used
            if any(self.grid.at(row, column) for row in below)
        ]
        named = [text for at, text in self.headings.items() if at not in self.used]
        return [*named, *bare]

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
            self._keys[text] = match_key(text.replace(":", " "))
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
