"""Staffing a placed plan: a town with three ways out, worked by hand.

    N . . . . . 100 north . .       The hospital is at E. The town T is the zone, its
    |                         .     three roads are 50 long; N to E without the town is
    T --- E (hospital)        .     200, W to N is 100 (grid places of about 110 m).
   /      .  . . . . . . . .  .
  W . . N (round the corner)

Before any post: T 50, N 100, W 100. With E staffed alone: N 200, W 300. With E and N:
W 200. With E and W: N 200. A hundred places at 25 km/h are about 26.4 minutes.
"""

from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from boundaries.refusal import Refused
from gis.checkpoints.place import Placed, place_posts
from gis.checkpoints.read import read_costs
from gis.checkpoints.staffing import Staffing, staff_posts
from gis.checkpoints.staffing_places import put_care, put_settlements
from gis.checkpoints.staffing_posted import find_posted
from gis.checkpoints.staffing_question import ask
from gis.checkpoints.staffing_search import search
from gis.roads import build_graph
from gis.roads.speeds import read_speeds
from tests.gis.roadnets import box, roads, spot

TOWN = {"T": (0, 0), "N": (0, 50), "W": (-50, 0)}
COSTS = read_costs()
NAMES = ["P001", "P002", "P003"]
W, N, E = range(3)


class Place(NamedTuple):
    """The town, its plan and everybody in it."""

    lines: gpd.GeoDataFrame
    placed: Placed


def units(places: dict[str, tuple[float, float]] = TOWN) -> gpd.GeoDataFrame:
    shapes = [box(x - 1, y - 1, x + 1, y + 1) for x, y in places.values()]
    words = {
        "name": [f"Xã {code}" for code in places],
        "kind": "xã",
        "admin_level": "commune",
        "parent": "",
    }
    index = pd.Index(places, name="code")
    return gpd.GeoDataFrame(words, index=index, geometry=shapes, crs=4326)


def sites(**kinds: tuple[float, float]) -> gpd.GeoDataFrame:
    points = [spot(*place) for place in kinds.values()]
    x, y = zip(*points)
    words = {"kind": list(kinds), "name": list(kinds)}
    return gpd.GeoDataFrame(words, geometry=gpd.points_from_xy(x, y), crs=4326)


def town(*, klass: str = "local", lanes: tuple[str, ...] = ()) -> Place:
    lines = roads(
        [(0, 0), (50, 0)],
        [(0, 0), (0, 50)],
        [(0, 0), (-50, 0)],
        [(0, 50), (0, 100), (50, 100), (50, 0)],
        [(-50, 0), (-50, 50), (0, 50)],
        [(200, 0), (210, 0)],
        **{"class": [klass, *["local"] * 5]},
    )
    graph = build_graph(lines, "car", extent=box(-300, -300, 300, 300))
    zone = box(-5, -5, 5, 5)
    return Place(lines, place_posts(lines, graph, zone, 2.0, COSTS, lanes=lanes))


def staff(
    place: Place,
    late: float | None,
    most: int | None = None,
    *,
    people: "pd.Series[float] | None" = None,
    **more: Any,
) -> Staffing:
    posted = find_posted(place.placed, place.lines, COSTS).posted
    who = put_settlements(more.pop("units", units()), posted.graph, people=people)
    care = put_care(more.pop("sites", sites(hospital=(50, 0))), posted.graph)
    return staff_posts(posted, who, care, read_speeds(), late=late, most=most, **more)


def chosen(found: Staffing) -> list[int]:
    return np.flatnonzero(found.staffed).tolist()


@pytest.mark.parametrize(
    ("late", "posts"), [(0, [W, N, E]), (26, [W, N, E]), (27, [W, E]), (54, [E])]
)
def test_the_more_minutes_the_fewer_posts(late: float, posts: list[int]) -> None:
    """By E and W the way of N grows by 100 places west-east.

    By E and N that of W would, by 100 places north-south, which are a little longer.
    """
    found = staff(town(), late)

    assert chosen(found) == posts
    assert found.fewest
    assert found.least_delay
    assert found.worst is not None
    assert found.worst.minutes <= late


def test_delays_weigh_by_people_where_they_are_counted() -> None:
    people = pd.Series({"T": 900.0, "N": 300.0, "W": 100.0})

    found = staff(town(), 27, people=people)

    assert chosen(found) == [N, E]
    assert found.weighed_by == "people"
    assert found.worst is not None
    assert (found.worst.unit, found.worst.kind) == ("W", "hospital")
    # 100 places north-south, 3 kinds of care at the hospital, 100 people
    assert found.total_minutes == pytest.approx(3 * 100 * 26.54, rel=2e-3)


