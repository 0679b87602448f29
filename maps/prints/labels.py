"""Names of districts, placed where they hide least."""

from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes

from maps.prints.lettering import halo, width_of, write
from maps.prints.view import View

_SHORT_KINDS = {"Thành phố": "TP.", "Thị xã": "TX.", "Huyện": "H.", "Quận": "Q."}
_CANDIDATES = 25


@dataclass(frozen=True, slots=True)
class Box:
    """A label's rectangle in points."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: "Box") -> float:
        """Give the shared area, in square points."""
        wide = (self.width + other.width) / 2 - abs(self.x - other.x)
        high = (self.height + other.height) / 2 - abs(self.y - other.y)
        return max(wide, 0) * max(high, 0)


def label_districts(
    axes: Axes, districts: gpd.GeoDataFrame, view: View, taken: list[Box], k: float
) -> None:
    """Put each name where it hides the fewest levels, largest districts first."""
    order = districts.assign(
        size=shapely.area(districts.geometry.to_numpy())
    ).sort_values(["size", "name"], ascending=False)
    placed: list[Box] = []
    size = 7.5 * k
    for row in order.itertuples():
        spots = _spots_inside(row.geometry)
        boxes = [box_of(spot, row.name, size, view) for spot in spots]
        costs = [
            sum(box.overlap(other) for other in taken)
            + 50 * sum(box.overlap(other) for other in placed)
            for box in boxes
        ]
        best = int(np.argmin(costs))
        placed.append(boxes[best])
        look = {"face": "bold", "ha": "center", "va": "center"}
        around = halo("#FFFFFF", 1.8 * k)
        write(axes, spots[best], row.name, size, **look, path_effects=around, zorder=8)


def _spots_inside(shape: shapely.Geometry) -> list[tuple[float, float]]:
    """Give places for a label, the roomiest first."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    west, south, east, north = largest.bounds
    grid = np.array(
        list(
            product(
                np.linspace(west, east, _CANDIDATES),
                np.linspace(south, north, _CANDIDATES),
            )
        )
    )
    inside = grid[shapely.contains_xy(largest, grid)]
    middle = shapely.maximum_inscribed_circle(largest).coords[0]
    return [middle, *(tuple(spot) for spot in inside)]


def box_of(spot: tuple[float, float], text: str, size: float, view: View) -> Box:
    """Give the room that a centred bold text takes on the paper."""
    x = spot[0] * view.points_per_degree * view.squeeze
    y = spot[1] * view.points_per_degree
    return Box(x, y, width_of(text, size, "bold"), 0.9 * size)


def short_name(name: str) -> str:
    """Shorten the kind in front of a district's name, as printed maps do."""
    for kind, short in _SHORT_KINDS.items():
        if name.startswith(f"{kind} "):
            return name.replace(kind, short, 1)
    return name
