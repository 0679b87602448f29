"""Posts placed round a zone: files in, a plan and its certificate out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import shapely

from api.services.checkpoints_extent import bound_roads
from api.services.checkpoints_staff import (
    Around,
    Surroundings,
    read_surroundings,
    surround_plan,
)
from api.services.files import compose_json, require_apart, write_whole
from boundaries.measure import areas
from boundaries.names import unify
from boundaries.refusal import Fault, Refused
from gis.checkpoints.costs import Costs
from gis.checkpoints.gaps import try_gaps
from gis.checkpoints.place import Placed, Standing, place_posts
from gis.checkpoints.plan import PLACES, Plan, Side, plan_document
from gis.checkpoints.read import Zone, read_costs, read_zone
from gis.roads.classes import MODELS
from gis.roads.graph import RoadGraph, build_graph
from gis.roads.nearness import join_near, near_misses
from gis.roads.read import ReadRoads, read_roads
from maps.tables.csv import compose_table

_PARTLY = 0.001
_WIDEST = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Parameters
    ----------
    zone, roads, extent, land, costs
        Files.
    ring_km, model, side, authority, join_near
        See ``gis.checkpoints.plan.Plan``.
    green_lanes
        Names or features of roads.
    around
        For who is staffed, who lives inside, and the order of closing.
    """

    zone: Path
    roads: Path
    ring_km: float
    model: str
    green_lanes: Sequence[str] = ()
    extent: Path | None = None
    land: Path | None = None
    side: Side = "either"
    costs: Path | None = None
    join_near: float | None = None
    authority: str = ""
    around: Around = field(default_factory=Around)


@dataclass(frozen=True, slots=True)
class PlacedFiles:
    """A plan and what proves it, ready to be written.

    Parameters
    ----------
    plan
        What was found.
    content, certificate
        Of ``plan.json`` and of the flow file beside it.
    other
        What the other model of the roads would need; the refusal where it cannot be
        closed.
    """

    plan: Plan
    content: bytes
    certificate: bytes
    other: Placed | Refused


@dataclass(frozen=True, slots=True)
class Given:
    """What was read: `lanes` are features, `standing` whose land posts stand on."""

    zone: Zone
    roads: ReadRoads
    extent: Zone | None
    costs: Costs
    lanes: tuple[str, ...]
    standing: Standing


def place_files(asked: Asked, out: Path) -> PlacedFiles:
    """Place the cheapest posts round a zone.

    Raises
    ------
    Refused
        ``out-is-input``; what reading refuses; ``land-missing``,
        ``green-lane-unknown``, ``zone-outside-roads``; what ``place_posts`` refuses.
    """
    flow_file = _beside(out)
    around = asked.around
    own = (asked.zone, asked.roads, asked.extent, asked.land, asked.costs)
    for path in (*own, *around.files()):
        require_apart(out, path)
        require_apart(flow_file, path)
    return place_on(asked, _read(asked), flow_file.name)


def place_on(
    asked: Asked, given: Given, flow_file: str, near: Surroundings | None = None
) -> PlacedFiles:
    """Place the cheapest posts on what was read already; of `asked`, only names.

    Parameters
    ----------
    asked, given
        What is asked for, and what was read.
    flow_file
        Name of the certificate.
    near
        What lies around; None reads the files that `asked` names.

    Raises
    ------
    Refused
        What `plan_posts` and ``surround_plan`` refuse.
    """
    placed, plan, graph = plan_posts(asked, given, flow_file)
    shape, frame, around = given.zone.shape, given.roads.frame, asked.around
    gaps = try_gaps(frame, graph, shape, placed.ring, placed.posts, asked.model)
    plan = replace(plan, near_misses=len(gaps.misses), closed_if_joined=gaps.closed)
    near = near or read_surroundings(placed, shape, around)
    plan = surround_plan(plan, placed, shape, frame, given.costs, around, near)
    other = _other(asked, given)
    return PlacedFiles(plan, compose_plan(plan), compose_certificate(placed), other)


def plan_posts(
    asked: Asked, given: Given, flow_file: str
) -> tuple[Placed, Plan, RoadGraph]:
    """Place the cheapest posts and write them down, without what lies around them.

    Raises
    ------
    Refused
        ``zone-outside-roads``; what ``place_posts`` refuses.
    """
    notes = _covered(given.zone, given.roads)
    graph = _network(given, asked.model)
    placed = _place(asked, given, graph)
    extent = given.extent
    plan = Plan(
        zone=given.zone.name,
        zone_sha256=given.zone.sha256,
        roads=given.roads.name,
        roads_sha256=given.roads.sha256,
        roads_day=given.roads.day,
        extent=extent.name if extent else "",
        extent_sha256=extent.sha256 if extent else "",
        ring_km=asked.ring_km,
        model=asked.model,
        total=placed.cost,
        flow=placed.flow,
        for_goods=placed.for_goods,
        goods_proven=placed.goods_proven,
        unique=placed.unique,
        flow_file=flow_file,
        posts=placed.posts,
        costs=given.costs.by_class(),
        shifts=given.costs.shifts,
        costs_sha256=given.costs.sha256,
        placeholders=given.costs.placeholders,
        side=asked.side,
        land=asked.land.name if asked.land else "",
        authority=asked.authority,
        green_lanes=given.lanes,
        join_near=asked.join_near,
        notes=(*given.zone.notes, *given.roads.notes, *notes, *_told(placed)),
    )
    return placed, plan, graph


