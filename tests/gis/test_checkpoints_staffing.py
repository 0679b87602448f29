"""Which posts are staffed: brute force over every choice agrees, every time."""

from itertools import product
from typing import NamedTuple

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gis.checkpoints.staffing_search import Demands, search
from gis.checkpoints.staffing_ways import CutRoads, measure_demands, measure_ways

POSTS = 6


class Town(NamedTuple):
    """A small network with loops, parallel roads and posts anywhere on it."""

    network: CutRoads
    origins: NDArray[np.int64]
    group: NDArray[np.int64]
    targets: tuple[NDArray[np.int64], ...]
    forced: NDArray[np.bool_]
    officers: NDArray[np.int64]
    late: int


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Draw a town by its seed: most roads hold a post, so that ways cross several."""
    nodes = draw(st.sampled_from([6, 7, 5, 3]))
    posts = draw(st.sampled_from([POSTS, 5, 4, 1, 0]))
    late = draw(st.sampled_from([0, 1, 3, 8, 1000]))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    edges = nodes + 3
    start, end = chance.integers(0, nodes, (2, edges))
    start[1:nodes] = np.arange(1, nodes)
    end[1:nodes] = chance.integers(0, np.arange(1, nodes))
    seconds = chance.integers(1, 13, edges).astype(float)
    cut = chance.permutation(edges)[:posts]
    demands = int(chance.integers(3, 7))
    return Town(
        CutRoads(nodes, start, end, seconds, cut),
        chance.integers(0, nodes, demands),
        chance.integers(0, 2, demands),
        (chance.integers(0, nodes, 1), chance.integers(0, nodes, 2)),
        chance.random(posts) < 0.1,
        chance.choice([4, 9, 16], posts),
        late,
    )


def naive_seconds(
    network: CutRoads,
    staffed: NDArray[np.bool_],
    origin: int,
    targets: NDArray[np.int64],
) -> float:
    """Search with networkx: every road but the barred ones."""
    shut = {int(e) for e, held in zip(network.cut, staffed) if not held}
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(network.nodes))
    for edge, (a, b, s) in enumerate(zip(network.start, network.end, network.seconds)):
        if edge not in shut:
            graph.add_edge(int(a), int(b), weight=s)
    away = nx.single_source_dijkstra_path_length(graph, int(origin))
    return min((away.get(int(t), np.inf) for t in targets), default=np.inf)


def naive_best(town: Town) -> tuple[int, float, int] | None:
    """Try every choice of posts: count, sum of delays, officers of the best one."""
    every = np.ones(len(town.network.cut), dtype=bool)
    pairs = list(zip(town.origins, town.group))
    base = [naive_seconds(town.network, every, o, town.targets[g]) for o, g in pairs]
    best = None
    for bits in product([False, True], repeat=len(town.network.cut)):
        staffed = np.array(bits, dtype=bool)
        extra = [
            naive_seconds(town.network, staffed, o, town.targets[g]) - b
            for (o, g), b in zip(pairs, base)
            if np.isfinite(b)
        ]
        if (town.forced & ~staffed).any() or any(e > town.late for e in extra):
            continue
        worth = (int(staffed.sum()), sum(extra), int(town.officers @ staffed))
        best = worth if best is None else min(best, worth)
    return best


@settings(deadline=None, max_examples=150)
@given(towns())
def test_every_choice_tried_out_agrees_with_the_search(town: Town) -> None:
    network, targets = town.network, town.targets
    none = np.zeros(len(network.cut), dtype=bool)
    base = measure_demands(network, town.origins, town.group, targets, none)
    had = np.isfinite(base)
    origins, group, base = town.origins[had], town.group[had], base[had]
    ways = measure_ways(network, origins, group, targets)
    weights = np.ones(len(base), dtype=np.int64)
    demands = Demands(ways, base, base + town.late, weights)

    found = search(demands, town.forced, town.officers)
    after = measure_demands(network, origins, group, targets, ~found.staffed)
    count, officers = int(found.staffed.sum()), int(town.officers @ found.staffed)

    assert found.fewest
    assert found.quickest
    assert np.array_equal(ways.times(found.staffed), after)
    assert (count, (after - base).sum(), officers) == naive_best(town)
