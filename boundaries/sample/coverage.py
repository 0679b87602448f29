"""Communes as a coverage: mesh cells dealt to districts, to communes, and joined."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.land import Land
from boundaries.sample.mesh import NOBODY, Mesh, Whole, inside, join_pieces, make_mesh
from boundaries.sample.plane import Points
from boundaries.sample.table import Province

_CELLS_PER_COMMUNE = 46
_CITY_REACH = 0.5
_TOWN_KM, _TOWN_WEIGHT = 4.0, 7.0
_ROUNDS = 14
_RIM_KM = 70.0
_SIDES = ("north", "east", "south", "west")


@dataclass(frozen=True)
class Drawn:
    """One province on its sheet, in kilometres.

    Parameters
    ----------
    district, seat : arrays, n and n x 2
        Position of each commune's district in the table; the middle of its people.
    weight : array, n
        How the people of a district are shared among its communes.
    shapes : array, n
        Polygons of the communes, a valid coverage together with `neighbours`.
    neighbours : array, m
        Polygons of the land around, one per side.
    sides : tuple, m
        Where each neighbour lies: "north", "east", "south", "west".
    """

    district: Whole
    seat: Points
    weight: NDArray[np.float64]
    shapes: NDArray[np.object_]
    neighbours: NDArray[np.object_]
    sides: tuple[str, ...]


@dataclass(frozen=True)
class _Dealt:
    commune: Whole
    district: Whole
    seat: Points
    weight: NDArray[np.float64]


def draw_communes(
    province: Province, places: Points, land: Land, chance: np.random.Generator
) -> Drawn:
    """Divide the land of a province into its communes.

    Parameters
    ----------
    province
        Its districts, with how many communes each has.
    places : array, k x 2, km
        Where the districts' seats lie.
    land
        The outline.
    chance
        Borders fall by it.
    """
    count = sum(d.communes for d in province.districts)
    cell = land.mainland.area / (count * _CELLS_PER_COMMUNE)
    mesh = make_mesh(land, cell, chance)
    district = _deal_districts(province, places, land, mesh.points)
    district = join_pieces(district, (district < 0).astype(int), mesh.pairs)
    dealt = _deal_communes(province, places, land, mesh.points, district, chance)
    commune = join_pieces(dealt.commune, district, mesh.pairs)
    side = _sides(land, mesh.points, district)
    present = np.unique(side[side >= 0])
    shapes = _shapes(mesh, np.where(side >= 0, count + side, commune), np.sqrt(cell))
    return Drawn(
        dealt.district,
        dealt.seat,
        dealt.weight,
        shapes[:count],
        shapes[count:],
        tuple(_SIDES[one] for one in present),
    )


def _shapes(mesh: Mesh, label: Whole, cell_km: float) -> NDArray[np.object_]:
    """Join the cells of each label, and take out the zigzag of single cells."""
    joined = [
        shapely.coverage_union_all(mesh.cells[label == one])
        for one in np.unique(label[label >= 0])
    ]
    return np.asarray(shapely.coverage_simplify(np.array(joined), cell_km * 0.8))


def _deal_districts(
    province: Province, places: Points, land: Land, points: Points
) -> Whole:
    """Give each point of land its district; cities and towns reach half as far."""
    district = np.full(len(points), NOBODY)
    rows = list(enumerate(province.districts))
    ashore = np.array([n for n, d in rows if d.islands != "all"])
    reach = [_CITY_REACH if d.urban else 1.0 for _, d in rows if d.islands != "all"]
    here = inside(land.mainland, points)
    far = _distances(points[here], places[ashore]) / np.array(reach)
    district[here] = ashore[far.argmin(axis=1)]
    codes = [d.code for d in province.districts]
    for islet in land.islets:
        district[inside(islet.shape, points)] = codes.index(islet.district)
    return district


def _deal_communes(
    province: Province,
    places: Points,
    land: Land,
    points: Points,
    district: Whole,
    chance: np.random.Generator,
) -> _Dealt:
    """Deal the points of each district to its communes, smaller ones near its seat."""
    commune = np.full(len(points), NOBODY)
    seats, weights = [], []
    owner: list[int] = []
    for number, mine, count in _grounds(province, land, points, district):
        away = np.hypot(*(points[mine] - places[number]).T)
        dense = 1 + _TOWN_WEIGHT * np.exp(-away / _TOWN_KM)
        centres = _k_means(points[mine], dense, count, chance)
        centres = centres[np.argsort(np.hypot(*(centres - places[number]).T))]
        nearest = _distances(points[mine], centres).argmin(axis=1)
        commune[mine] = len(owner) + nearest
        seats.append(centres)
        weights.append(np.bincount(nearest, dense, count))
        owner += [number] * count
    return _Dealt(
        commune, np.array(owner), np.concatenate(seats), np.concatenate(weights)
    )


def _grounds(
    province: Province, land: Land, points: Points, district: Whole
) -> Iterable[tuple[int, Whole, int]]:
    """Give each connected ground: its district, its points, its count of communes."""
    ashore = inside(land.mainland, points)
    for number, row in enumerate(province.districts):
        own = [i for i in land.islets if i.district == row.code]
        rest = row.communes - sum(i.communes for i in own)
        if rest:
            yield number, np.flatnonzero(ashore & (district == number)), rest
        for islet in own:
            yield number, np.flatnonzero(inside(islet.shape, points)), islet.communes


def _k_means(
    points: Points, weight: NDArray[np.float64], count: int, chance: np.random.Generator
) -> Points:
    """Find `count` middles of equal weight, roughly (k-means++ and Lloyd)."""
    centres = points[[int(chance.random() * len(points))]]
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


def _sides(land: Land, points: Points, district: Whole) -> Whole:
    """Give each point of the land around the number of its side, else `NOBODY`."""
    near = inside(land.mainland.buffer(_RIM_KM), points)
    dry = near & (district < 0) & ~inside(land.sea, points)
    west, south, east, north = land.mainland.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    gap = (points - middle) / ((east - west) / 2, (north - south) / 2)
    turn = np.degrees(np.arctan2(gap[:, 0], gap[:, 1])) % 360
    quarter = ((turn + 45) // 90).astype(int) % 4
    return np.where(dry, quarter, NOBODY)


def _distances(points: Points, centres: Points) -> NDArray[np.float64]:
    gaps = points[:, None, :] - centres[None, :, :]
    return np.asarray(np.hypot(gaps[:, :, 0], gaps[:, :, 1]))
