"""The sample: only the table is fact, and the same seed draws the same sample."""

import csv
import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

from boundaries.measure import areas, lengths
from boundaries.sample import Sample, write_sample
from boundaries.sample.table import read_table
from boundaries.units import check_units, within
from tests.conftest import ROOT

# the table of the setting, typed a second time: communes and people by district
SETTING = {
    "815": ("Thành phố Mỹ Tho", 17, 225_000),
    "816": ("Thị xã Gò Công", 12, 126_000),
    "817": ("Thị xã Cai Lậy", 16, 150_000),
    "818": ("Huyện Tân Phước", 12, 55_000),
    "819": ("Huyện Cái Bè", 25, 294_000),
    "820": ("Huyện Cai Lậy", 16, 160_000),
    "821": ("Huyện Châu Thành", 23, 233_000),
    "822": ("Huyện Chợ Gạo", 19, 178_000),
    "823": ("Huyện Gò Công Tây", 13, 125_000),
    "824": ("Huyện Gò Công Đông", 13, 114_000),
    "825": ("Huyện Tân Phú Đông", 6, 42_000),
    "899": ("Thành phố Rạch Giá", 12, 246_000),
    "900": ("Thành phố Hà Tiên", 7, 13_000),
    "902": ("Huyện Kiên Lương", 8, 48_000),
    "903": ("Huyện Hòn Đất", 14, 186_000),
    "904": ("Huyện Tân Hiệp", 11, 159_000),
    "905": ("Huyện Châu Thành", 10, 167_000),
    "906": ("Huyện Giồng Riềng", 19, 235_000),
    "907": ("Huyện Gò Quao", 11, 151_000),
    "908": ("Huyện An Biên", 9, 136_000),
    "909": ("Huyện An Minh", 11, 127_000),
    "910": ("Huyện Vĩnh Thuận", 8, 98_000),
    "911": ("Thành phố Phú Quốc", 9, 93_000),
    "912": ("Huyện Kiên Hải", 4, 13_000),
    "913": ("Huyện U Minh Thượng", 6, 76_000),
    "914": ("Huyện Giang Thành", 5, 9_000),
}
PLACES = {d.code: (d.lon, d.lat) for p in read_table() for d in p.districts}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def units(sample: Sample) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(sample.folder / "units.parquet")
    return check_units(frame.set_index("code"))


def digests(folder: Path) -> dict[str, str]:
    return {
        f"{path.relative_to(folder)}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_both(sample: Sample, name: str) -> gpd.GeoDataFrame:
    folders = [path.parent for path in sample.provinces.values()]
    return pd.concat([gpd.read_file(one / f"{name}.geojson") for one in folders])


def test_the_table_is_that_of_the_setting() -> None:
    rows = {
        d.code: (d.name, d.communes, d.people)
        for p in read_table()
        for d in p.districts
    }
    islands = {
        d.short: d.islands
        for p in read_table()
        for d in p.districts
        if d.islands != "none"
    }

    assert rows == SETTING
    assert islands == {
        "Phú Quốc": "all",
        "Kiên Hải": "all",
        "Hà Tiên": "part",
        "Kiên Lương": "part",
    }


def test_two_provinces_26_districts_316_communes_and_hamlets_without_a_shape(
    units: gpd.GeoDataFrame,
) -> None:
    levels = units["admin_level"].value_counts()
    hamlets = units[units["admin_level"] == "hamlet"]

    assert levels["province"] == 2
    assert levels["district"] == 26
    assert levels["commune"] == 316
    assert levels["hamlet"] > 0
    assert hamlets.geometry.isna().all()
    assert set(hamlets["parent"]) <= set(units.index)


def test_districts_have_their_real_codes_names_and_counts(
    units: gpd.GeoDataFrame,
) -> None:
    districts = units[units["admin_level"] == "district"]
    communes = units[units["admin_level"] == "commune"]
    counts = communes["parent"].value_counts()

    assert {
        code: (name, int(counts[code])) for code, name in districts["name"].items()
    } == {code: row[:2] for code, row in SETTING.items()}


def test_a_district_lies_about_its_place(units: gpd.GeoDataFrame) -> None:
    """Kiên Hải is water between islands there: within 12 km of one of them."""
    districts = units[units["admin_level"] == "district"].geometry
    points = shapely.points([PLACES[code] for code in districts.index])
    lines = shapely.shortest_line(points, districts.to_numpy())
    away = dict(zip(districts.index, lengths(lines)))

    assert away.pop("912") < 12_000
    assert max(away.values()) < 1_000


def test_the_size_of_a_province_is_about_right(units: gpd.GeoDataFrame) -> None:
    """Tiền Giang has some 2,500 km2, Kiên Giang 6,300: the drawing is within 15 %."""
    found = areas(units.loc[["82", "91"]].geometry.to_numpy()) / 1e6

    assert found == pytest.approx([2_511, 6_349], rel=0.15)


def test_names_are_numbered_and_none_is_repeated_in_a_province(
    units: gpd.GeoDataFrame,
) -> None:
    communes = units[units["admin_level"] == "commune"]
    province = communes["parent"].map(units["parent"])

    assert communes["name"].str.fullmatch(r"(Xã|Phường|Thị trấn) .+ [0-9]+").all()
    assert (
        not communes.groupby(province)["name"]
        .apply(lambda names: names.duplicated().any())
        .any()
    )


@pytest.mark.realdata
def test_no_code_or_name_of_a_commune_is_a_real_one(
    units: gpd.GeoDataFrame, realdata: Path
) -> None:
    communes = units[units["admin_level"] == "commune"]
    real = gpd.read_parquet(
        realdata / "vn_communes_pre2025/communes_clean.parquet",
        columns=["gso_code_2021", "gso_full_name", "geometry"],
    )

    assert not set(communes.index) & set(real["gso_code_2021"].dropna())
    assert not set(communes["name"]) & set(real["gso_full_name"].dropna())


def test_the_same_seed_gives_the_same_bytes_in_another_process(
    sample: Sample, tmp_path: Path
) -> None:
    program = (
        "import sys, pathlib; from boundaries.sample import write_sample;"
        "write_sample(pathlib.Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, f"{tmp_path}"],
        check=True,
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "TZ": "America/Lima", "PATH": ""},
    )

    assert digests(tmp_path) == digests(sample.folder)


