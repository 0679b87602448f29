"""Names on the map, placed where they hide least."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.prints.lettering import Halo, Look, clip, width_of, wrap, write
from maps.prints.view import View

_SHORT_KINDS = {"Thành phố": "TP.", "Thị xã": "TX.", "Huyện": "H.", "Quận": "Q."}
_CANDIDATES = 40
_LINE = 1.05
_OVER_NAME, _FAR = 50.0, 0.6
_LONGEST, _MOST_LINES = 140.0, 3
_NAME_SIZES = (5.0, 4.4, 3.8, 3.3)


@dataclass(frozen=True, slots=True)
class Box:
    """A centred rectangle that a label takes on the paper, in points."""

    x: float
    y: float
    width: float
    height: float


def box_of(spot: tuple[float, float], text: str, size: float, view: View) -> Box:
    """Give the room that a centred bold text takes on the paper."""
    x, y = view.on_paper(np.array([spot]))[0]
    return Box(x, y, width_of(text, size, "bold"), 0.9 * size)


def label_districts(
    axes: Axes, districts: gpd.GeoDataFrame, view: View, taken: list[Box], k: float
) -> list[Box]:
    """Put each name where it hides the fewest levels, largest districts first.

    A long name is broken into lines, and none leaves the map.

    Parameters
    ----------
    districts
        `name`, empty for none, and polygons.
    taken
        Room that the levels take.

    Returns
    -------
    list of Box
        Room that the names take.
    """
    areas = shapely.area(districts.geometry.to_numpy())
    order = districts.assign(area=areas).sort_values(["area", "name"], ascending=False)
    placed: list[Box] = []
    size = 7.5 * k
    frame = view.on_paper(np.array([[view.east, view.north]]))[0]
    for shape, name in zip(order.geometry, order["name"]):
        if not name:
            continue
        lines = _lines_of(name, size, min(_LONGEST * k, frame[0]))
        wide = max(width_of(line, size, "bold") for line in lines) + 2 * k
        high = size * _LINE * len(lines)
        spots = _spots_inside(shape)
        inside = view.on_paper(spots)
        half = np.array([wide, high]) / 2
        paper = np.maximum(np.minimum(inside, frame - half), half)
        costs = _overlaps(paper, wide, high, taken)
        costs += _OVER_NAME * _overlaps(paper, wide, high, placed)
        costs += _FAR * np.hypot(*(paper - paper[0]).T)
        best = int(np.argmin(costs))
        placed.append(Box(paper[best, 0], paper[best, 1], wide, high))
        moved = len(lines) > 1 or (paper[best] != inside[best]).any()
        for n, line in enumerate(lines):
            down = np.array([0, ((len(lines) - 1) / 2 - n) * size * _LINE])
            at = view.on_ground(paper[[best]] + down)[0] if moved else spots[best]
            look: Look = {"face": "bold", "ha": "center", "va": "center"}
            around = Halo("#FFFFFF", 1.8 * k)
            write(axes, at, line, size, **look, halo=around, zorder=8)
    return placed


def label_communes(
    axes: Axes,
    communes: gpd.GeoDataFrame,
    view: View,
    taken: list[Box],
    placed: list[Box],
    k: float,
) -> None:
    """Write a commune's name under its level, where it fits inside its border.

    Parameters
    ----------
    communes
        `name`, `ink`, `fill` and polygons.
    taken
        Room of the levels, in the order of `communes`.
    placed
        Room of the names of districts, which stay free.
    """
    for row, level in zip(communes.itertuples(), taken):
        inside = shapely.transform(row.geometry, view.on_paper)
        for points in _NAME_SIZES:
            size = points * k
            wide, high = width_of(row.name, size), size * _LINE
            y = level.y - level.height / 2 - high / 2
            room = shapely.box(
                level.x - wide / 2, y - high / 2, level.x + wide / 2, y + high / 2
            )
            if not inside.contains(room):
                continue
            spot = np.array([[level.x, y]])
            if _overlaps(spot, wide, high, placed)[0] == 0:
                look: Look = {
                    "colour": row.ink,
                    "ha": "center",
                    "va": "center_baseline",
                }
                around = Halo(row.fill, 1.0 * k)
                at = tuple(view.on_ground(spot)[0])
                write(axes, at, row.name, size, **look, halo=around, zorder=7)
            break


def short_name(name: str) -> str:
    """Shorten the kind in front of a district's name, as printed maps do."""
    for kind, short in _SHORT_KINDS.items():
        if name.startswith(f"{kind} "):
            return name.replace(kind, short, 1)
    return name


def _lines_of(name: str, size: float, width: float) -> list[str]:
    """Break a name into a few lines; dots end one that is longer still."""
    lines = wrap(name, size, width, "bold")
    if len(lines) <= _MOST_LINES:
        return lines
    last = " ".join(lines[_MOST_LINES - 1 :])
    return [*lines[: _MOST_LINES - 1], clip(last, size, width, "bold")]


def _spots_inside(shape: BaseGeometry) -> NDArray[np.float64]:
    """Give places for a label in the largest part, the roomiest first."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    west, south, east, north = largest.bounds
    steps = (np.linspace(*ends, _CANDIDATES) for ends in ((west, east), (south, north)))
    grid = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, 2)
    inside = grid[shapely.contains_xy(largest, grid)]
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[:1]
    return np.concatenate([middle, inside])


def _overlaps(
    spots: NDArray[np.float64], wide: float, high: float, others: list[Box]
) -> NDArray[np.float64]:
    """Give the area that a rectangle at each spot shares with others, in points²."""
    boxes = np.array([(o.x, o.y, o.width, o.height) for o in others]).reshape(-1, 4)
    across = (wide + boxes[:, 2]) / 2 - np.abs(spots[:, :1] - boxes[:, 0])
    along = (high + boxes[:, 3]) / 2 - np.abs(spots[:, 1:] - boxes[:, 1])
    shared: NDArray[np.float64] = (across.clip(0) * along.clip(0)).sum(axis=1)
    return shared
