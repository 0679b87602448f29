"""The plan to beat: one post on every road that crosses a border."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from gis.checkpoints.borders.goods import choose_rows
from gis.checkpoints.borders.terminals import NOBODY, Layout
from gis.checkpoints.costs import Costs
from gis.checkpoints.joined import join_roads


class BorderRoads(NamedTuple):
    """A post on every border road.

    Parameters
    ----------
    posts
        How many.
    cost
        Of all, each of its cheaper kind.
    allowed
        One may stand at all of them: no bridge or ferry lies across a border.
    for_goods
        What one staffed post for each network that they enclose adds, by the rule that
        our own posts follow.
    """

    posts: int
    cost: int
    allowed: bool
    for_goods: int

    @property
    def total(self) -> int:
        """Give what they cost with their staff for goods."""
        return self.cost + self.for_goods


def border_roads(layout: Layout, costs: Costs) -> BorderRoads:
    """Count and price the posts that stand right at the borders.

    Where roads of several units meet on a border, all but those of one are posted: the
    dearest go free, or those where no post may stand. What lies outside all units and
    touches one only is that one's.

    Parameters
    ----------
    layout
        Of all borders, or of those of one authority.
    costs
        Prices of both kinds.
    """
    graph, price = layout.graph, layout.network.cost
    edges = border_edges(layout)
    allowed = bool(layout.standing[edges].all())
    dearer = [
        costs.staffed[str(graph.klass[edge])] - int(price[edge]) for edge in edges
    ]
    rows = choose_rows(graph, edges, [not more for more in dearer], dearer)
    goods = sum(dearer[row] for row in rows)
    return BorderRoads(len(edges), int(price[edges].sum()), allowed, goods)


def border_edges(layout: Layout) -> NDArray[np.int64]:
    """Give the edges that `border_roads` posts."""
    graph, price = layout.graph, layout.network.cost
    side = _sides(layout)
    dear = np.where(layout.standing, price, price.sum() + 1)
    ends = np.r_[graph.start, graph.end]
    land = np.r_[side, side]
    count = int(side.max(initial=0)) + 1
    weight = coo_array(
        (np.r_[dear, dear], (ends, land)), shape=(len(graph.lon), count)
    ).tocsr()
    label = np.asarray(weight.argmax(axis=1)).ravel()
    cut = [np.flatnonzero(label[ends] != side) for ends in (graph.start, graph.end)]
    return np.concatenate(cut).astype(np.int64)


def _sides(layout: Layout) -> NDArray[np.int64]:
    """Give the group each edge lies with: its unit's, or a number of its own."""
    graph, land = layout.graph, layout.land
    side: NDArray[np.int64] = np.r_[layout.group, NOBODY][land]
    out = side == NOBODY
    comp = join_roads(graph, out)
    ends = np.r_[graph.start[~out], graph.end[~out]]
    met = np.unique(
        np.column_stack((comp[ends], np.r_[side[~out], side[~out]])), axis=0
    )
    places, first, times = np.unique(met[:, 0], return_index=True, return_counts=True)
    of_comp = np.arange(comp.max(initial=0) + 1) + int(layout.group.max()) + 1
    of_comp[places[times == 1]] = met[first[times == 1], 1]
    side[out] = of_comp[comp[graph.start[out]]]
    return side
