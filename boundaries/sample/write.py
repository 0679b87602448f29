"""The files of the sample, as a province would hand them in."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample import directives, raster
from boundaries.sample.cases import (
    DAYS,
    FIRST,
    LAST,
    Ground,
    choose_silences,
    share_borders,
    simulate,
)
from boundaries.sample.communes import Place, frame_units, name_communes
from boundaries.sample.coverage import draw_communes, town_weight
from boundaries.sample.land import shape_land
from boundaries.sample.plane import make_sheet
from boundaries.sample.roads import Site, Way, draw_sites, draw_ways
from boundaries.sample.table import Province, read_table

DAY_LIST = tuple(FIRST + timedelta(days=n) for n in range(DAYS))
_EXCEPTED, _HAMLETS = 5, 3
_SIDES = {"north": "bắc", "east": "đông", "south": "nam", "west": "tây"}


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the files of the sample lie.

    Parameters
    ----------
    folder
        Holds them all.
    provinces
        Code to ``province.toml``, which names the other files.
    """

    folder: Path
    provinces: dict[str, Path]


@dataclass(frozen=True)
class _Drawing:
    place: Place
    ways: tuple[Way, ...]
    sites: tuple[Site, ...]
    cases: NDArray[np.int64]
    silences: dict[int, tuple[date, date]]
    directives: list[dict[str, str]]
    hamlets: dict[str, list[str]]


def write_sample(folder: Path, seed: int = 2021) -> Sample:
    """Write the schematic Tiền Giang and Kiên Giang of September 2021.

    Only the table of districts is fact; borders, roads, cases and the places of the
    directives that no report names are drawn from the table and `seed`. The same
    seed gives the same bytes.

    Parameters
    ----------
    folder
        Where to write; made if it is missing, files of the same names replaced.
    seed
        Another number gives other borders and another outbreak.

    Returns
    -------
    Sample
        The paths of the two province files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawings = [
        _draw(province, seed, industry=number == 0)
        for number, province in enumerate(read_table())
    ]
    hamlets = {code: codes for d in drawings for code, codes in d.hamlets.items()}
    units = frame_units([d.place for d in drawings], hamlets)
    units.to_parquet(folder / "units.parquet", index=False)
    _write_layers(folder, drawings)
    _write_population(folder / "population.tif", drawings)
    _write_csv(
        folder / "directives.csv",
        directives.COLUMNS,
        [row.values() for d in drawings for row in d.directives],
    )
    rows = sorted(row for d in drawings for row in _case_rows(d))
    _write_csv(folder / "cases.csv", ("day", "unit", "cases"), rows)
    return Sample(
        folder, {d.place.province.code: _write_province(folder, d) for d in drawings}
    )


def _draw(province: Province, seed: int, *, industry: bool) -> _Drawing:
    chance = np.random.Generator(np.random.PCG64([seed, int(province.code)]))
    lon = float(np.mean([d.lon for d in province.districts]))
    lat = float(np.mean([d.lat for d in province.districts]))
    sheet = make_sheet(lon, lat, chance)
    land = shape_land(province, sheet, chance)
    drawn = draw_communes(province, sheet, land, chance)
    places = [
        sheet.to_plane(np.array([d.lon]), np.array([d.lat]))[0]
        for d in province.districts
    ]
    weights = [
        float(town_weight(seat[None], places[number])[0]) * shape.area
        for seat, number, shape in zip(drawn.seat, drawn.district, drawn.shapes)
    ]
    place = Place(
        province,
        sheet,
        drawn,
        name_communes(province, weights),
        sheet.to_degrees(drawn.shapes),
    )
    return _with_outbreak(
        place,
        draw_ways(province, sheet, land, drawn),
        draw_sites(province, sheet, industry=industry),
        chance,
    )


def _with_outbreak(
    place: Place,
    ways: tuple[Way, ...],
    sites: tuple[Site, ...],
    chance: np.random.Generator,
) -> _Drawing:
    province = place.province
    ground = Ground(
        people=np.array([c.people for c in place.communes]),
        district=place.drawn.district,
        pairs=share_borders(place.drawn.shapes),
        directive=_levels(place, directives.Chosen((), ())),
    )
    cases = simulate(ground, chance)
    worst = _worst(place, cases, date(2021, 9, 20), _EXCEPTED)
    late = _worst(place, cases, date(2021, 9, 29), _HAMLETS)
    hamlets = {code: [f"{code}{number:02d}" for number in (1, 2)] for code in late}
    chosen = directives.Chosen(worst, [codes[0] for codes in hamlets.values()])
    rows = directives.list_directives(province.code, province.name, chosen)
    silences = choose_silences(len(cases), chance)
    return _Drawing(place, ways, sites, cases, silences, rows, hamlets)


def _levels(place: Place, chosen: directives.Chosen) -> NDArray[np.str_]:
    province = place.province
    rows = directives.list_directives(province.code, province.name, chosen)
    parents = {c.code: (c.district, province.code) for c in place.communes}
    found = directives.levels_by_day(rows, parents, DAY_LIST)
    return np.array([found[c.code] for c in place.communes])


def _worst(
    place: Place, cases: NDArray[np.int64], day: date, count: int
) -> tuple[str, ...]:
    """Give the communes with most cases in the week up to `day`, sorted by code."""
    end = (day - FIRST).days + 1
    week = cases[:, end - 7 : end].sum(axis=1)
    most = np.argsort(-week, kind="stable")[:count]
    return tuple(sorted(place.communes[one].code for one in most))


def _case_rows(drawing: _Drawing) -> Iterable[tuple[str, str, int]]:
    """Give day, unit and count: zeros only where a commune's cover is not declared."""
    for number, commune in enumerate(drawing.place.communes):
        silence = drawing.silences.get(number)
        for day, count in zip(DAY_LIST, drawing.cases[number]):
            if silence and silence[0] <= day <= silence[1]:
                continue
            if count or silence:
                yield day.isoformat(), commune.code, int(count)


