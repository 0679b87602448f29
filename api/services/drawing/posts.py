"""Posts round a drawing: placed at least cost, or as moved; proven either way."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from api.services.checkpoints_place import (
    Asked,
    Given,
    compose_certificate,
    place_on,
    plan_posts,
)
from api.services.checkpoints_staff import Surroundings, staff_plan
from api.services.checkpoints_verify import (
    Judged,
    judge_plan,
    pockets_of,
    way_document,
)
from api.services.drawing.ground import Ground
from api.services.drawing.land import Land, read_content
from api.services.drawing.shelf import Shelf
from boundaries.measure import METRES_PER_DEGREE
from boundaries.refusal import Fault, Refused
from boundaries.units import within
from gis.checkpoints.place import Standing
from gis.checkpoints.plan import MOST_RING_KM, PLACES, Plan, Post
from gis.checkpoints.proof import (
    Network,
    Pocket,
    pocket_fault,
    read_flow,
    read_network,
    survey,
)
from gis.checkpoints.read import Zone
from gis.roads.classes import MODELS
from gis.roads.speeds import read_speeds

MOST_POSTS = 2_000
MOST_PLANS = 16
REACH_M = 100.0
"""A post that was moved goes to the nearest road; farther than so is no road's."""
_NAME, _FLOW = "perimeter", "plan.flow.csv"
_MOST_LON, _MOST_LAT = 180.0, 90.0


@dataclass(frozen=True)
class Held:
    """A perimeter with its posts, and what was proven of them.

    Parameters
    ----------
    plan
        As in ``plan.json``.
    least
        What the cheapest posts cost, hundredths of a person-shift a day.
    judged
        By the program that looks for a way out.
    trapped
        Where somebody would be left between posts.
    """

    plan: Plan
    least: int
    judged: Judged
    trapped: tuple[Pocket, ...]

    def proofs(self) -> dict[str, Any]:
        """Give both proofs for an answer."""
        judged = self.judged
        ways = [
            {"shape": json.loads(shapely.to_geojson(way.shape)), **way_document(way)}
            for way in judged.proof.ways
        ]
        return {
            "closes": judged.proof.closes,
            "closes_all": judged.proof.closes_all,
            "open_way": ways[0] if ways else None,
            "open_parts": judged.proof.open_parts,
            "flow": self.least,
            "cost": self.plan.cost,
            "least": self.plan.cost == self.least,
            "certified": judged.certificate is not None and judged.certificate.holds,
            "goods": not any(f.code.startswith("goods-") for f in judged.faults),
            "goods_proven": self.plan.goods_proven,
            "trapped": [dict(pocket_fault(one).facts) for one in self.trapped],
            "idle": list(judged.proof.idle),
        }


def place(ground: Ground, shape: shapely.Geometry, ring_km: float, model: str) -> Held:
    """Place the cheapest posts round a shape, and prove them by other means.

    Parameters
    ----------
    ground
        With roads.
    shape
        Polygon or MultiPolygon, EPSG:4326.
    ring_km, model
        See ``gis.checkpoints.plan.Plan``.

    Raises
    ------
    Refused
        ``drawing-roads-missing``, ``drawing-ring``, ``drawing-model``; what
        ``place_on`` refuses: ``way-open`` names the way that cannot be closed.
    """
    asked, given = _asked(ground, shape, ring_km, model)
    placed = place_on(asked, given, _FLOW, _around(ground))
    plan = placed.plan
    return _prove(ground, given.zone, plan, plan.flow, placed.certificate)


_PLANS: Shelf[tuple[Plan, bytes]] = Shelf(MOST_PLANS)


def plan_only(
    ground: Ground, shape: shapely.Geometry, ring_km: float, model: str
) -> Plan:
    """Place the same posts as `place`, staffed for care, and prove nothing yet.

    While somebody draws, this is what needs and effects are told from: it takes a
    third of the time. The last few are kept.
    """
    return _planned(ground, shape, ring_km, model)[0]


def _planned(
    ground: Ground, shape: shapely.Geometry, ring_km: float, model: str
) -> tuple[Plan, bytes]:
    asked, given = _asked(ground, shape, ring_km, model)

    def make() -> tuple[Plan, bytes]:
        placed, plan, _ = plan_posts(asked, given, _FLOW)
        frame, near = given.roads.frame, _around(ground)
        plan = staff_plan(plan, placed, frame, given.costs, asked.around, near)
        return plan, compose_certificate(placed)

    key = (ground.mark, given.zone.sha256, ring_km, model)
    return _PLANS.take(key, make)


def move(
    ground: Ground,
    shape: shapely.Geometry,
    ring_km: float,
    model: str,
    posts: Sequence[Any],
) -> Held:
    """Prove posts that a person put somewhere else; each goes to its nearest road.

    Parameters
    ----------
    ground, shape, ring_km, model
        As for `place`.
    posts
        Objects with `lon`, `lat` and optionally `id`, `kind` (``staffed`` or
        ``barrier``; by default the cheaper that the road's class allows).

    Raises
    ------
    Refused
        What `place` refuses; ``drawing-posts`` for what is no list of posts,
        ``drawing-post-off-road`` with its place.
    """
    _, given = _asked(ground, shape, ring_km, model)
    best = plan_only(ground, shape, ring_km, model)
    put = _put(ground.land, given.roads.frame, model, posts)
    total = sum(_price(post, ground.land) for post in put)
    plan = replace(
        best,
        posts=put,
        total=total,
        for_goods=0,
        for_care=0,
        goods_proven=False,
        unique=False,
        flow_file="",
        order=(),
        between_units=(),
        staffing=None,
        people_inside_posts=None,
        people_between=None,
        notes=(),
    )
    return _prove(ground, given.zone, plan, best.flow, None)


