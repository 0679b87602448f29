from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.measure import areas
from boundaries.read import (
    read_neighbours,
    read_points,
    read_unit_list,
    read_units,
)
from boundaries.refusal import Refused
from boundaries.units import ancestors, within
from tests.boundaries.layers import (
    CUT,
    SHAPES,
    WORDS,
    collection,
    feature,
    layer,
    polygon,
    write,
)

FORMS = ["gpkg", "geojson", "parquet", "zip"]


def codes(notes: Any) -> list[str]:
    return [note.code for note in notes]


@pytest.mark.filterwarnings(CUT)
@pytest.mark.parametrize("form", FORMS)
def test_each_form_gives_the_same_units(tmp_path: Path, form: str) -> None:
    read = read_units(write(tmp_path / f"a.{form}", layer()))

    assert read.units.index.tolist() == WORDS["code"]
    assert read.units["name"].tolist() == WORDS["name"]
    assert read.units["parent"].tolist() == ["082", "082"]
    assert read.units.crs.to_epsg() == 4326
    assert shapely.equals(read.units.geometry.to_numpy(), SHAPES).all()
    assert codes(read.notes) == (["note-column-cut"] if form == "zip" else [])


def test_f6_the_extension_says_nothing_and_the_name_is_no_part_of_the_edition(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "a.gpkg", layer())
    first = read_units(path)
    second = read_units(path.rename(tmp_path / "Ranh giới xã.geojson"))

    assert first.edition == second.edition == f"units-{first.sha256[:12]}"


def test_columns_may_be_named_by_the_user(tmp_path: Path) -> None:
    frame = layer().rename(columns={"code": "ma", "name": "ten", "parent": "huyen"})
    frame = frame.drop(columns=["kind", "admin_level"])
    path = write(tmp_path / "a.geojson", frame)
    names = {"code": "ma", "name": "ten", "parent": "huyen", "admin_level": "=commune"}
    read = read_units(path, columns=names)

    assert read.units["kind"].tolist() == ["xã", "phường"]
    assert read.units["admin_level"].tolist() == ["commune", "commune"]


