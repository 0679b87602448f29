"""How far places were moved together, and what may have moved them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.measure import offsets
from boundaries.misreadings import Misreading, guess_misreadings

NOTED_M, REFUSED_M = 30.0, 150.0
_LEAST_COHERENT = 0.5
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shift:
    """The median way from where places are to where a layer has them.

    Parameters
    ----------
    east, north
        Metres; 0 where there is no place.
    places
        How many are behind the median.
    coherent
        Share of them that moved as the median says: by no more than half its length
        (or 15 m) from it.
    causes
        The misread reference systems that explain a shift over 150 m.
    """

    east: float
    north: float
    places: int
    coherent: float
    causes: tuple[Misreading, ...]

    @property
    def metres(self) -> float:
        """Length of the shift."""
        return float(np.hypot(self.east, self.north))

    @property
    def azimuth(self) -> float:
        """Direction of the shift in degrees, clockwise from north."""
        return float(np.degrees(np.arctan2(self.east, self.north)) % 360)

    @property
    def noted(self) -> bool:
        """Whether the places moved together, by more than 30 m."""
        return self.coherent >= _LEAST_COHERENT and self.metres > NOTED_M

    @property
    def refused(self) -> bool:
        """Whether the places moved together, by more than 150 m."""
        return self.noted and self.metres > REFUSED_M


def measure_shift(right: Points, found: Points, read: str = "") -> Shift:
    """Measure how far n places were moved together.

    Parameters
    ----------
    right, found : [n, 2], lon and lat in EPSG:4326
        Where the places are, and where a layer has them.
    read
        What the layer was read as; see `guess_misreadings`.
    """
    if not len(right):
        return Shift(0.0, 0.0, 0, 0.0, ())
    moved = offsets(right, found)
    middle = np.median(moved, axis=0)
    metres = float(np.hypot(*middle))
    near = np.hypot(*(moved - middle).T) <= max(metres, NOTED_M) / 2
    causes = guess_misreadings(right, found, read) if metres > REFUSED_M else ()
    return Shift(
        float(middle[0]), float(middle[1]), len(moved), float(near.mean()), causes
    )
