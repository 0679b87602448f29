"""Posts on the borders between units: files in, a plan, tables and conflicts out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd

from api.services.files import compose_json, require_apart, write_whole
from boundaries.read import read_units
from boundaries.refusal import Fault, Refused
from boundaries.topology import dissolve
from gis.checkpoints.borders.compare import compare_plans
from gis.checkpoints.borders.design import Borders, design_borders, prove_on
from gis.checkpoints.borders.names import short_name
from gis.checkpoints.borders.read import read_agencies
from gis.checkpoints.borders.record import Verdict
from gis.checkpoints.plan import PLACES, Plan, plan_document
from gis.checkpoints.proof.read import read_policies
from gis.checkpoints.read import read_costs, read_plan
from gis.roads.classes import MODELS
from gis.roads.graph import build_graph
from gis.roads.nearness import join_near, near_misses
from gis.roads.read import ReadRoads, read_roads
from maps.tables.csv import compose_table
from maps.words.said import Lang, render

_NEAR_METRES = 30.0
_PLAN, _POSTS, _PAIRS, _CONFLICTS = (
    "plan.json",
    "posts.csv",
    "pairs.csv",
    "conflicts.csv",
)
_POST_COLUMNS = (
    *("id", "title", "a", "b", "side", "lon", "lat", "feature", "class", "kind"),
    *("staff", "agencies", "hours"),
)
_PAIR_COLUMNS = ("a", "b", "name_a", "name_b", "posts", "staffed", "cost", "exact")
_CONFLICT_COLUMNS = ("kind", "a", "b", "what", "where", "do")
_CENTI = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Parameters
    ----------
    units, roads, costs, agencies, policies
        Files.
    level
        Whose borders.
    ring_km, model
        See ``gis.checkpoints.plan.Plan``.
    authority
        Code of the unit whose borders are wanted; "" for all borders.
    own
        Posts on that unit's land only.
    compare
        Plans that others hand in.
    near_km
        See ``gis.checkpoints.borders.compare.compare_plans``.
    """

    units: Path
    roads: Path
    level: Literal["province", "district"]
    ring_km: float
    model: str
    authority: str = ""
    own: bool = False
    costs: Path | None = None
    agencies: Path | None = None
    compare: Sequence[Path] = ()
    policies: Path | None = None
    near_km: float = 5.0


@dataclass(frozen=True, slots=True)
class Held:
    """All borders held, ready to be written.

    Parameters
    ----------
    plan
        With `borders`: what ``gis.checkpoints.borders`` found.
    found
        The same as arrays and records.
    names
        Short names of units by code.
    conflicts
        Where plans handed in do not fit together; empty where none were.
    faults
        Pairs of units that the posts leave joined: our own mistake, if ever.
    """

    plan: Plan
    found: Borders
    names: dict[str, str]
    conflicts: tuple[Fault, ...]
    faults: tuple[Fault, ...]

    def document(self, lang: Lang = "vi") -> dict[str, Any]:
        """Give the plan with its conflicts as a JSON document."""
        told = plan_document(self.plan)
        conflicts = [_conflict(fault, lang) for fault in self.conflicts]
        told["borders"] = {**told["borders"], "conflicts": conflicts}
        return told


def hold_borders(asked: Asked, out: Path) -> Held:
    """Place posts on all borders of a level, or on those of one unit.

    Raises
    ------
    Refused
        ``borders-own`` (own land without an authority); ``out-is-input``; what reading,
        dissolving and placing refuse; ``borders-compare`` for a plan handed in that
        names no authority.
    """
    if asked.own and not asked.authority:
        raise Refused("borders-own")
    inputs = (asked.units, asked.roads, asked.costs, asked.agencies, asked.policies)
    for target in _targets(out):
        for path in (*inputs, *asked.compare):
            require_apart(target, path)
    read = read_units(asked.units)
    units = level_of(read.units, asked.level)
    roads, costs = read_roads(asked.roads), read_costs(asked.costs)
    codes = tuple(str(code) for code in units.index)
    agencies = read_agencies(asked.agencies, codes) if asked.agencies else None
    found = design_borders(
        roads.frame,
        build_graph(roads.frame, asked.model, extent=roads.extent),
        units,
        asked.ring_km,
        costs,
        authority=asked.authority,
        own=asked.own,
        agencies=agencies,
    )
    kinds = units["kind"].to_dict()
    full = units["name"].to_dict()
    names = {code: short_name(code, full, kinds) for code in codes}
    wide, gaps, joined = _other_proofs(asked, roads, found)
    notes = (*read.notes, *roads.notes, *found.notes)
    plan = Plan(
        zone=asked.units.name,
        zone_sha256=read.sha256,
        roads=roads.name,
        roads_sha256=roads.sha256,
        roads_day=roads.day,
        ring_km=asked.ring_km,
        model=asked.model,
        total=found.total,
        flow=found.bound,
        for_goods=found.for_goods,
        goods_proven=found.cost == found.bound and not found.for_goods,
        unique=False,
        flow_file="",
        posts=found.posts,
        costs=costs.by_class(),
        shifts=costs.shifts,
        costs_sha256=costs.sha256,
        placeholders=costs.placeholders,
        side="own" if asked.own else "either",
        authority=asked.authority,
        near_misses=gaps,
        closed_if_joined=None if joined is None else joined.closes,
        borders=_told(asked, found, names, wide, joined),
        notes=notes,
    )
    faults = tuple(
        Fault("borders-not-closed", {"a": a, "b": b})
        for a, b in found.verdict.open_pairs
    )
    return Held(plan, found, names, _conflicts(asked, plan, found, roads, full), faults)


