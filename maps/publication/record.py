"""One publication: everything that its pages, prints and tables are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

import geopandas as gpd
import pandas as pd

from boundaries.spans import VIETNAM, Span, day_start
from gis.checkpoints.plan import Plan
from gis.directives import Period
from gis.rulesets import RuleSet
from gis.stations import lacking
from maps.publication.closing import Design, frame_posts

State = Literal["proposed", "decided"]


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that went in, and what became of its rows.

    Parameters
    ----------
    name
        File name as people know it, without its folder.
    sha256
        Of the bytes that were read, 64 hex digits.
    read, accepted, refused, duplicate
        Rows; ``read == accepted + refused + duplicate``.
    """

    name: str
    sha256: str
    read: int
    accepted: int
    refused: int
    duplicate: int

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.refused + self.duplicate:
            raise ValueError(f"{self.name}: rows in are not rows out")


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition of the administrative units that the maps are drawn on."""

    id: str
    sha256: str


Way = Literal["strictest", "population"]
WAYS = ("strictest", "population")


@dataclass(frozen=True, slots=True)
class Carried:
    """How figures of former units came to stand on the units of the map.

    Parameters
    ----------
    way
        ``strictest``: levels of the former units, the worst of a unit's parts.
        ``population``: counts, shared by people and judged on the units of the map.
    crosswalk, sha256
        Name of the file, and its hash.
    former, divided
        How many former units there are, and how many were divided.
    """

    way: Way
    crosswalk: str
    sha256: str
    former: int
    divided: int


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What is published of one province for one day.

    Parameters
    ----------
    province, province_name
        Code and full name (``91``, ``Tỉnh Kiên Giang``).
    day
        The day D that is published; `zones` ends with it.
    units
        The province's units under the units contract: districts, communes and
        what lies below, the province itself where the file holds it.
    ruleset
        The rule set that gave the levels.
    params
        The parameters that were set by hand, by name.
    zones, transitions
        Frames of ``gis.zones``, first data day to D.
    periods
        Directive periods of the province, in order, the last one holds D.
    directives
        Frame of ``gis.directives``.
    reported
        Counted units (``maps.publication.counting``) that have reported, and of how
        many, for each day of `zones`.
    people
        People per unit, or None where no population was given.
    context
        Neighbouring provinces (`name`, geometry, EPSG:4326), for orientation.
    roads, sites
        Frames of roads and of hospitals and industrial zones, EPSG:4326.
    stations
        Frame of ``gis.stations``: points with capacity, as they stand now.
    perimeters, design
        Locked areas and the distanced rings around them, EPSG:4326 (`part`:
        ``perimeter`` or ``ring``, `id`, `units`, `people`, `households`,
        `cases_inside`, `cases_outside`, `km`, `crossings`; figures that nobody told
        are missing; `state` and `number` where a record of its life was given), and
        what their file says of them together.
    plans
        Plans of posts, by the name of the file.
    notices
        Codes of sentences that every page and print must carry
        (``maps/words/phrases.toml``, table ``notices``).
    cases_above
        Case rows that name a unit above the communes: no commune counts them.
    drafted_by
        Who drafts.
    number, signed_by, signed_at
        Number of the decision, who signed and when; all three or it is a draft.
    reason
        Why an earlier version is replaced.
    inputs
        The files that went in.
    edition
        Of the units.
    carried
        Where rows were reported on former units: how they were carried to `units`.
    version, replaces, fingerprint
        Given by ``write_publication``: 1, 2, ...; the version replaced; SHA-256
        over everything that determines the bytes.
    """

    province: str
    province_name: str
    day: date
    units: gpd.GeoDataFrame
    ruleset: RuleSet
    zones: pd.DataFrame
    transitions: pd.DataFrame
    periods: tuple[Period, ...]
    directives: pd.DataFrame
    reported: Mapping[date, tuple[int, int]]
    inputs: tuple[InputFile, ...]
    edition: Edition
    drafted_by: str
    params: Mapping[str, object] = field(default_factory=dict)
    people: "pd.Series[float] | None" = None
    context: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    sites: gpd.GeoDataFrame | None = None
    stations: gpd.GeoDataFrame | None = None
    perimeters: gpd.GeoDataFrame | None = None
    design: Design | None = None
    plans: Mapping[str, Plan] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    cases_above: int = 0
    number: str | None = None
    signed_by: str | None = None
    signed_at: date | datetime | None = None
    reason: str | None = None
    carried: Carried | None = None
    version: int = 0
    replaces: int | None = None
    fingerprint: str = ""

    @property
    def rows_aside(self) -> int:
        """Count the rows of all files that were kept aside: no unit counts them."""
        return sum(file.refused for file in self.inputs)

    @property
    def state(self) -> State:
        """Say ``decided`` once number, signer and date are there; else a draft."""
        signed = self.number and self.signed_by and self.signed_at
        return "decided" if signed else "proposed"

    def numbered(self, version: int, replaces: int | None) -> "Publication":
        """Give the same publication with its number and the number it replaces."""
        return replace(self, version=version, replaces=replaces)

    @property
    def first_day(self) -> date:
        """Give the first day that the zones tell of."""
        first: date = self.zones["day"].min()
        return first

    @property
    def current_period(self) -> Period:
        """Give the latest directive period that touches the published day."""
        whole_day = Span(day_start(self.day), day_start(self.day + timedelta(days=1)))
        return [p for p in self.periods if p.span.meets(whole_day)][-1]

    @property
    def lacking_station(self) -> list[str]:
        """Give the distanced communes without a mobile station in the last period."""
        if self.stations is None:
            return []
        held = self.current_period.in_force
        return lacking(held, self.directives, self.units, self.stations)

    @property
    def posts(self) -> gpd.GeoDataFrame | None:
        """Give checkpoints and barriers of all plans as points, None without a plan."""
        return frame_posts(self.plans) if self.plans else None

    @property
    def zones_of_day(self) -> pd.DataFrame:
        """Give the zones of the published day, one row per unit, indexed by unit."""
        return self.zones[self.zones["day"] == self.day].set_index("unit")

    @property
    def changes_of_day(self) -> pd.DataFrame:
        """Give the transitions of the published day."""
        return self.transitions[self.transitions["day"] == self.day]


def page_name(period: Period) -> str:
    """Name the page of a period: ``period-2021-09-14.html``, with hours if any."""
    starts = period.span.starts.astimezone(VIETNAM)
    form = "%Y-%m-%d" if (starts.hour, starts.minute) == (0, 0) else "%Y-%m-%dT%H%M"
    return f"period-{starts.strftime(form)}.html"
