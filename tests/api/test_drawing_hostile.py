"""Broken and hostile drawings: refused with the place, and nothing ever falls over."""

import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.desk import Desk, open_desk
from tests.api.drawings import EDIT, MEASURE, POSTS, ROAD, ask, box, give_roads

A, B, C, D = [105.02, 10.02], [105.08, 10.02], [105.08, 10.08], [105.02, 10.08]
HOLE = [[105.2, 10.03], [105.21, 10.03], [105.21, 10.04], [105.2, 10.03]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def circle(points: int) -> dict[str, Any]:
    turns = [2 * math.pi * i / points for i in range(points)]
    ring = [[105.05 + math.cos(t) / 50, 10.05 + math.sin(t) / 50] for t in turns]
    return polygon([*ring, ring[0]])


BROKEN: dict[str, tuple[Any, str]] = {
    "bow-tie": (polygon([A, C, B, D, A]), "drawing-crossing"),
    "open ring": (polygon([A, B, C, D]), "layer-broken"),
    "short ring": (polygon([A, B, A]), "layer-broken"),
    "no ring": (polygon(), "drawing-empty"),
    "empty ring": (polygon([]), "layer-broken"),
    "hole outside": (polygon([A, B, C, D, A], HOLE), "drawing-crossing"),
    "hole only": (polygon([], [A, B, C, A]), "layer-broken"),
    "swapped": (polygon([p[::-1] for p in (A, B, C, D, A)]), "coords-swapped"),
    "text": (polygon([A, ["105.08", "10.02"], C, A]), "layer-broken"),
    "truth": (polygon([A, [True, 10.02], C, A]), "layer-broken"),
    "nobody": (polygon([A, None, C, A]), "layer-broken"),
    "five numbers": (polygon([A, [1, 2, 3, 4, 5], C, A]), "layer-broken"),
    "point": ({"type": "Point", "coordinates": A}, "drawing-kind"),
    "collection": ({"type": "GeometryCollection", "geometries": []}, "drawing-kind"),
    "feature": ({"type": "Feature", "geometry": polygon([A, B, C, A])}, "drawing-kind"),
    "no type": ({"coordinates": [[A, B, C, A]]}, "drawing-kind"),
    "nothing": (None, "drawing-kind"),
    "words": ("POLYGON EMPTY", "drawing-kind"),
    "list": ([A, B, C, A], "drawing-kind"),
    "off the earth": (
        polygon([[x + 300, y] for x, y in (A, B, C, A)]),
        "coords-outside",
    ),
    "date line": (polygon([[179, 10], [-179, 10], [-179, 11], [179, 10]]), ""),
    "pole": (polygon([[105, 89], [106, 91], [107, 89], [105, 89]]), "coords-outside"),
    "metres": (polygon([[5e5, 1.1e6], [6e5, 1.1e6], [6e5, 1.2e6], [5e5, 1.1e6]]), ""),
    "one square metre": (box(105.05, 10.05, 105.05001, 10.05001), "drawing-small"),
    "a line": (polygon([A, B, A, A]), ""),
    "many points": (circle(20_001), "drawing-points"),
    "elsewhere": (box(106.0, 11.0, 106.1, 11.1), "drawing-outside"),
    "others' land": (box(105.4, 10.0, 105.5, 10.1), "drawing-outside"),
    "huge": (polygon([[1e308, 0], [0, 1e308], [1, 1], [1e308, 0]]), ""),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("hostile")
    found = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    give_roads(found, ROAD)
    return found


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_shape_is_refused_in_words(desk: Desk, name: str) -> None:
    shape, code = BROKEN[name]
    status, told = ask(desk.person("lap"), MEASURE, shape=shape, parts=[])
    assert status == 422
    assert not code or told["code"] == code
    assert told["title"]


@pytest.mark.parametrize("name", ["bow-tie", "hole outside", "one square metre"])
def test_what_is_wrong_with_a_shape_is_told_with_its_place(
    desk: Desk, name: str
) -> None:
    _, told = ask(desk.person("lap"), MEASURE, shape=BROKEN[name][0])
    assert "kinh độ 105" in told["detail"]


def test_heights_and_repeated_points_are_left_out_and_that_is_said(desk: Desk) -> None:
    high = polygon([[*p, 7.0] for p in (A, B, B, C, D, A)])
    status, told = ask(desk.person("lap"), MEASURE, shape=high, parts=[])
    assert status == 200
    said = {note["code"] for note in told["notes"]}
    assert {"note-drawing-heights", "note-drawing-repeated"} <= said


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"unit": "91", "shape": {"type": "Polygon", "coordinates": NaN}}', 400),
        ('{"unit": "91", "units": [1e999]}', 400),
        ('{"unit": "91", "unit": "82", "units": ["30001"]}', 400),
        ('{"unit": "91", "shape": ' + "[" * 100_000, 400),
        ('{"unit": "91", "ring_km": ' + "9" * 5_000 + ', "units": ["30001"]}', 400),
        ('{"unit": "91", "units": ["30001"], "extra": 1}', 422),
        ('{"unit": "91", "units": ["30001"], "shape": {}}', 422),
        ('{"unit": "91"}', 422),
        ('{"unit": "91", "units": ["30001"], "parts": ["all"]}', 422),
        ('{"unit": "91", "units": ["30001"], "ring_km": -1}', 422),
        ('{"unit": "91", "units": ["30001"], "ring_km": true}', 422),
        ('{"unit": "91", "units": ["30001"], "model": "bus"}', 422),
        ('{"unit": "91", "units": ["91"]}', 422),
        ('{"unit": "91", "units": [["30001"]]}', 422),
        ('{"unit": "91", "units": []}', 422),
        ('{"unit": "../91", "units": ["30001"]}', 422),
        ('{"unit": "90000", "units": ["30001"]}', 403),
        ('{"unit": 91, "units": ["30001"]}', 422),
        ("[]", 400),
        ("\xff", 422),
    ],
)
def test_a_broken_body_is_refused_in_words(desk: Desk, text: str, status: int) -> None:
    person = desk.person("lap")
    headers = {"X-CSRFToken": person.forged(), "Content-Type": "application/json"}
    answer = person.client.post(MEASURE, data=text.encode("latin-1"), headers=headers)
    assert answer.status_code == status
    assert json.loads(answer.data)["title"]


