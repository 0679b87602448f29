"""What a figure is made of, cell by cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.reason import Seen

Facts = dict[str, Any]
Silent = NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of any figure's reports; names as in `Seen`."""

    first: date
    missing: int = 0
    last_missing: date | None = None
    last_day: date | None = None
    lacking: tuple[str, ...] = ()


class Citable(Protocol):
    """A figure, or a comparison of one."""

    def told(self, row: int, column: int) -> Told:
        """Give what is told of the reports of a cell."""

    def cite(self, row: int, column: int) -> Seen:
        """Give what was seen in a cell."""


Part = tuple[Citable, int, int]
"""A cell of a figure or comparison: its row and column."""


@dataclass(slots=True)
class Made:
    """The cells that one cell of a figure is made of, and what is told of it beside."""

    parts: tuple[Part, ...] = ()
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Making:
    """How a figure is made of others.

    Parameters
    ----------
    made
        Gives what a cell, a row and a column of the view, is made of.
    silent
        Where nothing that it hangs on was reported, units by days; None where it
        reads no reports.
    """

    made: Callable[[int, int], Made]
    silent: Silent = None


def told_of(parts: Iterable[Part], day: date) -> Told:
    """Tell of a figure what is told of its first part, and all that they lack."""
    told = [one.told(row, column) for one, row, column in parts]
    if not told:
        return Told(day)
    main, all_lack = told[0], [one.lacking for one in told if one.lacking]
    if not all_lack or (len(all_lack) == 1 and main.lacking):
        return main
    lacking = tuple(dict.fromkeys(name for lack in all_lack for name in lack))
    return Told(main.first, main.missing, main.last_missing, main.last_day, lacking)


def all_silent(silent: Iterable[Silent]) -> Silent:
    """Say where all are silent, those that read reports at all."""
    known = [one for one in silent if one is not None]
    if not known:
        return None
    found: NDArray[np.bool_] = np.logical_and.reduce(known)
    return found