def test_missing_columns_are_named_with_those_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", layer().rename(columns={"code": "ma"}))
    with pytest.raises(Refused) as caught:
        read_units(path)

    assert caught.value.code == "units-columns-unknown"
    assert caught.value.facts["missing"] == ["code"]
    assert "ma" in str(caught.value.facts["seen"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Thị trấn Cái Bè", "thị trấn"),
        ("THÀNH PHỐ Mỹ Tho", "thành phố"),
        ("Xã Tân Phú", "xã"),
        ("Xãn", ""),
        ("Ấp 3", "ấp"),
    ],
)
def test_the_kind_is_read_from_the_name(tmp_path: Path, name: str, kind: str) -> None:
    shape = polygon([[105, 10], [105.1, 10], [105.1, 10.1], [105, 10]])
    path = collection(tmp_path / "a", feature(shape, name=name, kind=None))

    assert read_units(path).units["kind"].tolist() == [kind]


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
@pytest.mark.parametrize("values", [[1, 2], [1.0, 2.0]])
def test_t1_a_column_of_numbers_is_no_column_of_codes(
    tmp_path: Path, form: str, values: list[Any]
) -> None:
    with pytest.raises(Refused) as caught:
        read_units(write(tmp_path / f"a.{form}", layer(code=values)))

    assert caught.value.code == "column-numeric"
    assert caught.value.facts["column"] == "code"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (["1", "01"], "unit-codes-alike"),
        (["1E+05", "00002"], "unit-code-spoiled"),
        (["1.0", "00002"], "unit-code-spoiled"),
        (["00001", "00001"], "unit-code-duplicate"),
        (["00001", ""], "unit-code-missing"),
    ],
)
def test_t1_t2_spoiled_and_repeated_codes_are_refused(
    tmp_path: Path, values: list[str], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_units(write(tmp_path / "a.geojson", layer(code=values)))

    assert code in codes(caught.value.faults)


def test_t1_codes_of_several_widths_are_told_with_what_was_meant(
    tmp_path: Path,
) -> None:
    read = read_units(write(tmp_path / "a.geojson", layer(code=["7", "27337"])))

    (note,) = read.notes
    assert note.code == "note-code-widths"
    assert (note.facts["unit"], note.facts["meant"]) == ("7", "00007")
    assert read.units.index.tolist() == ["7", "27337"]


def test_codes_that_are_words_are_no_spoiled_numbers(tmp_path: Path) -> None:
    values = ["old-1010101", "1e5"]
    read = read_units(write(tmp_path / "a.geojson", layer(code=values)))

    assert read.units.index.tolist() == values


@pytest.mark.parametrize(
    "name", ["Thµnh phè Hå ChÝ Minh", "Thaønh phoá Hoà Chí Minh", "PhÆ°á»\x9dng 1"]
)
def test_t6_names_in_an_old_encoding_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_units(write(tmp_path / "a.gpkg", layer(name=[name, "Xã Tân Phú"])))

    assert caught.value.code == "text-legacy"


def test_t3_t5_names_come_out_unified_and_mixed_scripts_are_refused(
    tmp_path: Path,
) -> None:
    spelt = ["Xã Ðông\u00a0Hu\u031bng", "Xã\u200b Tân Phú"]
    read = read_units(write(tmp_path / "a.geojson", layer(name=spelt)))

    assert read.units["name"].tolist() == ["Xã Đông Hưng", "Xã Tân Phú"]

    mixed = ["Xã Tân Phú", "Xã S\u0430 Đéc"]
    with pytest.raises(Refused) as caught:
        read_units(write(tmp_path / "b.geojson", layer(name=mixed)))
    assert codes(caught.value.faults) == ["name-mixed-script"]


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_g9_heights_are_dropped_and_told(tmp_path: Path, form: str) -> None:
    high = shapely.force_3d(np.array(SHAPES), 7.0)
    read = read_units(write(tmp_path / f"a.{form}", layer(geometry=list(high))))

    assert codes(read.notes) == ["note-z-dropped"]
    assert not shapely.has_z(read.units.geometry.to_numpy()).any()


def test_g4_repeated_vertices_are_dropped_and_told(tmp_path: Path) -> None:
    ring = [[105, 10], [105.1, 10], [105.1, 10], [105.1, 10.1], [105, 10]]
    read = read_units(collection(tmp_path / "a", feature(polygon(ring))))

    assert codes(read.notes) == ["note-points-repeated"]
    assert shapely.get_num_coordinates(read.units.geometry.iloc[0]) == 4


def test_broken_shapes_may_be_read_for_a_report(tmp_path: Path) -> None:
    bow = [[105, 10], [105.1, 10.1], [105.1, 10], [105, 10.1], [105, 10]]
    path = collection(tmp_path / "a", feature(polygon(bow)))

    assert not read_units(path, check=False).units.is_valid.any()
    with pytest.raises(Refused):
        read_units(path)


def test_a_layer_of_several_is_chosen_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", layer(), layer="xa")
    write(path, layer(code=["3", "4"]), layer="cu")
    with pytest.raises(Refused) as caught:
        read_units(path)

    assert caught.value.code == "layers-several"
    assert read_units(path, layer="cu").units.index.tolist() == ["3", "4"]
    with pytest.raises(Refused) as caught:
        read_units(path, layer="'; DROP TABLE xa")
    assert caught.value.code == "layer-unknown"


def test_a_list_of_units_needs_no_shapes(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(
        "code,name,kind,admin_level,parent\n"
        "82,Tỉnh Tiền Giang,,province,\n001,Xã Tân Phú,xã,commune,82\n",
        "utf-8",
    )
    units = read_unit_list(path)

    assert units.index.tolist() == ["82", "001"]
    assert units["kind"].tolist() == ["tỉnh", "xã"]
    assert units.geometry.isna().all()
    assert ancestors(units, "001") == ["82"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("01,Xã A,xã,commune,", "unit-code-duplicate"),
        ("02,,xã,commune,", "unit-name-missing"),
        ("02,Xã B,xã,ward,", "unit-level-unknown"),
        ("1,Xã B,xã,commune,", "unit-codes-alike"),
    ],
)
def test_a_broken_list_of_units_is_refused(tmp_path: Path, row: str, code: str) -> None:
    path = tmp_path / "units.csv"
    head = "code,name,kind,admin_level,parent\n01,Xã A,xã,commune,\n"
    path.write_text(head + row + "\n", "utf-8")
    with pytest.raises(Refused) as caught:
        read_unit_list(path)

    assert codes(caught.value.faults) == [code]


def test_neighbours_are_pairs_told_once(tmp_path: Path) -> None:
    path = tmp_path / "neighbours.csv"
    path.write_text("a,b\n02,01\n01,02\n01,03\n", "utf-8")
    assert read_neighbours(path).to_numpy().tolist() == [["01", "02"], ["01", "03"]]

    path.write_text("a,b\n01,01\n,02\n", "utf-8")
    with pytest.raises(Refused) as caught:
        read_neighbours(path)
    assert codes(caught.value.faults) == ["neighbour-itself", "neighbour-blank"]


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_sites_are_read_in_each_form(tmp_path: Path, form: str) -> None:
    sites = gpd.GeoDataFrame(
        {"kind": ["hospital"], "name": ["BV Đa khoa"]},
        geometry=[shapely.Point(105, 10)],
        crs=4326,
    )
    found = read_points(write(tmp_path / f"s.{form}", sites)).frame

    assert found[["kind", "name"]].to_numpy().tolist() == [["hospital", "BV Đa khoa"]]
    assert found.crs.to_epsg() == 4326


def test_sites_of_an_unknown_kind_and_shapes_that_are_no_points_are_refused(
    tmp_path: Path,
) -> None:
    words = {"kind": "hospital", "name": None}
    good = {"type": "Point", "coordinates": [105, 10]}
    line = {"type": "LineString", "coordinates": [[105, 10], [105.1, 10]]}
    rows = [
        feature(good, **{**words, "kind": "bệnh viện"}),
        feature(line, **words),
        feature(None, **words),
        feature(good, **words),
    ]
    with pytest.raises(Refused) as caught:
        read_points(collection(tmp_path / "a", *rows))

    assert sorted((f.code, f.facts["feature"]) for f in caught.value.faults) == [
        ("feature-geometry", 2),
        ("feature-geometry", 3),
        ("site-kind-unknown", 1),
    ]


@pytest.fixture(scope="module")
def of_2021(realdata: Path) -> gpd.GeoDataFrame:
    """Give the units of 2021, read once for this file."""
    return read_units(realdata / "vn_communes_pre2025" / "communes_clean.parquet").units


@pytest.mark.realdata
def test_the_communes_of_2021_are_read_with_districts_and_provinces(
    of_2021: gpd.GeoDataFrame,
) -> None:
    communes = of_2021[of_2021["admin_level"] == "commune"]
    both = [within(of_2021, code)["admin_level"] for code in ("82", "91")]

    assert len(communes) == 11_163
    assert communes.index.str.startswith("old-").sum() == 627
    assert of_2021["admin_level"].value_counts()["province"] == 63
    assert sum((levels == "commune").sum() for levels in both) == 318
    assert sum((levels == "district").sum() for levels in both) == 26
    assert set(communes["parent"]) <= set(of_2021.index)


@pytest.mark.realdata
def test_built_districts_are_their_communes_and_no_more(
    of_2021: gpd.GeoDataFrame,
) -> None:
    part = within(of_2021, "91")
    districts = part[part["admin_level"] == "district"]
    communes = part[part["admin_level"] == "commune"]
    area = dict(zip(districts.index, areas(districts.geometry.to_numpy())))
    below = communes.assign(area=areas(communes.geometry.to_numpy()))
    total = below.groupby("parent")["area"].sum()

    assert len(area) == 15
    assert all(area[code] == pytest.approx(total[code], rel=1e-9) for code in area)
    assert districts.loc["911", "name"] == "Thành phố Phú Quốc"
    assert districts.loc["911", "kind"] == "thành phố"


@pytest.mark.realdata
def test_the_wards_of_2025_are_read(realdata: Path) -> None:
    units = read_units(realdata / "vn_wards_2025" / "wards_s0.001.parquet").units

    assert units["admin_level"].value_counts().to_dict() == {
        "commune": 3321,
        "province": 34,
    }
    assert units["kind"].ne("").all()
