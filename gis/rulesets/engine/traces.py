"""The reports behind one input: which days are missing, and the last day above 0."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.view import View
from gis.rulesets.engine.windows import latest_where, runs


@dataclass(frozen=True, slots=True)
class Trace:
    """The reports behind one input of a number, units by judged days.

    `missing` counts the days of the window without a report; `last_missing` and
    `last_day` are columns counted from the window's first possible day, -1 for none.
    """

    name: str
    kind: str
    days: int
    missing: NDArray[np.integer[Any]]
    last_missing: NDArray[np.intp]
    last_day: NDArray[np.intp]

    def at(self, row: int, column: int) -> tuple[int, int, int]:
        """Give the three figures of one unit and day; -1 for no day in the window."""
        gap, case = int(self.last_missing[row, column]), int(self.last_day[row, column])
        return (
            int(self.missing[row, column]),
            gap if gap >= column else -1,
            case if case >= column else -1,
        )


def trace(view: View, name: str, days: int) -> Trace:
    """Look at the reports of an input over a window of days."""
    window = view.ground.filled(name, view.places, days - 1)
    gaps = np.isnan(window)
    return Trace(
        name=name,
        kind=view.ground.ruleset.inputs[name].kind,
        days=days,
        missing=runs(gaps.astype(np.uint16), days),
        last_missing=latest_where(gaps)[:, days - 1 :],
        last_day=latest_where(window > 0)[:, days - 1 :],
    )
