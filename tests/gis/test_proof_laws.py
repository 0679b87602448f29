"""On random networks the proof and an independent graph library agree every time."""

from collections.abc import Callable
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.checkpoints.proof import Proof, prove_closing, read_network, survey
from tests.gis.proofplans import Metres, plan, roads, square

SIDE = range(-3, 4)
KILOMETRE = 1000.0
ZONE = square(300)  # holds the middle junction only
EXTENT = square(90_000)  # the data go on: no dead end is a way out
FAR = 2  # junctions so many steps off lie beyond a ring of 1.5 km
STEPS = [
    ((x, y), (x + dx, y + dy))
    for x in SIDE
    for y in SIDE
    for dx, dy in ((1, 0), (0, 1))
    if x + dx in SIDE and y + dy in SIDE
]
Step = tuple[tuple[int, int], tuple[int, int], int]


def line(step: Step) -> list[Metres]:
    """Draw a step; its twin runs 200 m beside it."""
    (x, y), (to_x, to_y), twin = step
    first, last = (x * KILOMETRE, y * KILOMETRE), (to_x * KILOMETRE, to_y * KILOMETRE)
    return [first, middle(step), last] if twin else [first, last]


def middle(step: Step) -> Metres:
    (x, y), (to_x, to_y), twin = step
    off = 200.0 * twin
    across = (off, 0.0) if x == to_x else (0.0, off)
    return (
        (x + to_x) / 2 * KILOMETRE + across[0],
        (y + to_y) / 2 * KILOMETRE + across[1],
    )


def prove(steps: list[Step], held: list[Step]) -> Proof:
    network = roads({name(step): line(step) for step in steps})
    made = plan([(name(step), middle(step)) for step in held], ring_km=1.5)
    return prove_closing(made, survey(made, read_network(network), ZONE, EXTENT))


def name(step: Step) -> str:
    return str(step)


def is_open(steps: list[Step], held: list[Step]) -> bool:
    graph: Any = nx.MultiGraph()
    graph.add_node((0, 0))
    graph.add_edges_from((a, b) for a, b, t in steps if (a, b, t) not in held)
    reached = nx.node_connected_component(graph, (0, 0))
    return any(max(abs(x), abs(y)) >= FAR for x, y in reached)


@st.composite
def networks(draw: Callable[..., Any]) -> tuple[list[Step], list[Step]]:
    kept = draw(st.lists(st.sampled_from(STEPS), min_size=20, unique=True))
    twins = draw(st.lists(st.sampled_from(kept), max_size=4, unique=True))
    steps = [(a, b, 0) for a, b in kept] + [(a, b, 1) for a, b in twins]
    near = [s for s in steps if max(map(abs, (*s[0], *s[1]))) <= FAR]
    held = draw(st.lists(st.sampled_from(near or steps), unique=True, max_size=12))
    return steps, held


@settings(deadline=None, max_examples=25)
@given(networks())
def test_open_and_closed_are_told_as_the_oracle_tells_them(
    drawn: tuple[list[Step], list[Step]],
) -> None:
    steps, held = drawn

    proof = prove(steps, held)

    assert proof.closes != is_open(steps, held)
    if proof.closes:
        idle = {
            f"P{n:03}"
            for n, step in enumerate(held, start=1)
            if not is_open(steps, [other for other in held if other != step])
        }
        assert set(proof.idle) == idle
    else:
        on_way = {leg.feature for way in proof.ways for leg in way.legs}
        assert not on_way & {name(step) for step in held}


@settings(deadline=None, max_examples=6)
@given(networks())
def test_a_least_set_closes_and_opens_without_any_one_of_it(
    drawn: tuple[list[Step], list[Step]],
) -> None:
    steps = drawn[0]
    graph: Any = nx.Graph()
    graph.add_nodes_from([(0, 0), "out"])
    for first, last, twin in steps:
        # each step is a node of its own, so that twins are two
        for end in (first, last):
            far = max(map(abs, end)) >= FAR
            graph.add_edge("out" if far else end, (first, last, twin))
    cut = _least(graph, steps)

    assert prove(steps, cut).closes
    for one in cut:
        assert not prove(steps, [step for step in cut if step != one]).closes


def _least(graph: Any, steps: list[Step]) -> list[Step]:
    """Find the fewest steps whose nodes part the middle from the outside."""
    flow: Any = nx.DiGraph()
    flow.add_nodes_from([(0, 0), "out"])
    for step in steps:
        flow.add_edge((step, "in"), (step, "out"), capacity=1)
        for end in graph.neighbors(step):
            flow.add_edge(end, (step, "in"))
            flow.add_edge((step, "out"), end)
    _, (inside, _) = nx.minimum_cut(flow, (0, 0), "out")
    return [s for s in steps if (s, "in") in inside and (s, "out") not in inside]