def level_of(units: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """Give the units of a level: drawn from those below, or as the file has them."""
    try:
        return dissolve(units, level)
    except Refused as refused:
        own = gpd.GeoDataFrame(units[units["admin_level"] == level])
        if refused.code != "dissolve-level" or own.empty:
            raise
        return own.sort_index()


def write_held(held: Held, out: Path, lang: Lang) -> tuple[Path, ...]:
    """Write the plan; into a folder, with tables of posts, pairs and conflicts."""
    content = compose_json(held.document(lang))
    targets = _targets(out)
    contents = (content, _posts(held), _pairs(held), _conflict_table(held, lang))
    for target, each in zip(targets, contents):
        write_whole(target, each)
    return targets


def _targets(out: Path) -> tuple[Path, ...]:
    """Give the files to write: one that ends in .json, or four in a folder."""
    if out.suffix == ".json":
        return (out,)
    return tuple(out / name for name in (_PLAN, _POSTS, _PAIRS, _CONFLICTS))


def _other_proofs(
    asked: Asked, roads: ReadRoads, found: Borders
) -> tuple[Verdict, int, Verdict | None]:
    """Prove the posts on the other model's roads, and with near misses joined."""
    frame, extent = roads.frame, roads.extent
    other = next(name for name in MODELS if name != asked.model)
    wide = prove_on(found, frame, build_graph(frame, other, extent=extent))
    graph = build_graph(frame, asked.model, extent=extent)
    misses = near_misses(frame, graph, _NEAR_METRES)
    misses = misses[misses["kind"] != "duplicate"]
    if not len(misses):
        return wide, 0, None
    joined = join_near(frame, misses)
    again = build_graph(joined, asked.model, extent=extent)
    return wide, len(misses), prove_on(found, joined, again)


def _told(
    asked: Asked,
    found: Borders,
    names: dict[str, str],
    wide: Verdict,
    joined: Verdict | None,
) -> dict[str, Any]:
    own, other = asked.model, next(m for m in MODELS if m != asked.model)
    straight = found.border_roads
    return {
        "level": asked.level,
        "units": names,
        "pairs": [
            {
                "units": list(pair.units),
                "posts": pair.posts,
                "staffed": pair.staffed,
                "cost": pair.cost,
                "exact": pair.exact,
            }
            for pair in found.pairs
        ],
        "isolating": dict(found.isolating),
        "half_sum_of_isolating": found.half_sum,
        "bound": found.bound,
        "gap": found.cost - found.bound,
        "parts": found.parts,
        "parts_exact": found.exact_parts,
        "border_roads": {**straight._asdict(), "total": straight.total},
        "saving": straight.total - found.total,
        "closes": {own: found.verdict.closes, other: wide.closes},
        "open_on_other_model": [list(pair) for pair in wide.open_pairs],
        "open_if_joined": [list(pair) for pair in joined.open_pairs] if joined else [],
        "titles": {p.id: title for p, title in zip(found.posts, found.titles)},
    }


def _conflicts(
    asked: Asked, plan: Plan, found: Borders, roads: ReadRoads, names: dict[str, str]
) -> tuple[Fault, ...]:
    if not asked.compare:
        return ()
    others = [read_plan(path) for path in asked.compare]
    for path, other in zip(asked.compare, others):
        if not other.authority:
            raise Refused("borders-compare", name=path.name)
    faults = [
        Fault("borders-roads-differ", {"authority": o.authority, "name": o.roads})
        for o in others
        if o.roads_sha256 != plan.roads_sha256
    ]
    rules = read_policies(asked.policies) if asked.policies else None
    own = [plan] if asked.authority else []
    faults += compare_plans(
        found.layout,
        roads.frame,
        names,
        [*own, *others],
        near_km=asked.near_km,
        rules=rules,
    )
    return tuple(faults)


def _conflict(fault: Fault, lang: Lang) -> dict[str, object]:
    said = render(fault, lang)
    words = {"what": said.what, "where": said.where, "do": said.do}
    return {"kind": fault.code, "facts": dict(fault.facts), **words}


def _posts(held: Held) -> bytes:
    rows = [
        (
            *(post.id, title, *post.units, post.side),
            *(_degrees(post.lon), _degrees(post.lat), post.feature, post.road_class),
            *(post.kind, post.staff, "; ".join(post.agencies), post.hours),
        )
        for post, title in zip(held.plan.posts, held.found.titles)
    ]
    return compose_table(_POST_COLUMNS, rows)


def _pairs(held: Held) -> bytes:
    rows = [
        (
            *(*pair.units, *(held.names[code] for code in pair.units)),
            *(pair.posts, pair.staffed, Decimal(pair.cost) / _CENTI),
            "yes" if pair.exact else "no",
        )
        for pair in held.found.pairs
    ]
    return compose_table(_PAIR_COLUMNS, rows)


def _conflict_table(held: Held, lang: Lang) -> bytes:
    rows = []
    for fault in held.conflicts:
        said = render(fault, lang)
        pair = [str(fault.facts.get(key, "")) for key in ("a", "b")]
        first = pair[0] or str(fault.facts.get("authority", ""))
        rows.append((fault.code, first, pair[1], said.what, said.where, said.do))
    return compose_table(_CONFLICT_COLUMNS, rows)


def _degrees(value: float) -> Decimal:
    return Decimal(f"{value:.{PLACES}f}")
