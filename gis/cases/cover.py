"""Which units and days an import speaks for, beyond those that it names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault, Refused


@dataclass(frozen=True, slots=True)
class Cover:
    """Days and units of which an import says: what is not named had no case.

    Parameters
    ----------
    first, last
        Days, both included.
    units
        Codes; None is every unit that is asked for.

    Raises
    ------
    Refused
        ``cover-backwards`` where `last` comes before `first`.
    """

    first: date
    last: date
    units: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Refused("cover-backwards", first=self.first, last=self.last)

    def holds(self, unit: str, day: date) -> bool:
        """Say whether the cover speaks for `unit` on `day`."""
        return self.first <= day <= self.last and (
            self.units is None or unit in self.units
        )


def covered_cells(
    covers: Sequence[Cover], units: Sequence[str], first: date, days: int
) -> NDArray[np.bool_]:
    """Mark the cells, unit by day, that any cover speaks for."""
    cells = np.zeros((len(units), days), dtype=bool)
    place = {unit: number for number, unit in enumerate(units)}
    for cover in covers:
        start = max((cover.first - first).days, 0)
        stop = max((cover.last - first).days + 1, 0)
        if cover.units is None:
            cells[:, start:stop] = True
        else:
            named = [place[unit] for unit in cover.units if unit in place]
            cells[named, start:stop] = True
    return cells


def note_outside(accepted: pd.DataFrame, covers: Sequence[Cover]) -> tuple[Fault, ...]:
    """Tell of rows that a declared cover does not hold; they are counted all the same.

    Parameters
    ----------
    accepted : accepted case rows
    covers : as declared with them; none is no declaration, and no note
    """
    if not covers:
        return ()
    pairs = accepted.groupby(["unit", "day"], sort=False)["row"].agg(["size", "first"])
    outside = [
        not any(cover.holds(unit, day) for cover in covers) for unit, day in pairs.index
    ]
    beside = pairs[np.array(outside, dtype=bool)]
    if beside.empty:
        return ()
    count, row = int(beside["size"].sum()), int(beside["first"].min())
    return (Fault("cover-rows-outside", {"count": count, "row": row}),)


def silent_cells(
    silent: pd.DataFrame, undated: Collection[str], covers: Sequence[Cover]
) -> pd.DataFrame:
    """Give every cell of which a refused row may have told.

    Parameters
    ----------
    silent, undated
        Of `CaseRows`.
    covers
        As declared with the rows. A case of a day that cannot be read may be one of
        any day that is covered: none of them is a 0 until the row is corrected.

    Returns
    -------
    DataFrame, columns `unit`, `day`
    """
    more = [
        (unit, cover.first + timedelta(days=step))
        for cover in covers
        for unit in undated
        if cover.units is None or unit in cover.units
        for step in range((cover.last - cover.first).days + 1)
    ]
    added = pd.DataFrame(more, columns=["unit", "day"], dtype=object)
    return pd.concat([silent, added]).drop_duplicates(ignore_index=True)
