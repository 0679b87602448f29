"""Part the units at the border roads, where that is cheaper with staff for goods."""

from dataclasses import replace

import numpy as np

from gis.checkpoints.borders.border_roads import border_edges
from gis.checkpoints.borders.separate import Separation
from gis.checkpoints.borders.terminals import NOBODY, Layout
from gis.checkpoints.joined import join_roads


def cut_straight(layout: Layout, separation: Separation) -> Separation:
    """Give the separation that cuts border roads only, and of those what is needed.

    Parameters
    ----------
    layout, separation
        The least separation of the layout's network; its bounds stay.

    Returns
    -------
    Separation
        A stretch is exact where it costs no more than its bound.
    """
    graph, price = layout.graph, layout.network.cost
    edges = border_edges(layout)
    open_ = np.ones(len(price), dtype=bool)
    open_[edges] = False
    part = join_roads(graph, open_).astype(np.int64)
    unit = np.r_[layout.group, NOBODY][layout.terminal]
    group = np.full(int(part.max()) + 1, NOBODY, dtype=np.int64)
    np.maximum.at(group, part, unit)
    for edge in edges[np.argsort(-price[edges], kind="stable")].tolist():
        one, other = part[graph.start[edge]], part[graph.end[edge]]
        if one == other or NOBODY in (group[one], group[other]):
            group[one] = max(group[one], group[other])
            part[part == other] = one
        elif group[one] == group[other]:
            part[part == other] = one
    network = layout.network
    label = separation.label.copy()
    label[network.start] = group[part[graph.start]]
    label[network.end] = group[part[graph.end]]
    cut = label[network.start] != label[network.end]
    paid = [
        int(price[cut & (separation.part == n)].sum())
        for n in range(len(separation.parts))
    ]
    parts = tuple(
        replace(part, cost=cost, exact=cost == part.bound)
        for part, cost in zip(separation.parts, paid)
    )
    return replace(
        separation, label=label, cut=cut, parts=parts, cost=int(price[cut].sum())
    )
