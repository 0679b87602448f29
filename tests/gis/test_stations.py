import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from boundaries.refusal import Refused
from gis.directives import read_directives
from gis.stations import distanced, place_stations, read_stations, without_station
from tests.gis.acts import HEAD, at, row

HEADING = "id,name,kind,lon,lat,unit,capacity,in_use\n"
FAIR = "Y1,Trạm 1,mobile_station,105.005,10.95,00001,30,12\n"


def file(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    path = folder / "diem.csv"
    path.write_text(heading + "".join(rows), "utf-8")
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_stations(path)
    return [fault.code for fault in caught.value.faults] or [caught.value.code]


def communes() -> gpd.GeoDataFrame:
    """Three communes of 0.01° from 105 E under one district of province 7."""
    codes = ["7", "71", "00001", "00002", "00003"]
    shapes = [
        None,
        None,
        *(shapely.box(105 + n / 100, 10.9, 105.01 + n / 100, 11) for n in range(3)),
    ]
    levels = ["province", "district", "commune", "commune", "commune"]
    parents = ["", "7", "71", "71", "71"]
    words = {"name": codes, "kind": "", "admin_level": levels, "parent": parents}
    return gpd.GeoDataFrame(
        words, index=pd.Index(codes, name="code"), geometry=shapes, crs=4326
    )


def test_a_blank_use_is_no_report_and_not_zero(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        FAIR,
        "Y2,Khu,quarantine_site,105.005,10.95,,120,\n",
        "Y3,T,test_site,105,10.95,,,0\n",
    )

    found = read_stations(path).frame

    assert found["in_use"].isna().tolist() == [False, True, False]
    assert found.loc["Y3", "in_use"] == 0
    assert pd.isna(found.loc["Y3", "capacity"])
    assert found.geometry["Y1"].equals(shapely.Point(105.005, 10.95))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (",Trạm,mobile_station,105,10,,1,1\n", "station-id-missing"),
        ("Y1,Trạm,mobile_station,105,10,,1,1\n", "station-id-duplicate"),
        ("Y2,Trạm,tram_luu_dong,105,10,,1,1\n", "station-kind-unknown"),
        ("Y2,Trạm,mobile_station,105,10,,-1,1\n", "station-number"),
        ("Y2,Trạm,mobile_station,105,10,,30,-5\n", "station-number"),
        ("Y2,Trạm,mobile_station,105,10,,3e9,5\n", "station-number"),
        ("Y2,Trạm,mobile_station,105,10,,1.5,1\n", "station-number"),
        ("Y2,Trạm,mobile_station,,10,,1,1\n", "station-place"),
        ("Y2,Trạm,mobile_station,10,105,,1,1\n", "station-place"),
        ("Y2,Trạm,mobile_station,nan,inf,,1,1\n", "station-place"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, broken: str, code: str) -> None:
    assert refused(file(tmp_path, FAIR, broken)) == [code]


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    assert refused(file(tmp_path, "Y1\n", heading="id\n")) == ["table-columns"]


def test_points_of_a_layer_are_read_as_those_of_a_table(tmp_path: Path) -> None:
    words = {"id": "Y1", "name": "Trạm 1", "kind": "mobile_station", "unit": "00001"}
    feature = {
        "type": "Feature",
        "properties": {**words, "capacity": 30, "in_use": None},
        "geometry": {"type": "Point", "coordinates": [105.005, 10.95]},
    }
    layer = tmp_path / "diem.geojson"
    document = {"type": "FeatureCollection", "features": [feature]}
    layer.write_text(json.dumps(document), "utf-8")

    found = read_stations(layer).frame
    table = read_stations(file(tmp_path, FAIR.replace(",12\n", ",\n"))).frame

    pd.testing.assert_frame_equal(
        pd.DataFrame(found.drop(columns="geometry")),
        pd.DataFrame(table.drop(columns="geometry")),
        check_dtype=False,
    )
    assert found.geometry["Y1"].equals(table.geometry["Y1"])


def test_the_place_decides_and_what_disagrees_is_flagged(tmp_path: Path) -> None:
    """Y2 says 00003 and lies in 00002; Y3 lies at sea and says nothing of use."""
    rows = [
        FAIR.replace(",12\n", ",31\n"),
        "Y2,Khu,quarantine_site,105.015,10.95,00003,9,9\n",
        "Y3,X,test_site,109,10.95,,,\n",
        "Y4,Đ,treatment_site,109,10.95,00002,,\n",
    ]
    found = read_stations(file(tmp_path, *rows))

    placed, faults = place_stations(found.frame, communes())

    assert placed["unit"].to_dict() == {
        "Y1": "00001",
        "Y2": "00002",
        "Y3": "",
        "Y4": "00002",
    }
    assert [(f.code, f.facts["id"]) for f in faults] == [
        ("station-elsewhere", "Y2"),
        ("station-outside", "Y3"),
        ("station-outside", "Y4"),
        ("station-overfull", "Y1"),
    ]


@pytest.mark.parametrize(
    ("basis", "goal", "holds"),
    [
        ("Chỉ thị 16/CT-TTg", "", True),
        ("CT 15/CT-TTg", "", True),
        ("CT16", "", True),
        ("chỉ thị số 16", "", True),
        ("Chỉ thị 19/CT-TTg", "", False),
        ("Chỉ thị 155/CT-TTg", "", False),
        ("Nghị quyết 128/NQ-CP", "thích ứng an toàn", False),
        ("Kế hoạch 12", "GIÃN CÁCH toàn xã", True),
        ("Quyết định 3", "phong toả ấp 2", True),
    ],
)
def test_words_tell_which_directives_order_distancing(
    basis: str, goal: str, *, holds: bool
) -> None:
    acts = pd.DataFrame({"id": ["1"], "basis": [basis], "goal": [goal]})

    assert (distanced(acts) == {"1"}) is holds


def test_a_distanced_commune_without_a_mobile_station_is_named(tmp_path: Path) -> None:
    """A quarantine site is no health station; 00003 is excepted until the 20th."""
    path = tmp_path / "directives.csv"
    acts = row("1", "7", "2021-09-10", "2021-09-30", excepted="00003")
    later = row("2", "00003", "2021-09-20", "2021-09-25").replace("16/CT", "15/CT")
    path.write_text(HEAD + acts + "\n" + later + "\n", "utf-8")
    rows = [FAIR, "Y2,Khu,quarantine_site,105.015,10.95,,9,9\n"]
    stations, _ = place_stations(read_stations(file(tmp_path, *rows)).frame, communes())

    told = [
        without_station(read_directives(path), communes(), stations, at(day))
        for day in ("2021-09-09T12:00", "2021-09-15T12:00", "2021-09-22T12:00")
    ]

    assert told == [[], ["00002"], ["00002", "00003"]]


def test_a_mobile_station_without_room_serves_nobody(tmp_path: Path) -> None:
    path = tmp_path / "directives.csv"
    path.write_text(
        HEAD + row("1", "00001", "2021-09-10", "2021-09-30") + "\n", "utf-8"
    )

    def told(capacity: str) -> list[str]:
        station = FAIR.replace(",30,12", f",{capacity},0")
        placed, _ = place_stations(
            read_stations(file(tmp_path, station)).frame, communes()
        )
        return without_station(
            read_directives(path), communes(), placed, at("2021-09-15T12:00")
        )

    assert told("30") == told("") == []
    assert told("0") == ["00001"]
