"""Ways that cross become a network: one vertex in common, and no way twice."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.plane import Points

FERRY = "ferry"
_NEAR_KM = 1e-6


def cross_lines(
    lines: NDArray[np.object_], kinds: Sequence[str]
) -> NDArray[np.object_]:
    """Give every two land roads that cross or touch a vertex in common there.

    A ferry meets roads where it lands, and nothing on its way.

    Parameters
    ----------
    lines : n LineStrings, km
    kinds
        Of each; ``ferry`` is left as it is.
    """
    land = np.array([kind != FERRY for kind in kinds])
    a, b = shapely.STRtree(lines).query(lines, "intersects")
    fresh = (a < b) & land[a] & land[b]
    a, b = a[fresh], b[fresh]
    places, pair = shapely.get_coordinates(
        shapely.intersection(lines[a], lines[b]), return_index=True
    )
    owner = np.r_[a[pair], b[pair]]
    places = np.r_[places, places]
    crossed = lines.copy()
    for line in np.unique(owner):
        crossed[line] = _with_places(lines[line], places[owner == line])
    return crossed


def once(lines: NDArray[np.object_]) -> NDArray[np.intp]:
    """Give the numbers of the lines that repeat no earlier one, in order."""
    seen: dict[Any, int] = {}
    for number, line in enumerate(shapely.to_wkb(shapely.normalize(lines))):
        seen.setdefault(line, number)
    return np.array(sorted(seen.values()), dtype=np.intp)


def _with_places(line: shapely.LineString, places: Points) -> shapely.LineString:
    """Add places to a line in their order along it, but for those that it has."""
    points = shapely.get_coordinates(line)
    gaps = np.hypot(*(places[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    places = places[(gaps > _NEAR_KM).all(axis=1)]
    own = np.r_[0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
    along = np.r_[own, shapely.line_locate_point(line, shapely.points(places))]
    ordered = np.r_[points, places][np.argsort(along, kind="stable")]
    return shapely.LineString(ordered)
