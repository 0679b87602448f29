"""The facts that rules read, and what is known of places."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gis.permits.facts import facts_of, person_of
from gis.permits.ground import Ground, Ring, Turn, Zoning
from gis.permits.records import Claims, Paper, Place, Post, Presented, Traveller

AT = datetime(2021, 8, 24, 5, tzinfo=UTC)  # Tuesday, 12:00 in Vietnam
NOW = int(AT.timestamp())
POST = Post("P", "P", "gateway", "79", "26734")
HOME = Place(
    "26734", ("26734", "760", "79"), 2, "yellow", (), False, "79", "760", "26734"
)
WORK = Place(
    "26737", ("26737", "760", "79"), 2, "yellow", (), False, "79", "760", "26737"
)
FAR = Place("25747", ("25747", "74"), 2, "yellow", (), False, "74", "", "25747")
CITY = Place("79", ("79",), None, "no_report", (), None, "79")
HOUR, DAY = 3_600, 86_400


def facts(
    origin: Place = HOME,
    destination: Place = FAR,
    permit: Presented | None = None,
    at: datetime = AT,
    aboard: int = 1,
) -> dict[str, Any]:
    traveller = Traveller("goods", origin, destination, "truck", "", ((),) * aboard)
    return facts_of(traveller, permit or Presented(), POST, int(at.timestamp()))


@pytest.mark.parametrize(
    ("utc", "day", "minute", "weekday"),
    [
        ("2021-08-23T16:59:59", "2021-08-23", 1439, 1),
        ("2021-08-23T17:00:00", "2021-08-24", 0, 2),
        ("2021-12-31T17:00:00", "2022-01-01", 0, 6),
        ("2038-01-19T03:14:08", "2038-01-19", 614, 2),
        ("1970-01-01T00:00:00", "1970-01-01", 420, 4),
    ],
)
def test_day_minute_and_weekday_are_those_of_vietnam(
    utc: str, day: str, minute: int, weekday: int
) -> None:
    found = facts(at=datetime.fromisoformat(utc).replace(tzinfo=UTC))

    assert (found["day"], found["minute"], found["weekday"]) == (day, minute, weekday)


@pytest.mark.parametrize(
    ("one", "other", "same", "unknown"),
    [
        (HOME, WORK, (True, True, False), []),
        (HOME, HOME, (True, True, True), []),
        (HOME, FAR, (False, False, False), []),
        (
            HOME,
            CITY,
            (True, None, None),
            ["same.commune", "same.district"],
        ),
        (CITY, FAR, (False, False, False), []),
        (
            Place("1", ("1", "9"), province="9", commune="1"),
            Place("2", ("2", "9"), province="9", commune="2"),
            (True, None, False),
            [],
        ),
    ],
)
def test_two_places_are_the_same_as_finely_as_both_are_told(
    one: Place, other: Place, same: tuple[bool | None, ...], unknown: list[str]
) -> None:
    """The last pair lives in a country without districts: nothing is unknown."""
    found = facts(one, other)

    assert tuple(found["same"].values()) == same
    assert [name for name in found["unknown"] if name.startswith("same")] == unknown


def test_a_place_in_no_unit_tells_nothing_and_says_so() -> None:
    found = facts(Place(""), HOME)

    assert found["from"]["known"] is False
    assert {"from.unit", "from.level", "from.basis", "same.province"} <= {
        *found["unknown"]
    }


@pytest.mark.parametrize(
    ("minutes", "weekdays", "local", "inside", "on_day"),
    [
        (None, (), "12:00", True, True),
        ((360, 720), (), "06:00", True, True),
        ((360, 720), (), "12:00", False, True),
        (None, (2,), "12:00", True, True),
        (None, (1,), "12:00", True, False),
        ((1320, 300), (2,), "22:00", True, True),
        ((1320, 300), (1,), "04:59", True, True),
        ((1320, 300), (2,), "04:59", True, False),
        ((1320, 300), (2,), "05:00", False, True),
    ],
)
def test_hours_and_days_of_a_permit_at_a_tuesday(
    minutes: Any, weekdays: Any, local: str, *, inside: bool, on_day: bool
) -> None:
    """A span over midnight belongs to the day on which it began."""
    claims = Claims(
        bytes(8), "79", 0, 0, 1, "k", ("goods",), minutes=minutes, weekdays=weekdays
    )
    hour, minute = map(int, local.split(":"))
    at = datetime(2021, 8, 24, hour, minute, tzinfo=UTC) - timedelta(hours=7)

    found = facts(permit=Presented("valid", claims), at=at)["permit"]

    assert (found["in_hours"], found["on_day"]) == (inside, on_day)


@pytest.mark.parametrize(
    ("units", "origin", "destination"),
    [((), True, False), (("26734",), True, False), (("74", "760"), True, True)],
)
def test_a_permit_covers_the_units_it_names_and_all_below_else_its_issuers(
    units: tuple[str, ...], *, origin: bool, destination: bool
) -> None:
    claims = Claims(bytes(8), "79", 0, 0, 1, "k", ("goods",), units=units, seats=2)

    found = facts(permit=Presented("valid", claims), aboard=3)["permit"]

    assert (found["covers_from"], found["covers_to"]) == (origin, destination)
    assert (found["purpose_ok"], found["seats_ok"]) == (True, False)


@pytest.mark.parametrize("state", ["revoked", "mismatch", "ended", "bad_signature"])
def test_a_permit_that_is_not_valid_lends_no_fact(state: Any) -> None:
    claims = Claims(bytes(8), "79", 0, 0, 1, "k", ("goods",))

    found = facts(permit=Presented(state, claims))["permit"]

    assert found["state"] == state
    assert found["ended"] == ("k" if state == "ended" else "")
    assert not any(v for k, v in found.items() if k not in ("state", "ended"))


def test_a_code_of_another_system_is_as_if_none_was_shown() -> None:
    found = facts(permit=Presented("foreign", None, {"system": "vneid"}))["permit"]

    assert (found["state"], found["system"]) == ("none", "vneid")


def sampled(hours: float, method: str = "rapid", *, negative: bool = True) -> Paper:
    return Paper("test", AT - timedelta(hours=hours), method, negative)


def shot(days: int, doses: int) -> Paper:
    return Paper("vaccine", AT - timedelta(days=days), doses=doses)


def test_the_newest_negative_test_counts_and_the_newest_of_each_method() -> None:
    found = person_of([sampled(50, "pcr"), sampled(5), sampled(60, "pcr")], NOW)

    assert found["test"] == {"age": 5 * HOUR, "method": "rapid", "negative": True}
    assert (found["pcr"], found["rapid"]) == ({"age": 50 * HOUR}, {"age": 5 * HOUR})


@pytest.mark.parametrize(("positive", "age"), [(4, None), (5, None), (6, 5 * HOUR)])
def test_a_positive_test_undoes_older_negative_ones_and_those_of_its_hour(
    positive: int, age: int | None
) -> None:
    found = person_of([sampled(5), sampled(positive, negative=False)], NOW)

    assert found["test"]["age"] == age
    assert found["test"]["negative"] is (age is not None)
    assert found["positive"] == {"age": positive * HOUR}


def test_a_booster_takes_nothing_from_two_doses_of_a_month_ago() -> None:
    found = person_of([shot(60, 1), shot(30, 2), shot(1, 3)], NOW)["vaccine"]

    assert found == {
        "doses": 3,
        "age": DAY,
        "one": {"age": 60 * DAY},
        "two": {"age": 30 * DAY},
    }


@pytest.mark.parametrize(
    "paper",
    [
        Paper("test", None, "pcr", negative=True),
        Paper("test", AT + timedelta(seconds=121), "pcr", negative=True),
        Paper("test", AT, "pcr", None),
        Paper("vaccine", AT, doses=0),
        Paper("vaccine", AT),
        Paper("recovered"),
    ],
)
def test_a_paper_of_the_future_or_without_its_figures_counts_as_not_shown(
    paper: Paper,
) -> None:
    assert person_of([paper], NOW) == person_of([], NOW)


def test_a_clock_two_minutes_ahead_makes_no_paper_unreadable() -> None:
    assert person_of([sampled(-120 / HOUR)], NOW)["test"]["age"] == 0


def test_other_papers_are_kinds_each_once() -> None:
    papers = [Paper("letter"), Paper("badge"), Paper("letter", AT)]

    assert person_of(papers, NOW)["papers"] == ["badge", "letter"]


UNITS = {
    "79": ("", "province"),
    "760": ("79", "district"),
    "26734": ("760", "commune"),
    "26737": ("760", "commune"),
    "26734-a": ("26734", "hamlet"),
    "74": ("", "province"),
}


def test_a_hamlet_has_its_communes_zone_and_a_district_none_but_its_own() -> None:
    ground = Ground(UNITS, (Zoning(0, {"26734": (3, "orange"), "79": (2, "yellow")}),))

    assert ground.place("26734-a", NOW).level == 3
    assert ground.place("26734-a", NOW).commune == "26734"
    assert ground.place("760", NOW).level is None
    assert ground.place("79", NOW).level == 2
    assert ground.place("26737", NOW).zone == "no_report"
    assert ground.place("99", NOW) == Place("")


def test_the_newest_zoning_that_has_begun_counts_unit_by_unit() -> None:
    ground = Ground(
        UNITS,
        (
            Zoning(0, {"26734": (1, "green"), "26737": (1, "green")}),
            Zoning(NOW, {"26734": (4, "red")}),
        ),
    )

    assert [ground.place("26734", at).level for at in (NOW - 1, NOW)] == [1, 4]
    assert ground.place("26737", NOW).level == 1


def test_no_report_of_today_hides_the_green_of_yesterday() -> None:
    ground = Ground(
        UNITS,
        (
            Zoning(0, {"26734": (1, "green")}),
            Zoning(NOW, {"26734": (None, "no_report")}),
        ),
    )

    assert ground.place("26734", NOW).level is None


def test_a_directive_holds_below_its_unit_save_where_another_entry_stands() -> None:
    acts = {"79": (("16/CT-TTg", "1/QĐ"),), "26737": ()}
    ground = Ground(UNITS, (), (Turn(0, acts), Turn(NOW, {})))

    before = [ground.place(unit, NOW - 1).basis for unit in ("26734-a", "26737", "74")]

    assert before == [("16/CT-TTg",), (), ()]
    assert ground.place("26734", NOW).basis == ()
    places = [ground.place("26734", NOW - 1)]
    assert ground.numbers(places, NOW - 1) == ["1/QĐ"]
    assert ground.numbers(places, NOW) == []


def test_a_perimeter_holds_its_units_and_leaves_open_what_it_cuts() -> None:
    ring = Ring("R", frozenset({"26734"}), frozenset({"26737"}), NOW, NOW + HOUR)
    ground = Ground(UNITS, rings=(ring,))

    inside = {unit: ground.place(unit, NOW).perimeter for unit in UNITS}

    assert inside == {
        "79": None,
        "760": None,
        "26734": True,
        "26737": None,
        "26734-a": True,
        "74": False,
    }
    assert ground.place("26734", NOW - 1).perimeter is False
    assert ground.place("26734", NOW + HOUR).perimeter is False
