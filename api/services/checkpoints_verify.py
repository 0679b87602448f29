"""Prove plans of posts: load, search for a way out, judge."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from api.services.checkpoints_extent import bound_roads, changed_extent
from api.services.files import require_apart, write_whole
from boundaries.refusal import Fault, Refused
from gis.checkpoints.plan import Plan
from gis.checkpoints.proof import (
    Certificate,
    Ground,
    OpenWay,
    Pocket,
    Proof,
    check_cost,
    check_flow,
    check_goods,
    find_pockets,
    name_authority,
    pocket_fault,
    prove_closing,
    read_flow,
    read_network,
    read_policies,
    survey,
)
from gis.checkpoints.proof.flow import Stretch
from gis.checkpoints.proof.pockets import Rule
from gis.checkpoints.read import Zone, read_plan, read_zone
from gis.roads.read import ReadRoads, read_roads


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be proven, and by which files.

    Parameters
    ----------
    plans, zones
        Each plan's zone is the file of its hash; else the only one, or the one in
        the same place of the list.
    roads
        One file for all.
    extent
        What it covers, for all plans; None takes what the roads file says.
    policies
        Who lets whom through; None lets anyone through staffed posts.
    way
        Where open ways are written as GeoJSON.
    """

    plans: tuple[Path, ...]
    zones: tuple[Path, ...]
    roads: Path
    extent: Path | None = None
    policies: Path | None = None
    way: Path | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One plan and what was found of it.

    Parameters
    ----------
    certificate
        None where its flow file is not there.
    faults, warnings
        Of all parts of the proof.
    """

    path: Path
    plan: Plan
    proof: Proof
    certificate: Certificate | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def least(self) -> bool:
        """Whether no set of posts that closes can cost less than this plan."""
        return self.certificate is not None and (
            self.certificate.holds and self.certificate.value == self.plan.total
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of all plans together.

    Parameters
    ----------
    pockets
        Where somebody would be trapped between posts.
    faults, warnings
        Of the plans together; each plan has its own.
    """

    roads: ReadRoads
    plans: tuple[Judged, ...]
    pockets: tuple[Pocket, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def proven(self) -> bool:
        """Whether nothing was found against any plan."""
        return not (self.faults or any(judged.faults for judged in self.plans))


def verify_plans(asked: Asked) -> Verified:
    """Prove that plans close, let goods in, cost least, and trap nobody.

    Raises
    ------
    Refused
        What reading the files refuses; ``zones-unmatched``.
    """
    if asked.way is not None:
        files = (*asked.plans, *asked.zones, asked.roads)
        require_apart(asked.way, *files, asked.extent, asked.policies)
    plans = [read_plan(path) for path in asked.plans]
    zones = _match(plans, [read_zone(path) for path in asked.zones])
    policies = None if asked.policies is None else read_policies(asked.policies)
    roads, extent = bound_roads(read_roads(asked.roads), asked.extent)
    network = read_network(roads.frame)
    grounds = [
        survey(plan, network, zone.shape, roads.extent)
        for plan, zone in zip(plans, zones)
    ]
    judged = tuple(
        _judge(*one, roads, extent) for one in zip(asked.plans, plans, zones, grounds)
    )
    pockets, on_foot = pockets_of(plans, grounds, policies)
    faults = tuple(pocket_fault(pocket) for pocket in pockets)
    warnings = tuple(
        Fault("pocket-on-foot", dict(pocket_fault(pocket).facts)) for pocket in on_foot
    )
    told = (*warnings, *_unsaid(plans, policies))
    done = Verified(roads, judged, pockets, faults, told)
    if asked.way is not None:
        write_whole(asked.way, _ways_file(done))
    return done


def _match(plans: Sequence[Plan], zones: Sequence[Zone]) -> list[Zone]:
    by_hash = {zone.sha256: zone for zone in zones}
    matched = []
    for number, plan in enumerate(plans):
        zone = by_hash.get(plan.zone_sha256)
        if zone is None and len(zones) == 1:
            zone = zones[0]
        if zone is None and len(zones) == len(plans):
            zone = zones[number]
        if zone is None:
            seen = [one.name for one in zones]
            raise Refused("zones-unmatched", zone=plan.zone, seen=seen)
        matched.append(zone)
    return matched


def _judge(
    path: Path,
    plan: Plan,
    zone: Zone,
    ground: Ground,
    roads: ReadRoads,
    extent: Zone | None,
) -> Judged:
    beside = path.with_name(Path(plan.flow_file).name) if plan.flow_file else None
    kept = beside is not None and beside.is_file() and not plan.join_near
    flow = read_flow(beside) if beside is not None and kept else None
    return judge_plan(path, plan, zone, ground, roads, extent, flow)


def judge_plan(
    path: Path,
    plan: Plan,
    zone: Zone,
    ground: Ground,
    roads: ReadRoads,
    extent: Zone | None,
    flow: tuple[Stretch, ...] | None,
) -> Judged:
    """Prove one plan on what was read already.

    Parameters
    ----------
    path
        Names the plan; it is not opened.
    plan, zone, ground, roads, extent
        What was read; `ground` of ``gis.checkpoints.proof.survey``.
    flow
        The certificate; None where there is none.
    """
    proof = prove_closing(plan, ground)
    faults = [*_changed(plan, zone, roads), *changed_extent(plan, extent)]
    shut, narrow = check_goods(ground, plan.model)
    faults += [*proof.faults, *check_cost(plan), *shut]
    warnings = [*proof.warnings, *narrow]
    certificate = None
    if plan.join_near:  # the flow runs over joints that the roads file has not
        warnings.append(Fault("flow-joined", {"metres": plan.join_near}))
    elif flow is not None:
        certificate = check_flow(ground, plan, flow)
        faults += certificate.faults
        if certificate.unheld:
            facts = {"count": certificate.unheld, "side": plan.side}
            warnings.append(Fault("flow-unheld", facts))
    else:
        warnings.append(Fault("flow-absent", {"name": plan.flow_file}))
    return Judged(path, plan, proof, certificate, tuple(faults), tuple(warnings))


def _changed(plan: Plan, zone: Zone, roads: ReadRoads) -> list[Fault]:
    faults = []
    if zone.sha256 != plan.zone_sha256:
        faults.append(Fault("zone-changed", {"said": plan.zone, "seen": zone.name}))
    if roads.sha256 != plan.roads_sha256:
        faults.append(Fault("roads-changed", {"said": plan.roads, "seen": roads.name}))
    return faults


def pockets_of(
    plans: Sequence[Plan],
    grounds: Sequence[Ground],
    policies: Mapping[Rule, bool] | None,
) -> tuple[tuple[Pocket, ...], tuple[Pocket, ...]]:
    """Give the pockets, and those which tracks or paths lead out of.

    Looked for on roads for cars; where a plan counts tracks, with them too. Such a
    plan may bar a road that goes on as a track: who lives there has that way out, so
    a pocket of roads for cars is one only where a plan for cars holds its edge.
    """
    tracks = any(plan.model == "all" for plan in plans)
    wide = find_pockets(plans, grounds, policies, "all") if tracks else []
    wheeled = {name_authority(plan) for plan in plans if plan.model == "car"}
    found = {_pocket_key(pocket): pocket for pocket in wide}
    on_foot = []
    for pocket in find_pockets(plans, grounds, policies, "car"):
        if any(post.rpartition("/")[0] in wheeled for post in pocket.posts):
            found.setdefault(_pocket_key(pocket), pocket)
        elif _pocket_key(pocket) not in found:
            on_foot.append(pocket)
    return tuple(found.values()), tuple(on_foot)


def _pocket_key(pocket: Pocket) -> tuple[str, ...]:
    return (*pocket.posts, f"{pocket.lon},{pocket.lat}")


def _unsaid(
    plans: Sequence[Plan], policies: Mapping[Rule, bool] | None
) -> tuple[Fault, ...]:
    """Name what the policies leave open: it is taken for a no."""
    if policies is None:
        return ()
    travellers = sorted({traveller for _, traveller, _ in policies})
    names = sorted({name_authority(plan) for plan in plans})
    unsaid = [
        Fault("policy-unsaid", {"authority": name, "traveller": one, "way": way})
        for name in names
        for one in travellers
        for way in ("in", "out")
        if (name, one, way) not in policies
    ]
    strange = sorted({authority for authority, _, _ in policies} - set(names))
    if strange:
        facts = {"authorities": strange, "known": names}
        unsaid.append(Fault("policy-stranger", facts))
    return tuple(unsaid)


def way_document(way: OpenWay) -> dict[str, Any]:
    """Give an open way as a JSON object."""
    legs = [
        {
            "feature": leg.feature,
            "name": leg.name,
            "class": leg.klass,
            "metres": round(leg.metres, 1),
        }
        for leg in way.legs
    ]
    first, last = way.shape.coords[0], way.shape.coords[-1]
    return {
        "metres": round(way.metres, 1),
        "from": [round(c, 7) for c in first],
        "to": [round(c, 7) for c in last],
        "roads": legs,
    }


def _ways_file(done: Verified) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {
                "plan": judged.path.name,
                "model": model,
                **way_document(way),
            },
            "geometry": json.loads(shapely.to_geojson(way.shape)),
        }
        for judged in done.plans
        for model, ways in (
            (judged.plan.model, judged.proof.ways),
            ("all", judged.proof.ways_all),
        )
        for way in ways
    ]
    document = {"type": "FeatureCollection", "features": features}
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()