def test_green_lanes_and_classes_that_are_never_barred_are_staffed() -> None:
    """By N alone everybody reaches the hospital 200 places, 53 minutes, later.

    On a primary road to it the way before was quicker, so that W loses 60 by E alone.
    """
    assert chosen(staff(town(lanes=("2",)), 54)) == [N]
    assert chosen(staff(town(lanes=("2",)), 27)) == [N, E]
    assert chosen(staff(town(klass="primary"), 60)) == [E]


def test_too_few_posts_are_refused_with_the_place_the_minutes_and_what_would_do() -> (
    None
):
    with pytest.raises(Refused) as refused:
        staff(town(), 30, most=1)
    facts = refused.value.facts

    assert refused.value.code == "staffing-too-few"
    assert (facts["unit"], facts["kind"], facts["needed"]) == ("W", "hospital", 2)
    assert facts["minutes"] == pytest.approx(53.1, abs=0.15)
    assert chosen(staff(town(), float(str(facts["minutes"])), most=1)) == [E]
    assert chosen(staff(town(), 30, most=2)) == [W, E]


def test_where_no_minutes_help_the_least_number_of_posts_is_said() -> None:
    with pytest.raises(Refused) as refused:
        staff(town(), 30, most=0)

    assert refused.value.code == "staffing-cut-off"
    assert refused.value.facts["least"] == 1
    assert refused.value.facts["needed"] == 2


def test_more_forced_posts_than_allowed_are_refused_before_any_search() -> None:
    with pytest.raises(Refused) as refused:
        staff(town(lanes=("1", "2")), 30, most=1)

    assert refused.value.code == "staffing-forced"
    assert refused.value.facts == {"most": 1, "forced": 2}


def test_goods_enter_where_nobody_needs_care_outside() -> None:
    found = staff(town(), 60, sites=sites(hospital=(0, 0)), units=units({"T": (0, 0)}))

    assert found.staffed.sum() == 1
    assert found.networks == 1


def test_islands_and_far_places_are_told_apart_and_never_met() -> None:
    """I has a road of its own, F none within 5 km."""
    places = {**TOWN, "I": (205, 0), "F": (120, 40)}
    place = town()
    posted = find_posted(place.placed, place.lines, COSTS).posted
    who = put_settlements(units({**places, "X": (-290, 290)}), posted.graph)

    found = staff(place, 54, units=units(places))

    assert list(who.far) == ["F"]
    assert who.elsewhere == 1
    assert set(found.no_way) == {
        ("I", kind) for kind in ("hospital", "maternity", "dialysis")
    }
    assert {delay.unit for delay in found.delays} == set(TOWN)


def test_a_hospital_stands_for_what_the_file_does_not_name() -> None:
    place = town()
    posted = find_posted(place.placed, place.lines, COSTS).posted

    lent = put_care(sites(hospital=(50, 0)), posted.graph)
    named = put_care(sites(hospital=(50, 0), maternity=(0, 0)), posted.graph)

    assert [note.facts["kinds"] for note in lent.notes] == [["maternity", "dialysis"]]
    assert [note.facts["kinds"] for note in named.notes] == [["dialysis"]]
    assert named.node["maternity"].tolist() != named.node["hospital"].tolist()


def test_a_file_without_care_is_refused() -> None:
    with pytest.raises(Refused, match="staffing-no-care"):
        staff(town(), 5, sites=sites(industrial_zone=(0, 0)))


@pytest.mark.parametrize("late", [0.0, 10.0, 27.0, 60.0])
def test_ways_longer_than_anybody_may_go_need_not_be_measured(late: float) -> None:
    place = town()
    posted = find_posted(place.placed, place.lines, COSTS).posted
    who = put_settlements(units(), posted.graph)
    care = put_care(sites(hospital=(50, 0)), posted.graph)

    short, whole = (
        search(
            ask(posted, who, care, read_speeds(), upto).demands(late),
            posted.forced,
            posted.officers,
        )
        for upto in (late, None)
    )

    assert np.array_equal(short.staffed, whole.staffed)
    assert short.at_least == whole.at_least


def test_speeds_need_a_source_and_are_named_where_they_have_none(
    tmp_path: Path,
) -> None:
    known = read_speeds()
    assert len(known.placeholders) == len(known.km_h) == 10
    text = "\n".join(f"{name}: {{value: 0}}" for name in known.km_h)
    (tmp_path / "own.yaml").write_text(f"{text}\nlane: {{value: 3}}\n")

    with pytest.raises(Refused) as refused:
        read_speeds(tmp_path / "own.yaml")
    codes = {fault.code for fault in refused.value.faults}

    assert codes == {"speed-key", "speed-figure", "speed-source"}
