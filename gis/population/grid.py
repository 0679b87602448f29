"""The grid of people: what every count starts from."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["people"]
"""What a caller may vouch for: each cell holds people, not people per area."""
Certainty = Literal["declared", "stated", "assumed"]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleGrid:
    """People per cell, north up, in EPSG:4326.

    Parameters
    ----------
    people : array, rows by columns, float
        People of each cell, 0 or more; NaN where nobody counted. Made read-only.
    west, north
        The upper left corner, degrees.
    wide, high
        Size of a cell, degrees, both above 0.
    total
        People of the whole raster, also of what lies outside `people`.
    certainty
        Why the cells are taken for people: the caller ``declared`` it, the file
        ``stated`` it, or it is ``assumed`` because nothing speaks against it.
    name, sha256
        Of the file.
    """

    people: NDArray[np.floating]
    west: float
    north: float
    wide: float
    high: float
    total: float
    certainty: Certainty = "declared"
    name: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.people.ndim != 2 or not self.people.size:  # noqa: PLR2004 - rows, columns
            raise ValueError(f"a grid has rows and columns, not {self.people.shape}")
        if self.wide <= 0 or self.high <= 0:
            raise ValueError(f"cells of {self.wide} by {self.high} degrees")
        self.people.flags.writeable = False

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north, degrees."""
        rows, columns = self.people.shape
        south, east = self.north - rows * self.high, self.west + columns * self.wide
        return self.west, south, east, self.north
