"""What keeps the level of a day's own reports away, as reasons tell it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import numpy as np

from gis.rulesets.engine.evidence import Evidence, find_evidence
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
    shared: dict[tuple[int, int, int, tuple[Seen, ...]], Held] = {}
    found: dict[tuple[int, int], Held] = {}
    clauses = _clauses(track.pace.timing)
    for row, day in zip(*np.nonzero(standing.kind)):
        kind, until = int(standing.kind[row, day]), int(standing.until[row, day])
        raw = int(standing.raw[row, day])
        because = seen.get((int(row), int(day)), ())
        key = (kind, raw, until, because)
        if key not in shared:
            last = None if until >= NEVER else ground.first + timedelta(days=until)
            shared[key] = Held(
                KINDS[kind - 1],
                raw or None,
                last,
                clauses.get(kind, ""),
                because,
            )
        found[int(row), int(day)] = shared[key]
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
) -> Iterator[tuple[tuple[int, int], tuple[Seen, ...]]]:
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
            for row, unit in enumerate(part):
                truths = {key: int(e.truth[row, 0]) for key, e in evidence.items()}
                cites = carry(lock.when, truths)
                yield (
                    (int(unit), day),
                    tuple(evidence[id(leaf)].cite(row, 0) for leaf in cites),
                )
