"""The reports behind one input: which days are missing, and the last day above 0."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.rulesets.engine.view import View
from gis.rulesets.engine.windows import latest_where, runs


@dataclass(frozen=True, slots=True)
class Trace:
    """The reports behind one input of a number, units by judged days.

    `missing` counts the days of the window without a report; `last_missing` and
    `last_day` are columns counted from the window's first possible day, -1 for none;
    `unpacked` keeps the columns that were asked for.
    """

    name: str
    kind: str
    days: int
    missing: NDArray[np.integer[Any]]
    last_missing: NDArray[np.intp]
    last_day: NDArray[np.intp]
    unpacked: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)

    def at(self, row: int, column: int) -> tuple[int, int, int]:
        """Give the three figures of a cell; -1 for no day in the window."""
        if column not in self.unpacked:
            gap, case = self.last_missing[:, column], self.last_day[:, column]
            three = (
                self.missing[:, column],
                np.where(gap >= column, gap, -1),
                np.where(case >= column, case, -1),
            )
            self.unpacked[column] = list(zip(*(one.tolist() for one in three)))
        return self.unpacked[column][row]


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
