"""Roads, ferries and sites of the sample, drawn between the places of the table."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.coverage import Drawn
from boundaries.sample.land import Islet, Land
from boundaries.sample.plane import Points, Sheet
from boundaries.sample.table import Province

_DETOUR = 8.0
_BEYOND_KM = 18.0
_PORT_KM = 14.0
_SIDES = {"north": (0, 1), "east": (1, 0), "south": (0, -1), "west": (-1, 0)}


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
    province: Province, sheet: Sheet, land: Land, drawn: Drawn
) -> tuple[Way, ...]:
    """Join districts, communes, neighbouring provinces and islands.

    Districts hang together by a shortest tree (trunk between cities and towns,
    primary elsewhere), with secondary roads where neighbours would have to go far
    round; communes by a tree of tertiary roads; each land side has a way out.
    """
    places = _places(province, sheet)
    ashore = [i for i, d in enumerate(province.districts) if d.islands != "all"]
    ways = [
        *_between_districts(province, ashore, places, land.mainland),
        *_to_communes(province, places, land, drawn),
        *_out(province, ashore, places, land.mainland, drawn.sides),
        *_ferries(province, places, land),
    ]
    return tuple(ways)


def draw_sites(province: Province, sheet: Sheet, *, industry: bool) -> tuple[Site, ...]:
    """Place a hospital in the largest city, and an industrial zone if asked for."""
    places = _places(province, sheet)
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


def _places(province: Province, sheet: Sheet) -> Points:
    return sheet.to_plane(
        np.array([d.lon for d in province.districts]),
        np.array([d.lat for d in province.districts]),
    )


def _between_districts(
    province: Province, ashore: list[int], places: Points, mainland: shapely.Polygon
) -> Iterable[Way]:
    spots = places[ashore]
    tree = _tree(spots, mainland)
    pairs = _gabriel(spots)
    for a, b in sorted(set(pairs) | set(tree)):
        line = shapely.LineString(spots[[a, b]])
        if (a, b) not in tree and not mainland.contains(line):
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
    province: Province,
    ashore: list[int],
    places: Points,
    mainland: shapely.Polygon,
    sides: tuple[str, ...],
) -> Iterable[Way]:
    """Lead a trunk road from the outermost place of each land side over the border."""
    for side in sides:
        way = np.array(_SIDES[side], dtype="float64")
        last = max(ashore, key=lambda i: float(places[i] @ way))
        far = places[last] + way * 200
        inside = shapely.LineString([places[last], far]).intersection(mainland)
        reach = inside.length + _BEYOND_KM
        line = shapely.LineString([places[last], places[last] + way * reach])
        yield Way("trunk", f"Cửa ngõ {province.districts[last].short}", line)


def _ferries(province: Province, places: Points, land: Land) -> Iterable[Way]:
    shore = land.mainland.exterior.intersection(land.sea.buffer(0.5))
    codes = [d.code for d in province.districts]
    for number, islet in enumerate(land.islets):
        own = codes.index(islet.district)
        for home in _homes(province, own, places):
            port, quay = _crossing(shore, places[home], islet)
            start = province.districts[home].short
            end = province.districts[own].short
            several = sum(i.district == islet.district for i in land.islets) > 1
            label = f"{end} {number + 1}" if several else end
            if home == own:
                label = f"đảo {end}"
            access = shapely.LineString([places[home], port])
            yield Way("primary", f"Đường ra bến {start}", access)
            yield Way(
                "ferry", f"Phà {start} – {label}", shapely.LineString([port, quay])
            )
            seat = shapely.get_coordinates(islet.shape.point_on_surface())[0]
            yield Way(
                "tertiary", f"Đường ra bến {label}", shapely.LineString([quay, seat])
            )


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


def _crossing(
    shore: shapely.Geometry, home: Points, islet: Islet
) -> tuple[Points, Points]:
    near = shore.intersection(shapely.Point(home).buffer(_PORT_KM))
    line = shapely.shortest_line(near if not near.is_empty else shore, islet.shape)
    port, quay = shapely.get_coordinates(line)
    return port, quay


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
    length = shapely.length(lines)
    length[~shapely.contains(ground.buffer(0.2), lines)] *= _DETOUR
    cost = np.full((count, count), np.inf)
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
