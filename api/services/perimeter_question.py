"""What a perimeter is asked for; light, so that the command line starts at once."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Question:
    """What ``vungxanh perimeter`` is asked; None for a file that is not given.

    Parameters
    ----------
    units
        A layer with polygons.
    roads, model, costs
        Lines, the network that counts, own prices of posts.
    zones, rules, levels, day
        ``zones.csv`` of a rule set; the levels that lock, its worst where empty; the
        day of zones and of the window of cases.
    cases_lock
        A case of the window locks its unit; else cases are only counted.
    cases, population, trips
        Case rows, a raster of people, daily trips between units.
    forced_in, forced_out
        Units that a decision names, with its reasons.
    drawn, drawn_as
        Drawn polygons, and whether they force ``units`` in or are the perimeter
        (``shape``).
    approve, approved_by
        Units without a reason of their own, and who approves them.
    yesterday
        The perimeter file of the day before.
    whole_districts
        Districts go as a whole.
    coefficients
        Own figures.
    """

    units: Path
    roads: Path | None = None
    model: str = "car"
    costs: Path | None = None
    zones: Path | None = None
    rules: str = ""
    levels: tuple[int, ...] = ()
    day: date | None = None
    cases: Path | None = None
    cases_lock: bool = False
    population: Path | None = None
    trips: Path | None = None
    forced_in: Path | None = None
    forced_out: Path | None = None
    drawn: Path | None = None
    drawn_as: str = "units"
    approve: tuple[str, ...] = ()
    approved_by: str = ""
    yesterday: Path | None = None
    whole_districts: bool = False
    coefficients: Path | None = None

    @property
    def files(self) -> tuple[Path | None, ...]:
        """Give every file that is read, none of which may be written over."""
        return (
            *(self.units, self.roads, self.costs, self.zones, self.cases),
            *(self.population, self.trips, self.forced_in, self.forced_out),
            *(self.drawn, self.yesterday, self.coefficients),
        )
