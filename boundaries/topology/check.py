"""What is wrong with a layer of units: every fault with its place and its size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.measure import METRES_PER_DEGREE, STORED
from boundaries.refusal import Fault
from boundaries.topology.gaps import find_gaps
from boundaries.topology.levels import TILING, levels_of
from boundaries.topology.overlaps import find_overlaps
from boundaries.topology.places import Finding
from boundaries.topology.rows import row_faults, sound_shapes
from boundaries.topology.slivers import find_slivers

SLIVER_M = 0.1
SMALLEST_M2 = 1.0


@dataclass(frozen=True)
class Report:
    """What a check found.

    Parameters
    ----------
    checked
        Rows that were looked at.
    faults
        Every fault: of single rows first, then overlaps, gaps and slivers, the
        largest first. Each has `units` (tuple of codes), `lon`, `lat` (None where
        nothing lies anywhere) and a size: `area_m2`, `length_m`, or both.
    """

    checked: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults

    def counts(self) -> dict[str, int]:
        """Count the faults of each code, in the order of the report."""
        counted: dict[str, int] = {}
        for fault in self.faults:
            counted[fault.code] = counted.get(fault.code, 0) + 1
        return counted

    def table(self) -> pd.DataFrame:
        """Give one row per fault: fault, units, lon, lat, area_m2, length_m."""
        columns = ("units", "lon", "lat", "area_m2", "length_m")
        rows = [
            {"fault": f.code} | {name: f.facts.get(name) for name in columns}
            for f in self.faults
        ]
        table = pd.DataFrame(rows, columns=["fault", *columns])
        table["units"] = [" ".join(map(str, units)) for units in table["units"]]
        return table.astype(dict.fromkeys(columns[1:], "float64"))


def check_coverage(
    units: gpd.GeoDataFrame,
    *,
    sliver_m: float = SLIVER_M,
    smallest_m2: float = SMALLEST_M2,
) -> Report:
    """Look for everything that keeps `units` from being a coverage.

    Parameters
    ----------
    units : GeoDataFrame, index `code`
        Any layer: it need not pass `check_units`. Without a column `admin_level`
        it is taken for one level of communes. Levels are checked each by itself;
        gaps and slivers are faults between provinces, districts and communes only,
        since hamlets and areas need not fill the land.
    sliver_m
        Borders closer than this are meant to be one.
    smallest_m2
        Overlaps and gaps below this are told by their borders, as slivers.

    Returns
    -------
    Report
        With faults of these codes: ``coverage-crs``, ``coverage-code-duplicate``,
        ``coverage-coordinate-infinite``, ``coverage-axes-swapped``,
        ``coverage-out-of-range``, ``coverage-shape-empty``,
        ``coverage-shape-type``, ``coverage-ring-invalid``, ``coverage-overlap``,
        ``coverage-gap`` (enclosed; a lake is one too, only people can tell),
        ``coverage-sliver`` (borders that should be one but differ by less than
        `sliver_m`).

    Notes
    -----
    A layer in another known CRS is looked at in EPSG:4326. Shapes that have no
    sure place (no number, swapped, out of range) are left out of what follows;
    invalid rings are made valid for it. Swapped axes show only where a longitude
    lies beyond 90 degrees, as all of Vietnam does.
    """
    faults = list(_crs_faults(units))
    placed = units.to_crs(STORED) if units.crs and faults else units
    faults += row_faults(placed)
    shapes = sound_shapes(placed)
    codes = units.index.to_numpy().astype(str)
    sound = placed.set_geometry(gpd.GeoSeries(shapes, placed.index, STORED))
    for level, rows in levels_of(sound):
        faults += _border_faults(
            shapes[rows],
            codes[rows],
            tiling=level in TILING,
            sliver=sliver_m / METRES_PER_DEGREE,
            smallest=smallest_m2,
        )
    return Report(len(units), tuple(faults))


def _crs_faults(units: gpd.GeoDataFrame) -> Iterator[Fault]:
    seen = units.crs.to_epsg() if units.crs else None
    if seen == STORED:
        return
    west, south, east, north = units.total_bounds
    yield Fault(
        "coverage-crs",
        {
            "seen": seen if seen or not units.crs else units.crs.name,
            "needed": STORED,
            "units": (),
            "lon": None,
            "lat": None,
            "bounds": tuple(np.round([west, south, east, north], 4).tolist()),
        },
    )


def _border_faults(
    shapes: NDArray[np.object_],
    codes: NDArray[np.object_],
    *,
    tiling: bool,
    sliver: float,
    smallest: float,
) -> Iterator[Fault]:
    overlaps = find_overlaps(shapes, smallest)
    for found in overlaps:
        yield Fault("coverage-overlap", _facts(found, codes))
    if not tiling:
        return
    gaps = find_gaps(shapes, smallest)
    for found in gaps:
        yield Fault("coverage-gap", _facts(found, codes))
    told = np.array([found.shape for found in (*overlaps, *gaps)], dtype=object)
    for found in find_slivers(shapes, told, sliver):
        yield Fault("coverage-sliver", _facts(found, codes))


def _facts(found: Finding, codes: NDArray[np.object_]) -> Mapping[str, object]:
    return {
        "units": tuple(codes[list(found.units)].tolist()),
        "lon": found.lon,
        "lat": found.lat,
        "area_m2": found.area_m2,
        "length_m": found.length_m,
    }
