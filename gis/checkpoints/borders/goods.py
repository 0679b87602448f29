"""At least one staffed post for each road network that posts enclose: goods come in."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gis.checkpoints.borders.places import Place
from gis.checkpoints.borders.terminals import Layout
from gis.checkpoints.costs import Costs
from gis.checkpoints.joined import join_roads
from gis.checkpoints.plan import Post
from gis.roads import RoadGraph


def staff_for_goods(
    layout: Layout, places: Sequence[Place], posts: Sequence[Post], costs: Costs
) -> tuple[tuple[Post, ...], int]:
    """Make a barrier a staffed post where a network would have barriers only.

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
    edges = np.array([place.edge for place in places], dtype=np.int64)
    staffed = [post.kind == "staffed" for post in posts]
    more = [costs.staffed[p.road_class] - _barrier(costs, p) for p in posts]
    found = list(posts)
    rows = choose_rows(layout.graph, edges, staffed, more)
    for row in rows:
        officers = costs.officers[found[row].road_class]
        found[row] = replace(found[row], kind="staffed", staff=officers)
    return tuple(found), sum(more[row] for row in rows)


def choose_rows(
    graph: RoadGraph,
    edges: NDArray[np.int64],
    staffed: Sequence[bool],
    more: Sequence[int],
) -> list[int]:
    """Choose which barriers become staffed posts.

    Those that add least together, so that each network that has an end of a cut edge
    has a staffed one: an edge cover of least weight, solved as an integer programme.

    Parameters
    ----------
    edges : k
        That are cut.
    staffed, more
        Of each: whether it has a staffed post, and what one adds to its barrier.

    Returns
    -------
    list of int
        Rows of `edges`.
    """
    open_ = np.ones(len(graph.start), dtype=bool)
    open_[edges] = False
    part = join_roads(graph, open_)
    ends = np.column_stack((part[graph.start[edges]], part[graph.end[edges]]))
    held = np.asarray(staffed, dtype=bool)
    lacking = np.setdiff1d(ends, ends[held])
    if not len(lacking):
        return []
    row, side = np.nonzero(np.isin(ends, lacking) & ~held[:, None])
    network = np.searchsorted(lacking, ends[row, side])
    serves = csr_array(
        (np.ones(len(row)), (network, row)), shape=(len(lacking), len(edges))
    )
    serves.data[:] = 1  # an edge may lie in one network with both its ends
    found = milp(
        np.asarray(more, dtype=np.float64),
        integrality=np.ones(len(edges), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(serves, lb=1),
        options={"mip_rel_gap": 0},
    )
    picked = np.flatnonzero(found.x.round()) if found.success else np.unique(row)
    rows: list[int] = picked.tolist()
    return rows


def _barrier(costs: Costs, post: Post) -> int:
    price = costs.barrier[post.road_class]
    return costs.staffed[post.road_class] if price is None else price
