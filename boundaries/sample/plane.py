"""A flat sheet of kilometres to draw on, and the way back to degrees.

Lines are drawn straight on the sheet and bent at the end by one smooth field, the
same for every layer: what touched before touches after, so borders stay shared and
roads stay in their commune.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]

KM_PER_DEGREE = 111.2
STEP_KM = 0.3
DECIMALS = 6
_WAVES_KM = (14.0, 6.0, 2.6)
_BENDS = (0.55, 0.6, 0.5)
_WAVES_EACH = 4


@dataclass(frozen=True)
class Sheet:
    """A plane about (`lon`, `lat`), in kilometres, with its field of bends.

    Parameters
    ----------
    lon, lat
        Degrees of the point (0, 0).
    waves : array, n x 6
        One wave a row: its two wave numbers (1/km), its phase, the two parts of
        its displacement (km), and its weight.
    """

    lon: float
    lat: float
    waves: Points

    def to_plane(self, lon: Points, lat: Points) -> Points:
        """Give kilometres, n x 2, of places in degrees, not bent."""
        squeeze = np.cos(np.radians(self.lat))
        return np.column_stack(
            [
                (np.asarray(lon) - self.lon) * KM_PER_DEGREE * squeeze,
                (np.asarray(lat) - self.lat) * KM_PER_DEGREE,
            ]
        )

    def bend(self, points: Points) -> Points:
        """Move points, n x 2, by the field; neighbours keep their order."""
        moved = points.copy()
        for kx, ky, phase, dx, dy, weight in self.waves:
            swing = weight * np.sin(points[:, 0] * kx + points[:, 1] * ky + phase)
            moved += np.outer(swing, (dx, dy))
        return moved

    def to_degrees(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Give polygons, lines or points bent, in degrees, rounded to about 0.1 m.

        Every straight piece is first cut into steps of `STEP_KM`. The cuts do not
        depend on which way the piece runs, so both sides of a border get the same.
        """
        return np.array(
            [shapely.transform(_stepped(shape), self._degrees) for shape in shapes]
        )

    def _degrees(self, points: Points) -> Points:
        squeeze = np.cos(np.radians(self.lat))
        bent = self.bend(points)
        return np.column_stack(
            [
                np.round(bent[:, 0] / (KM_PER_DEGREE * squeeze) + self.lon, DECIMALS),
                np.round(bent[:, 1] / KM_PER_DEGREE + self.lat, DECIMALS),
            ]
        )


def make_sheet(lon: float, lat: float, chance: np.random.Generator) -> Sheet:
    """Lay a sheet about a place, with waves of three lengths in random directions."""
    rows = []
    for length, bend in zip(_WAVES_KM, _BENDS):
        for _ in range(_WAVES_EACH):
            turn, way, phase = chance.random(3) * 2 * np.pi
            number = 2 * np.pi / (length * (0.8 + 0.4 * chance.random()))
            reach = bend / _WAVES_EACH / number
            rows.append(
                (
                    number * np.cos(turn),
                    number * np.sin(turn),
                    phase,
                    np.cos(way),
                    np.sin(way),
                    reach,
                )
            )
    return Sheet(lon, lat, np.array(rows))


def _stepped(shape: shapely.Geometry) -> shapely.Geometry:
    if isinstance(shape, shapely.MultiPolygon):
        return shapely.union_all([_stepped(part) for part in shape.geoms])
    if isinstance(shape, shapely.Polygon):
        return shapely.Polygon(
            _steps(shapely.get_coordinates(shape.exterior)),
            [_steps(shapely.get_coordinates(hole)) for hole in shape.interiors],
        )
    if isinstance(shape, shapely.Point):
        return shape
    return shapely.LineString(_steps(shapely.get_coordinates(shape)))


def _steps(points: Points) -> Points:
    pieces = [points[:1]]
    for start, end in pairwise(points):
        turned = tuple(start) > tuple(end)
        low, high = (end, start) if turned else (start, end)
        count = max(1, int(np.ceil(np.hypot(*(high - low)) / STEP_KM)))
        cuts = low + np.outer(np.arange(1, count) / count, high - low)
        pieces += [cuts[::-1] if turned else cuts, end[None]]
    return np.concatenate(pieces)