def _asked(
    ground: Ground, shape: shapely.Geometry, ring_km: float, model: str
) -> tuple[Asked, Given]:
    """Ask for posts round a shape as the command line does, of what is in memory."""
    roads = ground.land.roads
    if roads is None:
        raise Refused("drawing-roads-missing", unit=ground.land.root)
    if not 0 <= ring_km <= MOST_RING_KM:
        raise Refused("drawing-ring", seen=ring_km, most=MOST_RING_KM)
    if model not in MODELS:
        raise Refused("drawing-model", seen=model[:40], known=list(MODELS))
    zone = _zone(shape)
    asked = Asked(Path(zone.name), Path(roads.name), ring_km, model)
    return asked, Given(zone, roads, None, ground.land.costs, (), Standing())


def mark_zone(shape: shapely.Geometry) -> str:
    """Give the hash by which a plan names the shape that it was made from."""
    content = shapely.to_geojson(shapely.normalize(shape)).encode()
    return hashlib.sha256(content).hexdigest()


def _zone(shape: shapely.Geometry) -> Zone:
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
        raise TypeError(shapely.to_wkt(shape)[:40])
    return Zone(shape, _NAME, mark_zone(shape))


def _around(ground: Ground) -> Surroundings:
    land = ground.land
    own = within(land.every, land.root)
    return Surroundings(own, land.crowd, land.sites, read_speeds())


def _network(land: Land) -> Network:
    """Give the network as the program that proves reads it, read once."""
    if "network" not in land.kept and land.roads is not None:
        land.kept["network"] = read_network(land.roads.frame)
    network: Network = land.kept["network"]
    return network


def _prove(
    ground: Ground, zone: Zone, plan: Plan, least: int, certificate: bytes | None
) -> Held:
    land = ground.land
    if land.roads is None:
        raise Refused("drawing-roads-missing", unit=land.root)
    seen = survey(plan, _network(land), zone.shape, land.roads.extent)
    flow = None
    if certificate is not None:
        flow = read_content(_FLOW, certificate, read_flow)
    judged = judge_plan(Path("plan.json"), plan, zone, seen, land.roads, None, flow)
    if certificate is None:  # nobody says that these posts are the cheapest
        left = tuple(one for one in judged.warnings if one.code != "flow-absent")
        judged = replace(judged, warnings=left)
    pockets, _ = pockets_of([plan], [seen], None)
    return Held(plan, least, judged, pockets)


def _put(
    land: Land, frame: gpd.GeoDataFrame, model: str, posts: Sequence[Any]
) -> tuple[Post, ...]:
    """Put each post on the nearest road of the model."""
    if not 1 <= len(posts) <= MOST_POSTS:
        raise Refused("drawing-posts", most=MOST_POSTS)
    asked = [_spot(one) for one in posts]
    roads = frame[frame["class"].isin(MODELS[model])]
    points = shapely.points([one[:2] for one in asked])
    lines = roads.geometry.to_numpy()
    near = shapely.STRtree(lines).nearest(points)
    away = shapely.distance(points, lines[near]) * METRES_PER_DEGREE
    found = []
    for number, (row, metres) in enumerate(zip(near.tolist(), away.tolist())):
        lon, lat, name, kind = asked[number]
        if metres > REACH_M:
            facts = {"lon": lon, "lat": lat, "metres": round(metres), "most": REACH_M}
            raise Refused("drawing-post-off-road", **facts)
        line, road = lines[row], roads.iloc[row]
        spot = shapely.line_interpolate_point(
            line, shapely.line_locate_point(line, points[number])
        )
        klass = str(road["class"])
        barred = land.costs.barrier[klass] is not None
        kind = kind if kind == "staffed" or (kind and barred) else ""
        kind = kind or ("barrier" if barred else "staffed")
        found.append(
            Post(
                name or f"P{number + 1:03d}",
                round(float(spot.x), PLACES),
                round(float(spot.y), PLACES),
                str(road["feature"]),
                klass,
                kind,  # type: ignore[arg-type] # one of the two
                "",
                closing=True,
                staff=land.costs.officers[klass] if kind == "staffed" else 0,
                name=str(road["name"]),
            )
        )
    if len({post.id for post in found}) < len(found):
        raise Refused("drawing-posts", most=MOST_POSTS)
    return tuple(found)


def _spot(one: Any) -> tuple[float, float, str, str]:
    """Read one post that was moved."""
    told = one if isinstance(one, dict) else {}
    lon, lat = told.get("lon"), told.get("lat")
    name, kind = told.get("id", ""), told.get("kind", "")
    for number, most in ((lon, _MOST_LON), (lat, _MOST_LAT)):
        if type(number) not in (int, float) or not -most <= number <= most:  # type: ignore[operator] # a number here
            raise Refused("drawing-posts", most=MOST_POSTS)
    texts = isinstance(name, str) and len(name) <= 40  # noqa: PLR2004 - letters of an id
    if not texts or kind not in ("", "staffed", "barrier"):
        raise Refused("drawing-posts", most=MOST_POSTS)
    return float(lon), float(lat), name, kind  # type: ignore[arg-type] # numbers here


def _price(post: Post, land: Land) -> int:
    if post.kind == "staffed":
        return land.costs.staffed[post.road_class]
    return land.costs.barrier[post.road_class] or 0


def judged_notes(held: Held) -> tuple[Fault, ...]:
    """Give what a reader should know: of the plan, then against it, then warnings."""
    return (*held.plan.notes, *held.judged.faults, *held.judged.warnings)
