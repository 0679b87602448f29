"""All 63 provinces on the generalised national roads: figures that stand by themselves.

146 crossings on 92 pairs are counted by laying lines over shared borders, without any
network. Four more roads leave a province over ground that is in none (the coast).
"""

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from boundaries.read import read_units
from boundaries.topology import dissolve
from gis.checkpoints.borders.design import Borders, design_borders, prove_on
from gis.checkpoints.read import read_costs
from gis.roads.graph import RoadGraph, build_graph
from gis.roads.nearness import join_near, near_misses
from gis.roads.read import read_roads

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def provinces(realdata: Path) -> gpd.GeoDataFrame:
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    return dissolve(read_units(file).units, "province")


@pytest.fixture(scope="module")
def roads(realdata: Path) -> gpd.GeoDataFrame:
    return read_roads(realdata / "vn_roads_national" / "giaothong.geojson").frame


@pytest.fixture(scope="module")
def graph(roads: gpd.GeoDataFrame) -> RoadGraph:
    return build_graph(roads, "car")


def counted(provinces: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> tuple[int, int]:
    shapes, lines = provinces.geometry.to_numpy(), roads.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    touching = {tuple(sorted(pair)) for pair in tree.query(shapes, "intersects").T}
    crossings = pairs = 0
    for one, other in combinations(range(len(shapes)), 2):
        if (one, other) in touching:
            border = shapely.intersection(shapes[one], shapes[other])
            met = shapely.intersection(lines, border)
            here = int(shapely.get_num_geometries(met[~shapely.is_empty(met)]).sum())
            crossings, pairs = crossings + here, pairs + bool(here)
    return crossings, pairs


@pytest.mark.parametrize(
    ("ring_km", "posts", "pairs", "cost", "half"),
    [
        (0, 148, 92, 857_700, 857_700),
        (3, 124, 89, 721_600, 718_400),
        (10, 100, 78, 596_000, 567_200),
    ],
)
def test_all_provinces_are_parted_at_the_least_cost(
    provinces: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
    graph: RoadGraph,
    ring_km: float,
    posts: int,
    pairs: int,
    cost: int,
    half: int,
) -> None:
    found = design_borders(roads, graph, provinces, ring_km, read_costs())

    assert (len(found.posts), len(found.pairs)) == (posts, pairs)
    assert (found.cost, found.bound, found.half_sum) == (cost, cost, half)
    assert found.border_roads[:3] == (150, 870_500, True)
    assert found.verdict.closes
    assert all(post.closing for post in found.posts)
    if ring_km == 0:
        assert counted(provinces, roads) == (146, 92)
        check_joined(found, roads, graph)


def check_joined(found: Borders, roads: gpd.GeoDataFrame, graph: RoadGraph) -> None:
    """With the 71 near misses joined the posts at the line still close."""
    misses = near_misses(roads, graph, 30)
    joined = join_near(roads, misses[misses["kind"] != "duplicate"])

    assert len(misses[misses["kind"] != "duplicate"]) > 50
    assert prove_on(found, joined, build_graph(joined, "car")).closes
