"""What a drawing means: snapped, counted, and what is not known is said."""

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from rasterio import Affine

import api.services.drawing.ground as grounds
from api.services.cases import Asked, import_file
from api.services.drawing.ground import ground_of
from api.services.drawing.land import read_land
from tests.api.desk import Desk
from tests.api.drawings import (
    LANE,
    MEASURE,
    ROAD,
    ask,
    box,
    geojson,
    give_layer,
    give_roads,
    shape_of,
    square_km,
)
from tests.gis.grids import write_grid

GROUND = "/api/v1/ground?unit=91"
TRIPS = b"a,b,trips\n30001,30002,100\n30002,30003,40\n30001,30003,5\n"
STAFF = b"line,own,asked,promised,arrived,from\nposts,100,0,0,0,\n"


@pytest.fixture
def told(light_desk: Desk, tmp_path: Path) -> Desk:
    """Everything handed in: 10 people a cell are 1000 a commune; five cases."""
    desk = light_desk
    give_roads(desk, ROAD)
    cells = [[10.0] * 40] * 10
    grid = write_grid(
        tmp_path / "people.tif",
        np.array(cells, dtype=np.float32),
        transform=Affine(0.01, 0, 105, 0, -0.01, 10.1),
    )
    give_layer(desk, "people", "people.tif", grid.read_bytes())
    give_layer(desk, "trips", "trips.csv", TRIPS)
    give_layer(desk, "staff", "balance.csv", STAFF)
    site = {"name": "Bệnh viện", "kind": "hospital"}
    point = {"type": "Point", "coordinates": [105.05, 10.05]}
    feature = {"type": "Feature", "properties": site, "geometry": point}
    sites = {"type": "FeatureCollection", "features": [feature]}
    give_layer(desk, "sites", "sites.geojson", json.dumps(sites).encode())
    file = tmp_path / "cases.csv"
    file.write_text("day,unit,cases\n2021-09-10,30002,3\n2021-09-12,30001,2\n")
    settings = desk.app.extensions["settings"]
    import_file(Asked(path=file, province="91"), desk.clock(), settings)
    return desk


def measured(desk: Desk, **body: Any) -> Any:
    status, answer = ask(desk.person("lap"), MEASURE, **body)
    assert status == 200, answer
    return answer


def codes(answer: Any) -> set[str]:
    return {note["code"] for note in answer["notes"]}


def test_a_picked_commune_is_told_by_figures_that_a_hand_can_check(told: Desk) -> None:
    figures = measured(told, units=["30002"], parts=["figures"])["figures"]
    assert (figures["people"], figures["households"]) == (1000, 278)  # 1000 / 3.6
    assert (figures["cases_inside"], figures["cases_outside"]) == (3, 2)
    assert (figures["cases_untold"], figures["cases_untold_outside"]) == (0, 2)
    assert figures["crossings"] == 2
    assert figures["km_shared"] == pytest.approx(2 * 11.0607, abs=0.01)
    # two posts of 16 officers and 4 shifts, half a shift for each km of patrol, a
    # hundredth for each of 140 trips
    assert figures["cost"] == pytest.approx(128 + 0.5 * 22.121 + 1.4, abs=0.02)
    assert {"rho", "shifts"} <= set(figures["placeholders"])


def test_a_shape_that_cuts_a_commune_counts_what_it_holds(told: Desk) -> None:
    answer = measured(told, shape=box(105.0, 10.0, 105.15, 10.1), parts=["figures"])
    figures = answer["figures"]
    assert answer["mode"] == "shape"
    assert (answer["units"], answer["cut"]) == (["30001"], ["30002"])
    assert figures["people"] == 1500
    assert (figures["cases_inside"], figures["cases_cut"]) == (2, 3)
    assert figures["crossings"] == 1  # at 105.15; it begins inside


def test_an_edge_within_reach_of_a_border_becomes_that_border(told: Desk) -> None:
    near = box(105.1001, 10.0001, 105.1999, 10.0999)  # 11 m off all round
    answer = measured(told, shape=near, parts=["figures"])
    assert (answer["mode"], answer["units"]) == ("units", ["30002"])
    found, unit = shape_of(answer["shape"]), shapely.box(105.1, 10.0, 105.2, 10.1)
    assert shapely.area(shapely.symmetric_difference(found, unit)) == 0
    far = measured(told, shape=box(105.101, 10.001, 105.199, 10.099), parts=[])
    assert (far["mode"], far["cut"]) == ("shape", ["30002"])  # 110 m off is meant


