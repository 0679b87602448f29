"""Units of the sample: codes, names and kinds, and the frame of all levels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.table import District, Province
from boundaries.units import LEVELS

_COLUMNS = ["code", "name", "kind", "admin_level", "parent", "geometry"]
_Row = tuple[str, str, str, str, str, shapely.Geometry | None]
_TOWN_SHARE = {"thành phố": 0.65, "thị xã": 0.5}
_TOWNSHIP_FROM = 7


@dataclass(frozen=True)
class Commune:
    """A schematic commune: its names and its people, which the table shares out."""

    code: str
    name: str
    kind: str
    district: str
    people: float


@dataclass(frozen=True)
class Place:
    """A province as drawn.

    Parameters
    ----------
    province
        Its row of the table.
    communes : tuple, n
        In the order of the districts.
    shapes : array, n
        Their polygons, EPSG:4326, rounded, a valid coverage.
    """

    province: Province
    communes: tuple[Commune, ...]
    shapes: NDArray[np.object_]


def name_communes(
    province: Province, weights: NDArray[np.float64]
) -> tuple[Commune, ...]:
    """Name the communes of each district by number, the one at its seat first.

    The numbers keep them apart from every real commune. Two districts of one name
    (Thị xã and Huyện Cai Lậy) share one run of numbers.

    Parameters
    ----------
    province
        Its districts, in order.
    weights : array, n
        One per commune, in the order of the districts: its share of their people.
    """
    named: list[Commune] = []
    used: Counter[str] = Counter()
    for district in province.districts:
        own = weights[len(named) : len(named) + district.communes]
        people = district.people * own / own.sum()
        for place in range(district.communes):
            kind = _kind(district, place)
            used[district.short] += 1
            name = f"{kind.capitalize()} {district.short} {used[district.short]}"
            code = f"{district.code}{place + 1:02d}"
            named.append(Commune(code, name, kind, district.code, float(people[place])))
    return tuple(named)


def _kind(district: District, place: int) -> str:
    if district.urban:
        towns = round(district.communes * _TOWN_SHARE[district.kind])
        return "phường" if place < towns else "xã"
    return "thị trấn" if place == 0 and district.communes >= _TOWNSHIP_FROM else "xã"


def frame_units(
    places: Sequence[Place], hamlets: Mapping[str, Sequence[str]]
) -> gpd.GeoDataFrame:
    """Put provinces, districts, communes and hamlets in one frame.

    Parameters
    ----------
    places
        The provinces as drawn.
    hamlets
        Codes of hamlets by the code of their commune; they have no geometry.

    Returns
    -------
    GeoDataFrame, EPSG:4326
        Columns `code, name, kind, admin_level, parent, geometry`, sorted by level
        and code. Districts and provinces are the union of their communes.
    """
    rows: list[_Row] = []
    for place in places:
        province, own = place.province, place.communes
        whole = shapely.coverage_union_all(place.shapes)
        rows.append((province.code, province.name, "tỉnh", "province", "", whole))
        for d in province.districts:
            mine = [c.district == d.code for c in own]
            shape = shapely.coverage_union_all(place.shapes[mine])
            rows.append((d.code, d.name, d.kind, "district", province.code, shape))
        for c, shape in zip(own, place.shapes):
            rows.append((c.code, c.name, c.kind, "commune", c.district, shape))
            rows += [_hamlet(code, c) for code in hamlets.get(c.code, ())]
    rows.sort(key=lambda row: (LEVELS.index(row[3]), row[0]))
    return gpd.GeoDataFrame(rows, columns=_COLUMNS, geometry="geometry", crs=4326)


def _hamlet(code: str, commune: Commune) -> _Row:
    kind = "ấp" if commune.kind == "xã" else "khu phố"
    name = f"{kind.capitalize()} {int(code[-2:])}, {commune.name}"
    return (code, name, kind, "hamlet", commune.code, None)
