"""Why a unit has its level: figures and names, no sentence.

What was seen is kept as a tuple, or as a `gis.rulesets.later.Later` that becomes one
when it is first read: hardly anybody reads all reasons of a country.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gis.rulesets.parameters import Parameters
from gis.rulesets.schema.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Seen:
    """One comparison of a rule set, or a number that it is made of: what was seen.

    Parameters
    ----------
    kind
        ``flow``, ``stock``, ``finding``: an input; else the operator's own name.
    name
        The input or named number that it is about; empty for an operator without a
        name of its own.
    low, high
        What the number was; they differ where reports are missing.
    bound, threshold
        What it was compared with; lowest and highest where the figure is unknown.
        A number that is only a part of another has no bound: it is empty.
    holds
        Whether the comparison is true; None where it cannot be told.
    step
        The level that it speaks for.
    clause
        Its clause; empty for none.
    first, last
        The window, both days included; the day itself where there is none.
    missing
        How many days of the window nobody reported.
    last_missing, last_day
        The last of them; the last day with a figure above 0.
    lacking
        Inputs without a report that it needs.
    of, of_level
        Admin level and risk level of the children or neighbours that count.
    places, unknown_places, total
        Children or neighbours that count, those that nobody can tell, and how
        many there are; `total` is None where nobody named them.
    place
        Code of the unit above that the number was read from; empty for this unit.
    parts
        What a composed number is made of, in the order of the rule file: of
        `adjust` the number and then the comparisons of its predicate; of `peak` the
        number on the day of the peak; of `falls` today's and each earlier one, down
        to where it did not fall; of `days_since` the comparisons on the day on which
        they last held, or may have; of `sum_of_children` one child that is known.
    node
        The number as the rule file writes it: an operator, or the name of an input.
    """

    kind: str
    name: str
    low: float
    high: float
    bound: str
    threshold: tuple[float, float]
    holds: bool | None
    step: int
    clause: str
    first: date
    last: date
    missing: int = 0
    last_missing: date | None = None
    last_day: date | None = None
    lacking: tuple[str, ...] = ()
    of: str = ""
    of_level: int = 0
    places: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    total: int | None = None
    place: str = ""
    parts: Sequence["Seen"] = ()
    node: Any = None

    def compared(
        self,
        bound: str,
        threshold: tuple[float, float],
        holds: bool | None,  # noqa: FBT001 - a truth of three values
        step: int,
        clause: str,
    ) -> "Seen":
        """Give the same number as a comparison (field by field: thousands are made)."""
        return Seen(
            self.kind,
            self.name,
            self.low,
            self.high,
            bound,
            threshold,
            holds,
            step,
            clause,
            self.first,
            self.last,
            self.missing,
            self.last_missing,
            self.last_day,
            self.lacking,
            self.of,
            self.of_level,
            self.places,
            self.unknown_places,
            self.total,
            self.place,
            self.parts,
            self.node,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Why the level of the day's own reports is not the level in force.

    Parameters
    ----------
    kind
        ``delay``: it was assessed and is not in effect yet. ``calendar``: no
        assessment since. ``run``: too few days or assessments in a row. ``stay``:
        the level in force has not been so for long enough. ``lock``: it may not be
        lowered. ``step``: eased by as many levels as may be at a time.
    level
        What the reports of the day alone would give, and for ``delay`` the level that
        was assessed; None where they cannot tell. It is better than the level in
        force, but for ``delay`` and ``calendar``: there it may be worse, and on its
        way.
    until
        The first day on which this no longer stands in the way, at the earliest;
        None where that cannot be said (a lock).
    clause
        The clause of the timing; empty for none.
    because
        For a lock, what was seen.
    """

    kind: Literal["run", "stay", "lock", "step", "calendar", "delay"]
    level: int | None
    until: date | None = None
    clause: str = ""
    because: Sequence[Seen] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A level that somebody decided, whatever the reports give.

    Parameters
    ----------
    level
        The level decided.
    proposed
        What the rule set gives on that day; None where it cannot tell.
    number, signer, reason
        Of the decision, as handed in.
    starts, ends
        Days, both included.
    """

    level: int
    proposed: int | None
    number: str
    signer: str
    reason: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of an exit test.

    Parameters
    ----------
    clause
        Its clause; empty for none.
    met
        Whether it speaks for control; None where it cannot be told.
    because
        What was seen: what settles it, or what is open.
    """

    clause: str
    met: bool | None
    because: Sequence[Seen]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit has its level on a day; rendered by ``maps.words.reasons``.

    Parameters
    ----------
    ruleset
        Whose names and labels are meant.
    unit, day
        Where and when.
    level
        None where it cannot be told; then it lies from `low` to `high`.
    low, high
        Lowest and highest possible level.
    clauses
        Clauses that give the level, in the order of the rule file.
    because
        Comparisons that give the level: the ones that hold; at a level reached by
        ``otherwise``, the ones of the worse levels, none of which holds. Where the
        level cannot be told, the ones that give the lowest possible level.
    by_default
        The level is the one of ``otherwise``.
    unknown
        Comparisons that could not be told and keep the level from being told.
    next_level, next_day
        The first better level and its earliest day, with no new case and a report
        every day; None where there is none.
    fragile
        One case fewer would give a better level.
    judged
        False where the rule set does not judge units of this kind.
    silent
        Nothing that it hangs on was reported on any day that counts.
    criteria
        Of an exit test: each criterion, in the order of the file.
    parameters
        The figures that the rule set was judged with.
    part
        Name of the old unit that this tells of, where the level was carried from it
        to a unit that it is part of; empty otherwise.
    """

    ruleset: RuleSet = field(repr=False)
    unit: str
    day: date
    level: int | None
    low: int
    high: int
    clauses: tuple[str, ...] = ()
    because: Sequence[Seen] = ()
    by_default: bool = False
    unknown: Sequence[Seen] = ()
    next_level: int | None = None
    next_day: date | None = None
    fragile: bool = False
    judged: bool = True
    silent: bool = False
    assessed: date | None = None
    held: Held | None = None
    decided: Decided | None = None
    criteria: tuple[Criterion, ...] = ()
    parameters: Parameters | None = field(default=None, repr=False)
    part: str = ""