def test_a_drawing_over_the_sea_is_cut_at_the_coast(told: Desk) -> None:
    answer = measured(told, shape=box(105.0, 9.95, 105.1, 10.1), parts=["figures"])
    assert (answer["mode"], answer["units"]) == ("units", ["30001"])
    assert square_km(shape_of(answer["shape"])) == pytest.approx(121.2, abs=0.1)
    mostly = ask(told.person("lap"), MEASURE, shape=box(105.0, 9.8, 105.1, 10.1))
    assert (mostly[0], mostly[1]["code"]) == (422, "drawing-outside")


def test_trips_are_those_over_the_closed_borders(told: Desk) -> None:
    def trips(**body: Any) -> Any:
        return measured(told, parts=["effects"], **body)["effects"]["trips"]

    assert trips(units=["30001", "30002"]) == {"cut": 45, "unsure": 0, "all": 145}
    assert trips(units=["30002"]) == {"cut": 140, "unsure": 0, "all": 145}
    # of a commune that is cut nobody knows on which side they begin
    cut = trips(shape=box(105.0, 10.0, 105.15, 10.1))
    assert cut == {"cut": 5, "unsure": 140, "all": 145}


def test_posts_need_officers_and_the_balance_says_who_is_short(told: Desk) -> None:
    needs = measured(told, units=["30002"], parts=["needs"])["needs"]
    assert (needs["posts"], needs["staffed"], needs["barriers"]) == (2, 2, 0)
    assert needs["officers_per_shift"] == 32
    assert needs["officers"] == 180  # 32 × 4 shifts × 1.4 for rest, rounded up
    assert (needs["own"], needs["short"]) == (100, 80)
    assert {"rest_factor", "shifts"} <= set(needs["placeholders"])


def test_ways_to_care_and_goods_are_told_before_anybody_signs(told: Desk) -> None:
    effects = measured(told, units=["30002"], parts=["effects"])["effects"]
    assert effects["goods"]["enter"]
    assert effects["goods"]["networks"] == 1
    hospital = effects["hospital"]
    assert hospital["no_way_before"] == []
    assert hospital["worst"]["after_minutes"] >= hospital["worst"]["before_minutes"]
    assert hospital["sites"]["hospital"] == 1


def test_the_proposal_says_what_it_adds_and_saves(told: Desk) -> None:
    answer = measured(told, units=["30002"], parts=["figures", "proposal"])
    proposal = answer["proposal"]
    # the road goes on at both ends of its data: a post is needed there, too. With
    # 30001 a border of 11.06 km and 95 trips less is closed, for 1000 people at 0.005
    assert proposal["units"] == ["30001", "30002"]
    assert proposal["forced"] == ["30002"]
    (added,) = proposal["added"]
    assert (added["unit"], added["people"]) == ("30001", 1000)
    assert added["saves"] == pytest.approx(5.53 + 0.95 - 5, abs=0.02)
    assert proposal["more"]["people"] == 1000
    assert proposal["more"]["cost"] == pytest.approx(-5.53 - 0.95, abs=0.02)
    assert proposal["certificate"]["proven"]


def test_what_was_not_handed_in_is_not_zero(light_desk: Desk) -> None:
    answer = measured(light_desk, units=["30002"])
    figures = answer["figures"]
    for name in ("people", "households", "cases_inside", "cases_outside", "crossings"):
        assert figures[name] is None
    assert answer["needs"] is None
    assert answer["effects"] == {"trips": None, "goods": None, "hospital": None}
    missing = {"note-drawing-no-roads", "note-drawing-no-people"}
    assert missing | {"note-drawing-no-cases", "note-drawing-no-trips"} <= codes(answer)


def test_a_layer_that_cannot_be_read_is_told_and_stops_nobody(told: Desk) -> None:
    give_layer(told, "trips", "trips.csv", b"a,b,trips\n30001,30002,many\n")
    give_layer(told, "people", "people.tif", b"<VRTDataset/>")
    answer = measured(told, units=["30002"], parts=["figures", "effects"])
    assert "note-drawing-layer-unread" in codes(answer)
    assert answer["figures"]["people"] is None
    assert answer["effects"]["trips"] is None


