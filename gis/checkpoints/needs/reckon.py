"""From a plan, a place and norms to the record of needs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from gis.checkpoints.needs.balance import Held, balance_lines
from gis.checkpoints.needs.money import fed_residents, list_costs, list_goods
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.record import (
    STAFF,
    Act,
    CostLine,
    Doubling,
    Goods,
    Needs,
    Place,
    Sampling,
    Source,
    StaffLine,
    total,
)
from gis.checkpoints.needs.sampling import given_doubling, plan_sampling
from gis.checkpoints.needs.staff import (
    check_posts,
    plan_norms,
    staff_monitoring,
    staff_patrols,
    staff_posts,
    staff_sampling,
    staff_supply,
)
from gis.checkpoints.plan import Plan

MOST_DAYS = 366


def reckon_needs(
    plan: Plan,
    place: Place,
    norms: Mapping[str, Norm],
    *,
    act: Act | None = None,
    held: Mapping[str, Held] | None = None,
    doubling: Doubling | None = None,
    days: int | None = None,
    sources: Sequence[Source] = (),
) -> Needs:
    """Reckon what a perimeter and its posts need.

    Every line that counts people is rounded up, each by itself; sums are of rounded
    lines. What an input does not tell stays untold, and so does every sum with it.

    Parameters
    ----------
    plan, place, norms
        The posts, what is locked, and all norms by name.
    act
        The decision as given; nothing by default.
    held
        The balance; empty by default.
    doubling
        As counted from cases. A doubling time that `place` states goes before it.
    days
        Of the span, where the act does not say from when till when.
    sources
        The files, to be named in the record.

    Raises
    ------
    Refused
        ``needs-days-differ``, ``needs-days``, ``needs-ends-early``,
        ``needs-sampled-over``, ``needs-plan``.
    """
    check_posts(plan)
    act, held = act or Act(), held or {}
    known = {**norms, **plan_norms(plan)}
    if place.doubling_days is not None:
        doubling = given_doubling(place.doubling_days)
    at_hand = held["sampling"].at_hand if "sampling" in held else None
    growth = doubling or Doubling(None, "none")
    sampling = plan_sampling(place, at_hand, growth, known)
    staff, goods, costs = _lines(plan, place, sampling, known)
    balance, notes = balance_lines(_needed(plan, staff), held)
    return Needs(
        place=place,
        act=act,
        posts=plan.posts,
        staff=staff,
        goods=goods,
        costs=costs,
        sampling=sampling,
        balance=balance,
        days=count_days(act, days),
        norms=_used(known, staff, goods, costs),
        notes=(*notes, *_notes(sampling, staff)),
        sources=tuple(sources),
    )


def _lines(
    plan: Plan, place: Place, sampling: Sampling, norms: Mapping[str, Norm]
) -> tuple[tuple[StaffLine, ...], tuple[Goods, ...], tuple[CostLine, ...]]:
    """Reckon people, things and money, each from what stands before it."""
    barriers = _barriers(plan)
    sectors, patrols = staff_patrols(place, barriers, norms)
    staff = (
        *staff_posts(plan, norms),
        patrols,
        staff_supply(place, norms),
        staff_monitoring(place, norms),
        staff_sampling(sampling.samples, norms),
    )
    goods = tuple(list_goods(place, barriers, staff, sampling.samples, norms))
    posts = len(plan.posts) - barriers
    fed = fed_residents(place, norms)
    costs = tuple(list_costs(posts, barriers, sectors, staff, goods, fed, norms))
    return staff, goods, costs


def _needed(plan: Plan, staff: Sequence[StaffLine]) -> dict[str, int | None]:
    """Give what the balance is held against: people by task, and barriers."""
    people = {
        task: total([line.people for line in staff if line.task == task])
        for task in STAFF
    }
    return {**people, "barriers": _barriers(plan)}


def _barriers(plan: Plan) -> int:
    return sum(post.kind == "barrier" for post in plan.posts)


def _used(
    norms: Mapping[str, Norm],
    staff: Sequence[StaffLine],
    goods: Sequence[Goods],
    costs: Sequence[CostLine],
) -> tuple[Norm, ...]:
    """Give the norms that a line names, in the order of their file."""
    lists = [line.norms for line in staff]
    lists += [line.norms for line in goods] + [line.norms for line in costs]
    used = {name for names in lists for name in names}
    return tuple(norm for name, norm in norms.items() if name in used)


def count_days(act: Act, days: int | None) -> int | None:
    """Count the days from the act's start to its end, both included.

    Raises
    ------
    Refused
        ``needs-days`` outside 1 to `MOST_DAYS`; ``needs-ends-early``;
        ``needs-days-differ`` where `days` is something else.
    """
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Refused("needs-days", seen=days, most=MOST_DAYS)
    if act.starts is None or act.ends is None:
        return days
    first, last = _day(act.starts), _last_day(act.ends)
    early = last < first or (
        isinstance(act.starts, datetime)
        and isinstance(act.ends, datetime)
        and act.ends <= act.starts
    )
    if early:
        raise Refused("needs-ends-early", starts=act.starts, ends=act.ends)
    counted = (last - first).days + 1
    if counted > MOST_DAYS:
        raise Refused("needs-days", seen=counted, most=MOST_DAYS)
    if days is not None and days != counted:
        raise Refused("needs-days-differ", given=days, counted=counted)
    return counted


def _day(at: date | datetime) -> date:
    return at.astimezone(VIETNAM).date() if isinstance(at, datetime) else at


def _last_day(at: date | datetime) -> date:
    """Give the last day that holds an instant before `at`; a day holds itself."""
    if isinstance(at, datetime):
        return _day(at - timedelta(microseconds=1))
    return at


def _notes(sampling: Sampling, staff: Sequence[StaffLine]) -> list[Fault]:
    """Tell what is not told, and a round that does not catch up."""
    lacking = dict.fromkeys(name for line in staff for name in line.lacking)
    notes = [Fault("needs-untold", {"input": name}) for name in lacking]
    if sampling.samples and sampling.samples_a_day == 0:
        notes.append(Fault("needs-no-samplers", {"samples": sampling.samples}))
    elif sampling.keeps_up is False:
        days, doubling = sampling.days, sampling.doubling.days
        facts = {"days": days, "doubling": doubling}
        notes.append(Fault("needs-round-behind", facts))
    if sampling.unlisted:
        notes.append(Fault("needs-unlisted", {"households": sampling.unlisted}))
    if sampling.doubling.state == "unreported":
        notes.append(Fault("needs-cases-unreported", {"last": sampling.doubling.last}))
    return notes
