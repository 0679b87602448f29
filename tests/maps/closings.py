"""A publication with two locked areas, a ring around one, and a plan of posts."""

import dataclasses

import geopandas as gpd
import pandas as pd
import shapely

from gis.checkpoints.plan import ClassCost, Plan, Post
from maps.publication.closing import Design
from maps.publication.record import Publication
from tests.maps.publications import publication

LOCKED, ISLAND = ("30704", "30705"), "30711"
ROADS = ("trunk", "secondary", "local", "path")


def closed(posts: int = 6, **changes: object) -> Publication:
    """Lock two neighbours and an island; `posts` stand on the outline of the first."""
    plain = publication()
    shapes = plain.units.geometry
    zone = shapely.union_all(shapes[list(LOCKED)].to_numpy())
    ring = zone.buffer(0.04) & shapes["91"]
    return publication(
        **{
            "perimeters": areas([zone, shapes[ISLAND], ring]),
            "design": Design(
                "perimeter.geojson",
                cost=923.5,
                unique=False,
                placeholders=("alpha", "made_up"),
                added=(("30705", 4000),),
                hamlets=(("Tổ 3", "30708"),),
            ),
            "plans": {"plan.json": plan(line(zone), posts)},
        }
        | changes
    )


def areas(shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    """Give the perimeters frame as its room makes it: whole numbers, or None."""
    columns = {
        "part": ["perimeter", "perimeter", "ring"],
        "id": ["A01", "A02", "R01"],
        "units": [LOCKED, (ISLAND,), ()],
        "km": [41.256, 18.3, 60.0],
        "people": [18250, None, None],
        "households": [4560, None, None],
        "cases_inside": [37, 2, None],
        "cases_outside": [4, 4, None],
        "crossings": [17, 1, None],
    }
    told = {name: pd.Series(cells, dtype=object) for name, cells in columns.items()}
    return gpd.GeoDataFrame(told, geometry=shapes, crs=4326)


def line(zone: shapely.Polygon) -> list[shapely.Point]:
    """Give a hundred places along the outline."""
    return [zone.exterior.interpolate(n / 100, normalized=True) for n in range(100)]


def plan(places: list[shapely.Point], count: int) -> Plan:
    """Place staffed posts on wide roads and barriers on narrow ones, in turn."""
    posts = tuple(
        _post(n, places[n * len(places) // count], ROADS[n % 4]) for n in range(count)
    )
    return Plan(
        "perimeter.geojson",
        "0" * 64,
        "roads.geojson",
        "1" * 64,
        0.0,
        "car",
        123450,
        123450,
        unique=True,
        flow_file="plan.flow.csv",
        posts=posts,
        costs={"trunk": ClassCost(6400, None, 16)},
        shifts=4,
        costs_sha256="2" * 64,
        people_inside_posts=19490,
        roads_day="2021-08-30",
        placeholders=("shifts", "speeds.trunk", "speeds.path"),
        near_misses=3,
        closed_if_joined=False,
        between_units=("30706",),
        order=("P002", "P001"),
    )


def _post(n: int, at: shapely.Point, road: str) -> Post:
    wide = road in ROADS[:2]
    return Post(
        f"P{n + 1:03d}",
        round(at.x, 7),
        round(at.y, 7),
        f"{1000 + n}",
        road,
        "staffed" if wide else "barrier",
        side="30705",
        closing=n != 1,
        staff={"trunk": 16, "secondary": 9}.get(road, 0),
        name="Quốc lộ 80" if wide else "",
        units=("30704", "30706"),
        agencies=("Công an", "Quân sự") if wide else (),
    )


def hostile(text: str) -> Publication:
    """Put one text wherever areas and posts take text from data."""
    plain = closed(2)
    frame = plain.perimeters
    assert frame is not None
    words = dict.fromkeys(("id", "name", "side", "hours", "road_class"), text)
    posts = tuple(
        dataclasses.replace(post, **words, units=(text,), agencies=(text,))  # type: ignore[arg-type]  # all are text
        for post in plain.plans["plan.json"].posts
    )
    odd = dataclasses.replace(
        plain.plans["plan.json"],
        posts=posts,
        authority=text,
        roads=text,
        roads_day=text,
        placeholders=(text,),
        between_units=(text,),
        order=(text,),
    )
    design = Design(
        text,
        placeholders=(text,),
        added=((text, None),),
        approved_by=text,
        hamlets=((text, text),),
    )
    named = frame.assign(id=[f"{text}{n}" for n in range(3)], number=text)
    return dataclasses.replace(
        plain, plans={text: odd}, design=design, perimeters=named
    )
