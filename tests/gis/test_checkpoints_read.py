"""Zones, prices and plans from files: what is read, and what is refused."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from boundaries.refusal import Fault, Refused
from gis.checkpoints.costs import build_costs
from gis.checkpoints.plan import Plan, Post, plan_document
from gis.checkpoints.read import COSTS, read_costs, read_plan, read_zone
from gis.roads.classes import CLASSES

BOX = shapely.box(105, 10, 105.1, 10.1)


def layer(path: Path, *features: tuple[Any, dict[str, Any]]) -> Path:
    rows = [
        {"type": "Feature", "properties": said, "geometry": shape.__geo_interface__}
        for shape, said in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def test_the_polygons_of_a_file_are_united(tmp_path: Path) -> None:
    beside = shapely.box(105.1, 10, 105.2, 10.1)
    file = layer(tmp_path / "zone.geojson", (BOX, {}), (beside, {}))

    zone = read_zone(file)

    assert shapely.equals(zone.shape, shapely.box(105, 10, 105.2, 10.1))
    assert (zone.name, len(zone.sha256)) == ("zone.geojson", 64)


def test_of_a_perimeter_file_the_ring_around_is_left_out(tmp_path: Path) -> None:
    ring = shapely.box(104, 9, 106, 11)
    parts = (BOX, {"part": "perimeter"}), (ring, {"part": "ring"})

    zone = read_zone(layer(tmp_path / "p.geojson", *parts))

    assert shapely.equals(zone.shape, BOX)


def test_a_zone_in_another_crs_is_brought_to_lon_and_lat(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(geometry=[BOX], crs=4326).to_crs(32648)
    frame.to_file(tmp_path / "zone.gpkg")

    zone = read_zone(tmp_path / "zone.gpkg")

    assert zone.shape.symmetric_difference(BOX).area < 1e-7


def test_lines_and_crossed_rings_are_named(tmp_path: Path) -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    file = layer(tmp_path / "z.geojson", (BOX, {}), (line, {}), (bow, {}))

    with pytest.raises(Refused) as refused:
        read_zone(file)

    assert refused.value.code == "zone-broken"
    assert [fault.facts["feature"] for fault in refused.value.faults] == [2, 3]


def test_a_perimeter_file_without_a_perimeter_is_refused(tmp_path: Path) -> None:
    file = layer(tmp_path / "p.geojson", (BOX, {"part": "ring"}))

    with pytest.raises(Refused, match="zone-empty"):
        read_zone(file)


def test_the_prices_add_up_to_the_staff_of_hanois_zone_one() -> None:
    """21 city posts, 9 of districts, 9 of communes: 453 officers a shift."""
    costs = read_costs()
    staff = 21 * costs.officers["primary"] + 9 * costs.officers["secondary"]
    staff += 9 * costs.officers["local"]

    assert staff == 453
    assert costs.staffed["primary"] == 16 * 4 * 100
    assert costs.barrier["secondary"] == 9 * 4 * 100 // 4
    assert [name for name in CLASSES if costs.barrier[name] is None] == [
        *("motorway", "trunk", "primary", "ferry")
    ]
    assert costs.placeholders == ("officers.ferry", "shifts", "barrier_share")


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("value: 9,", "value: 0,", "cost-figure", "officers.secondary"),
        ("value: 9,", "value: 90000000,", "cost-figure", "officers.secondary"),
        ("value: 0.25", "value: 0", "cost-figure", "barrier_share"),
        ("value: 0.25", "value: 1.5", "cost-figure", "barrier_share"),
        ("value: 0.25", "value: .nan", "yaml-unclear", "None"),
        (
            "value: 0.25, placeholder: true",
            "value: 0.25",
            "cost-source",
            "barrier_share",
        ),
        ("shifts: {value: 4,", "shift: {value: 4,", "cost-missing", "shifts"),
        ("barred_never: [motorway", "barred_never: [road", "cost-key", "['road', "),
    ],
)
def test_a_price_of_zero_too_large_or_without_a_source_is_refused(
    old: str, new: str, code: str, key: str
) -> None:
    text = COSTS.read_text("utf-8")
    assert old in text

    with pytest.raises(Refused) as refused:
        build_costs(text.replace(old, new).encode(), file="own.yaml")

    assert refused.value.code == "costs-broken"
    found = {
        (f.code, str(f.facts.get("key"))[: len(key)]) for f in refused.value.faults
    }
    assert (code, key) in found


def plan() -> Plan:
    post = Post("P001", 105.0, 10.5, "7", "local", "barrier", "", closing=True, staff=0)
    costs = read_costs()
    return Plan(
        *("z", "a" * 64, "r", "b" * 64, 1.5, "car", 400, 400, True, "p.flow.csv"),
        posts=(post,),
        costs=costs.by_class(),
        shifts=4,
        costs_sha256=costs.sha256,
        notes=(Fault("note-no-way-out", {}),),
    )


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan_document(plan())))

    assert read_plan(file) == plan()


def test_a_plan_has_the_keys_of_the_outside_contract() -> None:
    document = plan_document(plan())
    keys = {"zone_sha256", "roads_sha256", "ring_km", "model", "cost", "posts"}
    keys |= {"people_inside_posts", "flow_file"}
    post = {"id", "lon", "lat", "feature", "class", "kind", "side", "closing", "staff"}

    assert keys <= set(document)
    assert post <= set(document["posts"][0])
    assert document["people_inside_posts"] is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cost", "400"),
        ("posts", [{"id": 1}]),
        ("ring_km", "far"),
        ("ring_km", 1e9),
        ("ring_km", -1),
        ("model", "bicycle"),
        ("flow_file", 5),
        ("zone_sha256", None),
        ("extra", 1),
    ],
)
def test_a_plan_with_a_broken_key_is_refused(
    tmp_path: Path, key: str, value: object
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({**plan_document(plan()), key: value}))

    with pytest.raises(Refused, match="plan-broken"):
        read_plan(file)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lat", 95.0),
        ("lon", 1e9),
        ("lon", True),
        ("closing", "false"),
        ("closing", None),
        ("staff", -4),
        ("id", None),
        ("feature", 7),
    ],
)
def test_a_plan_with_a_post_that_is_none_is_refused(
    tmp_path: Path, key: str, value: object
) -> None:
    file = tmp_path / "plan.json"
    document = plan_document(plan())
    document["posts"][0][key] = value
    file.write_text(json.dumps(document))

    with pytest.raises(Refused, match="plan-broken"):
        read_plan(file)


def test_a_staffed_post_without_staff_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    document = plan_document(plan())
    document["posts"][0]["kind"] = "staffed"
    file.write_text(json.dumps(document))

    with pytest.raises(Refused, match="staff: 0"):
        read_plan(file)


def test_a_plan_with_two_posts_of_one_name_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    document = plan_document(plan())
    document["posts"] *= 2
    file.write_text(json.dumps(document))

    with pytest.raises(Refused, match="plan-broken"):
        read_plan(file)
