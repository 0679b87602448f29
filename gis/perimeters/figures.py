"""What every perimeter is told by, whatever drew it."""

from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np

from gis.perimeters.areas import Area, draw_areas, surrounded
from gis.perimeters.borders import Borders, Floats
from gis.perimeters.coefficients import CENTI
from gis.perimeters.cordon import Problem
from gis.perimeters.cut import Bools


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a perimeter is drawn: n units, in one order everywhere.

    Parameters
    ----------
    units
        The units frame: drawn, of one level.
    borders
        Between them.
    people : n float64
        Residents; NaN where nobody counted them.
    cases : n float64
        Of the window; NaN where nobody told: no file, or one that is blank there. 0
        where a file was given that names none.
    household
        People in one household.
    """

    units: gpd.GeoDataFrame
    borders: Borders
    people: Floats
    cases: Floats
    household: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a perimeter; None where they cannot be told, which is not 0.

    Parameters
    ----------
    units
        How many are enclosed.
    people, households
        Residents, and those divided by the size of a household.
    people_untold
        Enclosed units whose residents nobody counted; they are not in `people`.
    cases_inside, cases_outside
        Of the window.
    cases_untold, cases_untold_outside
        Units inside, and outside, whose cases nobody told; they are in neither sum.
    km, km_shared
        Geodesic length of the whole outline, and of its part that is shared with
        units outside: the rest is coast or the edge of the units.
    crossings
        Roads that are cut.
    cost
        Posts and patrol of the closed borders, person-shifts a day.
    areas, holes
        Connected areas, and holes in them.
    surrounded, surrounded_people
        Units left outside that lie in a hole, by code, and their residents.
    """

    units: int
    people: int | None
    people_untold: int
    households: int | None
    cases_inside: int | None
    cases_outside: int | None
    cases_untold: int
    cases_untold_outside: int
    km: float
    km_shared: float
    crossings: int | None
    cost: float
    areas: int
    holes: int
    surrounded: tuple[str, ...]
    surrounded_people: int | None

    def document(self) -> dict[str, object]:
        """Give them for an answer."""
        return {**asdict(self), "surrounded": list(self.surrounded)}


def figures_of(
    ground: Ground,
    problem: Problem,
    chosen: Bools,
    areas: tuple[Area, ...] | None = None,
) -> Figures:
    """Measure a choice of units."""
    drawn = draw_areas(ground.units, ground.borders, chosen) if areas is None else areas
    borders = ground.borders
    shut = chosen[borders.first] != chosen[borders.second]
    cost = int(problem.border[shut].sum()) + int(borders.way_out_posts[chosen].sum())
    people = total(ground.people, chosen)
    held = np.zeros(len(chosen), dtype=bool)
    held[surrounded(ground.units, drawn, chosen)] = True
    return Figures(
        int(chosen.sum()),
        people,
        int(np.isnan(ground.people[chosen]).sum()),
        households(people, ground.household),
        total(ground.cases, chosen),
        total(ground.cases, ~chosen),
        int(np.isnan(ground.cases[chosen]).sum()),
        int(np.isnan(ground.cases[~chosen]).sum()),
        round(sum(area.km for area in drawn), 3),
        round(float(borders.km[shut].sum()), 3),
        crossings_of(borders, chosen),
        cost / CENTI,
        len(drawn),
        sum(area.holes for area in drawn),
        tuple(np.array(borders.codes, dtype=object)[held].tolist()),
        total(ground.people, held) if held.any() else 0,
    )


def crossings_of(borders: Borders, chosen: Bools) -> int | None:
    """Count the roads that lead out of the chosen units; None without roads."""
    if borders.crossings is None:
        return None
    shut = chosen[borders.first] != chosen[borders.second]
    return int(borders.crossings[shut].sum()) + int(borders.way_out[chosen].sum())


def total(figures: Floats, held: Bools) -> int | None:
    """Add up what was told; None where nothing was."""
    told = held & ~np.isnan(figures)
    if held.any() and not told.any():
        return None
    return round(float(figures[told].sum()))


def households(people: int | None, size: float) -> int | None:
    """Give the households of so many people."""
    return None if people is None else round(people / size)
