"""Files that come from outside, read safely into checked frames."""

from boundaries.read.lists import (
    read_neighbours,
    read_unit_list,
    read_units_or_list,
)
from boundaries.read.sites import ReadLayer, read_points
from boundaries.read.units import ReadUnits, read_units

__all__ = [
    "ReadLayer",
    "ReadUnits",
    "read_neighbours",
    "read_points",
    "read_unit_list",
    "read_units",
    "read_units_or_list",
]
