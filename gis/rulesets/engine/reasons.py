"""Reasons for every unit and each day asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.decisions import Decision
from gis.rulesets.engine.ground import Ground
from gis.rulesets.engine.holds import Holds, find_holds
from gis.rulesets.engine.levels import Levels, blocks, passes_of, section_places
from gis.rulesets.engine.standing import Standing, find_standing
from gis.rulesets.engine.teller import Basis, Teller
from gis.rulesets.engine.view import Bounds, Risk, View
from gis.rulesets.reason import Decided, Held, Reason
from gis.rulesets.schema.ruleset import Section

Outlook = tuple[NDArray[np.int16], Risk]
"""Days until better, and the level then: units by days asked for."""
Cell = tuple[int, int]
"""A row of `Places`, and a day counted from the first asked for."""


@dataclass(slots=True)
class _Asked:
    """What reasons are told from, and those told so far.

    `given` holds by row and day asked for: lowest and highest level, days until better
    and the level then.
    """

    ground: Ground
    levels: Levels
    columns: range
    decided: Mapping[int, list[Decision]]
    days: list[date]
    given: list[list[tuple[int, int, int, int]]]
    told: dict[Cell, Reason] = field(default_factory=dict)

    def view(self, places: NDArray[np.intp], columns: range, section: Section) -> View:
        """Look at some rows on some judged days, as they were judged."""
        start, stop = columns.start, columns.stop
        before = None
        if passes_of(self.ground, section):
            before = self.levels.before.cut(start, stop)
        final = self.levels.final.cut(start, stop)
        return View(self.ground.cut(start, stop), places, final, before)


def find_reasons(
    ground: Ground, levels: Levels, columns: range, outlook: Outlook
) -> Mapping[int, list[Reason]]:
    """Give the reasons of every unit, day by day, by row of `ground.places`.

    Parameters
    ----------
    ground, levels
        All judged days: what gave a level may lie before the days asked for.
    columns
        Days asked for.
    outlook
        See `Outlook`.
    """
    decided: dict[int, list[Decision]] = {}
    for one in ground.decided.items:
        decided.setdefault(one.place, []).append(one)
    final = levels.final.cut(columns.start, columns.stop)
    figures = (final.low[:-1], final.high[:-1], *outlook)
    given = [
        list(zip(*of)) for of in zip(*([*one.tolist()] for one in figures), strict=True)
    ]
    days = [ground.day(column) for column in columns]
    asked = _Asked(ground, levels, columns, decided, days, given)
    for number, section in enumerate(ground.ruleset.judge):
        track = levels.tracks.get((number, passes_of(ground, section)))
        if track is None:
            _tell_untimed(asked, section)
        else:
            standing = find_standing(track, columns)
            holds = find_holds(ground, levels, track, standing, columns)
            _tell_timed(asked, section, (standing, track.force, holds), track.places)
    _tell_unjudged(asked)
    rows = range(len(ground.places.codes))
    numbers = range(len(columns))
    return {row: [asked.told[row, day] for day in numbers] for row in rows}


def _tell_untimed(asked: _Asked, section: Section) -> None:
    """Tell of units whose level in force is that of the day's own reports."""
    places = section_places(asked.ground, section)
    cited: dict[Any, Any] = {}
    final = asked.levels.final.cut(asked.columns.start, asked.columns.stop)
    for block in blocks(places, len(asked.columns)):
        view = asked.view(block, asked.columns, section)
        given = Bounds(final.low[block], final.high[block])
        teller = Teller(view, section, cited, given if not asked.decided else None)
        for day in range(len(asked.columns)):
            told = teller.tell(day, range(len(block)))
            for place, basis in zip(block.tolist(), told):
                _assemble(asked, (place, day), basis, basis.level, None)


def _tell_timed(
    asked: _Asked,
    section: Section,
    found: tuple[Standing, Bounds, Holds],
    places: NDArray[np.intp],
) -> None:
    """Tell of units whose level rests on an earlier day's reports."""
    standing, force, holds = found
    start = asked.columns.start
    for column in np.unique(standing.basis).tolist():
        columns = range(column, column + 1)
        cited: dict[Any, Any] = {}
        here = np.flatnonzero((standing.basis == column).any(axis=1))
        for part in blocks(here, 1):
            teller = Teller(asked.view(places[part], columns, section), section, cited)
            rows, days = np.nonzero(standing.basis[part] == column)
            units = part[rows]
            low, high = (
                one[units, start + days].tolist() for one in (force.low, force.high)
            )
            rests = (standing.assessed[units, days] >= 0).tolist()
            cells = zip(places[units].tolist(), days.tolist())
            told = teller.tell(0, rows.tolist())
            held = (holds.get(one) for one in zip(units.tolist(), days.tolist()))
            for cell, basis, least, most, on, holding in zip(
                cells, told, low, high, rests, held
            ):
                proposed = least if least == most else None
                _assemble(asked, cell, basis, proposed, holding, rests=on)


def _tell_unjudged(asked: _Asked) -> None:
    for place in range(len(asked.ground.places.codes)):
        for day in range(len(asked.columns)):
            if (place, day) not in asked.told:
                _assemble(asked, (place, day), None, None, None)


def _assemble(
    asked: _Asked,
    cell: Cell,
    basis: Basis | None,
    proposed: int | None,
    held: Held | None,
    *,
    rests: bool = True,
) -> None:
    """Put a reason together from what gave the level and what stands in its way."""
    place, number = cell
    ground, day = asked.ground, asked.days[number]
    low, high, days, then = asked.given[place][number]
    decided = None
    if place in asked.decided:
        standing = (d for d in asked.decided[place] if d.starts <= day <= d.ends)
        decided = next(standing, None)
    facts: dict[str, Any] = {"judged": False}
    if basis is not None:
        facts = {
            "clauses": basis.clauses if proposed is not None else (),
            "because": basis.because,
            "by_default": basis.by_default,
            "unknown": basis.unknown if proposed is None else (),
            "silent": basis.silent,
            "criteria": basis.criteria,
            "assessed": basis.day if rests else None,
            "fragile": basis.fragile and held is None and proposed == basis.level,
        }
        if held is not None and held.clause and held.kind not in {"delay", "calendar"}:
            facts["clauses"] = tuple(dict.fromkeys((*facts["clauses"], held.clause)))
    if decided is not None:
        held = None
        facts |= {"clauses": (decided.number,), "fragile": False, "unknown": ()}
    asked.told[cell] = Reason(
        ruleset=ground.ruleset,
        unit=ground.places.codes[place],
        day=day,
        level=low if low == high else None,
        low=low,
        high=high,
        next_level=then if days else None,
        next_day=day + timedelta(days=days) if days else None,
        held=held,
        decided=None if decided is None else _decided(decided, proposed),
        parameters=ground.parameters,
        **facts,
    )


def _decided(one: Decision, proposed: int | None) -> Decided:
    return Decided(
        level=one.level,
        proposed=proposed,
        number=one.number,
        signer=one.signer,
        reason=one.reason,
        starts=one.starts,
        ends=one.ends,
    )