def _write_layers(folder: Path, drawings: Sequence[_Drawing]) -> None:
    roads, sites, around = [], [], []
    for d in drawings:
        sheet, drawn = d.place.sheet, d.place.drawn
        lines = sheet.to_degrees(np.array([way.line for way in d.ways]))
        roads += [
            ({"class": way.kind, "name": way.name}, line)
            for way, line in zip(d.ways, lines)
        ]
        points = sheet.to_degrees(np.array([shapely.Point(s.point) for s in d.sites]))
        sites += [
            ({"name": site.name, "kind": site.kind}, point)
            for site, point in zip(d.sites, points)
        ]
        around += [
            ({"name": f"Tỉnh lân cận phía {_SIDES[side]} (sơ đồ)"}, shape)
            for side, shape in zip(drawn.sides, sheet.to_degrees(drawn.neighbours))
        ]
    _write_geojson(folder / "roads.geojson", roads)
    _write_geojson(folder / "sites.geojson", sites)
    _write_geojson(folder / "context.geojson", around)


def _write_geojson(
    path: Path, features: Sequence[tuple[dict[str, str], shapely.Geometry]]
) -> None:
    document = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for properties, shape in features
        ],
    }
    path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_population(path: Path, drawings: Sequence[_Drawing]) -> None:
    raster.write_population(
        path,
        np.concatenate([d.place.shapes for d in drawings]),
        np.array([c.people for d in drawings for c in d.place.communes]),
        np.concatenate([d.place.seats for d in drawings]),
    )


def _write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_province(folder: Path, drawing: _Drawing) -> Path:
    province = drawing.place.province
    home = folder / province.code
    home.mkdir(exist_ok=True)
    covered = [
        (commune.code,)
        for number, commune in enumerate(drawing.place.communes)
        if number not in drawing.silences
    ]
    _write_csv(home / "covered.csv", ("unit",), covered)
    path = home / "province.toml"
    path.write_text(
        f'''province = "{province.code}"
province_name = "{province.name}"
edition = "so-do-2021-09"
units = "../units.parquet"
cases = "../cases.csv"
directives = "../directives.csv"
roads = "../roads.geojson"
sites = "../sites.geojson"
population = "../population.tif"
context = "../context.geojson"
rules = "green-red"
by = "Tổ bản đồ, Sở Y tế (mẫu)"
notices = ["schematic", "simulated-cases"]

[covers]
from = {FIRST}
to = {LAST}
units = "covered.csv"
''',
        encoding="utf-8",
    )
    return path
