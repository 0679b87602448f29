"""What a placed plan gains: staffed posts for care and goods, people, closing order."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.read import read_points, read_units
from boundaries.refusal import Fault, Refused
from gis.checkpoints.between import Area, count_between, find_enclosed, lay_between
from gis.checkpoints.costs import Costs
from gis.checkpoints.order_posts import order_posts
from gis.checkpoints.place import Placed
from gis.checkpoints.plan import Plan, Post
from gis.checkpoints.staffing import Staffing, staff_posts
from gis.checkpoints.staffing_places import (
    MOST_SNAP_KM,
    Settlements,
    put_care,
    put_settlements,
)
from gis.checkpoints.staffing_posted import OnRoads, find_posted
from gis.checkpoints.staffing_record import staffing_record
from gis.population import PeopleGrid, people_by_unit, read_people
from gis.roads.speeds import Speeds, read_speeds

_SHOWN = 10
_MARGIN = 0.01
"""Degrees of population round a plan: a cell or two."""


@dataclass(frozen=True, slots=True)
class Around:
    """Files and limits for what surrounds a plan.

    Parameters
    ----------
    units, population, sites, speeds
        Communes; a raster of people; places of care; speeds by class. What is not
        given is not told: no communes, nobody counted, no staffing.
    max_staffed
        K. No limit without it.
    max_delay
        T, minutes. Without it a way may grow, but not be lost.
    snap_km
        Farther from a road, a commune or site is told and not judged.

    Raises
    ------
    Refused
        ``staffing-needs`` where limits or sites stand without what they need.
    """

    units: Path | None = None
    population: Path | None = None
    sites: Path | None = None
    speeds: Path | None = None
    max_staffed: int | None = None
    max_delay: float | None = None
    snap_km: float = MOST_SNAP_KM

    def __post_init__(self) -> None:
        limits = self.max_staffed is not None or self.max_delay is not None
        if (limits or self.sites) and not (self.sites and self.units):
            raise Refused("staffing-needs")

    def files(self) -> tuple[Path | None, ...]:
        """Give the files, for who must not write over them."""
        return self.units, self.population, self.sites, self.speeds


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds a plan, read; None for what was not given."""

    units: gpd.GeoDataFrame | None
    people: PeopleGrid | None
    sites: gpd.GeoDataFrame | None
    speeds: Speeds


def surround_plan(
    plan: Plan,
    placed: Placed,
    zone: Area,
    roads: gpd.GeoDataFrame,
    costs: Costs,
    around: Around,
    read: Surroundings,
) -> Plan:
    """Add to a plan who is staffed, who lives inside, and the order of closing.

    Parameters
    ----------
    plan, placed, zone, roads, costs
        What was placed, and from what.
    around, read
        Limits; what surrounds it.

    Returns
    -------
    Plan
        The same points. With `read.sites` their kinds are chosen anew and `cost`
        follows; `flow` still proves the cut.

    Raises
    ------
    Refused
        What reading, ``put_settlements``, ``put_care`` and ``staff_posts`` refuse.
    """
    on_roads = find_posted(placed, roads, costs)
    if read.sites is not None:
        plan = _staff(plan, on_roads, costs, around, read)
    return _enclose(plan, placed, zone, on_roads, read)


def staff_plan(
    plan: Plan,
    placed: Placed,
    roads: gpd.GeoDataFrame,
    costs: Costs,
    around: Around,
    read: Surroundings,
) -> Plan:
    """Add to a plan who is staffed, and nothing else; see `surround_plan`."""
    if read.sites is None:
        return plan
    return _staff(plan, find_posted(placed, roads, costs), costs, around, read)


def read_surroundings(placed: Placed, zone: Area, around: Around) -> Surroundings:
    """Read the files of what surrounds a plan."""
    units = read_units(around.units).units if around.units else None
    sites = read_points(around.sites).frame if around.sites else None
    people = None
    if around.population:
        shapes = [zone, placed.ring]
        if units is not None:
            drawn = units.geometry[units.geometry.notna()]
            shapes.append(shapely.box(*drawn.total_bounds))
        bounds = shapely.total_bounds(np.array(shapes, dtype=object))
        margin = np.array([-_MARGIN, -_MARGIN, _MARGIN, _MARGIN])
        west, south, east, north = (float(edge) for edge in bounds + margin)
        people = read_people(around.population, (west, south, east, north))
    return Surroundings(units, people, sites, read_speeds(around.speeds))


