"""People: at posts, on patrol, at supply points, in monitoring and sampling."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor

from boundaries.refusal import Fault, Refused
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.record import Place, StaffLine
from gis.checkpoints.needs.sampling import least_staff
from gis.checkpoints.plan import Plan, Post

CLASSES = (
    *("motorway", "trunk", "primary", "secondary", "tertiary"),
    *("local", "service", "track", "path", "ferry"),
)
MOST_SHIFTS, MOST_OFFICERS = 24, 1000
SHIFTS = "plan-shifts"
OFFICERS = "plan-officers"
"""Norms that the plan brings along: shifts a day, officers by class of road."""
_PATROLLED = ("land_border_km", "landings", "sea_gates")
_BY = {
    "land_border_km": "patrol_km",
    "landings": "patrol_landings",
    "sea_gates": "patrol_sea_gates",
    "barriers": "patrol_barriers",
}


def check_posts(plan: Plan) -> None:
    """Refuse a plan whose figures cannot be counted with.

    Raises
    ------
    Refused
        ``needs-plan`` with ``needs-post``: a road class that is none, or officers and
        shifts that nobody could send.
    """
    faults = []
    if not 1 <= plan.shifts <= MOST_SHIFTS:
        faults.append(Fault("needs-post", {"id": "—", "seen": plan.shifts}))
    for post in plan.posts:
        fits = 0 <= post.staff <= MOST_OFFICERS
        if post.road_class not in CLASSES or not fits:
            seen = f"{post.road_class[:40]}, {post.staff}"
            faults.append(Fault("needs-post", {"id": post.id[:40], "seen": seen}))
    if faults:
        raise Refused("needs-plan", faults=faults, count=len(faults))


def plan_norms(plan: Plan) -> dict[str, Norm]:
    """Give the figures of a plan that people are counted with, as norms.

    Officers are named by the class of road, ``plan-officers-trunk``; the value is the
    class's own, though a post of the plan may have been given other officers.
    """
    held = {post.road_class for post in plan.posts if post.kind == "staffed"}
    shown = {SHIFTS: (Fraction(plan.shifts), "shifts" in plan.placeholders)}
    for name in CLASSES:
        if name in held and name in plan.costs:
            loose = f"officers.{name}" in plan.placeholders
            figure = Fraction(plan.costs[name].officers)
            shown[f"{OFFICERS}-{name}"] = (figure, loose)
    return {
        name: Norm(name, value, {}, {}, {} if loose else _FROM_PLAN)
        for name, (value, loose) in shown.items()
    }


_FROM_PLAN = {
    "vi": "Bảng chi phí dùng khi đặt chốt (plan.json)",
    "en": "The costs that the posts were placed with (plan.json)",
}


def staff_posts(plan: Plan, norms: Mapping[str, Norm]) -> Iterator[StaffLine]:
    """Count officers by class of road; barriers have none of their own."""
    for name in CLASSES:
        held = [p for p in plan.posts if p.kind == "staffed" and p.road_class == name]
        if not held:
            continue
        by_staff = _by_staff(held)
        used = tuple(n for n in (f"{OFFICERS}-{name}", SHIFTS) if n in norms)
        yield _line(
            f"posts-{name}",
            len(held),
            sum(post.staff for post in held),
            plan.shifts,
            " + ".join(f"{count} × {staff}" for staff, count in by_staff.items()),
            used,
            norms,
        )


def staff_patrols(
    place: Place, barriers: int, norms: Mapping[str, Norm]
) -> tuple[int | None, StaffLine]:
    """Count patrol sectors, each kind rounded up, and the people on patrol.

    An input that is not told leaves the line untold, since some sectors are missing.
    """
    amounts = [("barriers", barriers)]
    amounts += [(name, getattr(place, name)) for name in _PATROLLED]
    lacking = tuple(name for name, amount in amounts if amount is None)
    parts = [(amount, norms[_BY[name]].value) for name, amount in amounts if amount]
    sectors = None if lacking else sum(ceil(_exact(a) / per) for a, per in parts)
    said = " + ".join(f"⌈{write(_exact(a))} ÷ {write(per)}⌉" for a, per in parts)
    used = tuple(_BY[name] for name, amount in amounts if amount)
    each = ceil(norms["patrol_officers"].value)
    line = _line(
        "patrol",
        sectors,
        None if sectors is None else sectors * each,
        norms["patrol_shifts"].value,
        f"({said or 0}) × {each}",
        (*used, "patrol_officers", "patrol_shifts"),
        norms,
        lacking,
    )
    return sectors, line


def staff_supply(place: Place, norms: Mapping[str, Norm]) -> StaffLine:
    """Count supply points and the people at them."""
    return _by_households(
        "supply",
        ("supply_households", "supply_staff", "supply_shifts"),
        place.households,
        norms,
    )


def staff_monitoring(place: Place, norms: Mapping[str, Norm]) -> StaffLine:
    """Count monitoring teams and the people in them; one shift a day."""
    return _by_households(
        "monitoring",
        ("monitoring_households", "monitoring_staff"),
        place.households,
        norms,
    )


def staff_sampling(samples: int | None, norms: Mapping[str, Norm]) -> StaffLine:
    """Count the people that end the round in time; a round is too short for relief."""
    rate, days = norms["samples_person_day"].value, norms["round_days"].value
    used = ("samples_household", "samples_person_day", "round_days")
    if samples is None:
        lacking = ("households",)
        return StaffLine("sampling", None, None, None, None, None, "", used, lacking)
    whole = max(1, floor(days))
    people = least_staff(samples, whole, rate)
    formula = f"⌈⌈{samples} ÷ {whole}⌉ ÷ {write(rate)}⌉"
    return StaffLine("sampling", people, people, 1, people, people, formula, used)


def _by_households(
    key: str,
    names: tuple[str, ...],
    households: int | None,
    norms: Mapping[str, Norm],
) -> StaffLine:
    per, each = norms[names[0]].value, ceil(norms[names[1]].value)
    shifts = norms[names[2]].value if len(names) > len(("per", "each")) else Fraction(1)
    count = None if households is None else ceil(households / per)
    return _line(
        key,
        count,
        None if count is None else count * each,
        shifts,
        "" if count is None else f"⌈{households} ÷ {write(per)}⌉ × {each}",
        names,
        norms,
        ("households",) if households is None else (),
    )


def _line(
    key: str,
    count: int | None,
    per_shift: int | None,
    shifts: Fraction | int,
    formula: str,
    names: tuple[str, ...],
    norms: Mapping[str, Norm],
    lacking: tuple[str, ...] = (),
) -> StaffLine:
    """Carry people of one shift to people a day and on the roll, each rounded up."""
    rest, times = norms["rest_factor"].value, ceil(shifts)
    used = (*names, "rest_factor")
    if per_shift is None:
        return StaffLine(key, count, None, times, None, None, "", used, lacking)
    on_duty = per_shift * times
    people = ceil(on_duty * rest)
    said = f"⌈({formula}) × {times} × {write(rest)}⌉"
    return StaffLine(key, count, per_shift, times, on_duty, people, said, used, lacking)


def _by_staff(posts: list[Post]) -> dict[int, int]:
    """Count posts by their officers per shift, most officers first."""
    found: dict[int, int] = {}
    for staff in sorted((post.staff for post in posts), reverse=True):
        found[staff] = found.get(staff, 0) + 1
    return found


def _exact(amount: float) -> Fraction:
    return Fraction(str(amount))


def write(value: Fraction) -> str:
    """Write an exact figure for a formula: whole, or as a decimal with a point."""
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"
