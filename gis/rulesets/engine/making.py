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
    """What one cell of a figure is made of, and what is told of it beside."""

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


def told_of(parts: tuple[Seen, ...]) -> Facts:
    """Give the facts of a figure that is as its first part is; all that they lack."""
    if not parts:
        return {}
    main = parts[0]
    facts: Facts = {"first": main.first}
    if main.missing:
        facts["missing"], facts["last_missing"] = main.missing, main.last_missing
    if main.last_day is not None:
        facts["last_day"] = main.last_day
    lacking = [name for part in parts for name in part.lacking]
    if lacking:
        facts["lacking"] = tuple(dict.fromkeys(lacking))
    return facts


def all_silent(silent: Iterable[Silent]) -> Silent:
    """Say where all are silent, those that read reports at all."""
    known = [one for one in silent if one is not None]
    if not known:
        return None
    found: NDArray[np.bool_] = np.logical_and.reduce(known)
    return found