def test_a_district_draws_on_its_own_land(light_desk: Desk) -> None:
    light_desk.hire("lap.huyen", ("planner", "899"))
    person = light_desk.person("lap.huyen")

    def asked(**body: Any) -> Any:
        return person.ask("POST", MEASURE, {"unit": "899", "parts": [], **body})

    status, answer = asked(units=["30001", "30002"])
    assert (status, answer["units"]) == (200, ["30001", "30002"])
    assert asked(units=["30003"])[1]["code"] == "perimeter-unit-unknown"
    beyond = asked(shape=box(105.15, 10.0, 105.25, 10.1))
    assert (beyond[0], beyond[1]["code"]) == (422, "drawing-outside")
    assert person.ask("POST", MEASURE, {"unit": "91", "units": ["30001"]})[0] == 403
    with_whole = asked(shape=box(105.0, 10.0, 105.2, 10.1))
    assert with_whole[1]["mode"] == "units"


def test_the_ground_is_built_once_for_all_who_ask(
    told: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []

    def counted(*given: Any) -> Any:
        built.append(str(given[1]))
        return read_land(*given)

    monkeypatch.setattr(grounds, "read_land", counted)
    found: list[Any] = []
    units = ("91", "899", "30001", "91")
    threads = [
        threading.Thread(
            target=lambda u=unit: found.append(ground_of(told.engine, u, told.clock()))  # type: ignore[misc] # bound now
        )
        for unit in units
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert built == ["91"]
    give_roads(told, ROAD, LANE)
    again = ground_of(told.engine, "91", told.clock())
    assert built == ["91", "91"]
    assert again.mark not in {one.mark for one in found}


def test_a_new_day_and_new_cases_are_counted_without_building_again(
    told: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ground_of(told.engine, "91", told.clock())
    monkeypatch.setattr(grounds, "read_land", None)  # would fail
    file = tmp_path / "more.csv"
    file.write_text("day,unit,cases\n2021-09-13,30003,7\n")
    settings = told.app.extensions["settings"]
    import_file(Asked(path=file, province="91"), told.clock(), settings)
    after = ground_of(told.engine, "91", told.clock())
    at = list(after.land.units.index).index("30003")
    assert before.cases[at] != before.cases[at]  # not told
    assert after.cases[at] == 7
    told.clock.forward(days=30)
    later = ground_of(told.engine, "91", told.clock())
    assert (later.cases != later.cases).all()  # the window has passed


def test_the_page_gets_units_and_roads_once(told: Desk) -> None:
    person = told.person("xem")
    headers = {"Accept-Encoding": "identity"}
    answer = person.client.get(GROUND, headers=headers)
    document = json.loads(answer.data)
    units = {one["id"]: one["properties"] for one in document["units"]["features"]}
    assert sorted(units) == ["30001", "30002", "30003", "30004"]
    assert units["30002"]["people"] == 1000
    assert units["30002"]["cases"] == 3
    assert units["30003"]["cases"] is None
    assert units["30002"]["zone"] == "no_report"
    assert document["roads"]["features"][0]["properties"]["class"] == "primary"
    assert document["layers"]["roads"]["name"] == "roads.geojson"
    tag = answer.headers["ETag"]
    headers["If-None-Match"] = tag
    assert person.client.get(GROUND, headers=headers).status_code == 304
    packed = person.client.get(
        "/api/v1/ground?unit=91", headers={"Accept-Encoding": "gzip"}
    )
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(answer.data)
    shapes = [shape_of(one["geometry"]) for one in document["units"]["features"]]
    assert shapely.coverage_is_valid(shapes)


def test_the_same_shape_sent_again_is_the_same(told: Desk) -> None:
    ragged = shapely.buffer(shapely.Point(105.15, 10.05), 0.03, quad_segs=5)
    first = measured(told, shape=geojson(ragged), parts=[])
    second = measured(told, shape=first["shape"], parts=[])
    both = [shapely.normalize(shape_of(one["shape"])) for one in (first, second)]
    assert shapely.equals_identical(*both)
