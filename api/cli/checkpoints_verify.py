"""``vungxanh checkpoints verify``: search for a way out that passes no post."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from api.cli.door import (
    FAULT_FOUND,
    FILE,
    fault_document,
    leave,
    note,
    print_json,
    say,
    say_faults,
    with_json,
    with_language,
)
from api.services.checkpoints_verify import (
    Asked,
    Judged,
    Verified,
    verify_plans,
    way_document,
)

_MARK = {True: "proof-yes", False: "proof-no"}


@click.command("verify")
@click.argument("plans", metavar="PLAN.JSON...", nargs=-1, required=True, type=FILE)
@click.option(
    "--zone",
    "zones",
    multiple=True,
    required=True,
    type=FILE,
    help="Zone of a plan; once for each plan, or one for all.",
)
@click.option("--roads", required=True, type=FILE, help="The roads file.")
@click.option("--extent", type=FILE, help="What the roads cover: polygons of a file.")
@click.option(
    "--policies",
    type=FILE,
    help="Who lets whom through: authority,traveller,way,passes.",
)
@click.option("--way", type=FILE, help="Write the open ways as GeoJSON.")
@with_json
@with_language
def verify(
    plans: tuple[Path, ...],
    zones: tuple[Path, ...],
    roads: Path,
    extent: Path | None,
    policies: Path | None,
    way: Path | None,
    *,
    as_json: bool,
) -> None:
    """Prove that plans close, without the program that made them.

    \b
    vungxanh checkpoints verify plan.json --zone zone.geojson --roads roads.geojson
    vungxanh checkpoints verify a.json b.json --zone a.geojson --zone b.geojson \\
        --roads roads.geojson --policies policies.csv

    Exit 0: every way out passes a closing post, goods can enter, nobody is trapped
    between posts. Exit 1: not so, with the open way. Exit 3: input refused.
    """  # noqa: D301 - \b is click's own mark
    done = verify_plans(Asked(plans, zones, roads, extent, policies, way))
    if as_json:
        print_json(_document(done))
    else:
        _tell(done)
    if way is not None:
        note("published", path=str(way))
    if not done.proven:
        leave(FAULT_FOUND)


def _tell(done: Verified) -> None:
    day = {"day": date.fromisoformat(done.roads.day[:10])} if done.roads.day else {}
    key = "proof-roads" if day else "proof-roads-no-day"
    say(key, name=done.roads.name, sha256=done.roads.sha256[:12], **day)
    for judged in done.plans:
        _tell_plan(judged)
    if len(done.plans) > 1 or done.pockets:
        say("proof-trapped" if done.pockets else "proof-nobody-trapped")
    say_faults(done.faults, err=False)
    say_faults(done.warnings, err=False)
    say(_MARK[done.proven])


def _tell_plan(judged: Judged) -> None:
    plan, proof = judged.plan, judged.proof
    closing = sum(post.closing for post in plan.posts)
    facts = {"name": judged.path.name, "model": plan.model, "posts": closing}
    if proof.closes:
        say("proof-closes", **facts)
    else:
        say("proof-open", **facts, count=proof.open_parts)
    if judged.least and proof.closes:
        say("proof-least", cost=plan.total / 100)
    elif judged.certificate and judged.certificate.holds and proof.closes:
        facts = {"cost": plan.total / 100, "value": judged.certificate.value / 100}
        say("proof-bound", **facts)
    say_faults(judged.faults, err=False)
    say_faults(judged.warnings, err=False)


def _document(done: Verified) -> dict[str, Any]:
    roads = done.roads
    return {
        "proven": done.proven,
        "roads": {"name": roads.name, "day": roads.day, "sha256": roads.sha256},
        "plans": [_plan_document(judged) for judged in done.plans],
        "pockets": [
            {
                "lon": pocket.lon,
                "lat": pocket.lat,
                "metres": round(pocket.metres, 1),
                "posts": pocket.posts,
                "trapped": [
                    {"traveller": one, "cures": [list(rule) for rule in cures]}
                    for one, cures in pocket.trapped.items()
                ],
            }
            for pocket in done.pockets
        ],
        "faults": [fault_document(fault) for fault in done.faults],
        "warnings": [fault_document(fault) for fault in done.warnings],
    }


def _plan_document(judged: Judged) -> dict[str, Any]:
    plan, proof, flow = judged.plan, judged.proof, judged.certificate
    told = None
    if flow is not None:
        told = {"holds": flow.holds, "value": flow.value, "unheld": flow.unheld}
    return {
        "plan": judged.path.name,
        "authority": plan.authority,
        "model": plan.model,
        "ring_km": plan.ring_km,
        "posts": len(plan.posts),
        "closing": sum(post.closing for post in plan.posts),
        "closes": proof.closes,
        "closes_car": proof.closes_car,
        "closes_all": proof.closes_all,
        "closed_if_joined": proof.closed_if_joined,
        "joints": proof.joints,
        "open_parts": proof.open_parts,
        "open_ways": [way_document(way) for way in proof.ways],
        "idle": proof.idle,
        "cost": plan.total,
        "least": judged.least,
        "flow": told,
        "faults": [fault_document(fault) for fault in judged.faults],
        "warnings": [fault_document(fault) for fault in judged.warnings],
    }
