"""Files that come from outside, read safely into checked frames."""

from boundaries.read.lists import (
    read_neighbours,
    read_unit_list,
    read_units_or_list,
)
from boundaries.read.units import ReadUnits, read_units
from boundaries.read.ways import ReadLayer, read_lines, read_points

__all__ = [
    "ReadLayer",
    "ReadUnits",
    "read_lines",
    "read_neighbours",
    "read_points",
    "read_unit_list",
    "read_units",
    "read_units_or_list",
]