def write_placed(placed: PlacedFiles, out: Path) -> None:
    """Write the certificate, then the plan that names it; each whole or not at all."""
    write_whole(_beside(out), placed.certificate)
    write_whole(out, placed.content)


def compose_plan(plan: Plan) -> bytes:
    """Compose ``plan.json``: the same plan gives the same bytes."""
    return compose_json(plan_document(plan))


def _read(asked: Asked) -> Given:
    if asked.side == "own" and asked.land is None:
        raise Refused("land-missing")
    zone = read_zone(asked.zone)
    roads, extent = bound_roads(read_roads(asked.roads), asked.extent)
    costs = read_costs(asked.costs)
    lanes = _lanes(asked.green_lanes, roads)
    land = read_zone(asked.land) if asked.land else None
    name = asked.authority or (Path(land.name).stem if land else "")
    shape = land.shape if land else None
    standing = Standing(shape, own=asked.side == "own", name=name)
    if asked.join_near is not None:
        whole = build_graph(roads.frame, _WIDEST, extent=roads.extent)
        misses = near_misses(roads.frame, whole, asked.join_near)
        roads = replace(roads, frame=join_near(roads.frame, misses))
    return Given(zone, roads, extent, costs, lanes, standing)


def _network(given: Given, model: str) -> RoadGraph:
    return build_graph(given.roads.frame, model, extent=given.roads.extent)


def _place(asked: Asked, given: Given, graph: RoadGraph) -> Placed:
    return place_posts(
        given.roads.frame,
        graph,
        given.zone.shape,
        asked.ring_km,
        given.costs,
        lanes=given.lanes,
        standing=given.standing,
    )


def _other(asked: Asked, given: Given) -> Placed | Refused:
    """Place the posts of the other model: tracks count, or do not."""
    model = next(name for name in MODELS if name != asked.model)
    try:
        return _place(asked, given, _network(given, model))
    except Refused as refused:
        return refused


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.stem}.flow.csv")


def compose_certificate(placed: Placed) -> bytes:
    """Compose the flow file that proves the cost of what was placed."""
    rows = (
        [Decimal(f"{c:.{PLACES}f}") if isinstance(c, float) else c for c in row]
        for row in placed.certificate.itertuples(index=False, name=None)
    )
    return compose_table(list(placed.certificate.columns), rows)


def _covered(zone: Zone, roads: ReadRoads) -> list[Fault]:
    """Refuse a zone that the roads do not reach; note one they reach in part."""
    lines = shapely.geometrycollections(roads.frame.geometry.to_numpy())
    covered = roads.extent or shapely.convex_hull(lines)
    if not shapely.intersects(covered, zone.shape):
        raise Refused("zone-outside-roads", zone=zone.name, roads=roads.name)
    within = shapely.intersection(zone.shape, covered)
    whole, held = areas(np.array([zone.shape, within], dtype=object))
    missing = 1 - held / whole
    if missing <= _PARTLY:
        return []
    facts = {"zone": zone.name, "roads": roads.name, "percent": round(100 * missing, 1)}
    return [Fault("note-zone-partly", facts)]


def _lanes(asked: Sequence[str], roads: ReadRoads) -> tuple[str, ...]:
    """Give the features that the lanes name; by feature first, then by name."""
    features = set(roads.frame["feature"])
    names = roads.frame["name"].map(_fold)
    found: set[str] = set()
    for lane in asked:
        if lane in features:
            found.add(lane)
            continue
        same = roads.frame["feature"][names == _fold(lane)]
        if not _fold(lane) or same.empty:
            raise Refused("green-lane-unknown", seen=lane[:80], roads=roads.name)
        found |= set(same)
    return tuple(sorted(found))


def _fold(name: str) -> str:
    return unify(name).strip().casefold()


def _told(placed: Placed) -> list[Fault]:
    notes = []
    if not placed.posts:
        notes.append(Fault("note-no-way-out"))
    if not placed.goods_proven:
        facts = {"cost": placed.cost / 100, "flow": placed.flow / 100}
        notes.append(Fault("note-goods-unproven", facts))
    return notes
