from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.carry import carry_directives, carry_zones, draw_crosswalk, share_zones
from gis.directives import check_directives, read_directives
from gis.indicators import Indicators
from gis.population import PeopleGrid
from gis.rulesets import load_ruleset
from gis.zones import check_zones, classify
from maps.words.reasons import render
from tests.gis.acts import UNITS, row, table
from tests.gis.test_carry_counts import walk

GREEN_RED, LADDER = load_ruleset("green-red"), load_ruleset("vn-2686")
FIRST = date(2021, 9, 1)
LAST = FIRST + timedelta(days=14)
NAN = float("nan")


def zones_of(**cases: list[float]) -> pd.DataFrame:
    """Judge units by the last two days, on the days from the second on."""
    values = {"cases": np.array(list(cases.values()), dtype=np.float64)}
    seen = Indicators(tuple(cases), FIRST, values)
    return classify(
        GREEN_RED, seen, first=FIRST + timedelta(days=1), params={"days": 2}
    )


def zone_of(zones: pd.DataFrame, unit: str) -> list[str]:
    return zones["zone"][zones["unit"] == unit].tolist()


def test_a_new_unit_has_the_level_of_its_worst_part() -> None:
    old = zones_of(A=[0, 0, 0, 0], B=[0, 1, 0, 0])
    parts = walk(("A", "X", 1), ("B", "X", 0.5), ("B", "Y", 0.5))

    new = check_zones(carry_zones(old, parts, ["X", "Y"], GREEN_RED, {"B": "Xã Bê"}))

    assert zone_of(new, "X") == zone_of(new, "Y") == ["red", "red", "green"]
    reason = new["reason"].iloc[0]
    assert render(reason).startswith("Theo đơn vị cũ Xã Bê: ")
    assert new["effective_from"].tolist()[:3] == [date(2021, 9, 2)] * 2 + [
        date(2021, 9, 4)
    ]


def test_a_part_without_a_report_hides_all_but_the_worst_level() -> None:
    old = zones_of(A=[0, 0, 0, 0], B=[1, 0, 0, 0], C=[NAN, NAN, NAN, NAN])
    parts = walk(("A", "X", 1), ("C", "X", 1), ("B", "Y", 1), ("C", "Y", 0))

    new = carry_zones(old, parts, ["X", "Y", "Z"], GREEN_RED)

    assert zone_of(new, "X") == ["no_report"] * 3
    assert zone_of(new, "Y") == ["red", "no_report", "no_report"]
    assert zone_of(new, "Z") == ["no_report"] * 3
    assert new["next_better"].isna().all()
    assert all(render(reason) for reason in new["reason"])


def test_it_gets_better_when_the_last_of_its_worst_parts_does() -> None:
    """A is red until the 4th, B until the 5th."""
    old = zones_of(A=[0, 1, 0], B=[0, 0, 1])
    parts = walk(("A", "X", 1), ("B", "X", 1))

    new = carry_zones(old, parts, ["X"], GREEN_RED)

    assert new["next_better"].iloc[1] == date(2021, 9, 5)
    assert "05/09/2021" in render(new["reason"].iloc[1])
    assert not new["fragile"].iloc[1]
    assert new["fragile"].iloc[0]


def test_the_worst_level_stands_since_the_first_part_came_to_it() -> None:
    """A is red since the 2nd, B since the 3rd; green needs both, since the 3rd."""
    red = zones_of(A=[0, 1, 1, 1], B=[0, 0, 1, 1])
    green = zones_of(A=[1, 0, 0, 0], B=[0, 0, 0, 0])
    parts = walk(("A", "X", 1), ("B", "X", 1))
    late = date(2021, 9, 4)

    one = carry_zones(
        red[red["day"] >= late].reset_index(drop=True), parts, ["X"], GREEN_RED
    )
    other = carry_zones(
        green[green["day"] >= late].reset_index(drop=True), parts, ["X"], GREEN_RED
    )

    assert one["effective_from"].tolist() == [date(2021, 9, 2)]
    assert other["effective_from"].tolist() == [date(2021, 9, 3)]


def test_zones_of_another_rule_set_are_refused() -> None:
    old = zones_of(A=[0, 1]).assign(zone="nguy-co")

    with pytest.raises(Refused, match="carry-zones-strange"):
        carry_zones(old, walk(("A", "X", 1)), ["X"], GREEN_RED)


