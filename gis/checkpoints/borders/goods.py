"""At least one staffed post for each road network that posts enclose: goods come in."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gis.checkpoints.borders.places import Place
from gis.checkpoints.borders.terminals import Layout
from gis.checkpoints.costs import Costs
from gis.checkpoints.joined import join_roads
from gis.checkpoints.plan import Post


def staff_for_goods(
    layout: Layout, places: Sequence[Place], posts: Sequence[Post], costs: Costs
) -> tuple[tuple[Post, ...], int]:
    """Make a barrier a staffed post where a network would have barriers only.

    One after the other, each where the difference is least; where that is equal, the
    post that serves two such networks goes first.

    Parameters
    ----------
    places, posts
        One for each other.

    Returns
    -------
    tuple of Post
    int
        What it adds, person-shifts a day x100.
    """
    graph = layout.graph
    open_ = np.ones(len(graph.start), dtype=bool)
    open_[[place.edge for place in places]] = False
    part = join_roads(graph, open_)
    sides = [
        {int(part[graph.start[place.edge]]), int(part[graph.end[place.edge]])}
        for place in places
    ]
    served = set().union(
        *(side for side, post in zip(sides, posts) if post.kind == "staffed")
    )
    more = [costs.staffed[p.road_class] - _barrier(costs, p) for p in posts]
    found, added = list(posts), 0
    for network in sorted(set().union(*sides) - served):
        if network in served:
            continue
        row = min(
            (row for row, side in enumerate(sides) if network in side),
            key=lambda row: (more[row], -len(sides[row] - served), row),
        )
        officers = costs.officers[found[row].road_class]
        found[row] = replace(found[row], kind="staffed", staff=officers)
        served |= sides[row]
        added += more[row]
    return tuple(found), added


def _barrier(costs: Costs, post: Post) -> int:
    price = costs.barrier[post.road_class]
    return costs.staffed[post.road_class] if price is None else price