def _staff(
    plan: Plan, on_roads: OnRoads, costs: Costs, around: Around, read: Surroundings
) -> Plan:
    """Choose the kinds of the posts anew, for care and goods."""
    posted = on_roads.posted
    units, sites = read.units, read.sites
    if units is None or sites is None:
        raise Refused("staffing-needs")
    counted: pd.Series[float] | None = None
    if read.people is not None:
        counted = people_by_unit(read.people, units, leave_outside=True)
    settlements = put_settlements(
        units, posted.graph, people=counted, most_km=around.snap_km
    )
    care = put_care(sites, posted.graph, most_km=around.snap_km)
    found = staff_posts(
        posted,
        settlements,
        care,
        read.speeds,
        most=around.max_staffed,
        late=around.max_delay,
    )
    posts = tuple(
        _kind(post, staffed=bool(staffed), costs=costs)
        for post, staffed in zip(plan.posts, found.staffed)
    )
    cost = sum(_price(post, costs) for post in posts)
    record = staffing_record(
        found,
        settlements,
        care,
        read.speeds,
        most=around.max_staffed,
        late=around.max_delay,
    )
    return replace(
        plan,
        posts=posts,
        total=cost,
        for_care=cost - plan.flow - plan.for_goods,
        staffing=record,
        notes=(*plan.notes, *care.notes, *_notes(found, settlements, around)),
    )


def _enclose(
    plan: Plan, placed: Placed, zone: Area, on_roads: OnRoads, read: Surroundings
) -> Plan:
    """Count who lives inside, list the communes between, order the closing."""
    posted = on_roads.posted
    graph, edges = posted.graph, posted.edges
    enclosed = find_enclosed(graph, edges, posted.source, posted.sink)
    land, side = lay_between(graph, edges, on_roads.along, enclosed, zone, placed.ring)
    told = count_between(zone, land, side, units=read.units, people=read.people)
    staffed = np.array([post.kind == "staffed" for post in plan.posts], dtype=bool)
    order = order_posts(posted, enclosed, staffed, read.speeds)
    notes = list(plan.notes)
    if read.people is not None and told.people_inside_posts is None:
        notes.append(Fault("note-people-uncounted", {"name": read.people.name}))
    used = set(graph.klass.tolist())
    open_ = [f"speeds.{name}" for name in read.speeds.placeholders if name in used]
    return replace(
        plan,
        people_inside_posts=told.people_inside_posts,
        people_in_zone=_whole(told.people_zone),
        people_between=_whole(told.people_between),
        between_units=told.units,
        order=tuple(plan.posts[number].id for number in order.posts),
        placeholders=(*plan.placeholders, *open_, "bypass_minutes"),
        notes=tuple(notes),
    )


def _kind(post: Post, *, staffed: bool, costs: Costs) -> Post:
    officers = costs.officers[post.road_class] if staffed else 0
    return replace(post, kind="staffed" if staffed else "barrier", staff=officers)


def _price(post: Post, costs: Costs) -> int:
    if post.kind == "staffed":
        return costs.staffed[post.road_class]
    return costs.barrier[post.road_class] or 0


def _whole(people: float | None) -> int | None:
    return None if people is None else round(people)


def _notes(found: Staffing, settlements: Settlements, around: Around) -> list[Fault]:
    notes = []
    if not (found.fewest and found.least_delay):
        facts: dict[str, Any] = {"staffed": int(found.staffed.sum())}
        facts["at_least"] = found.at_least
        notes.append(Fault("note-staffing-unproven", facts))
    if found.cut_off:
        notes.append(Fault("note-networks-cut-off", {"count": found.cut_off}))
    if settlements.far:
        far = list(settlements.far)
        facts = {"count": len(far), "most_km": around.snap_km, "units": far[:_SHOWN]}
        notes.append(Fault("note-settlements-far", facts))
    lost: dict[tuple[str, ...], list[str]] = {}
    for kind in dict.fromkeys(kind for _, kind in found.no_way):
        same = tuple(unit for unit, of in found.no_way if of == kind)
        lost.setdefault(same, []).append(kind)
    for units, kinds in lost.items():
        facts = {"count": len(units), "kinds": kinds, "units": units[:_SHOWN]}
        notes.append(Fault("note-settlements-no-way", facts))
    return notes
