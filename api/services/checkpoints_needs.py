"""What a perimeter and its posts need: files in; record, workbook and letters out."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from api.services.files import compose_json, require_apart, write_together
from boundaries.read import read_units_or_list
from boundaries.refusal import Fault
from gis.checkpoints.needs import Act, Held, Needs, Source, needs_document, reckon_needs
from gis.checkpoints.needs.keys import Ground
from gis.checkpoints.needs.read import (
    ReadPlace,
    read_act,
    read_balance,
    read_doubling,
    read_ground,
    read_norms,
    read_place,
)
from gis.checkpoints.plan import Plan
from gis.checkpoints.read import read_plan
from maps.letters import compose_decision, compose_request
from maps.tables.needs import compose_needs
from maps.words.said import Lang

RECORD, WORKBOOK = "needs.json", "needs.xlsx"
REQUEST, DECISION = "request.docx", "decision.docx"
FILES = (RECORD, WORKBOOK, REQUEST, DECISION)


@dataclass(frozen=True, slots=True)
class Asked:
    """What needs are reckoned from; None for a file that is not given.

    Parameters
    ----------
    plan, perimeter
        Of ``checkpoints place`` and ``perimeter design``.
    norms, staff, cases, act, ground, units
        Own norms, balance, cases, the decision, what only the ground knows, and a
        list or layer of units for their names.
    days
        Of the span.
    """

    plan: Path
    perimeter: Path
    norms: Path | None = None
    staff: Path | None = None
    cases: Path | None = None
    act: Path | None = None
    ground: Path | None = None
    units: Path | None = None
    days: int | None = None

    @property
    def files(self) -> tuple[Path | None, ...]:
        """Give every file that is read."""
        given = (self.norms, self.staff, self.cases, self.act, self.ground, self.units)
        return (self.plan, self.perimeter, *given)


def reckon_files(asked: Asked, out: Path) -> Needs:
    """Reckon the needs from files.

    Raises
    ------
    Refused
        ``out-is-input``, ``out-special``; what reading and reckoning refuse.
    """
    for name in FILES:
        require_apart(out / name, *asked.files)
    norms, files = read_norms(asked.norms)
    sources = [*files]
    act, ground, growth = Act(), Ground(), None
    held: dict[str, Held] = {}
    if asked.act is not None:
        act, source = read_act(asked.act)
        sources.append(source)
    if asked.ground is not None:
        ground, source = read_ground(asked.ground)
        sources.append(source)
    if asked.staff is not None:
        held, source = read_balance(asked.staff)
        sources.append(source)
    place = read_place(asked.perimeter, ground, _names(asked.units))
    faults: tuple[Fault, ...] = ()
    if asked.cases is not None:
        growth, source, faults = read_doubling(asked.cases, place.codes, ground)
        sources.append(source)
    plan = read_plan(asked.plan)
    sources += [_plan_source(asked.plan), place.source]
    needs = reckon_needs(
        plan,
        place.place,
        norms,
        act=act,
        held=held,
        doubling=growth,
        days=asked.days,
        sources=sources,
    )
    return replace(
        needs, notes=(*place.notes, *_other_zone(plan, place), *faults, *needs.notes)
    )


def write_needs(needs: Needs, out: Path, lang: Lang) -> None:
    """Write record, workbook, request letter and decision, all or none of them.

    Raises
    ------
    Refused
        ``out-special``, ``out-unwritable``.
    """
    contents = {
        RECORD: compose_json(needs_document(needs)),
        WORKBOOK: compose_needs(needs, lang),
        REQUEST: compose_request(needs, lang),
        DECISION: compose_decision(needs, lang),
    }
    write_together(out, contents)


def _names(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    units = read_units_or_list(path)
    return {str(code): str(name) for code, name in units["name"].items() if name}


def _other_zone(plan: Plan, place: ReadPlace) -> list[Fault]:
    """Tell where the posts were placed around something else than this perimeter."""
    if plan.zone_sha256 == place.source.sha256:
        return []
    facts = {"zone": plan.zone, "perimeter": place.source.name}
    return [Fault("needs-other-zone", facts)]


def _plan_source(path: Path) -> Source:
    return Source("plan", path.name, hashlib.sha256(path.read_bytes()).hexdigest())
