"""Which reference system a layer was taken for, told from where it landed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.measure import offsets
from boundaries.read.crs import Listed, into_stored, listed, out_of_stored

Points = NDArray[np.float64]
_NEAR_M = 10.0  # two drawings of one border differ by less, in the median
_ENOUGH = 50


@dataclass(frozen=True, slots=True)
class Misreading:
    """Coordinates in one reference system that were read as if in another.

    Parameters
    ----------
    real, read
        The system of the coordinates, and what they were taken for.
    left
        Metres between where this puts the places and where they were found.
    """

    real: Listed
    read: Listed
    left: float


def guess_misreadings(
    right: Points, found: Points, read: str = ""
) -> tuple[Misreading, ...]:
    """Name the mistakes that bring places from `right` to `found`.

    Parameters
    ----------
    right, found : [n, 2], lon and lat in EPSG:4326
        Where n places are, and where a layer has them.
    read
        What the layer was read as, ``EPSG:9210``; empty where nobody can know: a
        layer in EPSG:4326 may have been brought there by somebody else.

    Returns
    -------
    tuple
        Of all pairs of listed systems (``boundaries/read/crs.toml``) those that leave
        the least, to a metre: only the difference of two middle meridians can be
        seen, and VN-2000 read as WGS 84 lies 224 to 226 m off in any projection.
        Empty where more than 10 m are left.
    """
    some = np.unique(np.linspace(0, len(right) - 1, _ENOUGH).astype(int))
    right, found = right[some], found[some]
    taken = [one for one in listed().values() if read in {"", f"EPSG:{one.epsg}"}]
    tried = [
        Misreading(
            real, one, _left(into_stored(out_of_stored(right, real), one), found)
        )
        for one in taken
        for real in listed().values()
        if real.metres == one.metres and real != one
    ]
    least = min((guess.left for guess in tried), default=np.inf)
    if least > _NEAR_M:
        return ()
    return tuple(guess for guess in tried if guess.left <= least + 1)


def _left(landed: Points, found: Points) -> float:
    if not np.isfinite(landed).all():
        return np.inf
    east, north = np.median(offsets(landed, found), axis=0)
    return float(np.hypot(east, north))
