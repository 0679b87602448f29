"""Locked areas, rings and posts in the facts of a page."""

from pathlib import Path
from typing import Any

import pytest
import shapely

from maps.layers import unpack_line
from maps.page import write_period_page
from maps.page.data import build_facts
from maps.publication.closing import Design, short_number, split_parts, tell_design
from maps.publication.fingerprint import fingerprint
from maps.publication.record import Publication
from tests.maps.closings import closed
from tests.maps.publications import publication


@pytest.fixture(scope="module")
def whole() -> Publication:
    return closed()


@pytest.fixture(scope="module")
def told(whole: Publication) -> Any:
    return build_facts(whole, whole.current_period)["closing"]


def test_the_page_tells_each_area_with_its_figures(told: Any) -> None:
    first, second = told["perimeters"]

    assert first["id"] == "A01"
    assert first["state"] == "proposed"
    assert first["units"] == ["Xã Vĩnh 5", "Thị trấn Vĩnh 6"]
    figures = ("people", "households", "cases_inside", "cases_outside", "crossings")
    assert [first[name] for name in figures] == [18250, 4560, 37, 4, 17]
    assert first["km"] == 41.3
    assert second["people"] == second["households"] == -1  # nobody told: not 0


def test_the_page_tells_posts_as_their_plan_numbers_them(told: Any) -> None:
    posts, (plan,) = told["posts"], told["plans"]

    kinds = ["staffed", "staffed", "barrier", "barrier", "staffed", "staffed"]
    assert [post["id"] for post in posts] == [f"P00{n}" for n in range(1, 7)]
    assert [post["kind"] for post in posts] == kinds
    assert [post["closing"] for post in posts] == [1, 0, 1, 1, 1, 1]
    assert posts[0]["side"] == "Thị trấn Vĩnh 6"
    assert posts[0]["between"] == ["Xã Vĩnh 5", "Phường Vĩnh 7"]
    assert plan["cost"] == 1234.5  # hundredths in the plan
    assert plan["people"] == 19490
    assert plan["doubtful"] is True
    assert plan["placeholders"][1]["vi"] == "tốc độ trên đường"
    assert told["classes"]["trunk"] == {"vi": "quốc lộ chính", "en": "trunk road"}


def test_an_unknown_coefficient_keeps_its_name(told: Any) -> None:
    known, odd = told["design"]["placeholders"]

    assert known["en"] == "worth of one enclosed resident (alpha)"
    assert odd == {"vi": "made_up", "en": "made_up"}


def test_the_outline_on_the_page_lies_within_a_dozen_metres(
    whole: Publication, told: Any
) -> None:
    assert whole.perimeters is not None
    shape = whole.perimeters.geometry[0]
    ((drawn,),) = told["perimeters"][0]["shape"]

    away = shapely.LineString(unpack_line(drawn)).hausdorff_distance(shape.exterior)
    assert away < 0.00012


def test_a_ring_is_drawn_without_what_is_locked(whole: Publication) -> None:
    areas, rings = split_parts(whole.perimeters)

    assert len(areas) == 2
    assert len(rings) == 1
    assert rings.geometry.iloc[0].intersection(areas.geometry.iloc[0]).area < 1e-12


def test_what_the_perimeter_file_says_is_taken_only_where_it_is_sound() -> None:
    record = {
        "cost": 12.5,
        "unique": True,
        "faces": "out",
        "coefficients": {
            "alpha": {"value": 1, "placeholder": True},
            "household": {"value": 3.6, "source": "x"},
            "odd": 7,
        },
        "added": [{"unit": "30705", "people": 10}, {"unit": "30706", "people": None}],
        "approved_by": "Bà A",
        "hamlets": [{"name": "Tổ 3", "parent": "30701"}],
    }

    assert tell_design("p.geojson", record) == Design(
        "p.geojson",
        12.5,
        unique=True,
        outward=True,
        placeholders=("alpha",),
        added=(("30705", 10), ("30706", None)),
        approved_by="Bà A",
        hamlets=(("Tổ 3", "30701"),),
    )
    broken = {"cost": "x", "unique": 1, "coefficients": [], "added": 7, "hamlets": None}
    assert tell_design("p.geojson", broken) == Design("p.geojson")


@pytest.mark.parametrize(
    ("name", "number"),
    [("P001", "1"), ("P120", "120"), ("7", "7"), ("Chốt 3A", "Chốt"), ("P000", "0")],
)
def test_the_number_on_a_sign_is_the_plans(name: str, number: str) -> None:
    assert short_number(name) == number


def test_a_page_without_areas_and_posts_carries_nothing_of_them(
    tmp_path: Path, whole: Publication
) -> None:
    """Its facts, words, scripts, styles and markup are those of before."""
    plain, past = publication(), whole.periods[0]
    write_period_page(plain, plain.current_period, tmp_path / "plain.html")
    write_period_page(whole, past, tmp_path / "past.html")
    write_period_page(whole, whole.current_period, tmp_path / "closed.html")

    without = (tmp_path / "plain.html").read_text("utf-8")
    assert "closing" not in without
    assert "Vùng cách ly" not in without
    assert "closing" not in (tmp_path / "past.html").read_text("utf-8")
    assert 'id="closing-card"' in (tmp_path / "closed.html").read_text("utf-8")


def test_the_layers_add_less_than_fifty_kilobytes(
    tmp_path: Path, whole: Publication
) -> None:
    plain = publication()
    for name, one in (("plain", plain), ("closed", whole)):
        write_period_page(one, one.current_period, tmp_path / name)

    sizes = [(tmp_path / name).stat().st_size for name in ("plain", "closed")]
    assert sizes[1] - sizes[0] < 50_000


def test_other_areas_or_posts_are_another_publication(whole: Publication) -> None:
    seen = {fingerprint(one) for one in (publication(), whole, closed(5))}

    assert len(seen) == 3
    assert fingerprint(closed()) == fingerprint(whole)