def test_a_body_beyond_a_megabyte_is_not_read(desk: Desk) -> None:
    person = desk.person("lap")
    headers = {"X-CSRFToken": person.forged(), "Content-Type": "application/json"}
    answer = person.client.post(MEASURE, data=b" " * (1 << 21), headers=headers)
    assert answer.status_code == 413


def test_the_ground_of_others_and_of_nobody_is_not_shown(desk: Desk) -> None:
    assert desk.person("lap").client.get("/api/v1/ground?unit=82").status_code == 403
    desk.hire("moi", ("viewer", ""))
    everywhere = desk.person("moi").client
    assert everywhere.get("/api/v1/ground?unit=90000").status_code == 404
    assert everywhere.get("/api/v1/ground?unit=../91").status_code in (404, 422)
    assert everywhere.get("/api/v1/ground").status_code in (400, 422)
    assert desk.nobody().client.get("/api/v1/ground?unit=91").status_code == 401


LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["Polygon", "MultiPolygon", "LineString", "30001", "snap", "cut"])
)
JUNK = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "lon", "x"]), inner)
    ),
    max_leaves=12,
)
NUMBER = st.sampled_from([105.0, 105.05, 105.1, 10.0, 10.05, 10.1, 0, -180, 1e30, None])
POSITION = st.lists(NUMBER, min_size=1, max_size=3)
RING = st.lists(POSITION, max_size=6) | st.just([A, B, C, D, A]) | JUNK
GEOMETRY = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "LineString", "Point"]),
        "coordinates": st.lists(RING, max_size=3) | JUNK,
    }
)
BODY = st.fixed_dictionaries(
    {"unit": st.just("91") | JUNK},
    optional={
        "shape": GEOMETRY | JUNK,
        "units": st.lists(LEAF, max_size=3) | JUNK,
        "by": GEOMETRY | JUNK,
        "op": st.sampled_from(["snap", "cut", "split", "merge"]) | JUNK,
        "ring_km": JUNK,
        "model": JUNK,
        "posts": JUNK,
        "parts": JUNK,
    },
)


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([MEASURE, EDIT, POSTS]), BODY)
def test_no_junk_makes_it_fall_over(desk: Desk, url: str, body: Any) -> None:
    known = {
        MEASURE: {"unit", "shape", "units", "ring_km", "model", "parts"},
        EDIT: {"unit", "op", "shape", "by"},
        POSTS: {"unit", "shape", "units", "ring_km", "model", "posts"},
    }[url]
    sent = {key: value for key, value in body.items() if key in known}
    status, _ = desk.person("lap").ask("POST", url, sent)
    assert status in (200, 400, 403, 422)
