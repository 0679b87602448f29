"""Small plans of posts for tests, at the prices of Hanoi, September 2021."""

from collections.abc import Sequence

from gis.checkpoints.plan import ClassCost, Kind, Plan, Post

COSTS = {
    "trunk": ClassCost(6400, None, 16),
    "secondary": ClassCost(3600, 900, 9),
    "local": ClassCost(1600, 400, 4),
}


def post(at: int, road: str, kind: Kind = "staffed", name: str = "") -> Post:
    staff = COSTS[road].officers if kind == "staffed" else 0
    return Post(
        id=f"P{at:03}",
        lon=105.1 + at / 1000,
        lat=10.0,
        feature=str(at),
        road_class=road,
        kind=kind,
        side="91",
        closing=True,
        staff=staff,
        name=name,
    )


def plan_of(posts: Sequence[Post], zone_sha256: str = "0" * 64) -> Plan:
    return Plan(
        zone="per.geojson",
        zone_sha256=zone_sha256,
        roads="roads.geojson",
        roads_sha256="1" * 64,
        ring_km=1.0,
        model="car",
        total=1,
        flow=1,
        unique=True,
        flow_file="plan.flow.csv",
        posts=tuple(posts),
        costs=COSTS,
        shifts=4,
        costs_sha256="2" * 64,
        placeholders=("shifts", "barrier_share"),
    )


def hanoi() -> Plan:
    """Zone 1 of Hanoi: 21 posts of the city, 9 of districts, 9 of communes."""
    classes = ["trunk"] * 21 + ["secondary"] * 9 + ["local"] * 9
    return plan_of([post(at, road) for at, road in enumerate(classes)])
