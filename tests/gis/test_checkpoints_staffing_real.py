"""Andorra's own roads: staffing proven, and checked with another program's searches."""

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from boundaries.refusal import Refused
from gis.checkpoints.between import find_enclosed
from gis.checkpoints.order_posts import order_posts
from gis.checkpoints.place import place_posts
from gis.checkpoints.read import read_costs
from gis.checkpoints.staffing import staff_posts
from gis.checkpoints.staffing_places import Care, Settlements, put_care, put_settlements
from gis.checkpoints.staffing_posted import find_posted
from gis.checkpoints.staffing_question import Posted
from gis.roads import build_graph, read_roads
from gis.roads.speeds import read_speeds
from gis.roads.travel import edge_seconds, travel_seconds

pytestmark = pytest.mark.realdata
TOWN = shapely.box(1.505, 42.495, 1.55, 42.52)
HOSPITAL = (1.5264, 42.5100)
"""Hospital Nostra Senyora de Meritxell in Escaldes, which lies in the zone."""
COSTS, SPEEDS = read_costs(), read_speeds()


class Country(NamedTuple):
    """A plan round the capital, and pretend communes 2 km wide all over the country."""

    posted: Posted
    settlements: Settlements
    care: Care


@pytest.fixture(scope="module")
def country(realdata: Path) -> Country:
    read = read_roads(realdata / "osm_andorra" / "andorra.osm.pbf")
    graph = build_graph(read.frame, "car", extent=read.extent)
    placed = place_posts(read.frame, graph, TOWN, 0.0, COSTS)
    posted = find_posted(placed, read.frame, COSTS).posted
    west, south, east, north = shapely.total_bounds(graph.shapes)
    x, y = np.meshgrid(np.linspace(west, east, 15), np.linspace(south, north, 15))
    shapes = shapely.box(
        x[:-1, :-1].ravel(), y[:-1, :-1].ravel(), x[1:, 1:].ravel(), y[1:, 1:].ravel()
    )
    codes = pd.Index([f"{n:03d}" for n in range(len(shapes))], name="code")
    words = {"name": codes, "kind": "xã", "admin_level": "commune", "parent": ""}
    units = gpd.GeoDataFrame(words, index=codes, geometry=shapes, crs=4326)
    spot = gpd.points_from_xy(*([one] for one in HOSPITAL))
    words = {"kind": ["hospital"], "name": ["Meritxell"]}
    sites = gpd.GeoDataFrame(words, geometry=spot, crs=4326)
    return Country(
        posted,
        put_settlements(units, posted.graph, most_km=1.0),
        put_care(sites, posted.graph),
    )


def naive_seconds(country: Country, held: np.ndarray) -> np.ndarray:
    """Search from the hospital with networkx, the barriers taken out."""
    graph = country.posted.graph
    shut = set(country.posted.edges[~held].tolist())
    net = nx.MultiGraph()
    net.add_nodes_from(range(len(graph.lon)))
    times = edge_seconds(graph, SPEEDS)
    for edge, (a, b) in enumerate(zip(graph.start.tolist(), graph.end.tolist())):
        if edge not in shut:
            net.add_edge(a, b, weight=times[edge])
    site = int(country.care.node["hospital"][0])
    away = nx.single_source_dijkstra_path_length(net, site)
    return np.array([away.get(n, np.inf) for n in country.settlements.node.tolist()])


@pytest.mark.parametrize(("late", "count"), [(0, 11), (1, 9), (5, 8), (None, 8)])
def test_fewest_staffed_posts_round_the_capital(
    country: Country, late: float | None, count: int
) -> None:
    """Eleven posts on its border, six of them on roads that are never barred."""
    found = staff_posts(*country, SPEEDS, late=late)
    every = np.ones(len(found.staffed), dtype=bool)

    grown = naive_seconds(country, found.staffed) - naive_seconds(country, every)

    assert int(found.staffed.sum()) == count
    assert found.fewest
    assert found.least_delay
    assert (grown <= 60 * (np.inf if late is None else late)).all()
    assert found.worst is not None
    assert found.worst.minutes == pytest.approx(grown.max() / 60, abs=1e-9)


def test_one_post_fewer_is_refused_and_really_does_not_do(country: Country) -> None:
    with pytest.raises(Refused) as refused:
        staff_posts(*country, SPEEDS, late=1, most=8)
    facts = refused.value.facts

    assert refused.value.code == "staffing-too-few"
    assert facts["needed"] == 9
    assert facts["minutes"] == 3.4
    assert staff_posts(*country, SPEEDS, late=3.4, most=8).staffed.sum() == 8
    with pytest.raises(Refused):
        staff_posts(*country, SPEEDS, late=3.3, most=8)


def test_the_order_shuts_barriers_first(country: Country) -> None:
    posted = country.posted
    enclosed = find_enclosed(posted.graph, posted.edges, posted.source, posted.sink)
    staffed = staff_posts(*country, SPEEDS, late=5).staffed

    order = order_posts(posted, enclosed, staffed, SPEEDS)
    kinds = staffed[order.posts].tolist()

    assert sorted(order.posts) == list(range(11))
    assert kinds == sorted(kinds)
    assert order.still_open[-1] == 0
    assert (np.diff(order.still_open) <= 0).all()


def test_travel_is_the_same_there_and_back(country: Country) -> None:
    graph = country.posted.graph
    some = country.settlements.node[:12]
    away = travel_seconds(graph, some, SPEEDS)

    assert np.array_equal(away[:, some], away[:, some].T)
