"""One province of the sample, drawn and lived through from the table and a seed."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.cases import (
    DAYS,
    FIRST,
    Ground,
    break_down,
    choose_silences,
    share_borders,
    simulate,
)
from boundaries.sample.communes import Place, name_communes
from boundaries.sample.coverage import draw_communes
from boundaries.sample.directives import Chosen, levels_by_day, list_directives
from boundaries.sample.land import shape_land
from boundaries.sample.plane import make_sheet
from boundaries.sample.roads import draw_sites, draw_ways
from boundaries.sample.table import Province

DAY_LIST = tuple(FIRST + timedelta(days=n) for n in range(DAYS))
_EXCEPTED_ON, _HAMLETS_ON = date(2021, 9, 20), date(2021, 9, 29)
_EXCEPTED, _HAMLETS = 5, 3
_SIDES = {"north": "bắc", "east": "đông", "south": "nam", "west": "tây"}

Feature = tuple[dict[str, str], shapely.Geometry]


@dataclass(frozen=True)
class Layers:
    """Roads, sites and the land around: properties and shape, EPSG:4326."""

    roads: tuple[Feature, ...]
    sites: tuple[Feature, ...]
    context: tuple[Feature, ...]


@dataclass(frozen=True)
class Drawing:
    """Everything about one province.

    Parameters
    ----------
    place, layers
        Units and the layers beside them.
    cases : array, n x DAYS x 4 x 2
        New cases of each commune by setting and source, as `break_down` gives them.
    silences
        Position of a commune to the first and last day on which it sent nothing.
    directives
        Rows of ``directives.csv``.
    hamlets
        Code of a commune to the codes of those of its hamlets that are listed.
    """

    place: Place
    layers: Layers
    cases: NDArray[np.int64]
    silences: dict[int, tuple[date, date]]
    directives: list[dict[str, str]]
    hamlets: dict[str, list[str]]


def draw_province(province: Province, seed: int, *, industry: bool) -> Drawing:
    """Draw one province; equal arguments give equal drawings.

    Parameters
    ----------
    province
        Its row of the table.
    seed
        What falls by chance falls by it.
    industry
        Whether it has the industrial zone of the sample.
    """
    chance = np.random.Generator(np.random.PCG64([seed, int(province.code)]))
    lon = np.array([d.lon for d in province.districts])
    lat = np.array([d.lat for d in province.districts])
    sheet = make_sheet(float(lon.mean()), float(lat.mean()), chance)
    places = sheet.to_plane(lon, lat)
    land = shape_land(province, places, chance)
    drawn = draw_communes(province, places, land, chance)
    communes = name_communes(province, drawn.weight)
    place = Place(province, communes, sheet.to_degrees(drawn.shapes))
    ways = draw_ways(province, places, land, drawn)
    sites = draw_sites(province, places, industry=industry)
    layers = Layers(
        tuple(
            zip(
                [{"class": way.kind, "name": way.name} for way in ways],
                sheet.to_degrees(np.array([way.line for way in ways])),
            )
        ),
        tuple(
            zip(
                [{"name": site.name, "kind": site.kind} for site in sites],
                sheet.to_degrees(np.array([shapely.Point(s.point) for s in sites])),
            )
        ),
        tuple(
            zip(
                [{"name": f"Tỉnh lân cận phía {_SIDES[s]}"} for s in drawn.sides],
                sheet.to_degrees(drawn.neighbours),
            )
        ),
    )
    return _live_through(place, layers, chance)


def _live_through(place: Place, layers: Layers, chance: np.random.Generator) -> Drawing:
    province, communes = place.province, place.communes
    districts = [d.code for d in province.districts]
    before = list_directives(province.code, province.name, Chosen((), ()))
    parents = {c.code: (c.district, province.code) for c in communes}
    levels = levels_by_day(before, parents, DAY_LIST)
    ground = Ground(
        people=np.array([c.people for c in communes]),
        district=np.array([districts.index(c.district) for c in communes]),
        pairs=share_borders(place.shapes),
        directive=np.array([levels[c.code] for c in communes]),
    )
    cases = simulate(ground, chance)
    worst = _worst(place, cases, _EXCEPTED_ON, _EXCEPTED)
    late = _worst(place, cases, _HAMLETS_ON, _HAMLETS)
    hamlets = {code: [f"{code}01", f"{code}02"] for code in late}
    chosen = Chosen(worst, [codes[0] for codes in hamlets.values()])
    rows = list_directives(province.code, province.name, chosen)
    silences = choose_silences(len(cases), chance)
    parts = break_down(cases, ground.directive, chance)
    return Drawing(place, layers, parts, silences, rows, hamlets)


def _worst(
    place: Place, cases: NDArray[np.int64], day: date, count: int
) -> tuple[str, ...]:
    """Give the communes with most cases in the week up to `day`, sorted by code."""
    end = (day - FIRST).days + 1
    week = cases[:, end - 7 : end].sum(axis=1)
    most = np.argsort(-week, kind="stable")[:count]
    return tuple(sorted(place.communes[one].code for one in most))
