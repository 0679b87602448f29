"""Communes as a coverage: a fine irregular mesh, dealt out, joined and smoothed.

Every mesh cell belongs to exactly one commune, to a neighbour or to the sea, and
borders are sides of cells: so there are no gaps and no overlaps, whatever is drawn.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.land import Land
from boundaries.sample.plane import Points, Sheet
from boundaries.sample.table import Province

Whole = NDArray[np.int64]

_CELLS_PER_COMMUNE = 46
_RIM_KM = (3.0, 22.0, 28.0)
_RIM_SHARE = 0.12
_TOWN_KM = 4.0
_TOWN_WEIGHT = 7.0
_ROUNDS = 14
NOBODY = -1


@dataclass(frozen=True)
class Drawn:
    """One province on its sheet, in kilometres.

    Parameters
    ----------
    district, seat : arrays, n
        Position of the district in the table; place of the commune's middle, km.
    shapes : array, n
        Polygons of the communes.
    neighbours : array, m
        Polygons of the land around, one per side.
    sides : tuple, m
        Where each neighbour lies: "north", "east", "south", "west".
    """

    district: Whole
    seat: Points
    shapes: NDArray[np.object_]
    neighbours: NDArray[np.object_]
    sides: tuple[str, ...]


def draw_communes(
    province: Province, sheet: Sheet, land: Land, chance: np.random.Generator
) -> Drawn:
    """Divide the land of a province into its communes."""
    count = sum(d.communes for d in province.districts)
    cell = land.mainland.area / (count * _CELLS_PER_COMMUNE)
    points, cells = _mesh(land, cell, chance)
    pairs = _touching(points)
    places = sheet.to_plane(
        np.array([d.lon for d in province.districts]),
        np.array([d.lat for d in province.districts]),
    )
    district = _districts(province, land, points, places)
    district = _join(district, np.where(district < 0, 1, 0), pairs)
    commune, seats, owner = _communes(province, land, points, places, district, chance)
    commune = _join(commune, district, pairs)
    sides, rim = _rim(land, points, district)
    label = np.where(commune >= 0, commune, np.where(rim >= 0, count + rim, NOBODY))
    used = np.unique(label[label >= 0])
    merged = [shapely.coverage_union_all(cells[label == one]) for one in used]
    smooth = shapely.coverage_simplify(np.array(merged), np.sqrt(cell) * 0.8)
    return Drawn(owner, seats, smooth[:count], smooth[count:], sides)


def _mesh(
    land: Land, cell: float, chance: np.random.Generator
) -> tuple[Points, NDArray[np.object_]]:
    ground = shapely.union_all([land.mainland, *(i.shape for i in land.islets)])
    close, far = ground.buffer(_RIM_KM[0]), ground.buffer(_RIM_KM[2])
    west, south, east, north = far.bounds
    count = int((east - west) * (north - south) / cell)
    points = chance.random((count, 2)) * (east - west, north - south) + (west, south)
    sparse = chance.random(count) < _RIM_SHARE
    shapely.prepare([close, far])
    kept = shapely.contains_xy(close, points)
    kept |= sparse & shapely.contains_xy(far, points)
    points = points[kept]
    for _ in range(2):
        cells = _voronoi(points)
        points = shapely.get_coordinates(shapely.centroid(cells))
    return points, _voronoi(points)


def _voronoi(points: Points) -> NDArray[np.object_]:
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), ordered=True)
    return shapely.get_parts(diagram)


def _touching(points: Points) -> Whole:
    """Give pairs of mesh points, n x 2, whose cells touch."""
    lines = shapely.get_parts(
        shapely.delaunay_triangles(shapely.MultiPoint(points), only_edges=True)
    )
    keys = points[:, 0] + 1j * points[:, 1]
    order = np.argsort(keys)
    ends = shapely.get_coordinates(lines)
    found = np.searchsorted(keys[order], ends[:, 0] + 1j * ends[:, 1])
    return order[found].reshape(-1, 2)


def _districts(province: Province, land: Land, points: Points, places: Points) -> Whole:
    """Give each mesh point its district; cities and towns reach half as far."""
    district = np.full(len(points), NOBODY)
    ashore = [i for i, d in enumerate(province.districts) if d.islands != "all"]
    reach = np.array([0.5 if province.districts[i].urban else 1.0 for i in ashore])
    shapely.prepare(land.mainland)
    inside = shapely.contains_xy(land.mainland, points)
    far = _distances(points[inside], places[ashore]) / reach
    district[inside] = np.array(ashore)[far.argmin(axis=1)]
    codes = [d.code for d in province.districts]
    for islet in land.islets:
        district[shapely.contains_xy(islet.shape, points)] = codes.index(islet.district)
    return district


def _communes(
    province: Province,
    land: Land,
    points: Points,
    places: Points,
    district: Whole,
    chance: np.random.Generator,
) -> tuple[Whole, Points, Whole]:
    """Deal the points of each district to its communes, smaller ones near its seat."""
    commune = np.full(len(points), NOBODY)
    seats: list[Points] = []
    owner: list[int] = []
    inside = shapely.contains_xy(land.mainland, points)
    for number, row in enumerate(province.districts):
        own = [i for i in land.islets if i.district == row.code]
        parts = [(shapely.contains_xy(i.shape, points), i.communes) for i in own]
        rest = row.communes - sum(i.communes for i in own)
        parts = [(inside & (district == number), rest), *parts]
        for where, count in parts:
            mine = np.flatnonzero(where)
            if not count:
                continue
            weight = town_weight(points[mine], places[number])
            centres = _k_means(points[mine], weight, count, chance)
            centres = centres[np.argsort(np.hypot(*(centres - places[number]).T))]
            nearest = _distances(points[mine], centres).argmin(axis=1)
            commune[mine] = len(owner) + nearest
            seats.append(centres)
            owner += [number] * count
    return commune, np.concatenate(seats), np.array(owner)


def town_weight(points: Points, place: Points) -> NDArray[np.float64]:
    """Say how densely people live at `points`, n x 2 km: 1 far from the seat."""
    away = np.hypot(*(points - place).T)
    return 1 + _TOWN_WEIGHT * np.exp(-away / _TOWN_KM)


def _k_means(
    points: Points, weight: NDArray[np.float64], count: int, chance: np.random.Generator
) -> Points:
    first = int(chance.random() * len(points))
    centres = points[[first]]
    while len(centres) < count:
        gap = _distances(points, centres).min(axis=1) ** 2 * weight
        pick = np.searchsorted(np.cumsum(gap), chance.random() * gap.sum())
        centres = np.vstack([centres, points[pick]])
    for _ in range(_ROUNDS):
        nearest = _distances(points, centres).argmin(axis=1)
        total = np.bincount(nearest, weight, count)
        sums = [np.bincount(nearest, weight * points[:, k], count) for k in (0, 1)]
        centres = np.column_stack(sums) / total[:, None]
    return centres


def _join(label: Whole, inside: Whole, pairs: Whole) -> Whole:
    """Give every detached piece of a label to the neighbour it touches most.

    Pieces pass only between points of the same `inside`. The largest piece of a
    label stays.
    """
    label = label.copy()
    near = pairs[inside[pairs[:, 0]] == inside[pairs[:, 1]]]
    for _ in range(4):
        piece = _pieces(label, near)
        sizes = np.bincount(piece)
        main = {}
        for one in np.argsort(-sizes[piece], kind="stable"):
            main.setdefault(label[one], piece[one])
        loose = np.array([p != main[v] for v, p in zip(label, piece)]) & (label >= 0)
        if not loose.any():
            break
        for one in np.unique(piece[loose]):
            mine = piece == one
            edge = near[mine[near[:, 0]] != mine[near[:, 1]]]
            across = label[np.where(mine[edge[:, 0]], edge[:, 1], edge[:, 0])]
            across = across[across >= 0]
            if len(across):
                label[mine] = np.bincount(across).argmax()
    return label


def _pieces(label: Whole, near: Whole) -> Whole:
    """Number the connected pieces of equal label by their lowest point."""
    piece = np.arange(len(label))
    same = near[label[near[:, 0]] == label[near[:, 1]]]
    while True:
        low = np.minimum(piece[same[:, 0]], piece[same[:, 1]])
        before = piece.copy()
        np.minimum.at(piece, same[:, 0], low)
        np.minimum.at(piece, same[:, 1], low)
        piece = piece[piece]
        if (piece == before).all():
            return piece


def _rim(land: Land, points: Points, district: Whole) -> tuple[tuple[str, ...], Whole]:
    """Divide the land around the province by the side it lies on."""
    near = shapely.contains_xy(land.mainland.buffer(_RIM_KM[1]), points)
    shapely.prepare(land.sea)
    dry = near & (district < 0) & ~shapely.contains_xy(land.sea, points)
    middle = shapely.get_coordinates(land.mainland.centroid)[0]
    west, south, east, north = land.mainland.bounds
    gap = (points - middle) / ((east - west) / 2, (north - south) / 2)
    turn = np.degrees(np.arctan2(gap[:, 0], gap[:, 1])) % 360
    quarter = ((turn + 45) // 90).astype(int) % 4
    names = ("north", "east", "south", "west")
    present = sorted(set(quarter[dry]))
    side = np.full(len(points), NOBODY)
    for rank, one in enumerate(present):
        side[dry & (quarter == one)] = rank
    return tuple(names[one] for one in present), side


def _distances(points: Points, centres: Points) -> NDArray[np.float64]:
    gaps = points[:, None, :] - centres[None, :, :]
    return np.hypot(gaps[:, :, 0], gaps[:, :, 1])
