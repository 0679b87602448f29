"""Whether anybody can be left between posts, refused by both sides.

In July 2021 families riding home were let out by one province and not into the next:
they stood between two posts, on a bridge. A set of plans is proven not to do that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from boundaries.measure import distances
from boundaries.refusal import Fault
from gis.checkpoints.plan import Plan
from gis.checkpoints.proof.closing import parts_of, posts_ends
from gis.checkpoints.proof.cuts import CutNetwork, cut
from gis.checkpoints.proof.ends import clipped_ends
from gis.checkpoints.proof.network import Bools, Floats, Ints
from gis.checkpoints.proof.reach import SLACK, sides, standing_room
from gis.checkpoints.proof.verdict import Ground

Way = Literal["in", "out"]
Rule = tuple[str, str, Way]  # authority, traveller, way
ANYONE = "anyone"
"""The traveller where nobody wrote policies: every staffed post lets them through."""


@dataclass(frozen=True, slots=True)
class Pocket:
    """A piece of the network between posts from which somebody cannot get away.

    Parameters
    ----------
    lon, lat
        A place in it.
    metres
        Its roads together.
    posts
        ``authority/post`` at its edge.
    trapped
        Each traveller who is trapped there, with the rules any one of which, if it
        said yes, would let them out; empty where one alone is not enough.
    """

    lon: float
    lat: float
    metres: float
    posts: tuple[str, ...]
    trapped: Mapping[str, tuple[Rule, ...]]


def name_authority(plan: Plan) -> str:
    """Give whose plan it is: its authority, else the name of its zone."""
    return plan.authority or plan.zone


def find_pockets(
    plans: Sequence[Plan],
    grounds: Sequence[Ground],
    policies: Mapping[Rule, bool] | None,
    model: str,
) -> list[Pocket]:
    """Find the pockets between all posts of all plans where somebody is trapped.

    Parameters
    ----------
    plans, grounds
        On one network, each with its own zone.
    policies
        Whether an authority lets a class of travellers through its staffed posts,
        into its zone or out of it. What is not said is a no. None lets anyone through.
    model
        ``car`` or ``all``.

    Returns
    -------
    list of Pocket
        Trapped: by no sequence of allowed passings does one get to a home (the inside
        of any zone) or to free land (outside all rings, or where the data end).

    Notes
    -----
    A barrier lets nobody through. In is the way on which fewer posts of that authority
    are left before its zone; where both sides are equal, both ways must be allowed.
    """
    network = grounds[0].network
    counted = network.counted(model)
    places = [place for ground in grounds for place in ground.places]
    owner = np.repeat(np.arange(len(plans)), [len(g.places) for g in grounds])
    pieces = cut(network, places, counted)
    count, part = parts_of(pieces.size, pieces.starts, pieces.ends)
    ends = [np.unique(part[nodes]) for nodes in posts_ends(pieces, places)]
    inner = [_parts_in(pieces, part, count, ground) for ground in grounds]
    safe = np.logical_or.reduce(inner) | _free(pieces, part, count, grounds, counted)
    doors = _doors(plans, grounds, (owner, ends), inner)
    room = np.zeros(count, dtype=bool)
    room[part[pieces.starts[standing_room(pieces)]]] = True
    held = np.zeros(count, dtype=bool)
    for parts in ends:
        held[parts] = True
    asked = np.flatnonzero(held & room & ~safe)
    rules = {(name_authority(p), ANYONE, w) for p in plans for w in ("in", "out")}
    said: Mapping[Rule, bool] = (
        dict.fromkeys(rules, True) if policies is None else policies  # type: ignore[arg-type]
    )
    trapped = _trapped(asked.tolist(), safe, doors, said)
    labels = [f"{name_authority(p)}/{post.id}" for p in plans for post in p.posts]
    return [
        _pocket(pieces, part, number, found, _at_edge(number, ends, labels))
        for number, found in sorted(trapped.items())
    ]


@dataclass(frozen=True, slots=True)
class _Door:
    """A way through a staffed post: from one part to another, if all rules say yes."""

    leaves: int
    enters: int
    authority: str
    ways: tuple[Way, ...]


def _parts_in(pieces: CutNetwork, part: Ints, count: int, ground: Ground) -> Bools:
    clipped = np.zeros(len(ground.far), dtype=bool)
    found = sides(pieces, ground.measure, ground.far, clipped)
    told = np.zeros(count, dtype=bool)
    told[part[pieces.starts[found.inner]]] = True
    return told


def _free(
    pieces: CutNetwork,
    part: Ints,
    count: int,
    grounds: Sequence[Ground],
    counted: Bools,
) -> Bools:
    """Tell which parts hold a vertex outside every ring, or where the data end."""
    clipped = clipped_ends(pieces.network, counted, grounds[0].extent)
    away = [g.far > g.measure.ring + SLACK for g in grounds]
    outside = [g.far > SLACK for g in grounds]
    vertex = np.logical_and.reduce(away)
    vertex |= clipped & np.logical_and.reduce(outside)
    told = np.zeros(count, dtype=bool)
    told[part[np.flatnonzero(vertex)]] = True
    return told


def _doors(
    plans: Sequence[Plan],
    grounds: Sequence[Ground],
    posts: tuple[Ints, Sequence[Ints]],
    inner: Sequence[Bools],
) -> list[_Door]:
    owner, ends = posts
    every = [post for ground in grounds for post in ground.posts]
    doors = []
    for number, plan in enumerate(plans):
        depth = _depths(number, owner, ends, inner[number])
        for index in np.flatnonzero(owner == number).tolist():
            if every[index].kind == "barrier":
                continue
            for leaves in ends[index].tolist():
                for enters in ends[index].tolist():
                    if leaves != enters:
                        ways = _ways(float(depth[leaves]), float(depth[enters]))
                        name = name_authority(plan)
                        doors.append(_Door(leaves, enters, name, ways))
    return doors


def _ways(leaves: float, enters: float) -> tuple[Way, ...]:
    """Tell which way one goes from how many own posts still lie before the zone."""
    if leaves == enters:
        return ("in", "out")
    return ("out",) if leaves < enters else ("in",)


def _depths(number: int, owner: Ints, ends: Sequence[Ints], inner: Bools) -> Floats:
    """Count, for each part, the plan's own posts between it and the plan's zone."""
    depth = np.where(inner, 0.0, np.inf)
    step = np.where(owner == number, 1.0, 0.0)
    changed = True
    while changed:
        changed = False
        for parts, own in zip(ends, step.tolist()):
            if len(parts):
                reached = float(depth[parts].min()) + own
                if (depth[parts] > reached).any():
                    depth[parts] = np.minimum(depth[parts], reached)
                    changed = True
    return depth


def _trapped(
    asked: Sequence[int],
    safe: Bools,
    doors: Sequence[_Door],
    policies: Mapping[Rule, bool],
) -> dict[int, dict[str, tuple[Rule, ...]]]:
    found: dict[int, dict[str, tuple[Rule, ...]]] = {}
    if not asked:
        return found
    for traveller in sorted({rule[1] for rule in policies}):
        yes = {
            (a, w)
            for (a, t, w), passes in policies.items()
            if passes and t == traveller
        }
        out = _escaping(safe, doors, yes)
        left = [number for number in asked if number not in out]
        if not left:
            continue
        no = sorted({(d.authority, w) for d in doors for w in d.ways} - yes)
        cured = {rule: _escaping(safe, doors, yes | {rule}) for rule in no}
        for number in left:
            cures = [
                (a, traveller, w) for (a, w), got in cured.items() if number in got
            ]
            found.setdefault(number, {})[traveller] = tuple(cures)
    return found


def _escaping(
    safe: Bools, doors: Iterable[_Door], yes: set[tuple[str, Way]]
) -> set[int]:
    """Give the parts at doors from which allowed passings lead to safety."""
    into: dict[int, list[int]] = {}
    for door in doors:
        if all((door.authority, way) in yes for way in door.ways):
            into.setdefault(door.enters, []).append(door.leaves)
    seen = {number for number in into if safe[number]}
    todo = list(seen)
    while todo:
        for number in into.get(todo.pop(), []):
            if number not in seen:
                seen.add(number)
                todo.append(number)
    return seen


def _at_edge(
    number: int, ends: Sequence[Ints], labels: Sequence[str]
) -> tuple[str, ...]:
    return tuple(label for label, parts in zip(labels, ends) if number in parts)


def _pocket(
    pieces: CutNetwork,
    part: Ints,
    number: int,
    trapped: Mapping[str, tuple[Rule, ...]],
    posts: tuple[str, ...],
) -> Pocket:
    own = np.flatnonzero(part[pieces.starts] == number)
    since, until = pieces.since[own], pieces.until[own]
    first, last = pieces.points(own, since), pieces.points(own, until)
    metres: Floats = distances(first, last)
    longest = int(metres.argmax())
    lon, lat = ((first[longest] + last[longest]) / 2).round(6).tolist()
    return Pocket(lon, lat, float(metres.sum()), posts, trapped)


def pocket_fault(pocket: Pocket) -> Fault:
    """Give a pocket as a fault: ``pocket-trapped``, or ``pocket-barred``."""
    facts: dict[str, object] = {
        "lon": pocket.lon,
        "lat": pocket.lat,
        "metres": round(pocket.metres),
        "posts": pocket.posts,
    }
    if set(pocket.trapped) == {ANYONE}:
        return Fault("pocket-barred", facts)
    cures = sorted({rule for rules in pocket.trapped.values() for rule in rules})
    told = [f"{authority}, {traveller}, {way}" for authority, traveller, way in cures]
    more = {"travellers": sorted(pocket.trapped), "cures": told}
    return Fault("pocket-trapped", {**facts, **more})
