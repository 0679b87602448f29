"""A drawn shape as the perimeter itself: what lies in it, and which roads it cuts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED, areas
from gis.perimeters.areas import Area, draw_area
from gis.perimeters.coefficients import CENTI, Coefficients
from gis.perimeters.figures import Ground, households, total
from gis.perimeters.frame import COLUMNS, check_perimeters
from gis.population import PeopleGrid, count_people
from gis.roads.graph import RoadGraph

_WHOLE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Network:
    """Roads, and the cheapest way to close one of each class.

    Parameters
    ----------
    graph
        The roads.
    prices
        Hundredths of a person-shift a day.
    """

    graph: RoadGraph
    prices: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn perimeter, measured; None where a figure cannot be told.

    Parameters
    ----------
    area
        The shape.
    whole, part
        Codes of units inside it whole, and of those that it cuts.
    people, households
        Inside, from the raster: a unit's people cannot be split without one.
    cases_inside, cases_cut, cases_outside
        In units inside whole, in units that it cuts (nobody knows on which side), and
        in all others.
    cases_untold, cases_untold_outside
        Units that it holds or cuts, and all others, whose cases nobody told.
    crossings
        Roads that its outline cuts.
    cost
        Posts and patrol, person-shifts a day.
    """

    area: Area
    whole: tuple[str, ...]
    part: tuple[str, ...]
    people: int | None
    households: int | None
    cases_inside: int | None
    cases_cut: int | None
    cases_outside: int | None
    cases_untold: int
    cases_untold_outside: int
    crossings: int | None
    cost: float

    def document(self) -> dict[str, object]:
        """Give its figures for an answer."""
        return {
            "cost": self.cost,
            "unique": None,
            "figures": {
                "people": self.people,
                "households": self.households,
                "cases_inside": self.cases_inside,
                "cases_cut": self.cases_cut,
                "cases_outside": self.cases_outside,
                "cases_untold": self.cases_untold,
                "cases_untold_outside": self.cases_untold_outside,
                "km": round(self.area.km, 3),
                "crossings": self.crossings,
                "cost": self.cost,
                "areas": len(shapely.get_parts(self.area.shape)),
                "holes": self.area.holes,
                "units_whole": list(self.whole),
                "units_cut": list(self.part),
            },
        }

    def frame(self, rings: Sequence[Area] = ()) -> gpd.GeoDataFrame:
        """Give the perimeters frame: the shape, and rings around it."""
        row = {
            "part": "perimeter",
            "id": "A01",
            "units": self.whole,
            "km": round(self.area.km, 3),
            "people": self.people,
            "households": self.households,
            "cases_inside": self.cases_inside,
            "cases_outside": self.cases_outside,
            "crossings": self.crossings,
        }
        empty = {**dict.fromkeys(COLUMNS), "part": "ring", "units": ()}
        rows = [row] + [
            {**empty, "id": f"R{number:02d}", "km": round(ring.km, 3)}
            for number, ring in enumerate(rings, start=1)
        ]
        table = {c: pd.Series([one[c] for one in rows], dtype=object) for c in COLUMNS}
        shapes = [self.area.shape, *(ring.shape for ring in rings)]
        return check_perimeters(gpd.GeoDataFrame(table, geometry=shapes, crs=STORED))


def measure_drawn(
    ground: Ground,
    shape: shapely.Geometry,
    coefficients: Coefficients,
    network: Network | None = None,
    crowd: PeopleGrid | None = None,
) -> Drawn:
    """Measure a drawn perimeter.

    Parameters
    ----------
    ground
        n units.
    shape
        Polygon or MultiPolygon, EPSG:4326.
    coefficients
        `rho` weighs its whole outline.
    network, crowd
        Roads, and people per cell; None where none were given.

    Raises
    ------
    Refused
        What ``count_people`` refuses.
    """
    shapes = ground.units.geometry.to_numpy()
    met = np.flatnonzero(shapely.intersects(shapes, shape))
    share = np.zeros(len(shapes))
    share[met] = areas(shapely.intersection(shapes[met], shape)) / areas(shapes[met])
    whole, part = share >= _WHOLE, (share > 0) & (share < _WHOLE)
    codes = np.array(ground.borders.codes, dtype=object)
    people = None
    if crowd is not None:
        counted = float(count_people(crowd, np.array([shape], dtype=object))[0])
        people = None if np.isnan(counted) else round(counted)
    area = draw_area(shape)
    crossings, posts = _cut(shape, network)
    patrol = round(CENTI * coefficients["rho"] * area.km)
    return Drawn(
        area,
        tuple(codes[whole].tolist()),
        tuple(codes[part].tolist()),
        people,
        households(people, ground.household),
        total(ground.cases, whole),
        total(ground.cases, part),
        total(ground.cases, ~(whole | part)),
        int(np.isnan(ground.cases[whole | part]).sum()),
        int(np.isnan(ground.cases[~(whole | part)]).sum()),
        crossings,
        (patrol + posts) / CENTI,
    )


def _cut(shape: shapely.Geometry, network: Network | None) -> tuple[int | None, int]:
    """Count the places where roads meet the outline, and what closing them costs.

    A road that runs along the outline for a while meets it once there.
    """
    if network is None:
        return None, 0
    outline = shapely.boundary(shape)
    edges = network.graph.shapes
    met = np.flatnonzero(shapely.intersects(edges, outline))
    places = shapely.intersection(edges[met], outline)
    counts = shapely.get_num_geometries(places)
    prices = [network.prices[klass] for klass in network.graph.klass[met]]
    return int(counts.sum()), int(np.dot(counts, prices))
