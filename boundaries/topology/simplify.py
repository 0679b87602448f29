"""Drawing borders with fewer points, within laws that keep the map true."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, local_crs, require_crs
from boundaries.topology.arcs import Arcs, arcs_of
from boundaries.topology.bends import Borders, Laws
from boundaries.topology.levels import levels_of, require_coverage

AREA_LAW = 0.01
MOVE_LAW_M = 200.0
_COARSEST_M = 2_000.0
_MARGIN = 0.98  # a law measured on another plane must hold too


@dataclass(frozen=True)
class Simplified:
    """Simpler shapes, and how far they are from those that were given.

    Parameters
    ----------
    units : GeoDataFrame
        The rows as given, with simpler shapes; they bend at given places only.
    points_before, points_after
        Points of all rings.
    area_change
        The largest relative change of a unit's area.
    moved_m
        The farthest that a border moved: a bound of the Hausdorff distance.
    """

    units: gpd.GeoDataFrame
    points_before: int
    points_after: int
    area_change: float
    moved_m: float


def simplify(
    units: gpd.GeoDataFrame,
    *,
    tolerance_m: float = _COARSEST_M,
    area_law: float = AREA_LAW,
    move_law_m: float = MOVE_LAW_M,
) -> Simplified:
    """Simplify a coverage as far as the laws allow, each border for itself.

    Parameters
    ----------
    units : GeoDataFrame, EPSG:4326, index `code`
        A coverage on each level; levels whose borders share their points stay in
        step. Rows without a shape are given back as they are.
    tolerance_m
        Bends smaller than this may be dropped: the root of the area between the line
        with the bend and without.
    area_law
        No unit's area changes by a larger part than this.
    move_law_m
        No border moves farther.

    Returns
    -------
    Simplified
        No unit, island or hole is lost, and each level is a valid coverage.

    Raises
    ------
    Refused
        ``crs``, ``coverage-invalid``.

    Notes
    -----
    The bend with the smallest triangle is dropped first (Visvalingam and Whyatt,
    1993), unless that would break a law, lay two borders on each other, or reach
    over a place of another border; bends that had to stay are tried again until none
    can go. Areas and distances are measured on a local equal-area plane, with a
    margin of 2 %.
    """
    require_crs(units, STORED, name="units")
    levels = levels_of(units)
    shapes, codes = units.geometry.to_numpy().copy(), units.index.to_numpy()
    for _, rows in levels:
        require_coverage(shapes[rows], codes[rows])
    rows = np.sort(np.concatenate([rows for _, rows in levels] or [_NO_ROWS]))
    if not len(rows):
        return Simplified(units, 0, 0, 0.0, 0.0)
    arcs = arcs_of(shapes[rows])
    laws = Laws(area_law * _MARGIN, move_law_m * _MARGIN, tolerance_m)
    borders = Borders(arcs, _on_plane(units, arcs), laws)
    borders.drop_bends()
    made = arcs.shapes(borders.lines())
    shapes[rows] = _as_given(made, shapes[rows])
    return Simplified(
        units.set_geometry(gpd.GeoSeries(shapes, units.index, STORED)),
        int(shapely.get_num_coordinates(units.geometry.to_numpy()).sum()),
        int(shapely.get_num_coordinates(shapes).sum()),
        borders.area_change,
        borders.moved_m,
    )


_NO_ROWS = np.array([], dtype=np.int64)


def _on_plane(units: gpd.GeoDataFrame, arcs: Arcs) -> NDArray[np.float64]:
    points = gpd.GeoSeries(shapely.points(arcs.points), crs=STORED)
    return shapely.get_coordinates(points.to_crs(local_crs(units)).to_numpy())


def _as_given(
    made: NDArray[np.object_], given: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Give a MultiPolygon of one part as a Polygon where it was one."""
    single = shapely.get_type_id(given) == 3  # noqa: PLR2004 - shapely's polygon
    made[single] = shapely.get_geometry(made[single], 0)
    return made
