"""The plan: which points of the roads are held, what they cost, what proves it.

The outside contract (``design.md``) fixes the first keys of ``plan.json``; the rest
is added. Money is never in it: `cost` is in hundredths of a person-shift a day.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from boundaries.refusal import Fault

FORMAT = "vungxanh-plan-1"
COST_UNIT = "person-shifts per day x100"
MOST_RING_KM = 500.0
"""A wider ring is no ring: everything would lie in it."""
PLACES = 7
"""Decimals of lon and lat in a plan and its flow file: about a centimetre."""

Kind = Literal["staffed", "barrier"]
Side = Literal["own", "either"]


@dataclass(frozen=True, slots=True)
class Post:
    """One point of a road that is held.

    Parameters
    ----------
    id
        ``P001`` and on, from west to east.
    lon, lat
        EPSG:4326, 7 decimals, on the road.
    feature
        The road file's own id of the road.
    road_class
        One of ``gis.roads.classes.CLASSES``; the key ``class`` of the document.
    kind
        ``staffed`` (chốt kiểm soát) or ``barrier`` (điểm rào chắn).
    side
        Code or name of whose land it stands on, "" where that is not known.
    closing
        True where the way out opens when it is taken away.
    staff
        Officers per shift, 0 for a barrier.
    name
        Of the road, "" where it has none.
    units
        The two sides, where posts stand between units.
    hours
        When it is held, "" where nobody said.
    agencies
        Who holds it.
    """

    id: str
    lon: float
    lat: float
    feature: str
    road_class: str
    kind: Kind
    side: str
    closing: bool
    staff: int
    name: str = ""
    units: tuple[str, ...] = ()
    hours: str = ""
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassCost:
    """What one point on a road of a class costs a day, person-shifts x100.

    Parameters
    ----------
    staffed
        A staffed post.
    barrier
        A barrier; None where the class is never barred.
    officers
        Per shift of a staffed post.
    """

    staffed: int
    barrier: int | None
    officers: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A placed set of posts and what proves it least.

    Parameters
    ----------
    zone, zone_sha256, roads, roads_sha256, roads_day
        The files it was made from; the day of the road data, "" where the file does
        not say.
    extent, extent_sha256
        The file that says what the roads cover: roads that end at its edge go on.
        "" where the roads file says it, or else the convex hull of its roads.
    ring_km
        R; a post stands at most so far from the zone. 0 means one metre.
    model
        ``car`` or ``all``.
    total
        Of all posts together: each at its kind's price. Person-shifts a day x100.
    flow
        Value of the flow in `flow_file`, where each piece of road holds the cheaper
        of its two prices: no set of points that closes the zone costs less.
    for_goods
        What the rule of one staffed post for each enclosed network adds; 0 where the
        cheapest points hold one anyway.
    goods_proven
        True where no set that closes and lets goods in costs less than `cost` and
        `for_goods` together.
    for_care
        What staffing posts for ways to care adds.
    unique
        True where no other set of points costs as little with as few points.
    people_inside_posts, people_in_zone, people_between
        People in the zone and between it and the posts, and of each of the two; None
        where nobody counted.
    flow_file
        Name of the certificate beside the plan.
    posts
        See `Post`.
    side, land, authority
        Whose land posts may stand on (``own``: only on `land`, a file's name), and
        who places them.
    costs, shifts, costs_sha256, placeholders
        Prices by class, shifts a day, and which figures nobody has given a source for.
    green_lanes
        Features that are never barred.
    join_near
        Gaps up to so many metres were joined before; None where roads stand as given.
    near_misses
        How many places look like a gap in the data (`gis.roads.nearness`).
    closed_if_joined
        Whether the posts still close when those gaps are joined; None where there
        are none, or where that was not asked.
    between_units, order
        Units between zone and posts; ids in the order in which posts shut.
    staffing
        Which posts are staffed for whose sake (`staffing_record`);
        None where that was not asked.
    borders
        Of a plan for the borders between units (``gis.checkpoints.borders``): pairs,
        isolating cuts, bound and gap; None for a plan round a zone.
    notes
        What a reader should be told.
    """

    zone: str
    zone_sha256: str
    roads: str
    roads_sha256: str
    ring_km: float
    model: str
    total: int
    flow: int
    unique: bool
    flow_file: str
    posts: tuple[Post, ...]
    costs: Mapping[str, ClassCost]
    shifts: int
    costs_sha256: str
    people_inside_posts: int | None = None
    people_in_zone: int | None = None
    people_between: int | None = None
    for_goods: int = 0
    goods_proven: bool = True
    for_care: int = 0
    roads_day: str = ""
    extent: str = ""
    extent_sha256: str = ""
    side: Side = "either"
    land: str = ""
    authority: str = ""
    placeholders: tuple[str, ...] = ()
    green_lanes: tuple[str, ...] = ()
    join_near: float | None = None
    near_misses: int = 0
    closed_if_joined: bool | None = None
    between_units: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    staffing: Mapping[str, Any] | None = None
    borders: Mapping[str, Any] | None = None
    notes: tuple[Fault, ...] = field(default=())

    @property
    def cost(self) -> int:
        """Give what closing alone costs, before staff for goods and for care.

        Equal to `flow` for posts round a zone. A wider ring never raises it and one
        more road never lowers it; neither is so of `total`, since a road can join two
        enclosed networks that then share one staffed post.
        """
        return self.total - self.for_goods - self.for_care


def plan_document(plan: Plan) -> dict[str, Any]:
    """Give the plan as the JSON document of ``plan.json``, keys in a fixed order."""
    told = {"cost": plan.cost, **asdict(plan)}
    posts = [_post_document(post) for post in plan.posts]
    notes = [{"code": n.code, "facts": dict(n.facts)} for n in plan.notes]
    first = ("zone_sha256", "roads_sha256", "ring_km", "model", "cost")
    head = {"format": FORMAT, **{key: told.pop(key) for key in first}}
    del told["posts"], told["notes"]
    lists = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in told.items()
    }
    return {**head, "cost_unit": COST_UNIT, **lists, "notes": notes, "posts": posts}


def _post_document(post: Post) -> dict[str, Any]:
    told = asdict(post)
    first = ("id", "lon", "lat", "feature")
    head = {key: told.pop(key) for key in first}
    head["class"] = told.pop("road_class")
    lists = {k: list(v) if isinstance(v, tuple) else v for k, v in told.items()}
    return {**head, **lists}
