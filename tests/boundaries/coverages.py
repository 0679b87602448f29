"""Small layers of units whose borders are known, for the tests of topology."""

from collections.abc import Mapping
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import strategies as st
from numpy.typing import NDArray

Shapes = dict[str, shapely.Geometry]
Places = NDArray[np.float64]

WEST, SOUTH, SIDE = 105.0, 10.0, 0.2


def layer(
    shapes: Mapping[str, shapely.Geometry | None],
    *,
    level: str = "commune",
    parent: str = "",
) -> gpd.GeoDataFrame:
    """Give a units frame of one level."""
    return gpd.GeoDataFrame(
        {
            "name": [f"Xã {code}" for code in shapes],
            "kind": "xã",
            "admin_level": level,
            "parent": parent,
        },
        index=list(shapes),
        geometry=list(shapes.values()),
        crs=4326,
    ).rename_axis("code")


def square(
    column: float, row: float, width: float = 1, height: float = 1
) -> shapely.Polygon:
    """Give a box in hundredths of a degree from 105 E, 10 N."""
    return shapely.box(
        WEST + column / 100,
        SOUTH + row / 100,
        WEST + (column + width) / 100,
        SOUTH + (row + height) / 100,
    )


def squares(columns: int, rows: int) -> Shapes:
    """Give a chessboard of boxes with the codes c0r0, c1r0, ..."""
    return {
        f"c{column}r{row}": square(column, row)
        for row in range(rows)
        for column in range(columns)
    }


def cells(seed: int, count: int) -> Shapes:
    """Give the Voronoi cells of random places: a coverage of `count` units."""
    places = np.random.default_rng(seed).uniform(0.01, 0.99, (count, 2)) * SIDE
    frame = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
    found = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(places + np.array([WEST, SOUTH])), extend_to=frame
        )
    )
    kept = shapely.set_precision(shapely.intersection(found, frame), 1e-7)
    return {f"{row:05d}": shape for row, shape in enumerate(kept)}


def winding(shapes: Shapes) -> Shapes:
    """Bend all borders the same way on both sides, many times."""

    def bend(places: Places) -> Places:
        x, y = places.T
        along, across = np.sin(y * 2900) + np.sin(x * 911), np.cos(x * 3100 + y * 700)
        return places + np.stack([along, across], axis=1) * 2e-4

    def wind(shape: shapely.Polygon) -> shapely.Polygon:
        corners = shapely.get_coordinates(shape)
        edges = [_steps(a, b) for a, b in pairwise(corners.tolist())]
        return shapely.Polygon(bend(np.concatenate(edges)))

    return {code: wind(shape) for code, shape in shapes.items()}


def _steps(start: list[float], end: list[float]) -> Places:
    """Walk along an edge in 100 m steps; both sides get the very same places."""
    low, high = sorted([start, end])
    count = 2 + int(np.hypot(high[0] - low[0], high[1] - low[1]) / 0.001)
    places = np.linspace(low, high, count)
    return (places if start == low else places[::-1])[:-1]


def shaken(shapes: Shapes, seed: int) -> Shapes:
    """Let each unit be drawn by another hand, up to some 200 m off."""
    rng = np.random.default_rng(seed)
    drawn = {}
    for code, shape in shapes.items():
        shift, phase = rng.uniform(-0.0007, 0.0007, 2), rng.uniform(0, 6, 2)

        def move(
            places: Places, shift: Places = shift, phase: Places = phase
        ) -> Places:
            return places + shift + np.sin(places[:, ::-1] * 300 + phase) * 0.0007

        fine = shapely.segmentize(shape, 0.005)
        drawn[code] = shapely.make_valid(shapely.transform(fine, move))
    return drawn


seeds = st.integers(0, 10**6)
counts = st.integers(2, 14)
