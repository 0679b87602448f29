"""Where on its road each post stands: as near to the border as the cut allows."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checkpoints.borders.separate import Separation
from gis.checkpoints.borders.terminals import NOBODY, Layout, on_land

_ASIDE = 10.0  # metres from the border or the junction, where the piece is so long
_LANDING = 1.0  # metres from the shore


class Place(NamedTuple):
    """A place for a post.

    Parameters
    ----------
    edge
        Of the layout's graph.
    lon, lat
        On the road.
    units
        Rows of the two units that it stands between, the smaller first.
    """

    edge: int
    lon: float
    lat: float
    units: tuple[int, int]


def find_places(layout: Layout, separation: Separation) -> list[Place]:
    """Give a place for each edge that is cut, from west to east.

    A post may slide along its road as long as no junction lies between and the price is
    the same: it goes to the border.

    Parameters
    ----------
    layout, separation
        The separation of the layout's network.
    """
    graph = layout.graph
    walk = _Walk(layout)
    network = layout.network
    ashore = on_land(graph)
    found = []
    for row in np.flatnonzero(separation.cut).tolist():
        ends = (network.start[row], network.end[row])
        first, second = sorted(int(separation.label[end]) for end in ends)
        chain = walk.chain(row)
        edge, at_start = _nearest(layout, chain, (first, second), walk.border)
        if graph.klass[edge] == "ferry":
            at_start = bool(ashore[graph.start[edge]])
        lon, lat = _point(layout, edge, at_start=at_start)
        units = _units(layout, (first, second), lon, lat)
        found.append(Place(edge, lon, lat, units))
    return sorted(found, key=lambda place: (place.lon, place.lat, place.edge))


class _Walk:
    """Walks along a road past places that are no junctions."""

    def __init__(self, layout: Layout) -> None:
        graph = layout.graph
        self.layout = layout
        self.degree = graph.degrees()
        self.at: dict[int, list[int]] = defaultdict(list)
        plain = (self.degree == 2) & (layout.terminal == NOBODY)  # noqa: PLR2004 - no junction
        for ends in (graph.start, graph.end):
            for edge in np.flatnonzero(plain[ends]).tolist():
                self.at[int(ends[edge])].append(edge)
        lowest = np.full(len(graph.lon), len(layout.codes))
        highest = np.full(len(graph.lon), -2)
        for ends in (graph.start, graph.end):
            np.minimum.at(lowest, ends, layout.land)
            np.maximum.at(highest, ends, layout.land)
        self.border: NDArray[np.bool_] = lowest < highest

    def chain(self, edge: int) -> list[int]:
        """Give the edges on which a post would do the same for the same price."""
        graph = self.layout.graph
        price = self.layout.network.cost
        chain, seen = [edge], {edge}
        for node in (int(graph.start[edge]), int(graph.end[edge])):
            here, last = node, edge
            while len(self.at.get(here, ())) == 2:  # noqa: PLR2004 - goes on
                one, other = self.at[here]
                following = other if one == last else one
                fits = self.layout.standing[following]
                if following in seen or not fits or price[following] != price[edge]:
                    break
                chain.append(following)
                seen.add(following)
                ends = (int(graph.start[following]), int(graph.end[following]))
                here, last = ends[1] if ends[0] == here else ends[0], following
        return chain


def _nearest(
    layout: Layout,
    chain: list[int],
    pair: tuple[int, int],
    border: NDArray[np.bool_],
) -> tuple[int, bool]:
    """Choose the edge of a chain that is nearest to the border, and its nearer end."""
    graph = layout.graph
    best = []
    for edge in chain:
        for at_start in (True, False):
            node = graph.start[edge] if at_start else graph.end[edge]
            away = 0.0
            if not border[node]:
                place = shapely.Point(graph.lon[node], graph.lat[node])
                away = max(_away(layout, place, group) for group in pair)
            best.append(
                (not border[node], away, int(layout.land[edge]), edge, at_start)
            )
    _, _, _, edge, at_start = min(best)
    return edge, at_start


def _away(layout: Layout, place: shapely.Point, group: int) -> float:
    own = layout.shapes[layout.group == group]
    return float(np.min(shapely.distance(own, place)))


def _point(layout: Layout, edge: int, *, at_start: bool) -> tuple[float, float]:
    graph = layout.graph
    length = float(graph.metres[edge])
    aside = _LANDING if graph.klass[edge] == "ferry" else _ASIDE
    share = min(aside / length, 0.5)
    point = shapely.line_interpolate_point(
        graph.shapes[edge], share if at_start else 1 - share, normalized=True
    )
    return round(point.x, 7), round(point.y, 7)


def _units(
    layout: Layout, pair: tuple[int, int], lon: float, lat: float
) -> tuple[int, int]:
    """Name the two units: on one authority's borders, it and the nearest other."""
    if len(layout.codes) == layout.network.terminals:
        return pair
    mine = int(np.flatnonzero(layout.group == 0)[0])
    away = shapely.distance(layout.shapes, shapely.Point(lon, lat))
    away[mine] = np.inf
    first, second = sorted((mine, int(away.argmin())))
    return first, second
