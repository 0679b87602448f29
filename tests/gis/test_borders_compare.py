"""Two neighbours' plans laid over each other."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from boundaries.refusal import Fault, Refused
from gis.checkpoints.borders.compare import compare_plans
from gis.checkpoints.borders.design import Borders
from gis.checkpoints.borders.read import read_agencies
from gis.checkpoints.borders.record import Agencies
from gis.checkpoints.plan import Plan
from tests.gis.borderlands import COSTS, NAMES, frame, hold, road

ROADS = frame(
    road("1", [(-20, -5), (20, -5)], "trunk", name="Quốc lộ 1A"),
    road("2", [(-20, -9), (20, -9)], name="Tỉnh lộ 9"),
    road("3", [(-20, -5), (-20, -9)]),
)


def plan(found: Borders, authority: str, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "zone": "units",
        "zone_sha256": "",
        "roads": "roads",
        "roads_sha256": "",
        "ring_km": 0.0,
        "model": "car",
        "total": found.cost,
        "flow": found.bound,
        "unique": False,
        "flow_file": "",
        "posts": found.posts,
        "costs": COSTS.by_class(),
        "shifts": 4,
        "costs_sha256": "",
        "authority": authority,
    }
    return Plan(**{**given, **more})


def own(code: str, hours: str = "", roads: gpd.GeoDataFrame = ROADS) -> Plan:
    who = {("A", "B"): Agencies((), hours)}
    return plan(hold(roads, authority=code, own=True, agencies=who), code)


def compared(
    *plans: Plan, roads: gpd.GeoDataFrame = ROADS, **more: Any
) -> Sequence[Fault]:
    layout = hold(roads).layout
    return compare_plans(layout, roads, NAMES, plans, near_km=1, **more)


def told(faults: Sequence[Fault]) -> list[tuple[str, object]]:
    return [(fault.code, fault.facts.get("road")) for fault in faults]


def without(made: Plan, feature: str) -> Plan:
    kept = tuple(post for post in made.posts if post.feature != feature)
    return replace(made, posts=kept)


def test_posts_of_both_sides_on_one_road_are_double() -> None:
    a, b = own("A"), own("B")
    faults = compared(without(a, "2"), b)

    assert told(faults) == [("borders-twice", "Quốc lộ 1A")]
    assert faults[0].facts["metres"] == 1


def test_posts_far_from_the_border_are_not_double() -> None:
    """Of one kilometre on either side: A's post 3 km inside is not near."""
    a, b = own("A"), own("B")
    far = [replace(p, lon=p.lon - 3 / 110.6) for p in a.posts if p.feature == "1"]
    faults = compared(replace(without(a, "1"), posts=tuple(far)), without(b, "3"))

    assert "borders-twice" not in {code for code, _ in told(faults)}


def test_a_road_that_neither_posts_is_open() -> None:
    a, b = without(own("A"), "2"), without(own("B"), "2")
    faults = compared(a, b)

    assert ("borders-unposted", "Tỉnh lộ 9") in told(faults)
    assert ("borders-unposted", "Quốc lộ 1A") not in told(faults)


def test_a_road_that_one_side_posts_is_not_open() -> None:
    assert told(compared(without(own("A"), "1"), without(own("B"), "2"))) == []


def test_a_way_round_by_a_third_unit_is_told() -> None:
    """A and B post the border between them, but A leaves its road to C open."""
    round_ = frame(
        road("1", [(-20, -5), (20, -5)], "trunk"),
        road("4", [(-20, -5), (-20, 5), (20, 5), (20, -5)]),
    )
    a = without(own("A", roads=round_), "4")
    b = without(own("B", roads=round_), "4")

    assert told(compared(a, b, roads=round_))[-1] == ("borders-joined", None)


def test_hours_that_differ_are_told_with_both() -> None:
    faults = compared(own("A", "06:00-18:00"), own("B", "06:00-22:00"))
    hours = [fault.facts for fault in faults if fault.code == "borders-hours"]

    assert {(h["hours_a"], h["hours_b"]) for h in hours} == {
        ("06:00-18:00", "06:00-22:00")
    }
    assert not [f for f in compared(own("A", "x"), own("B", "x")) if "hours" in f.code]


def test_a_post_on_the_others_land_and_one_on_no_road_are_told() -> None:
    a = own("A")
    there = [replace(p, lon=p.lon + 0.1, id="P9") for p in a.posts]
    lost = [replace(p, lat=p.lat + 0.01) for p in a.posts[:1]]
    faults = compared(replace(a, posts=(*there, *lost)), own("B"))
    codes = [fault.code for fault in faults]

    assert codes[:3] == ["borders-not-own"] * 2 + ["borders-post-lost"]
    assert faults[0].facts["land"] == ["B"]


def test_who_is_let_out_by_one_and_not_in_by_the_other_is_told() -> None:
    """July 2021: a family let out of one province and turned back at the next."""
    rules = {
        ("A", "gia đình", "out"): True,
        ("Tỉnh Bình", "gia đình", "in"): False,
        ("A", "xe tải", "out"): True,
        ("Tỉnh Bình", "xe tải", "in"): True,
        ("A", "khách", "out"): True,
    }
    a, b = without(own("A"), "1"), without(own("B"), "2")
    (fault,) = compared(a, b, rules=rules)

    assert fault == Fault(
        "borders-stuck", {"a": "A", "b": "B", "traveller": "gia đình"}
    )


def test_a_plan_by_name_is_known_and_two_of_one_unit_are_refused() -> None:
    named = replace(own("A"), authority="tỉnh an")

    assert told(compared(named, without(own("B"), "1")))
    for plans, code in (
        ([own("A"), named], "borders-same"),
        ([replace(own("A"), authority="X")], "borders-authority"),
    ):
        with pytest.raises(Refused) as refused:
            compared(*plans)
        assert refused.value.code == code


def test_the_table_of_agencies_is_read_strictly(tmp_path: Path) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text("a,b,agencies,hours\nB,A,Công an; Y tế,06:00\n", "utf-8")

    assert read_agencies(file, ("A", "B")) == {
        ("A", "B"): Agencies(("Công an", "Y tế"), "06:00")
    }

    file.write_text("a,b,agencies,hours\nA,A,x,\nA,Z,x,\nA,B,,\nB,A,,\n", "utf-8")
    with pytest.raises(Refused) as refused:
        read_agencies(file, ("A", "B"))
    assert [(f.code, f.facts["row"]) for f in refused.value.faults] == [
        ("agencies-unit", 2),
        ("agencies-unit", 3),
        ("agencies-twice", 5),
    ]
