"""The indicators frame: numbers per unit and day, where missing is not zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Indicators:
    """What was reported, by indicator, unit and day.

    Parameters
    ----------
    units
        Codes of the rows, unique, in the order of the arrays.
    first
        Day of the first column; the columns are consecutive days.
    values : mapping of arrays, each n units by n days, float64
        One array per indicator. NaN is no report; a zero was reported. The arrays
        are made read-only here.

    Raises
    ------
    ValueError
        Arrays of different shape, or codes that stand twice: a mistake of ours.
    """

    units: tuple[str, ...]
    first: date
    values: Mapping[str, NDArray[np.float64]]

    def __post_init__(self) -> None:
        if len(set(self.units)) != len(self.units):
            raise ValueError("a unit stands twice")
        shapes = {array.shape for array in self.values.values()}
        if len(shapes) > 1 or any(
            len(shape) != 2 or shape[0] != len(self.units)  # noqa: PLR2004 - units, days
            for shape in shapes
        ):
            raise ValueError(f"{len(self.units)} units, arrays of {shapes}")
        for array in self.values.values():
            if array.dtype != np.float64:
                raise ValueError(f"float64 is needed, not {array.dtype}")
            array.flags.writeable = False
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    @property
    def days(self) -> int:
        """Count the columns."""
        return next((array.shape[1] for array in self.values.values()), 0)

    @property
    def last(self) -> date:
        """Give the day of the last column."""
        return self.first + timedelta(days=self.days - 1)

    def day_index(self, day: date) -> int:
        """Give the column of `day`; it may lie outside (below 0, or `days` and on)."""
        return (day - self.first).days

    def reports(self, name: str) -> NDArray[np.float64] | None:
        """Give the array of an indicator; None where nobody reports it."""
        return self.values.get(name)

    def reindex(self, units: Sequence[str], first: date, last: date) -> "Indicators":
        """Give the same reports for other units and days.

        Parameters
        ----------
        units
            Codes wanted, in the order wanted.
        first, last
            Days wanted, both included.

        Returns
        -------
        Indicators
            Every cell that this one does not hold is NaN: no report.
        """
        wanted = tuple(units)
        days = (last - first).days + 1
        if wanted == self.units and first == self.first and days == self.days:
            return self
        shift = self.day_index(first)
        start, stop = max(shift, 0), min(shift + days, self.days)
        rows = {unit: row for row, unit in enumerate(self.units)}
        source = np.array([rows.get(unit, -1) for unit in wanted], dtype=np.intp)
        known = source >= 0
        values = {}
        for name, array in self.values.items():
            moved = np.full((len(wanted), days), np.nan)
            if stop > start:
                moved[known, start - shift : stop - shift] = array[
                    source[known], start:stop
                ]
            values[name] = moved
        return Indicators(wanted, first, values)