@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_draws_another_valid_sample(
    seed: int, sample: Sample, tmp_path: Path
) -> None:
    again = write_sample(tmp_path, seed)
    frame = gpd.read_parquet(again.folder / "units.parquet").set_index("code")
    communes = check_units(frame)[frame["admin_level"] == "commune"]
    counts = communes["parent"].value_counts().to_dict()

    assert shapely.coverage_is_valid(communes.geometry.to_numpy())
    assert counts == {code: row[1] for code, row in SETTING.items()}
    assert digests(again.folder) != digests(sample.folder)


def test_the_raster_holds_the_people_of_the_table(
    sample: Sample, units: gpd.GeoDataFrame
) -> None:
    """A pixel belongs to the district under its middle; small wards share pixels."""
    with rasterio.open(sample.folder / "population.tif") as sheet:
        band = sheet.read(1, masked=True)
        rows, columns = np.nonzero(~band.mask)
        lon, lat = sheet.xy(rows, columns)
        people = band.data[rows, columns].astype("float64")
    districts = units[units["admin_level"] == "district"].geometry
    pixel, owner = shapely.STRtree(districts.to_numpy()).query(
        shapely.points(lon, lat), predicate="within"
    )
    by_district = np.bincount(owner, people[pixel])
    expected = np.array([SETTING[code][2] for code in districts.index])

    assert people.sum() == pytest.approx(3_459_000, abs=1)
    assert by_district == pytest.approx(expected, rel=0.02)
    assert (people >= 0).all()


def test_roads_stay_on_land_until_they_leave_the_province(
    sample: Sample, units: gpd.GeoDataFrame
) -> None:
    roads = read_both(sample, "roads")
    around = read_both(sample, "context").geometry
    ground = shapely.union_all([*units.geometry[["82", "91"]], *around]).buffer(0.002)
    dry = roads[roads["class"] != "ferry"]
    wet = lengths(dry.difference(ground).to_numpy()).sum()

    assert set(roads["class"]) <= {
        "trunk", "primary", "secondary", "tertiary", "ferry"
    }  # fmt: skip
    assert (roads["name"] != "").all()
    assert wet < 0.003 * lengths(dry.geometry.to_numpy()).sum()


def test_every_land_side_has_a_way_out(sample: Sample, units: gpd.GeoDataFrame) -> None:
    roads = read_both(sample, "roads")
    for code in ("82", "91"):
        ring = units.geometry[code].boundary
        trunk = roads[(roads["class"] == "trunk") & roads.intersects(ring)]

        assert len(trunk) >= 2, code


def test_every_island_is_reached_by_a_ferry_that_crosses_no_land(
    sample: Sample, units: gpd.GeoDataFrame
) -> None:
    roads = read_both(sample, "roads")
    ferries = roads[roads["class"] == "ferry"].geometry
    parts = shapely.get_parts(units.geometry["91"])
    mainland = parts[shapely.area(parts).argmax()]
    islands = [part for part in parts if part is not mainland]
    ends = shapely.points([line.coords[-1] for line in ferries])
    starts = shapely.points([line.coords[0] for line in ferries])
    over_land = lengths(ferries.intersection(units.geometry["91"]).to_numpy())

    assert len(islands) == 7
    assert all((shapely.distance(ends, island) < 0.02).any() for island in islands)
    assert (shapely.distance(starts, mainland) < 0.02).all()
    assert (over_land < 0.1 * lengths(ferries.to_numpy())).all()


