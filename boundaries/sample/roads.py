"""Roads, ferries and sites of the sample, drawn between the places of the table."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.coverage import Drawn
from boundaries.sample.land import Islet, Land
from boundaries.sample.network import cross_lines, once
from boundaries.sample.plane import Points
from boundaries.sample.table import Province

_DETOUR = 8.0
_BEYOND_KM = 18.0
_PORT_KM = 14.0
_GATE_KM2 = 30.0
_BERTH_KM = 2.0
_SHORE_KM = 0.7


@dataclass(frozen=True)
class Way:
    """A road or a ferry line: its class and name, and its course in kilometres."""

    kind: str
    name: str
    line: shapely.LineString


@dataclass(frozen=True)
class Site:
    """A hospital or an industrial zone, with its place in kilometres."""

    kind: str
    name: str
    point: tuple[float, float]


def draw_ways(
    province: Province, places: Points, land: Land, drawn: Drawn
) -> tuple[Way, ...]:
    """Join districts, communes, neighbouring provinces and islands.

    Districts hang together by a shortest tree (trunk between cities and towns,
    primary elsewhere), with secondary roads where neighbours would have to go far
    round; communes by a tree of tertiary roads; each land side has a way out. Roads
    that cross have a vertex in common: they are a network.

    Parameters
    ----------
    province
        Names the roads.
    places : array, k x 2, km
        Where the districts' seats lie.
    land, drawn
        The outline and the communes.
    """
    ashore = [i for i, d in enumerate(province.districts) if d.islands != "all"]
    ways = [
        *_between_districts(province, ashore, places, land.mainland),
        *_to_communes(province, places, land, drawn),
        *_out(province, ashore, places, land, drawn),
        *_ferries(province, places, land),
    ]
    lines = np.array([way.line for way in ways])
    joined = cross_lines(lines, [way.kind for way in ways])
    return tuple(replace(ways[i], line=joined[i]) for i in once(lines))


def draw_sites(
    province: Province, places: Points, *, industry: bool
) -> tuple[Site, ...]:
    """Place a hospital in the largest city, and an industrial zone if asked for."""
    cities = [i for i, d in enumerate(province.districts) if d.urban]
    rural = [i for i, d in enumerate(province.districts) if not d.urban]
    city = max(cities, key=lambda i: province.districts[i].people)
    name = province.districts[city].short
    sites = [Site("hospital", f"Bệnh viện {name} (sơ đồ)", tuple(places[city]))]
    if industry:
        near = min(rural, key=lambda i: float(np.hypot(*(places[i] - places[city]))))
        spot = places[near] * 0.7 + places[city] * 0.3
        name = province.districts[near].short
        label = f"Khu công nghiệp {name} (sơ đồ)"
        sites.append(Site("industrial_zone", label, tuple(spot)))
    return tuple(sites)


def _between_districts(
    province: Province, ashore: list[int], places: Points, mainland: shapely.Polygon
) -> Iterable[Way]:
    spots = places[ashore]
    tree = _tree(spots, mainland)
    inland = mainland.buffer(-_SHORE_KM)
    pairs = _gabriel(spots)
    for a, b in sorted(set(pairs) | set(tree)):
        line = shapely.LineString(spots[[a, b]])
        if (a, b) not in tree and not inland.contains(line):
            continue
        one, two = province.districts[ashore[a]], province.districts[ashore[b]]
        kind = "secondary"
        if (a, b) in tree:
            kind = "trunk" if one.urban or two.urban else "primary"
        yield Way(kind, f"Đường {one.short} – {two.short}", line)


def _to_communes(
    province: Province, places: Points, land: Land, drawn: Drawn
) -> Iterable[Way]:
    grounds = [land.mainland, *(i.shape for i in land.islets)]
    for number, district in enumerate(province.districts):
        seats = drawn.seat[drawn.district == number]
        for ground in grounds:
            here = seats[shapely.contains_xy(ground, seats)]
            if ground.contains(shapely.Point(places[number])):
                here = np.vstack([places[number], here])
            for a, b in _tree(here, ground):
                line = shapely.LineString(here[[a, b]])
                yield Way("tertiary", f"Đường xã {district.short}", line)


def _out(
    province: Province, ashore: list[int], places: Points, land: Land, drawn: Drawn
) -> Iterable[Way]:
    """Lead a trunk road over the border to each neighbour, from the place nearest."""
    spots = shapely.points(places[ashore])
    for neighbour in drawn.neighbours:
        border = neighbour.intersection(land.mainland.buffer(2.0))
        lines = shapely.shortest_line(spots, border)
        nearest = int(shapely.length(lines).argmin())
        if border.area < _GATE_KM2 or lines[nearest].length == 0:
            continue
        start, gate = shapely.get_coordinates(lines[nearest])
        ahead = (gate - start) / np.hypot(*(gate - start))
        end = gate + ahead * _BEYOND_KM
        road = shapely.LineString([start, end]).difference(land.sea)
        name = province.districts[ashore[nearest]].short
        yield Way("trunk", f"Cửa ngõ {name}", shapely.get_parts(road)[0])


def _ferries(province: Province, places: Points, land: Land) -> Iterable[Way]:
    """Sail to each island from the port of its own district, or of the next cities."""
    coast = land.mainland.exterior.intersection(land.sea.buffer(0.5))
    codes = [d.code for d in province.districts]
    for number, islet in enumerate(land.islets, start=1):
        own = codes.index(islet.district)
        end = province.districts[own].short
        if sum(i.district == islet.district for i in land.islets) > 1:
            end = f"{end} {number}"
        for home in _homes(province, own, places):
            start = province.districts[home].short
            name = f"Phà {start} – {'đảo ' if home == own else ''}{end}"
            sail = _sail(coast, places[home], islet, land)
            port, *_, quay = shapely.get_coordinates(sail)
            seat = shapely.get_coordinates(islet.shape.point_on_surface())[0]
            access = f"Đường ra bến {start}"
            yield Way("primary", access, shapely.LineString([places[home], port]))
            yield Way("ferry", name, sail)
            yield Way("tertiary", f"Đường bến {end}", shapely.LineString([quay, seat]))


def _homes(province: Province, own: int, places: Points) -> list[int]:
    """Give the districts ashore from which ferries sail to an island."""
    district = province.districts[own]
    if district.islands == "part":
        return [own]
    cities = [
        i for i, d in enumerate(province.districts) if d.urban and d.islands != "all"
    ]
    cities.sort(key=lambda i: float(np.hypot(*(places[i] - places[own]))))
    return cities[: 2 if district.urban else 1]


def _sail(
    coast: shapely.Geometry, home: Points, islet: Islet, land: Land
) -> shapely.LineString:
    """Take the shortest way from a port near `home`, round any island between."""
    near = shapely.intersection(coast, shapely.Point(home).buffer(_PORT_KM))
    line = shapely.shortest_line(coast if near.is_empty else near, islet.shape)
    port, quay = shapely.get_coordinates(line)
    ahead = (quay - port) / np.hypot(*(quay - port))
    aside = np.array([-ahead[1], ahead[0]])
    course = [port]
    others = [i.shape for i in land.islets if i is not islet]
    for other in sorted(others, key=lambda shape: shape.distance(shapely.Point(port))):
        if line.distance(other) < _BERTH_KM:
            middle = shapely.get_coordinates(other.centroid)[0]
            wide = _BERTH_KM + float(np.sqrt(other.area / np.pi)) * 2
            turn = -np.sign((middle - port) @ aside) or 1.0
            course.append(middle + aside * turn * wide)
    return shapely.LineString([*course, quay])


def _tree(spots: Points, ground: shapely.Polygon) -> list[tuple[int, int]]:
    """Join spots by a shortest tree (Prim); a line off the ground counts as longer."""
    if len(spots) < 2:  # noqa: PLR2004 - one spot needs no road
        return []
    cost = _lengths(spots, ground)
    joined, tree = [0], []
    while len(joined) < len(spots):
        left = [i for i in range(len(spots)) if i not in joined]
        block = cost[np.ix_(joined, left)]
        at, to = np.unravel_index(int(block.argmin()), block.shape)
        a, b = joined[at], left[to]
        tree.append((min(a, b), max(a, b)))
        joined.append(b)
    return tree


def _lengths(spots: Points, ground: shapely.Polygon) -> NDArray[np.float64]:
    count = len(spots)
    first, second = np.triu_indices(count, 1)
    lines = shapely.linestrings(np.stack([spots[first], spots[second]], axis=1))
    length = np.asarray(shapely.length(lines))
    length[~shapely.contains(ground.buffer(-_SHORE_KM), lines)] *= _DETOUR
    cost: NDArray[np.float64] = np.full((count, count), np.inf)
    cost[first, second] = cost[second, first] = length
    return cost


def _gabriel(spots: Points) -> list[tuple[int, int]]:
    """Give pairs with no third spot in the circle between them."""
    first, second = np.triu_indices(len(spots), 1)
    middle = (spots[first] + spots[second]) / 2
    reach = np.hypot(*(spots[first] - spots[second]).T) / 2
    gaps = middle[:, None, :] - spots[None, :, :]
    clear = (np.hypot(gaps[:, :, 0], gaps[:, :, 1]) > reach[:, None] - 1e-9).all(axis=1)
    return [(int(a), int(b)) for a, b in zip(first[clear], second[clear])]
