"""Perimeters without a cut, to compare with: the forced units, and rings around."""

from gis.perimeters.borders import Borders
from gis.perimeters.cut import Bools


def grow(borders: Borders, chosen: Bools, rings: int, barred: Bools) -> Bools:
    """Add the units that share a border with a chosen one, `rings` times.

    Parameters
    ----------
    borders
        Between n units.
    chosen : n bool
        The units to begin with.
    rings
        0 gives them as they are: the dissolved units of every map.
    barred : n bool
        Units that are never added.
    """
    land = borders.km > 0
    first, second = borders.first[land], borders.second[land]
    held = chosen.copy()
    for _ in range(rings):
        wider = held.copy()
        wider[second[held[first]]] = True
        wider[first[held[second]]] = True
        held = held | (wider & ~barred)
    return held
