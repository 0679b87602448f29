"""The files of the sample, as a province would hand them in."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from boundaries.sample.cases import FIRST, LAST, SETTINGS
from boundaries.sample.communes import frame_units
from boundaries.sample.directives import COLUMNS
from boundaries.sample.draw import DAY_LIST, Drawing, Feature, draw_province
from boundaries.sample.indicators import COLUMNS as INDICATORS
from boundaries.sample.indicators import list_indicators
from boundaries.sample.orders import list_orders
from boundaries.sample.outbreak import (
    BALANCE,
    ON,
    list_balance,
    list_forced,
    worst_district,
)
from boundaries.sample.outbreak import COLUMNS as FORCED
from boundaries.sample.raster import write_population
from boundaries.sample.stations import COLUMNS as STATIONS
from boundaries.sample.stations import list_stations
from boundaries.sample.table import read_table

_PROVINCE = Path(__file__).with_name("province.template.toml")
_ACT = Path(__file__).with_name("act.template.toml")
_GROUND = Path(__file__).with_name("ground.template.toml")
_CASES = ("day", "unit", "cases", "setting", "source_known")
_SOURCE = ("no", "yes")
_CaseRow = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the files of the sample lie.

    Parameters
    ----------
    folder
        Holds ``units.parquet`` and ``population.tif`` of both provinces, and a folder
        for what each of them hands in.
    provinces
        Code to ``province.toml``, which names the files.
    """

    folder: Path
    provinces: dict[str, Path]


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
        draw_province(province, seed, industry=number == 0)
        for number, province in enumerate(read_table())
    ]
    _write_units(folder, drawings)
    return Sample(
        folder,
        {d.place.province.code: _write_province(folder, d, seed) for d in drawings},
    )


def _write_units(folder: Path, drawings: Sequence[Drawing]) -> None:
    hamlets = {code: codes for d in drawings for code, codes in d.hamlets.items()}
    units = frame_units([d.place for d in drawings], hamlets)
    units.to_parquet(folder / "units.parquet", index=False)
    shapes = np.concatenate([d.place.shapes for d in drawings])
    people = np.array([c.people for d in drawings for c in d.place.communes])
    write_population(folder / "population.tif", shapes, people)


def _case_rows(drawing: Drawing) -> Iterable[_CaseRow]:
    """Give the rows of ``cases.csv``: a blank count where a commune sent nothing.

    The cover of the province is declared, so days without a case need no row.
    """
    for number, commune in enumerate(drawing.place.communes):
        silence = drawing.silences.get(number)
        for day, parts in zip(DAY_LIST, drawing.cases[number]):
            start = (day.isoformat(), commune.code)
            if silence and silence[0] <= day <= silence[1]:
                yield (*start, "", "", "")
                continue
            for setting, source in np.argwhere(parts):
                count = str(parts[setting, source])
                yield (*start, count, SETTINGS[setting], _SOURCE[source])


def _write_province(folder: Path, drawing: Drawing, seed: int) -> Path:
    """Write what one province hands in; give its province file."""
    province, layers = drawing.place.province, drawing.layers
    home = folder / province.code
    home.mkdir(exist_ok=True)
    _write_csv(home / "cases.csv", _CASES, sorted(_case_rows(drawing)))
    _write_csv(home / "indicators.csv", INDICATORS, list_indicators(drawing, seed))
    directives = [row.values() for row in drawing.directives]
    _write_csv(home / "directives.csv", COLUMNS, directives)
    _write_csv(home / "stations.csv", STATIONS, list_stations(drawing.place))
    _write_csv(home / "forced-in.csv", FORCED, list_forced(drawing))
    _write_csv(home / "balance.csv", BALANCE, list_balance())
    for kind, rows in list_orders(province.code).items():
        cells = (row.values() for row in rows)
        _write_csv(home / f"permits-{kind}.csv", tuple(rows[0]), cells)
    _write_geojson(home / "roads.geojson", layers.roads)
    _write_geojson(home / "sites.geojson", layers.sites)
    _write_geojson(home / "context.geojson", layers.context)
    words = _PROVINCE.read_text("utf-8").format(
        code=province.code, name=province.name, first=FIRST, last=LAST
    )
    ground = _GROUND.read_text("utf-8").format(first=FIRST, last=ON)
    (home / "ground.toml").write_text(ground, encoding="utf-8", newline="\n")
    worst = next(d for d in province.districts if d.code == worst_district(drawing))
    act = _ACT.read_text("utf-8").format(
        name=_in_a_line(province.name),
        short=province.name.removeprefix("Tỉnh "),
        district=_in_a_line(worst.name),
    )
    (home / "act.toml").write_text(act, encoding="utf-8", newline="\n")
    path = home / "province.toml"
    path.write_text(words, encoding="utf-8", newline="\n")
    return path


def _in_a_line(name: str) -> str:
    """Write a full name as it stands inside a line: "huyện Gò Quao"."""
    return name[:1].lower() + name[1:]


def _write_geojson(path: Path, features: Sequence[Feature]) -> None:
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
    words = json.dumps(document, ensure_ascii=False) + "\n"
    path.write_text(words, encoding="utf-8", newline="\n")


def _write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
