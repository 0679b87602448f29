"""The units of a page: which are drawn, where their names stand, what sorts them."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from boundaries.names import sort_key
from maps.layers import STEPS_PER_DEGREE, whole_point
from maps.publication.counting import GROUP_LEVELS, commune_of, counted_units
from maps.publication.record import Publication

_FINER = frozenset(GROUP_LEVELS)
_BRIEF = {
    "Thành phố": "TP. ",
    "Thị xã": "TX. ",
    "Thị trấn": "TT. ",
    "Phường": "P. ",
    "Xã": "",
    "Huyện": "",
}


@dataclass(frozen=True, slots=True)
class Places:
    """The judged units of a province in the order of their codes.

    Parameters
    ----------
    codes
        Of every unit that `zones` judges.
    counted
        Whether the unit counts in the legend: communes, not what they add up to
        and not what lies inside them; or the groups alone.
    drawn
        Whether the unit has a shape of its own on the map: communes, and hamlets
        and areas that have a geometry.
    districts
        Codes of the parents of communes, the province left out.
    holding
        Whether the unit is a commune that is not judged itself and only holds
        counted groups; nowhere true where communes count.
    """

    codes: tuple[str, ...]
    counted: tuple[bool, ...]
    drawn: tuple[bool, ...]
    districts: tuple[str, ...]
    holding: tuple[bool, ...]

    @property
    def tiles(self) -> tuple[bool, ...]:
        """Say which units tile the map: the communes, counted or holding."""
        return self.holding if any(self.holding) else self.counted


def find_places(publication: Publication, *, groups: bool = False) -> Places:
    """Sort the judged units into those counted, drawn and rolled up.

    Parameters
    ----------
    publication
        Its `zones` name the units.
    groups
        Whether groups count and communes only hold them.
    """
    if groups:
        return _find_groups(publication)
    units = publication.units
    codes = tuple(sorted(publication.zones["unit"].unique()))
    rows = units.reindex(list(codes))
    level = rows["admin_level"].fillna("commune")
    finer = level.isin(_FINER)
    above = set(rows["parent"][~finer])
    counted = [not f and code not in above for code, f in zip(codes, finer)]
    shaped = rows.geometry.notna() & ~rows.geometry.is_empty
    drawn = [s and (c or f) for s, c, f in zip(shaped, counted, finer)]
    parents = {p for p, c in zip(rows["parent"], counted) if c and isinstance(p, str)}
    districts = tuple(sorted(parents - {publication.province, ""}))
    none = (False,) * len(codes)
    return Places(codes, tuple(counted), tuple(map(bool, drawn)), districts, none)


def _find_groups(publication: Publication) -> Places:
    """Take the communes and what lies inside; what is above is judged nowhere."""
    units = publication.units
    known = units.index.intersection(publication.zones["unit"].unique())
    level = units["admin_level"][known]
    codes = tuple(sorted(known[level.isin([*_FINER, "commune"])]))
    rows = units.loc[list(codes)]
    own = set(counted_units(publication.ruleset, units))
    holding = tuple(level == "commune" for level in rows["admin_level"])
    drawn = tuple(bool(s) for s in rows.geometry.notna() & ~rows.geometry.is_empty)
    parents = {p for p, h in zip(rows["parent"], holding) if h and isinstance(p, str)}
    districts = tuple(sorted(parents - {publication.province, ""}))
    return Places(codes, tuple(c in own for c in codes), drawn, districts, holding)


def pack_units(publication: Publication, places: Places) -> dict[str, object]:
    """Give the columns of the page's unit list, in the order of `places.codes`.

    Returns
    -------
    dict
        ``code, name, short, kind, rank`` (place in Vietnamese order), ``district``
        (number in `places.districts`, -1 for none), ``inside`` (number of the unit
        that holds a hamlet or area, -1), ``counted``, ``drawn`` (number of its
        shape, -1), ``people`` (-1 where unknown); ``holding`` where groups count.
    """
    units, codes = publication.units, places.codes
    rows = units.reindex(list(codes))
    names = [_text(name) or code for code, name in zip(codes, rows["name"])]
    kinds = [_text(kind) for kind in rows["kind"]]
    shape = np.cumsum(places.drawn) - 1
    people = publication.people
    counts = [-1] * len(codes) if people is None else people.reindex(list(codes))
    held = {"holding": [int(h) for h in places.holding]}
    return {
        "code": codes,
        "name": names,
        "short": [_shorten(n, k) for n, k in zip(names, kinds)],
        "kind": kinds,
        "rank": rank_names(names),
        "district": [_district_of(units, code, places) for code in codes],
        "inside": _holders(publication, places, rows),
        "counted": [int(c) for c in places.counted],
        "drawn": [int(s) if d else -1 for s, d in zip(shape, places.drawn)],
        "people": [-1 if np.isnan(n) else round(n) for n in counts],
        **(held if any(places.holding) else {}),
    }


def pack_districts(publication: Publication, places: Places) -> dict[str, object]:
    """Give name, rank, label point and radius of each district, in steps."""
    units = publication.units
    names = [name_of(units, code) for code in places.districts]
    kinds = [
        _text(units["kind"].get(code, "")) if code in units.index else ""
        for code in places.districts
    ]
    spots = []
    for code in places.districts:
        own = units.geometry[(units["parent"] == code) & units.geometry.notna()]
        spots.append(label_spot(shapely.union_all(own.to_numpy())))
    return {
        "code": places.districts,
        "name": names,
        "short": [_shorten(n, k) for n, k in zip(names, kinds)],
        "rank": rank_names(names),
        "spot": spots,
    }


def label_spot(shape: shapely.Geometry) -> list[int]:
    """Give the middle and radius of the largest circle inside, in 1e-5 degree."""
    parts = [p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) > 1]
    if not parts:
        return [0, 0, 0]
    largest = max(parts, key=lambda part: float(part.area))
    radius = shapely.maximum_inscribed_circle(largest, tolerance=0.001)
    middle = shapely.get_point(radius, 0)
    return [*whole_point(middle), round(radius.length * STEPS_PER_DEGREE)]


def name_of(units: gpd.GeoDataFrame, code: str) -> str:
    """Give the name of a unit, or its code where the frame does not hold it."""
    return _text(units["name"][code]) if code in units.index else code


def rank_names(names: list[str]) -> list[int]:
    """Give each name its place in Vietnamese order; equal names keep theirs."""
    order = sorted(range(len(names)), key=lambda n: sort_key(names[n]))
    ranks = [0] * len(names)
    for place, n in enumerate(order):
        ranks[n] = place
    return ranks


def _district_of(units: gpd.GeoDataFrame, code: str, places: Places) -> int:
    seen: set[str] = set()
    while code in units.index and code not in seen:
        seen.add(code)
        code = units["parent"][code]
        if code in places.districts:
            return places.districts.index(code)
    return -1


def _holders(
    publication: Publication, places: Places, rows: gpd.GeoDataFrame
) -> list[int]:
    """Give for each unit the number of the one that it is listed inside, or -1."""
    if not any(places.holding):
        return [_holder(rows["parent"][code], code, places) for code in places.codes]
    number = {code: n for n, code in enumerate(places.codes)}
    return [
        -1 if holds else number.get(commune_of(publication.units, code), -1)
        for code, holds in zip(places.codes, places.holding)
    ]


def _holder(parent: object, code: str, places: Places) -> int:
    if isinstance(parent, str) and parent in places.codes:
        number = places.codes.index(parent)
        if places.counted[number] and not places.counted[places.codes.index(code)]:
            return number
    return -1


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _shorten(name: str, kind: str) -> str:
    """Write a name as maps do: ``TP. Rạch Giá``, ``P. 3``, ``Tân Hiệp``."""
    for whole, brief in _BRIEF.items():
        if name.startswith(f"{whole} "):
            return f"{brief}{name[len(whole) + 1 :]}"
    if kind and name.casefold().startswith(f"{kind.casefold()} "):
        return name[len(kind) + 1 :]
    return name
