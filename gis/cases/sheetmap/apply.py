"""A confirmed map applied to a sheet: case rows, and an account of every row."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from boundaries.names import match_key
from boundaries.read.grid import Grid, place_name
from boundaries.read.sheets import tell_others
from boundaries.refusal import Fault, Refused
from gis.cases.origin import Origin, Spot
from gis.cases.read import RawCases
from gis.cases.sheetmap.growth import take_growth
from gis.cases.sheetmap.model import SheetMap
from gis.cases.sheetmap.plan import Plan
from gis.cases.sheetmap.sums import Sums


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
    plan = Plan(grid, told, units)
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


def _take(
    plan: Plan, tray: _Tray, row: int, cells: dict[str, str], district: str
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
    plan: Plan, row: int, cells: dict[str, str]
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
    plan: Plan, row: int, column: int
) -> Iterator[tuple[str, tuple[int, int]]]:
    if not plan.grid.faults:
        return
    places = {name: (row, at) for name, at in plan.columns.items() if ":" not in name}
    if not plan.told.case_id:
        places["cases"] = (row, column)
    for name, place in places.items():
        if place in plan.grid.faults:
            yield "unit" if name == "district" else name, place


def _raw(plan: Plan, tray: _Tray, notes: tuple[Fault, ...]) -> RawCases:
    told, grid = plan.told, plan.grid
    single = bool(told.case_id)
    columns = ["case_id", "day", "unit"] if single else ["day", "unit", "cases"]
    columns += ["setting"] * bool(told.settings) + list(told.columns)
    index = pd.RangeIndex(1, len(tray.rows) + 1, name="row")
    rows = pd.DataFrame(tray.rows, columns=columns, index=index, dtype=str)
    _refuse_twice(rows, tray, single=single)
    fixed = {"day": told.day_cell} if told.day_cell else {}
    unused = plan.unused()
    facts = {
        "sheet": grid.sheet or grid.name, "rows": len(plan.rows()), "data": tray.data,
        "cases": len(tray.rows), "totals": tray.totals, "districts": tray.districts,
        "beside": tray.beside,
    }  # fmt: skip
    said = [Fault("map-applied", facts), *tell_others(grid)]
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
