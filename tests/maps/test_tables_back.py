"""The published workbook, read back, is the published CSV."""

from dataclasses import replace
from pathlib import Path

import pytest

from boundaries.read.grid import Grid
from boundaries.read.text import read_grids, read_table
from maps.publication.legend import legend
from maps.tables import write_workbook, write_zones_csv
from maps.words.phrases import say
from tests.maps.publications import publication

COLUMNS = (
    *("unit", "day", "level", "zone", "clause", "reason"),
    *("effective_from", "next_better"),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tables")
    whole = replace(publication(), version=1, fingerprint="ab" * 32)
    paths = folder / "zones.csv", folder / "zones.xlsx"
    write_zones_csv(whole, paths[0])
    write_workbook(whole, paths[1])
    return paths


def sheet_rows(grid: Grid) -> list[tuple[str, ...]]:
    """Give the columns of the contract, by the headings that people read."""
    first, *below = grid.rows.values()
    at = {heading: place for place, heading in enumerate(first)}
    places = [at[say(f"table.{name}")] for name in COLUMNS]
    width = len(first)
    filled = [(*cells, *[""] * (width - len(cells))) for cells in below]
    return [tuple(cells[place] for place in places) for cells in filled]


def test_the_sheet_of_all_days_is_zones_csv(written: tuple[Path, Path]) -> None:
    """Zones have their names in the workbook and their ids in the CSV."""
    csv, xlsx = written
    names = {entry.zone: entry.name for entry in legend(publication())}
    table = read_table(csv)
    assert table.header == COLUMNS
    expected = [
        tuple(
            names.get(cell, cell) if name == "zone" else cell.removeprefix("'")
            for name, cell in zip(COLUMNS, cells)
        )
        for _, cells in table.rows
    ]
    grids = {grid.sheet: grid for grid in read_grids(xlsx)}

    assert sheet_rows(grids[say("table.sheet-all")]) == expected
    assert len(expected) > 100


def test_the_sheet_of_the_day_is_its_part_of_zones_csv(
    written: tuple[Path, Path],
) -> None:
    grids = read_grids(written[1])
    day = publication().day
    whole = next(grid for grid in grids if grid.sheet == say("table.sheet-all"))
    today = [row for row in sheet_rows(whole) if row[1] == day.isoformat()]

    assert sheet_rows(grids[0]) == today
    assert grids[0].sheet.endswith(f"{day:%d-%m-%Y}")


def test_codes_in_the_workbook_are_text_and_levels_are_numbers(
    written: tuple[Path, Path],
) -> None:
    grid = read_grids(written[1])[0]
    first = next(iter(grid.rows.values()))
    unit = first.index(say("table.unit")) + 1
    level = first.index(say("table.level")) + 1

    assert not [place for place in grid.bare if place[1] == unit]
    told = {row for row in grid.rows if row > 1 and grid.at(row, level)}
    assert {row for row, column in grid.bare if column == level} == told
