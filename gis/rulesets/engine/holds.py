"""What keeps the level of a day's own reports away, as reasons tell it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import numpy as np

from gis.rulesets.engine.evidence import Cites, Evidence, cites, find_evidence
from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.levels import Levels, Track, blocks, passes_of
from gis.rulesets.engine.standing import (
    CALENDAR,
    DELAY,
    KINDS,
    LOCK,
    NEVER,
    RUN,
    STAY,
    Standing,
)
from gis.rulesets.engine.supports import carry
from gis.rulesets.engine.view import View
from gis.rulesets.later import Later
from gis.rulesets.reason import Held, Seen
from gis.rulesets.schema.timing import Timing
from gis.rulesets.schema.walk import leaves

Holds = Mapping[tuple[int, int], Held]
"""By row of the section's units and day asked for; nothing where nothing is held."""


def find_holds(
    ground: Ground, levels: Levels, track: Track, standing: Standing, asked: range
) -> Holds:
    """Tell what holds each unit of a section on the days asked for."""
    seen = dict(_locks(ground, levels, track, standing, asked))
    shared: dict[tuple[int, int, int], Held] = {}
    found: dict[tuple[int, int], Held] = {}
    clauses = _clauses(track.pace.timing)
    rows, days = np.nonzero(standing.kind)
    marks = (one[rows, days] for one in (standing.kind, standing.until, standing.raw))
    given = zip(rows.tolist(), days.tolist(), *(one.tolist() for one in marks))
    for row, day, kind, until, raw in given:
        key = (kind, raw, until)
        if kind == LOCK or key not in shared:
            last = None if until >= NEVER else ground.first + timedelta(days=until)
            shared[key] = Held(
                KINDS[kind - 1],
                raw or None,
                last,
                clauses.get(kind, ""),
                seen.get((row, day), ()),
            )
        found[row, day] = shared[key]
    return found


def _clauses(timing: Timing) -> dict[int, str]:
    parts = {
        RUN: timing.ease_after,
        STAY: timing.stay_at_least,
        LOCK: timing.not_lowered_when,
        CALENDAR: timing.assess,
        DELAY: timing.in_effect_after,
    }
    return {kind: part.clause for kind, part in parts.items() if part and part.clause}


def _locks(
    ground: Ground, levels: Levels, track: Track, standing: Standing, asked: range
) -> Iterator[tuple[tuple[int, int], Sequence[Seen]]]:
    """Give what was seen where a level may not be lowered."""
    lock = track.pace.timing.not_lowered_when
    if lock is None:
        return
    beside = passes_of(ground, track.section) > 0
    for day, column in enumerate(asked):
        shut = np.flatnonzero(standing.kind[:, day] == LOCK)
        cited: dict[tuple[object, ...], Seen] = {}
        cut = levels.cut(column, column + 1)
        for part in blocks(shut, 1):
            before = cut.before if beside else None
            here = ground.cut(column, column + 1)
            view = View(here, track.places[part], cut.final, before)
            evidence: dict[int, Evidence] = {
                id(leaf): find_evidence(view, track.section, leaf, cited)
                for leaf in leaves(lock.when)
            }
            known: dict[tuple[int, ...], Cites] = {}
            for row, unit in enumerate(part):
                truths = {key: int(e.truth[row, 0]) for key, e in evidence.items()}
                pattern = tuple(truths.values())
                if pattern not in known:
                    carrying = carry(lock.when, truths)
                    known[pattern] = cites([evidence[id(leaf)] for leaf in carrying])
                yield (int(unit), day), Later(known[pattern], row, 0)
