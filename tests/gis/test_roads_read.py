"""Roads as files give them: classes, heights, ids, and what is refused."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.refusal import Refused
from gis.roads import build_graph, read_roads
from gis.roads.classes import CLASSES, class_of
from tests.gis.roadnets import ends, line, way, write_geojson

ROAD = [(105.0, 10.0), (105.001, 10.0)]
POINT = {"type": "Point", "coordinates": [105, 10]}


def notes(read: Any) -> dict[str, Any]:
    return {note.code: dict(note.facts) for note in read.notes}


def refused(path: Path, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        read_roads(path, **options)
    return caught.value


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_roads_are_read_in_each_form(tmp_path: Path, form: str) -> None:
    frame = gpd.GeoDataFrame(
        {"class": ["trunk"], "name": ["Quốc lộ 1"], "osm_id": ["77"]},
        geometry=[shapely.LineString(ROAD)],
        crs=4326,
    )
    path = tmp_path / f"r.{form}"
    if form == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    read = read_roads(path)
    row = read.frame.drop(columns="geometry").iloc[0].to_dict()

    assert row == {
        "feature": "77",
        "class": "trunk",
        "name": "Quốc lộ 1",
        "bridge": False,
        "tunnel": False,
        "layer": 0,
    }
    assert read.frame.crs.to_epsg() == 4326
    assert read.frame.index.name == "road"
    assert (read.name, read.extent, read.day) == (path.name, None, "")
    assert len(read.sha256) == 64


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *((one, one) for one in CLASSES),
        ("motorway_link", "motorway"),
        ("tertiary_link", "tertiary"),
        ("unclassified", "local"),
        ("residential", "local"),
        ("living_street", "local"),
        ("road", "local"),
        ("pedestrian", "service"),
        ("footway", "path"),
        ("steps", "path"),
        ("bridleway", "path"),
        ("cycleway", "path"),
        ("corridor", "path"),
        ("construction", "track"),
        ("proposed", ""),
        ("abandoned", ""),
        ("razed", ""),
        ("platform", ""),
    ],
)
def test_each_word_of_openstreetmap_means_a_class(word: str, meant: str) -> None:
    assert class_of(word) == meant


def test_heights_come_from_columns_or_from_other_tags(tmp_path: Path) -> None:
    told = '"oneway"=>"yes","bridge"=>"viaduct","layer"=>"2","tunnel"=>"no"'
    quoted = r'"note"=>"say \"bridge\"=>","layer"=>"-1","tunnel"=>"yes"'
    rows = [
        way(ROAD, highway="primary", other_tags=told),
        way(ROAD, highway="primary", other_tags=quoted),
        way(ROAD, highway="primary", other_tags=None),
    ]
    columns = [
        way(ROAD, highway="path", bridge="yes", layer="1"),
        way(ROAD, highway="path", tunnel="culvert", layer=-2),
        way(ROAD, highway="path", bridge="no", layer="high"),
    ]
    heights = ["bridge", "tunnel", "layer"]

    tags = read_roads(write_geojson(tmp_path / "a", *rows)).frame[heights]
    own = read_roads(write_geojson(tmp_path / "b", *columns)).frame[heights]
    assert tags.to_numpy().tolist() == [
        [True, False, 2],
        [False, True, -1],
        [False, False, 0],
    ]
    assert own.to_numpy().tolist() == [
        [True, False, 1],
        [False, True, -2],
        [False, False, 0],
    ]


def test_the_id_is_the_files_own_or_else_the_number(tmp_path: Path) -> None:
    plain = [way(ROAD), way(ROAD)]
    own = [way(ROAD, osm_id=815), way(ROAD, osm_id=None)]
    outer = [{**way(ROAD), "id": "way/12"}, {**way(ROAD), "id": 13}]
    features = [
        read_roads(write_geojson(tmp_path / "f", *rows)).frame["feature"].tolist()
        for rows in (plain, own, outer)
    ]

    assert features == [["1", "2"], ["815", "2"], ["way/12", "13"]]


def test_without_a_class_every_road_is_local_and_the_notes_say_so(
    tmp_path: Path,
) -> None:
    read = read_roads(write_geojson(tmp_path / "f", way(ROAD, name="Đường 1")))

    assert read.frame["class"].tolist() == ["local"]
    assert notes(read) == {"note-roads-without-class": {"count": 1}}


def test_what_is_no_way_is_dropped_and_an_unknown_way_is_kept(tmp_path: Path) -> None:
    """A road that is left out is a hole in every cordon: only known words go."""
    words = ["proposed", None, "hoverway", "primary", None]
    rows = [way(ROAD, highway=word, route=None) for word in words]
    rows[4]["properties"]["route"] = "ferry"
    read = read_roads(write_geojson(tmp_path / "f", *rows))

    assert read.frame["class"].tolist() == ["local", "primary", "ferry"]
    assert read.features == 3
    assert notes(read) == {
        "note-roads-dropped": {"count": 2, "seen": ["proposed"]},
        "note-roads-guessed": {"count": 1, "seen": ["hoverway"]},
    }


def test_roads_of_an_unknown_class_and_shapes_that_are_no_lines_are_refused(
    tmp_path: Path,
) -> None:
    rows = [
        way(ROAD, **{"class": "đường"}),
        {**way(ROAD, **{"class": "motorway"}), "geometry": POINT},
        {**way(ROAD, **{"class": "motorway"}), "geometry": None},
        way(ROAD, **{"class": "motorway"}),
    ]
    faults = refused(write_geojson(tmp_path / "f", *rows)).faults

    assert sorted((f.code, f.facts["feature"]) for f in faults) == [
        ("feature-geometry", 2),
        ("feature-geometry", 3),
        ("road-class-unknown", 1),
    ]


def test_an_export_of_openstreetmap_holds_points_and_squares_beside_its_lines(
    tmp_path: Path,
) -> None:
    ring = [[105, 10], [105.1, 10], [105.1, 10.1], [105, 10]]
    square = {"type": "Polygon", "coordinates": [ring]}
    rows = [
        {**way(ROAD, highway="crossing"), "geometry": POINT},
        {**way(ROAD, highway="pedestrian"), "geometry": square},
        {**way(ROAD, building="yes", highway=None), "geometry": square},
        way(ROAD, highway="primary"),
    ]
    read = read_roads(write_geojson(tmp_path / "f", *rows))

    assert read.frame["feature"].tolist() == ["2", "4"]
    assert read.frame["class"].tolist() == ["service", "primary"]
    assert shapely.get_coordinates(read.frame.geometry.iloc[0]).tolist() == ring
    assert notes(read) == {
        "note-roads-no-lines": {"count": 2},
        "note-roads-areas": {"count": 1},
    }


def test_a_way_of_openstreetmap_without_a_shape_is_a_hole_and_refused(
    tmp_path: Path,
) -> None:
    crossing = {**way(ROAD, highway="crossing"), "geometry": POINT}
    rows = [crossing, {**way(ROAD, highway="primary"), "geometry": None}]
    (fault,) = refused(write_geojson(tmp_path / "f", *rows)).faults

    assert (fault.code, fault.facts["feature"]) == ("feature-geometry", 2)


def test_a_road_in_several_parts_is_several_rows_of_one_feature(tmp_path: Path) -> None:
    parts = [[[105, 10], [105.1, 10]], [[105.2, 10], [105.3, 10]]]
    whole = {"type": "MultiLineString", "coordinates": parts}
    feature = {**way(ROAD, id="QL1"), "geometry": whole}
    read = read_roads(write_geojson(tmp_path / "f", feature, way(ROAD, id="QL2")))

    assert read.frame["feature"].tolist() == ["QL1", "QL1", "QL2"]
    assert read.features == 2


def test_heights_of_lines_are_dropped_and_noted(tmp_path: Path) -> None:
    """Two lines that meet at different heights are joined: the file says one place."""
    rows = [way([(105, 10, 3), (105.001, 10, 4)]), way([(105.001, 10), (105.002, 10)])]
    read = read_roads(write_geojson(tmp_path / "f", *rows))

    assert notes(read)["note-z-dropped"] == {"count": 1}
    assert ends(build_graph(read.frame, "car")) == [((0, 0), (1, 0)), ((1, 0), (2, 0))]


def test_pieces_of_no_length_are_dropped_and_noted(tmp_path: Path) -> None:
    still = way([(105, 10), (105.00000001, 10)])
    read = read_roads(write_geojson(tmp_path / "f", still, way(ROAD)))

    assert read.frame["feature"].tolist() == ["2"]
    assert notes(read)["note-roads-points"] == {"count": 1}
    assert refused(write_geojson(tmp_path / "g", still)).code == "roads-none"


def test_roads_in_another_crs_are_brought_over_and_join_as_before(
    tmp_path: Path,
) -> None:
    """UTM zone 48 N, as a GeoPackage declares it: 3 roads from one junction."""
    shapes = [line((0, 0), (1, 1)), line((1, 1), (2, 0)), line((1, 1), (1, 3))]
    frame = gpd.GeoDataFrame({"class": ["local"] * 3}, geometry=shapes, crs=4326)
    frame.to_crs(32648).to_file(tmp_path / "r.gpkg")
    read = read_roads(tmp_path / "r.gpkg")

    assert "note-transformed" in notes(read)
    assert ends(build_graph(read.frame, "car")) == [
        ((0, 0), (1, 1)),
        ((1, 1), (1, 3)),
        ((1, 1), (2, 0)),
    ]


def test_projected_coordinates_that_nothing_declares_are_refused(
    tmp_path: Path,
) -> None:
    metres = [(500_000.0, 1_100_000.0), (500_900.0, 1_100_000.0)]
    bare = gpd.GeoDataFrame({"class": ["local"]}, geometry=[shapely.LineString(metres)])
    with pytest.warns(UserWarning, match="crs"):
        bare.to_file(tmp_path / "bare.gpkg")

    assert (
        refused(write_geojson(tmp_path / "f", way(metres))).code == "coords-projected"
    )
    assert refused(tmp_path / "bare.gpkg").code == "crs-missing"
    assert len(read_roads(tmp_path / "bare.gpkg", crs="EPSG:32648").frame) == 1


def test_a_layer_of_several_is_chosen_by_name(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"class": ["local"]}, geometry=[shapely.LineString(ROAD)], crs=4326
    )
    frame.to_file(tmp_path / "r.gpkg", layer="a")
    frame.assign(**{"class": "track"}).to_file(tmp_path / "r.gpkg", layer="b")

    assert refused(tmp_path / "r.gpkg").code == "layers-several"
    assert read_roads(tmp_path / "r.gpkg", layer="b").frame["class"].tolist() == [
        "track"
    ]


@pytest.mark.realdata
def test_the_national_roads_are_read_without_the_railways(realdata: Path) -> None:
    """458 features, 32 of them railways; several parts each."""
    read = read_roads(realdata / "vn_roads_national" / "giaothong.geojson")

    assert read.features == 426
    assert notes(read)["note-rows-dropped"]["count"] == 32
    assert set(read.frame["class"]) == {"trunk", "primary", "secondary", "tertiary"}
    assert np.isin(read.frame["feature"].astype(int), np.arange(1, 459)).all()


def test_a_false_that_json_writes_is_no_bridge(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"osm_id": ["1", "2"], "bridge": [False, True], "tunnel": ["No", "yes"]},
        geometry=[shapely.LineString(ROAD)] * 2,
        crs=4326,
    )
    frame.to_file(tmp_path / "r.geojson")
    read = read_roads(tmp_path / "r.geojson").frame

    assert read["bridge"].tolist() == [False, True]
    assert read["tunnel"].tolist() == [False, True]
