"""Levels that somebody decided, where the engine reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from gis.rulesets.engine.view import Bounds

_COLUMNS = ("unit", "level", "starts", "ends", "number", "signer", "reason")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decided level: for one row of `Places`, on its days, both included."""

    place: int
    level: int
    starts: date
    ends: date
    number: str
    signer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of them. They stand in place of the level in force, and end by themselves.

    What the reports give goes on beneath: on the day after the last the level in
    force is what it would have been without the decision.
    """

    items: tuple[Decision, ...] = ()

    def stand(self, levels: "Bounds", first: date, ahead: int = 0) -> None:
        """Put the decided levels in place.

        Parameters
        ----------
        levels : written to
            Levels of all places; the first column stands for `ahead` days after
            `first`.
        """
        begin = first + timedelta(days=ahead)
        width = levels.low.shape[1]
        for one in self.items:
            start = max((one.starts - begin).days, 0)
            stop = min((one.ends - begin).days + 1, width)
            if start < stop:
                levels.low[one.place, start:stop] = one.level
                levels.high[one.place, start:stop] = one.level

    def of(self, place: int) -> Iterator[Decision]:
        """Give the decisions for one row."""
        return (one for one in self.items if one.place == place)


def place_decisions(decided: pd.DataFrame | None, codes: Sequence[str]) -> Decisions:
    """Find the rows of decided units; those that are not judged are left out.

    Parameters
    ----------
    decided : the decided frame, or None
    codes
        Units in the order of the rows.
    """
    if decided is None:
        return Decisions()
    rows = {code: row for row, code in enumerate(codes)}
    given: Iterator[Any] = decided[[*_COLUMNS]].itertuples(index=False)
    found = [Decision(rows[unit], *of_it) for unit, *of_it in given if unit in rows]
    return Decisions(tuple(sorted(found, key=lambda one: (one.place, one.starts))))
