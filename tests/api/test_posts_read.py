"""Posts as units hand them in: drawn, or as closing borders wrote them."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.services.checkpoints_borders import Asked, hold_borders, write_held
from api.services.posts_read import read_posts
from boundaries.refusal import Refused
from tests.api.desk import small_units
from tests.api.drawings import road_document
from tests.api.phones import POSTS


def given(**more: Any) -> bytes:
    """Give a file of one post, with these members instead of the good ones."""
    place = more.pop("place", [105.05, 10.05])
    told = {"id": "a", "name": "Chốt", **more}
    point = {"type": "Point", "coordinates": place}
    feature = {"type": "Feature", "properties": told, "geometry": point}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def test_what_closing_borders_wrote_is_read_as_it_stands(tmp_path: Path) -> None:
    units, roads = tmp_path / "units.gpkg", tmp_path / "roads.geojson"
    small_units().to_file(units, layer="units")
    line = ("r1", "primary", [(105.01, 10.05), (105.15, 10.05), (105.45, 10.05)])
    roads.write_text(json.dumps(road_document(line)), "utf-8")
    held = hold_borders(Asked(units, roads, "province", 1.0, "car"), tmp_path / "out")
    write_held(held, tmp_path / "out", "vi")
    (post,) = held.plan.posts

    for name in ("plan.json", "posts.csv"):
        (read,) = read_posts((tmp_path / "out" / name).read_bytes(), name, "91")
        assert (read.id, read.kind, read.authority) == (
            f"91.{post.id}",
            "gateway",
            "91",
        )
        assert (read.lon, read.lat, read.direction) == (post.lon, post.lat, "in")


def test_a_drawn_post_says_whose_it_is_and_which_way_it_checks() -> None:
    one, two = read_posts(json.dumps(POSTS).encode(), "p.geojson", "91")

    assert (one.kind, one.authority) == ("gateway", "91")
    assert (two.kind, two.authority, two.name) == ("inner", "899", "Chốt chợ")
    (out,) = read_posts(given(direction="out", kind="perimeter"), "p", "91")
    assert (out.direction, out.kind) == ("out", "perimeter")


@pytest.mark.parametrize(
    ("content", "member"),
    [
        (given(id=""), "id"),
        (given(id="x" * 201), "id"),
        (given(kind="gate"), "kind"),
        (given(direction="up"), "direction"),
        (given(place=[181, 10]), "lon, lat"),
        (given(place=["x", 10]), "lon, lat"),
        (given(place=[]), "lon, lat"),
        (b'{"features": []}', "posts"),
        (b'{"posts": []}', "posts"),
        (b"id,lon,lat\n", "posts"),
        (b"id,lon,lat\na,1,2\na,1,2\n", "id"),
        (b"\xff\xfe", "posts"),
        (b'{"features": 3}', "posts"),
        (b'{"features": [3]}', "posts"),
        (b'{"posts": {"a": 1}}', "posts"),
    ],
)
def test_a_file_that_is_not_posts_is_refused_by_name(
    content: bytes, member: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_posts(content, "p.geojson", "91")

    assert refused.value.code == "posts-file"
    assert refused.value.facts["member"] == member
