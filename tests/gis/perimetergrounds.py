"""A chessboard of units with roads over it, for the tests of perimeters."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis.perimeters.borders import build_borders
from gis.perimeters.coefficients import Coefficients
from gis.perimeters.crossings import find_crossings
from gis.perimeters.design import Wish
from gis.perimeters.figures import Ground
from gis.perimeters.read import read_coefficients
from gis.perimeters.reasons import (
    Reason,
)
from gis.roads.frame import check_roads
from gis.roads.graph import RoadGraph, build_graph
from tests.boundaries.coverages import layer, squares

DEFAULT = Path("gis/perimeters/coefficients.yaml")
DEFAULTS = read_coefficients()


def figures(**values: float) -> Coefficients:
    """Take the default coefficients, all that weigh 0, and set some."""
    found = DEFAULTS
    zero = {"alpha": 0.0, "beta": 0.0, "rho": 0.0, "delta": 0.0, "gamma": 0.0}
    changed = {
        name: replace(found.figures[name], value=value)
        for name, value in {**zero, **values}.items()
    }
    return replace(found, figures={**found.figures, **changed})


def roads(*lines: tuple[str, list[tuple[float, float]]]) -> RoadGraph:
    """Give a network of lines in hundredths of a degree from 105 E, 10 N."""
    frame = gpd.GeoDataFrame(
        {
            "feature": [str(n) for n in range(len(lines))],
            "class": [klass for klass, _ in lines],
            "name": "",
            "bridge": False,
            "tunnel": False,
            "layer": 0,
        },
        geometry=[
            shapely.LineString([(105 + x / 100, 10 + y / 100) for x, y in places])
            for _, places in lines
        ],
        crs=4326,
    )
    wide = shapely.box(104, 9, 106, 11)  # no end is near the edge of the data
    return build_graph(check_roads(frame), "all", extent=wide)


def ground(columns: int, rows: int, graph: RoadGraph | None = None) -> Ground:
    """Give squares of 1/100 degree with 1,000 people each and no word of cases."""
    units = layer(squares(columns, rows))
    crossings = None if graph is None else find_crossings(graph, units)
    prices = {"trunk": 6400, "local": 400, "ferry": 1600, "path": 100}
    many = len(units)
    return Ground(
        units,
        build_borders(units, crossings, prices),
        np.full(many, 1000.0),
        np.full(many, np.nan),
        3.6,
    )


def wish(*units: str, **more: object) -> Wish:
    return Wish(tuple(Reason(u, "decision", "ổ dịch") for u in units), **more)  # type: ignore[arg-type]


def codes(place: Ground, chosen: np.ndarray) -> list[str]:
    return [code for code, held in zip(place.borders.codes, chosen) if held]


def row_of_three(**more: object) -> tuple[Ground, Coefficients, Wish]:
    """Three squares in a row, ends forced in; ten local roads on each inner border."""
    lines = [("local", [(0.5, y / 11), (2.5, y / 11)]) for y in range(1, 11)]
    return (
        ground(3, 1, roads(*lines)),
        figures(alpha=0.01),
        wish("c0r0", "c2r0", **more),
    )
