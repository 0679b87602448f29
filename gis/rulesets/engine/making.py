"""What a figure is made of, cell by cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.reason import Seen

Facts = dict[str, Any]
Silent = NDArray[np.bool_] | None


@dataclass(slots=True)
class Made:
    """What one cell of a figure is made of, and what else is told of it."""

    parts: tuple[Seen, ...] = ()
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


def told_of(parts: Iterable[Seen]) -> Facts:
    """Give the facts of a figure that is as its first part is; all that they lack."""
    known = tuple(parts)
    lacking = dict.fromkeys(name for part in known for name in part.lacking)
    facts: Facts = {"lacking": tuple(lacking)} if lacking else {}
    if known:
        main = known[0]
        facts["first"] = main.first
        for key in ("missing", "last_missing", "last_day"):
            if getattr(main, key):
                facts[key] = getattr(main, key)
    return facts


def all_silent(silent: Iterable[Silent]) -> Silent:
    """Say where all are silent, those that read reports at all."""
    known = [one for one in silent if one is not None]
    if not known:
        return None
    found: NDArray[np.bool_] = np.logical_and.reduce(known)
    return found
