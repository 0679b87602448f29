"""The lift test: which perimeters hold nothing back any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from gis.perimeters.life.record import Record
from gis.perimeters.life.state import Standing, standing_at

PASSED = "controlled"
_UNTOLD = "no_report"


@dataclass(frozen=True, slots=True)
class Lifting:
    """One perimeter on the morning's list.

    Parameters
    ----------
    record
        The perimeter.
    standing
        Where it stands.
    units
        Each enclosed unit and what the exit test says of it: ``controlled``,
        ``not_controlled`` or ``no_report``.
    """

    record: Record
    standing: Standing
    units: Mapping[str, str]

    @property
    def passes(self) -> bool:
        """Say whether every enclosed unit is under control: silence is not enough."""
        return bool(self.units) and all(z == PASSED for z in self.units.values())

    @property
    def ready(self) -> tuple[str, ...]:
        """Give the units that pass: those that narrowing could let go."""
        return tuple(unit for unit, zone in self.units.items() if zone == PASSED)


def find_liftable(
    records: Iterable[Record], zones: pd.DataFrame, now: datetime
) -> list[Lifting]:
    """Hold every perimeter that encloses people against an exit test.

    Parameters
    ----------
    records
        Perimeters; those that enclose nobody at `now` are left out.
    zones : zones frame
        Of an exit test, for one day; a unit that is not in it has no report.
    now
        The instant asked for.

    Returns
    -------
    list of Lifting
        Those that pass first, then by id.
    """
    told = dict(zip(zones["unit"], zones["zone"]))
    found = []
    for record in records:
        standing = standing_at(record, now)
        if standing.encloses:
            units = {unit: str(told.get(unit, _UNTOLD)) for unit in standing.units}
            found.append(Lifting(record, standing, units))
    return sorted(found, key=lambda one: (not one.passes, one.record.id))
