"""Cordons on the real communes of the country, and what they may hold."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from boundaries.units import COLUMNS
from gis.perimeters.borders import build_borders
from gis.perimeters.coefficients import WEIGHING
from gis.perimeters.cordon import solve_cordon
from gis.perimeters.crossings import find_crossings
from gis.perimeters.design import Wish, design_perimeter
from gis.perimeters.figures import Ground
from gis.perimeters.frontier import find_frontier
from gis.perimeters.read import read_coefficients
from gis.perimeters.reasons import Reason
from gis.perimeters.weights import weigh
from gis.roads.graph import build_graph
from gis.roads.read import read_roads

pytestmark = pytest.mark.realdata

PRICES = {"motorway": 6400, "trunk": 6400, "primary": 6400, "secondary": 3600}
PRICES |= dict.fromkeys(("tertiary", "local", "service", "track", "path"), 400)
PRICES |= {"ferry": 1600}


@pytest.fixture(scope="module")
def country(realdata: Path) -> Ground:
    """Give 11,163 communes with their people and the national roads over borders."""
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    raw = gpd.read_parquet(file)
    table = {
        "name": raw["commune_vi"],
        "kind": "",
        "admin_level": "commune",
        "parent": raw["district_id5"].astype(str),
    }
    units = gpd.GeoDataFrame(table, geometry=raw.geometry)[[*COLUMNS, "geometry"]]
    units.index = raw["commune_id7"].astype(str).rename("code")
    lines = realdata / "vn_roads_national" / "giaothong.geojson"
    graph = build_graph(read_roads(lines).frame, "car")
    borders = build_borders(units, find_crossings(graph, units), PRICES)
    people = raw["pop_worldpop2020"].to_numpy(dtype=np.float64)
    return Ground(units, borders, people, np.full(len(units), np.nan), 3.6)


@pytest.fixture(scope="module")
def wish(country: Ground) -> Wish:
    """Force in by a made-up rule, since no cases by commune are to be had.

    Of the fifth of all communes with most people, a quarter, by chance.
    """
    draw = np.random.default_rng(20210914).random(len(country.people))
    crowded = country.people > np.quantile(country.people, 0.8)
    held = crowded & (draw < 0.25)
    reasons = (
        Reason(str(c), "decision", "mô phỏng") for c in country.units.index[held]
    )
    return Wish(tuple(reasons))


def test_eleven_thousand_communes_make_one_graph(country: Ground) -> None:
    borders = country.borders

    assert len(borders.codes) == 11_163
    assert len(borders.first) >= 31_716  # and pairs that only a road joins
    assert borders.crossings is not None
    assert borders.crossings.sum() > 1_000


def test_default_coefficients_hold_at_most_twice_the_people_forced_in(
    country: Ground, wish: Wish
) -> None:
    found = design_perimeter(country, read_coefficients(), wish)

    assert found.cordon.certificate.holds
    assert found.cordon.chosen.tolist() == found.forced.tolist()
    assert found.times == 1.0
    assert found.offer.cordon.certificate.holds
    assert found.offer.times is not None
    assert found.offer.times <= 2
    assert all(one.saves > 0 for one in found.offer.additions)


def test_where_it_would_hold_more_the_coefficient_is_named(
    country: Ground, wish: Wish
) -> None:
    """Alpha almost 0: patrols along borders alone make everybody cheap to enclose."""
    loose = read_coefficients().without("alpha")

    offer = design_perimeter(country, loose, wish).offer

    assert offer.times is not None
    assert offer.times > 2
    assert offer.because
    assert set(offer.because) <= {*WEIGHING, "posts"}


def test_the_frontier_of_1200_communes_is_nested_and_each_stop_is_a_cut(
    country: Ground, wish: Wish
) -> None:
    units = country.units[:1200]
    borders = build_borders(units)
    people = np.rint(country.people[:1200]).astype(np.int64)
    forced = np.isin(units.index, [one.unit for one in wish.inward])
    nobody = np.zeros(len(units), dtype=bool)
    still = np.zeros(len(units))
    free = weigh(borders, read_coefficients(), still, still)

    found = find_frontier(free, people, forced, nobody)

    assert len(found.stops) > 20
    for stop in found.stops[1::5]:
        alpha = stop.alpha * 100
        scaled = free.__class__(
            free.codes,
            alpha.denominator * free.inside + alpha.numerator * people,
            free.first,
            free.second,
            alpha.denominator * free.border,
        )
        whole = solve_cordon(scaled, forced, nobody)
        assert whole.chosen.tolist() == stop.chosen.tolist()
        assert whole.certificate.energy == alpha.denominator * stop.value(alpha)
