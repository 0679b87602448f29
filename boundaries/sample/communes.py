"""Units of the sample: codes, names and kinds, and the frame of all levels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.coverage import Drawn
from boundaries.sample.plane import Points, Sheet
from boundaries.sample.table import District, Province

_HAMLETS_EACH = 3
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
    """A province that was drawn, and its communes in the order of the drawing."""

    province: Province
    sheet: Sheet
    drawn: Drawn
    communes: tuple[Commune, ...]
    shapes: NDArray[np.object_]

    @property
    def seats(self) -> Points:
        """Give the middle of each commune in degrees."""
        return shapely.get_coordinates(shapely.point_on_surface(self.shapes))


def name_communes(province: Province, weights: Sequence[float]) -> tuple[Commune, ...]:
    """Name the communes of each district by number, the one at its seat first.

    The numbers keep them apart from every real commune. Two districts of one name
    (Thị xã and Huyện Cai Lậy) share one run of numbers.

    Parameters
    ----------
    province
        Its districts, in order.
    weights
        One per commune, in the order of the districts: its share of their people.
    """
    named: list[Commune] = []
    used: Counter[str] = Counter()
    shares = np.asarray(weights, dtype="float64")
    for district in province.districts:
        own = shares[len(named) : len(named) + district.communes]
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
    places: Sequence[Place], hamlets: dict[str, Sequence[str]]
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
    rows: dict[str, list[tuple[str, str, str, str, str, object]]] = {
        level: [] for level in ("province", "district", "commune", "hamlet")
    }
    for place in places:
        province = place.province
        whole = shapely.coverage_union_all(place.shapes)
        rows["province"].append(
            (province.code, province.name, "tỉnh", "province", "", whole)
        )
        for number, d in enumerate(province.districts):
            shape = shapely.coverage_union_all(
                place.shapes[place.drawn.district == number]
            )
            rows["district"].append(
                (d.code, d.name, d.kind, "district", province.code, shape)
            )
        for commune, shape in zip(place.communes, place.shapes):
            rows["commune"].append(
                (commune.code, commune.name, commune.kind, "commune")
                + (commune.district, shape)
            )
            for code in hamlets.get(commune.code, ()):
                rows["hamlet"].append(_hamlet(code, commune))
    columns = ["code", "name", "kind", "admin_level", "parent", "geometry"]
    flat = [row for level in rows.values() for row in sorted(level, key=lambda r: r[0])]
    return gpd.GeoDataFrame(flat, columns=columns, geometry="geometry", crs=4326)


def _hamlet(code: str, commune: Commune) -> tuple[str, str, str, str, str, object]:
    kind = "ấp" if commune.kind == "xã" else "khu phố"
    name = f"{kind.capitalize()} {int(code[-2:])}, {commune.name}"
    return (code, name, kind, "hamlet", commune.code, None)
