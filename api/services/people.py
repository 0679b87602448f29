"""People: of a file of units, and of the province that is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries.read import read_units
from boundaries.refusal import Fault
from boundaries.units import LEVELS
from gis.population import Kind, PeopleGrid, people_by_unit, read_people
from maps.publication.record import InputFile
from maps.tables.csv import compose_table


@dataclass(frozen=True, slots=True)
class Counted:
    """People per unit, and what they were counted from.

    Parameters
    ----------
    people : Series, index `code`
        Not rounded; NaN where they cannot be told.
    grid
        The raster, with its own total and how sure it is.
    levels
        By admin level: how many units have a figure, and their people together.
    input
        For the list of what went in: units drawn, with and without a figure.
    faults
        Units that stay blank.
    """

    people: "pd.Series[float]"
    grid: PeopleGrid
    levels: Mapping[str, tuple[int, float]]
    input: InputFile
    faults: tuple[Fault, ...]


def count_units(
    units: gpd.GeoDataFrame,
    raster: Path,
    *,
    kind: Kind | None = None,
    total: float | None = None,
    leave_outside: bool = False,
) -> Counted:
    """Count the people of every drawn unit.

    Raises
    ------
    Refused
        What ``read_people`` and ``people_by_unit`` refuse.
    """
    drawn = units[~(units.geometry.isna() | units.geometry.is_empty)]
    west, south, east, north = drawn.total_bounds
    grid = read_people(raster, (west, south, east, north), kind=kind, total=total)
    people = people_by_unit(grid, units, leave_outside=leave_outside)
    told = people[drawn.index].notna()
    blank = list(drawn.index[~told])
    facts = {"count": len(blank), "name": raster.name, "units": blank}
    counts = len(drawn), int(told.sum()), len(blank), 0
    level = units["admin_level"]
    return Counted(
        people,
        grid,
        {
            one: (int(own.count()), float(own.sum()))
            for one in LEVELS
            if len(own := people[(level == one) & people.notna()])
        },
        InputFile(raster.name, grid.sha256, *counts),
        (Fault("people-blank", facts),) if blank else (),
    )


def count_file(
    path: Path,
    raster: Path,
    *,
    crs: str | None = None,
    kind: Kind | None = None,
    total: float | None = None,
    leave_outside: bool = False,
) -> Counted:
    """Count the people of a file of units; see `count_units`."""
    units = read_units(path, crs=crs).units
    return count_units(
        units, raster, kind=kind, total=total, leave_outside=leave_outside
    )


def compose_people(counted: Counted) -> bytes:
    """Compose people.csv: ``unit,people``, whole people, blank where untold."""
    rows = ((unit, _whole(n)) for unit, n in counted.people.items())
    return compose_table(("unit", "people"), rows)


def _whole(people: float) -> int | None:
    return None if pd.isna(people) else round(people)
