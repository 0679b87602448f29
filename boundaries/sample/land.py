"""Where land and sea lie: a mainland about the places of the table, and islands."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.plane import Points
from boundaries.sample.table import District, Province

_SIGHT_KM = 55.0
_SIGHT_DEGREES = 45.0
_SHORE_KM = 4.5
_LINK_KM = 60.0
_RADIUS_KM = (6.0, 13.0)
_CLOSING_KM = 14.0
_FAR_KM = 400.0


@dataclass(frozen=True)
class Islet:
    """One island: its district, how many communes it holds, its outline."""

    district: str
    communes: int
    shape: shapely.Polygon


@dataclass(frozen=True)
class Land:
    """The mainland, the open sea beside it, and the islands, in kilometres."""

    mainland: shapely.Polygon
    sea: shapely.Polygon
    islets: tuple[Islet, ...]


def shape_land(province: Province, places: Points, chance: np.random.Generator) -> Land:
    """Draw the outline of one province.

    Land is what lies near the places of the table and between those that are near
    each other, less the sea. The coast runs seaward of every place from which no
    other place is in sight on the sea's side.

    Parameters
    ----------
    province
        Its districts and the side of the sea.
    places : array, k x 2, km
        Where the districts' seats lie.
    chance
        Islands are shaped by it.
    """
    rows = list(zip(province.districts, places))
    ashore = np.array([place for d, place in rows if d.islands != "all"])
    outward = 1.0 if province.sea == "east" else -1.0
    sea = _sea(ashore, outward)
    mainland = _mainland(ashore, sea)
    islets = [
        islet
        for district, place in rows
        for islet in _islets(district, place, mainland, outward, chance)
    ]
    return Land(mainland, sea, tuple(islets))


def _mainland(places: Points, sea: shapely.Polygon) -> shapely.Polygon:
    discs = shapely.buffer(shapely.points(places), _reach(places))
    whole = shapely.union_all([*discs, *_links(places)])
    solid = whole.buffer(_CLOSING_KM).buffer(-_CLOSING_KM - 4).buffer(4)
    filled = solid.union(sea).buffer(_CLOSING_KM).buffer(-_CLOSING_KM)
    coastal = filled.intersection(solid.buffer(_CLOSING_KM / 2)).difference(sea)
    parts = shapely.get_parts(coastal.buffer(-1.5).buffer(1.5))
    largest: shapely.Polygon = parts[shapely.area(parts).argmax()]
    return largest


def _sea(places: Points, outward: float) -> shapely.Polygon:
    gaps = places[None, :, :] - places[:, None, :]
    ahead = gaps[:, :, 0] * outward
    slope = np.degrees(np.arctan2(np.abs(gaps[:, :, 1]), ahead))
    seen = (slope < _SIGHT_DEGREES) & (np.hypot(*gaps.T).T < _SIGHT_KM) & (ahead > 0)
    coast = places[~seen.any(axis=1)]
    coast = coast[np.argsort(coast[:, 1])] + np.array([outward * _SHORE_KM, 0])
    ends = coast[[0, -1]] + np.array([(0, -_FAR_KM), (0, _FAR_KM)])
    shore = _rounded(np.concatenate([ends[:1], coast, ends[1:]]))
    far = shore[[-1, 0]] + np.array([outward * _FAR_KM, 0])
    return shapely.Polygon(np.concatenate([shore, far]))


def _rounded(line: Points) -> Points:
    """Cut the corners of a line three times (Chaikin)."""
    for _ in range(3):
        near, far = line[:-1], line[1:]
        cut = np.stack([near * 0.75 + far * 0.25, near * 0.25 + far * 0.75], axis=1)
        line = np.concatenate([line[:1], cut.reshape(-1, 2), line[-1:]])
    return line


def _reach(places: Points) -> NDArray[np.float64]:
    """Give each place the radius of its land: near neighbours, small radius."""
    gaps = places[None, :, :] - places[:, None, :]
    nearest = np.sort(np.hypot(gaps[:, :, 0], gaps[:, :, 1]), axis=1)[:, 1:4]
    return np.asarray(np.clip(nearest.mean(axis=1) * 0.6, *_RADIUS_KM))


def _links(places: Points) -> list[shapely.Geometry]:
    triangles = shapely.get_parts(
        shapely.delaunay_triangles(shapely.MultiPoint(places))
    )
    sides = np.diff(shapely.get_coordinates(triangles).reshape(-1, 4, 2), axis=1)
    short = np.hypot(sides[:, :, 0], sides[:, :, 1]).max(axis=1) < _LINK_KM
    return list(shapely.buffer(triangles[short], 2.0))


def _islets(
    district: District,
    place: Points,
    mainland: shapely.Polygon,
    outward: float,
    chance: np.random.Generator,
) -> list[Islet]:
    if district.islands == "none":
        return []
    if district.islands == "part":
        shore = mainland.bounds[2 if outward > 0 else 0]
        offshore = place + np.array([outward * (abs(shore - place[0]) * 0.5 + 12), -6])
        return [Islet(district.code, 1, _blob(offshore, 2.2, 1.3, chance))]
    if district.urban:
        size = 4.3 * np.sqrt(district.communes)
        return [
            Islet(district.code, district.communes, _blob(place, size, 1.6, chance))
        ]
    turn = chance.random() * 2 * np.pi
    spots = [
        place + 9.0 * np.array([np.cos(a), np.sin(a)])
        for a in turn + 2 * np.pi * np.arange(district.communes) / district.communes
    ]
    return [Islet(district.code, 1, _blob(spot, 2.2, 1.4, chance)) for spot in spots]


def _blob(
    centre: Points, radius: float, tall: float, chance: np.random.Generator
) -> shapely.Polygon:
    """Draw a round shape with bays, `tall` times as high as wide."""
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    reach = np.ones_like(angle)
    for waves in (2, 3, 5):
        swing, phase = chance.random(2)
        reach += 0.3 / waves * (0.5 + swing) * np.sin(waves * angle + phase * 2 * np.pi)
    ring = np.column_stack(
        [np.cos(angle) / np.sqrt(tall), np.sin(angle) * np.sqrt(tall)]
    )
    return shapely.Polygon(centre + radius * reach[:, None] * ring)