@st.composite
def levels(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Zones of up to five old units over four days, parts of up to three new ones."""
    days = [FIRST + timedelta(days=n) for n in range(4)]
    ids = {level.level: level.id for level in LADDER.levels} | {0: "no_report"}
    olds = [f"old{n}" for n in range(draw(st.integers(1, 5)))]
    rows = []
    for unit in olds:
        since = FIRST - timedelta(days=draw(st.integers(0, 5)))
        seen = draw(st.lists(st.integers(0, max(ids)), min_size=4, max_size=4))
        for n, (day, level) in enumerate(zip(days, seen)):
            since = since if n == 0 or level == seen[n - 1] else day
            better = day + timedelta(days=draw(st.integers(1, 9)))
            ahead = better if level > 1 and draw(st.booleans()) else None
            rows.append(
                (
                    unit,
                    day,
                    level or pd.NA,
                    ids[level],
                    "",
                    f"{unit}",
                    since,
                    ahead,
                    False,
                )
            )
    names = ["unit", "day", "level", "zone", "clause", "reason", "effective_from"]
    zones = pd.DataFrame(rows, columns=[*names, "next_better", "fragile"])
    zones = zones.astype({"level": "Int64", "fragile": bool})
    ahead = zones["next_better"].astype(object)
    zones["next_better"] = ahead.where(ahead.notna(), None)
    pairs = {(u, draw(st.sampled_from("XYZ"))) for u in olds for _ in range(2)}
    count = pd.Series([old for old, _ in pairs]).value_counts()
    return zones, walk(*((old, new, 1 / count[old]) for old, new in sorted(pairs)))


@settings(deadline=None, max_examples=60)
@given(world=levels())
def test_the_strictest_is_never_better_than_any_part(
    world: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    zones, parts = world

    new = check_zones(carry_zones(zones, parts, ["X", "Y", "Z"], LADDER))

    top = max(level.level for level in LADDER.levels)
    seen = zones.set_index(["unit", "day"])["level"]
    for one in new.itertuples():
        own = parts["old"][parts["new"] == one.unit]
        of_parts = [seen[old, one.day] for old in own]
        if pd.isna(one.level):
            assert not of_parts or any(pd.isna(level) for level in of_parts)
            assert top not in [level for level in of_parts if not pd.isna(level)]
        else:
            known = [level for level in of_parts if not pd.isna(level)]
            assert one.level == max(known)
            assert len(known) == len(of_parts) or one.level == top
        assert one.effective_from <= one.day


@settings(deadline=None, max_examples=40)
@given(world=levels())
def test_the_identity_changes_no_zone(
    world: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    zones, _ = world
    units = sorted(set(zones["unit"]))

    same = carry_zones(zones, walk(*((u, u, 1) for u in units)), units, LADDER)

    pd.testing.assert_frame_equal(same, zones, check_dtype=False)


def test_people_are_told_by_the_zone_that_they_lived_in() -> None:
    """X has the 300 of A and half of the 400 of B; nobody reported of C."""
    old = zones_of(A=[0, 0], B=[1, 0], C=[NAN, NAN])
    parts = walk(("A", "X", 1), ("B", "X", 0.5), ("B", "Y", 0.5), ("C", "Y", 1))
    people = pd.Series({"A": 300.0, "B": 400.0, "C": 600.0})

    shares = share_zones(old, parts, ["X", "Y"], people)

    told = shares[["unit", "zone", "people", "share"]].to_numpy().tolist()
    assert told == [
        ["X", "green", 300, 0.6],
        ["X", "red", 200, 0.4],
        ["Y", "no_report", 600, 0.75],
        ["Y", "red", 200, 0.25],
    ]
    with pytest.raises(Refused, match="carry-people-unknown"):
        share_zones(old, parts, ["X", "Y"], people.drop("C"))


def land(**boxes: tuple[float, float]) -> gpd.GeoDataFrame:
    """Columns of land from one longitude to another, in hundredths from 105 E."""
    shapes = [
        shapely.box(105 + w / 100, 10.9, 105 + e / 100, 11) for w, e in boxes.values()
    ]
    codes = pd.Index(list(boxes), name="code")
    words = {"name": [f"Xã {c}" for c in boxes], "kind": "xã", "admin_level": "commune"}
    return gpd.GeoDataFrame(words, index=codes, geometry=shapes, crs=4326).assign(
        parent="9"
    )


def test_weights_are_the_people_of_the_parts() -> None:
    """B is cut where 100 live on its west and 300 on its east."""
    old, new = land(A=(0, 10), B=(10, 20)), land(X=(0, 15), Y=(15, 20))
    people = np.zeros((10, 20))
    people[0, 12], people[0, 18] = 100, 300
    grid = PeopleGrid(people, 105.0, 11.0, 0.01, 0.01, 400.0)
    listed = walk(("A", "X", NAN), ("B", "X", NAN), ("B", "Y", NAN), ("B", "Q", NAN))

    drawn = draw_crosswalk(old, new, grid, listed)
    alone = draw_crosswalk(old, new, grid)

    weights = drawn.crosswalk.set_index(["old", "new"])["weight"]
    assert weights["B", "X"] == 0.25
    assert weights["B", "Y"] == 0.75
    assert weights["A", "X"] == 1
    assert [note.code for note in drawn.notes] == ["crosswalk-piece-empty"]
    assert alone.crosswalk[["old", "new", "weight"]].to_numpy().tolist() == [
        ["A", "X", 1],
        ["B", "X", 0.25],
        ["B", "Y", 0.75],
    ]
    assert {note.code for note in alone.notes} == set()


def test_where_nobody_lives_the_land_decides_and_that_is_said() -> None:
    old, new = land(B=(10, 20), C=(40, 50)), land(X=(0, 12), Y=(12, 20))
    grid = PeopleGrid(np.zeros((10, 50)), 105.0, 11.0, 0.01, 0.01, 0.0)

    drawn = draw_crosswalk(old, new, grid, walk(("B", "X", NAN), ("B", "Y", NAN)))

    assert drawn.crosswalk["weight"].round(3).tolist() == [0.2, 0.8]
    said = {note.code: note.facts["units"] for note in drawn.notes}
    assert said["crosswalk-by-area"] == ["B"]
    assert said["crosswalk-unplaced"] == ["C"]


def test_two_drawings_of_one_border_are_no_part() -> None:
    """B reaches 1 % of its width over the border to X, where 1 % of its people live."""
    old, new = land(B=(9.9, 20)), land(X=(0, 10), Y=(10, 20))
    grid = PeopleGrid(np.full((10, 20), 5.0), 105.0, 11.0, 0.01, 0.01, 1000.0)

    drawn = draw_crosswalk(old, new, grid)

    assert drawn.crosswalk[["old", "new", "weight"]].to_numpy().tolist() == [
        ["B", "Y", 1]
    ]


def test_a_list_that_the_borders_contradict_is_told() -> None:
    """The list sends B to Y alone with a hamlet; three quarters live in X."""
    old, new = land(B=(10, 20)), land(X=(0, 15), Y=(15, 19), Z=(19, 20))
    people = np.zeros((10, 20))
    people[0, 12], people[0, 16], people[0, 19] = 300, 60, 40
    grid = PeopleGrid(people, 105.0, 11.0, 0.01, 0.01, 400.0)

    drawn = draw_crosswalk(old, new, grid, walk(("B", "Y", NAN), ("B", "Z", NAN)))

    (note,) = drawn.notes
    assert note.code == "crosswalk-pieces-apart"
    assert note.facts == {"unit": "B", "percent": 75}
    assert drawn.crosswalk["weight"].tolist() == [0.6, 0.4]


def test_directives_hold_in_every_new_unit_with_a_part_of_where_they_held(
    tmp_path,  # noqa: ANN001 - of pytest
) -> None:
    """All of 91 but 30001 is X, Y and half of Z; district 911 is Y alone."""
    parts = walk(
        ("30001", "Z", 1),
        ("30002", "X", 0.5),
        ("30002", "Z", 0.5),
        ("30003", "Y", 1),
        ("28001", "far", 1),
    )
    rows = table(
        tmp_path,
        row("1", "91", "2021-09-01", excepted="30001"),
        row("2", "911", "2021-09-01"),
        row("3", "82", "2021-09-01"),
        row("4", "91", "2021-09-01", excepted="30001 30002"),
    )

    told = carry_directives(read_directives(rows), UNITS, parts, ["X", "Y", "Z"], "91")

    check_directives(told)
    assert told["units"].tolist() == [("91",), ("Y",), ("91",)]
    assert told["excepted"].tolist() == [(), (), ("X", "Z")]
