"""Hazards of geometry (G) and of values, at the reader."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from tests.boundaries.layers import (
    SHAPES,
    SQUARE,
    collection,
    fault,
    feature,
    layer,
    polygon,
    refusal,
    write,
)


def test_g1_a_bow_tie_is_refused_with_its_crossing(tmp_path: Path) -> None:
    bow = [[105, 10], [105.1, 10.1], [105.1, 10], [105, 10.1], [105, 10]]
    code, facts = fault(collection(tmp_path / "a", feature(polygon(bow))))

    assert code == "unit-shape-invalid"
    assert "105.05 10.05" in facts["why"]


def test_g2_an_open_ring_is_refused_in_each_form(tmp_path: Path) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE[:-1])))
    assert fault(path)[0] == "ring-open"

    wkb = shapely.to_wkb(SHAPES[0])
    open_ring = wkb[:-16] + struct.pack("<2d", 105.05, 10.05)
    frame = layer().to_arrow(geometry_encoding="WKB", index=False)
    table = pa.table(frame).slice(0, 1)
    shapes = pa.array([open_ring], pa.binary())
    table = table.set_column(table.column_names.index("geometry"), "geometry", shapes)
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), tmp_path / "b"
    )
    assert fault(tmp_path / "b")[0] == "ring-open"


@pytest.mark.parametrize(
    ("rings", "code"),
    [
        ([[[105, 10], [105.1, 10], [105, 10]]], "ring-short"),
        ([[]], "coord-few"),
        ([], "unit-shape-missing"),
    ],
)
def test_g3_a_ring_of_too_few_points_is_refused(
    tmp_path: Path, rings: list[Any], code: str
) -> None:
    assert fault(collection(tmp_path / "a", feature(polygon(*rings))))[0] == code


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_g5_a_number_without_end_is_refused_with_its_feature(
    tmp_path: Path, number: str
) -> None:
    good, bad = feature(polygon(SQUARE)), json.dumps(feature(polygon(SQUARE)))
    text = json.dumps({"type": "FeatureCollection", "features": [good, "BAD"]})
    path = tmp_path / "a"
    path.write_text(text.replace('"BAD"', bad.replace("105.1", number, 1)))
    seen = refusal(path)

    assert (seen.code, seen.facts["feature"]) == ("json-number", 2)


def test_g5_a_nan_in_a_binary_form_is_refused(tmp_path: Path) -> None:
    broken = shapely.transform(SHAPES[0], lambda xy: np.where(xy == 10.1, np.nan, xy))
    path = write(tmp_path / "a.parquet", layer(geometry=[broken, SHAPES[1]]))

    assert fault(path) == ("unit-shape-infinite", {"unit": "00001"})


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon(
            SHAPES[0].exterior, [[(106, 10), (106.1, 10), (106.1, 10.1), (106, 10)]]
        ),
        shapely.MultiPolygon([SHAPES[0], shapely.box(105.05, 10.05, 105.15, 10.15)]),
        shapely.MultiPolygon([SHAPES[0], shapely.box(105.02, 10.02, 105.05, 10.05)]),
    ],
    ids=["hole outside", "overlapping parts", "nested shells"],
)
def test_g6_impossible_rings_are_refused_with_their_place(
    tmp_path: Path, shape: shapely.Geometry
) -> None:
    path = write(tmp_path / "a.geojson", layer(geometry=[shape, SHAPES[1]]))
    code, facts = fault(path)

    assert code == "unit-shape-invalid"
    assert "[10" in facts["why"]


@pytest.mark.parametrize("form", ["geojson", "parquet"])
def test_g7_swapped_axes_are_refused_with_the_place(tmp_path: Path, form: str) -> None:
    swapped = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in SHAPES]
    seen = refusal(write(tmp_path / f"a.{form}", layer(geometry=swapped)))

    assert seen.code == "coords-swapped"
    assert seen.facts["feature"] == 1
    assert seen.facts["y"] > 100


def test_g7_one_swapped_unit_among_good_ones_is_found(tmp_path: Path) -> None:
    swapped = shapely.transform(SHAPES[1], lambda xy: xy[:, ::-1])
    path = write(tmp_path / "a.geojson", layer(geometry=[SHAPES[0], swapped]))

    assert refusal(path).facts["feature"] == 2


def test_g9_numbers_written_as_text_are_refused(tmp_path: Path) -> None:
    ring: list[Any] = [["105", "10"], *SQUARE[1:]]
    code, facts = fault(collection(tmp_path / "a", feature(polygon(ring))))

    assert (code, facts["seen"], facts["feature"]) == ("coord-not-number", "105", 1)


@pytest.mark.parametrize("value", [True, None, [1], {}, 10**400])
def test_g9_neither_are_other_values_numbers(tmp_path: Path, value: Any) -> None:
    ring: list[Any] = [[105, value], *SQUARE[1:]]
    path = collection(tmp_path / "a", feature(polygon(ring)))

    assert fault(path)[0] == "coord-not-number"


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "unit-shape-missing"),
        ({"type": "Point", "coordinates": [105, 10]}, "unit-shape-type"),
        ({"type": "GeometryCollection", "geometries": []}, "feature-geometry"),
        ({"type": "Circle", "coordinates": []}, "feature-geometry"),
        ({"type": "Polygon", "coordinates": {}}, "feature-geometry"),
        ("POLYGON EMPTY", "feature-form"),
        ([], "feature-form"),
    ],
)
def test_g10_other_geometry_and_none_are_refused(
    tmp_path: Path, geometry: Any, code: str
) -> None:
    assert fault(collection(tmp_path / "a", feature(geometry)))[0] == code


def test_g14_a_unit_of_too_many_vertices_is_refused(tmp_path: Path) -> None:
    turn = np.linspace(0, 2 * np.pi, 200_001)
    circle = shapely.Polygon(np.c_[105.5 + np.cos(turn) / 9, 10.5 + np.sin(turn) / 9])
    seen = refusal(write(tmp_path / "a.parquet", layer(geometry=[SHAPES[0], circle])))

    assert [(f.code, f.facts["feature"]) for f in seen.faults] == [
        ("feature-vertices", 2)
    ]


def test_g14_a_unit_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    x, y = np.meshgrid(np.arange(105, 106.01, 0.01), np.arange(10, 11.0, 0.01))
    parts = shapely.multipolygons(shapely.box(x, y, x + 0.004, y + 0.004).ravel())
    path = write(tmp_path / "a.parquet", layer(geometry=[parts, SHAPES[1]]))

    assert [f.code for f in refusal(path).faults] == ["feature-parts"]


def test_g14_geojson_over_20_mb_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b'{"type":"FeatureCollection","features":[' + b" " * 20_000_000)
    seen = refusal(path)

    assert (seen.code, seen.facts["limit_mb"]) == ("file-too-large", 20)


@pytest.mark.parametrize("mark", ["[", '{"a":'])
def test_g15_deep_nesting_is_refused(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a"
    path.write_text(mark * 100_000)

    assert refusal(path).code == "json-deep"


def test_g15_a_number_of_5000_digits_is_refused(tmp_path: Path) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE), n=1))
    path.write_text(path.read_text().replace('"n": 1', '"n": ' + "9" * 5000))

    assert refusal(path).code == "json-number"


def test_g16_a_key_given_twice_is_refused_with_its_feature(tmp_path: Path) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE)))
    path.write_text(path.read_text().replace('"code":', '"code": "02", "code":'))
    seen = refusal(path)

    assert (seen.code, seen.facts["key"], seen.facts["feature"]) == (
        "json-key-duplicate",
        "code",
        1,
    )


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ([181, 10], "coords-outside"),
        ([105, 95], "coords-swapped"),
        ([-200, 95], "coords-outside"),
    ],
)
def test_g17_places_off_the_globe_are_refused(
    tmp_path: Path, point: list[float], code: str
) -> None:
    """(105, 95) is no place; (95, 105) neither: but 95 east, 10 north would be one."""
    ring = [[105, 10], point, [105.1, 10.1], [105, 10]]
    seen = refusal(collection(tmp_path / "a", feature(polygon(ring))))

    assert seen.code in {code, "coords-outside"}
    assert [seen.facts["x"], seen.facts["y"]] == point


@pytest.mark.parametrize("value", [["01"], {"a": 1}, True, 1, 1.5])
def test_t1_values_that_are_no_text_are_no_codes(tmp_path: Path, value: Any) -> None:
    path = collection(tmp_path / "a", feature(polygon(SQUARE), code=value))

    assert refusal(path).code == "column-numeric"