def test_a_hospital_in_each_province_and_one_industrial_zone(
    sample: Sample, units: gpd.GeoDataFrame
) -> None:
    sites = read_both(sample, "sites")
    hospitals = sites[sites["kind"] == "hospital"]

    assert sorted(sites["kind"]) == ["hospital", "hospital", "industrial_zone"]
    assert hospitals.within(units.geometry["82"]).sum() == 1
    assert hospitals.within(units.geometry["91"]).sum() == 1
    assert sites.within(units.loc[["82", "91"]].union_all()).all()


@pytest.mark.parametrize("code", ["82", "91"])
def test_neighbours_share_the_border_and_cover_nothing_of_the_province(
    code: str, sample: Sample, units: gpd.GeoDataFrame
) -> None:
    around = gpd.read_file(sample.folder / code / "context.geojson")
    communes = within(units, code).query("admin_level == 'commune'")
    whole = pd.concat([communes.geometry, around.geometry]).to_numpy()

    assert shapely.coverage_is_valid(whole)
    assert all("lân cận" in name for name in around["name"])


def test_the_province_files_name_what_is_there(sample: Sample) -> None:
    assert sorted(sample.provinces) == ["82", "91"]
    for code, path in sample.provinces.items():
        given = tomllib.loads(path.read_text("utf-8"))
        paths = [
            value
            for value in given.values()
            if isinstance(value, str) and Path(value).suffix
        ]

        assert given["province"] == code
        assert given["rules"] == "green-red"
        assert set(given["notices"]) == {"schematic", "simulated-cases"}
        assert {"units.parquet", "cases.csv", "indicators.csv", "directives.csv"} <= {
            Path(one).name for one in paths
        }
        assert all((path.parent / one).is_file() for one in paths)
        assert not {"number", "signed_by", "signed_at"} & given.keys()


def test_what_officials_report_follows_from_the_cases(sample: Sample) -> None:
    for path in sample.provinces.values():
        told = pd.read_csv(path.with_name("indicators.csv"), dtype={"unit": str})
        rows = pd.read_csv(path.with_name("cases.csv"), dtype={"unit": str})
        found = rows[(rows["setting"] == "community")].groupby("unit")["cases"].sum()
        quiet = told[told["unit"].str.len().eq(5) & ~told["unit"].isin(found.index)]
        doses = told.dropna(subset=["dose1_18"])

        assert not told.duplicated(["unit", "day"]).any()
        assert (quiet["f1_community"] == 0).all()
        assert (told["f1_community"] > 0).any()
        assert (doses["dose1_18"] <= doses["pop18"]).all()
        assert (doses["full_elder"] <= doses["pop_elder"]).all()
        assert told["spread"].dropna().between(0, 1).all()


def test_text_files_are_utf8_with_line_feeds_and_no_mark(sample: Sample) -> None:
    for path in sample.folder.rglob("*"):
        if path.suffix in {".csv", ".toml", ".geojson"}:
            data = path.read_bytes()

            assert b"\r" not in data, path.name
            assert not data.startswith(b"\xef\xbb\xbf"), path.name
            assert data.endswith(b"\n"), path.name
            assert data.decode("utf-8")


def test_the_generator_reads_its_own_tables_and_nothing_else() -> None:
    code = [p.read_text("utf-8") for p in (ROOT / "boundaries/sample").glob("*.py")]
    opened = [
        name
        for words in code
        for name in re.findall(r"with_name\(\"([^\"]+)\"\)", words)
    ]
    read = sum(len(re.findall(r"read_text|read_file|read_parquet", w)) for w in code)

    assert sorted(opened) == [
        "act.template.toml",
        "directives.toml",
        "ground.template.toml",
        "orders.csv",
        "province.template.toml",
        "table.toml",
    ]
    assert read == len(opened)


def test_the_outbreak_falls_under_directive_16_after_mid_september(
    sample: Sample,
) -> None:
    """A week of October against a week of September, in the six districts."""
    with (sample.folder / "91/cases.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["cases"]]
    strict = {"899", "900", "905", "903", "902", "914"}

    def week(first: str, last: str) -> int:
        return sum(
            int(row["cases"])
            for row in rows
            if row["unit"][:3] in strict and first <= row["day"] <= last
        )

    assert week("2021-09-29", "2021-10-05") < week("2021-09-08", "2021-09-14")
