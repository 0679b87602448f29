"""The window of a map: what it shows, how large, and the scale bar that says so."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from boundaries.measure import lengths
from maps.prints.lettering import Halo, Look, write
from maps.words.phrases import say

_MARGIN = 0.03


@dataclass(frozen=True, slots=True)
class View:
    """The window of the world that a map shows.

    Parameters
    ----------
    west, south, east, north
        Degrees.
    points_per_degree
        Of latitude, on the paper.
    metres_per_point
        On the ground, in the middle of the map.
    """

    west: float
    south: float
    east: float
    north: float
    points_per_degree: float
    metres_per_point: float

    @property
    def squeeze(self) -> float:
        """Give how much shorter a degree of longitude is, in the middle."""
        return float(np.cos(np.radians((self.south + self.north) / 2)))

    @property
    def frame(self) -> shapely.Polygon:
        """Give the window as a polygon, lon and lat."""
        return shapely.box(self.west, self.south, self.east, self.north)

    def on_paper(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn n lon and lat into points from the lower left corner."""
        paper: NDArray[np.float64] = (places - self._corner()) * self._scale()
        return paper

    def on_ground(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn n points of the paper back into lon and lat."""
        ground: NDArray[np.float64] = points / self._scale() + self._corner()
        return ground

    def _corner(self) -> NDArray[np.float64]:
        return np.array([self.west, self.south])

    def _scale(self) -> NDArray[np.float64]:
        return self.points_per_degree * np.array([self.squeeze, 1.0])


def fit_view(units: gpd.GeoDataFrame, width: float, height: float) -> View:
    """Choose the window that shows all units in `width` by `height` points."""
    west, south, east, north = units.total_bounds
    squeeze = float(np.cos(np.radians((south + north) / 2)))
    wide, high = (east - west) * squeeze, north - south
    scale = min(width / wide, height / high) * (1 - 2 * _MARGIN)
    x, y = (west + east) / 2, (south + north) / 2
    half_x, half_y = width / scale / squeeze / 2, height / scale / 2
    middle = shapely.LineString([(x - half_x, y), (x + half_x, y)])
    ground = float(lengths(np.array([middle]))[0])
    return View(x - half_x, y - half_y, x + half_x, y + half_y, scale, ground / width)


def draw_scale(axes: Axes, view: View, k: float) -> None:
    """Draw the scale bar, true in the middle of the map, and a north arrow."""
    longest = (view.east - view.west) * 0.22
    per_degree = view.metres_per_point * view.points_per_degree * view.squeeze
    km = _round_down(longest * per_degree / 1000)
    wide = km * 1000 / per_degree
    step = (view.north - view.south) / 100
    x, y = view.west + 2 * step, view.south + 2.2 * step
    for n, colour in enumerate(("#000000", "#FFFFFF")):
        corner = x + n * wide / 2
        bar = [(corner, y), (corner + wide / 2, y)]
        bar += [(corner + wide / 2, y + 0.9 * step), (corner, y + 0.9 * step)]
        axes.add_patch(Polygon(bar, fc=colour, ec="#000000", lw=0.6 * k, zorder=9))
    around: Look = {"halo": Halo("#FFFFFF", 1.6 * k), "zorder": 9}
    for share in (0, 0.5, 1):
        text = f"{km * share:g}".replace(".", ",") + (" km" if share == 1 else "")
        spot = (x + share * wide, y + 1.6 * step)
        write(axes, spot, text, 6.5 * k, ha="center", **around)
    x, y = view.east - 3.5 * step / view.squeeze, view.north - 9 * step
    arrow = [(x, y + 5 * step), (x + 1.3 * step, y), (x, y + 1.2 * step)]
    left = [(x, y + 5 * step), (x - 1.3 * step, y), (x, y + 1.2 * step)]
    axes.add_patch(Polygon(arrow, fc="#000000", ec="#000000", lw=0.6 * k, zorder=9))
    axes.add_patch(Polygon(left, fc="#FFFFFF", ec="#000000", lw=0.6 * k, zorder=9))
    top = (x, y + 5.6 * step)
    write(axes, top, say("print.north"), 9 * k, face="bold", ha="center", **around)


def _round_down(km: float) -> float:
    """Give the largest of 1, 2, 5 times a power of ten that is not above `km`."""
    power = 10.0 ** np.floor(np.log10(km))
    return float(max(n * power for n in (1, 2, 5) if n * power <= km))
