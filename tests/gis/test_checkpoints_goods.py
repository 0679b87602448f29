"""Each enclosed network keeps one staffed post, and the whole costs no more for it."""

from itertools import product

import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.checkpoints.band import Band
from gis.checkpoints.flow import NEVER, Network, is_open, least_cut
from gis.checkpoints.goods import Choice, choose_kinds
from gis.roads.graph import RoadGraph

PRICES = {"primary": (16, NEVER), "secondary": (9, 3), "local": (4, 1), "path": (4, 1)}
Road = tuple[int, int, str]


def band(
    nodes: int,
    roads: list[Road],
    sources: list[int],
    sinks: list[int],
    *,
    stiff: tuple[int, ...] = (),
) -> Band:
    start = np.array([a for a, _, _ in roads], dtype=np.int32)
    end = np.array([b for _, b, _ in roads], dtype=np.int32)
    lon, lat = np.arange(nodes) / 100.0, np.zeros(nodes)
    lines = [shapely.LineString([(a / 100, 0), (b / 100, 1)]) for a, b, _ in roads]
    klass = np.array([name for _, _, name in roads], dtype=object)
    none = np.zeros(nodes, dtype=bool)
    graph = RoadGraph(
        *(lon, lat, start, end, np.arange(len(roads), dtype=np.int32)),
        *(np.array(lines, dtype=object), np.full(len(roads), 100.0), klass, none),
    )
    staffed = np.array([PRICES[name][0] for name in klass], dtype=np.int64)
    barrier = np.array([PRICES[name][1] for name in klass], dtype=np.int64)
    price = np.where(barrier == NEVER, staffed, np.minimum(staffed, barrier))
    price[list(stiff)] = NEVER
    source, sink = none.copy(), none.copy()
    source[sources], sink[sinks] = True, True
    network = Network(start, end, price, source, sink)
    return Band(graph, network, staffed, barrier, none)


def chosen(made: Band) -> Choice:
    return choose_kinds(made, least_cut(made.network))


def told(choice: Choice) -> list[tuple[int, bool]]:
    return list(zip(choice.edges.tolist(), choice.staffed.tolist(), strict=True))


def _reached(made: Band, kept: np.ndarray, ends: np.ndarray) -> set[int]:
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(ends)))
    pairs = zip(made.graph.start, made.graph.end, kept, strict=True)
    graph.add_edges_from((int(a), int(b)) for a, b, k in pairs if k)
    found: set[int] = set()
    for node in np.flatnonzero(ends).tolist():
        found |= nx.node_connected_component(graph, node)
    return found


def least_tried_out(made: Band) -> int:
    """Try every set of points, each of either kind."""
    network = made.network
    zone = set(np.flatnonzero(network.source).tolist())
    ways = zone & _reached(made, np.ones(len(network.cost), dtype=bool), network.sink)
    kinds = [
        ["open"]
        if price == NEVER
        else ["open", "staffed"] + ["barrier"] * int(bar != NEVER)
        for price, bar in zip(network.cost, made.barrier, strict=True)
    ]
    best = 10**9
    for choice in product(*kinds):
        kind = np.array(choice, dtype=object)
        staffed, barred = kind == "staffed", kind == "barrier"
        cost = int(made.staffed[staffed].sum() + made.barrier[barred].sum())
        if cost >= best or zone & _reached(made, kind == "open", network.sink):
            continue
        if ways <= _reached(made, ~barred, network.sink):
            best = cost
    return best


@st.composite
def small_bands(draw: st.DrawFn) -> Band:
    nodes = draw(st.integers(4, 7))
    place = st.integers(0, nodes - 1)
    name = st.sampled_from(["local", "local", "path", "secondary", "primary"])
    roads = draw(st.lists(st.tuples(place, place, name), min_size=2, max_size=8))
    stiff = draw(st.sets(st.integers(0, len(roads) - 1), max_size=1))
    sources = [0, 2] if draw(st.booleans()) else [0]
    return band(nodes, roads, sources, [1], stiff=tuple(stiff))


@given(small_bands())
@settings(max_examples=120, deadline=None)
def test_no_set_that_closes_and_lets_goods_in_costs_less(made: Band) -> None:
    if is_open(made.network):
        return

    choice = chosen(made)

    assert choice.proven
    assert choice.cost == least_tried_out(made)


def test_barriers_alone_become_one_staffed_post_on_the_widest_road() -> None:
    made = band(3, [(0, 1, "path"), (0, 1, "local"), (0, 1, "path")], [0], [1])

    choice = chosen(made)

    assert told(choice) == [(0, False), (1, True), (2, False)]
    assert (choice.cost, choice.proven, choice.unique) == (1 + 4 + 1, True, False)


def test_a_road_that_is_never_barred_lets_goods_in_already() -> None:
    made = band(2, [(0, 1, "primary"), (0, 1, "local")], [0], [1])

    choice = chosen(made)

    assert told(choice) == [(0, True), (1, False)]
    assert (choice.cost, choice.unique) == (17, True)


def test_two_networks_that_share_no_road_have_a_post_each() -> None:
    made = band(4, [(0, 1, "local"), (2, 1, "local")], [0, 2], [1])

    assert told(chosen(made)) == [(0, True), (1, True)]


def test_two_networks_that_meet_farther_out_share_one_post() -> None:
    """Two lanes near by need two staffed posts, 8; two farther out need one, 5."""
    roads = [(0, 3, "local"), (2, 3, "local"), (3, 1, "local"), (3, 1, "local")]

    choice = chosen(band(4, roads, [0, 2], [1]))

    assert choice.edges.tolist() == [2, 3]
    assert (choice.cost, sum(choice.staffed), choice.proven) == (4 + 1, 1, True)


def test_a_dearer_cut_is_taken_where_it_saves_the_dear_staffed_post() -> None:
    """3 for one barrier, 9 staffed; farther out four lanes cost 3 + 4 with staff."""
    made = band(
        3,
        [(0, 2, "secondary"), *[(2, 1, "local")] * 4],
        [0],
        [1],
    )

    choice = chosen(made)

    assert choice.cost == 3 + 4
    assert sum(choice.staffed) == 1
    assert choice.edges.tolist() == [1, 2, 3, 4]


def test_an_island_without_a_way_out_needs_no_post() -> None:
    made = band(4, [(0, 3, "local"), (2, 1, "local")], [0], [1])

    assert told(chosen(made)) == []
