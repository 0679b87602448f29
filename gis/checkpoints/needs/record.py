"""The record `Needs`: one set of figures, from which every document comes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from boundaries.refusal import Fault
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.plan import Post

STAFF = ("posts", "patrol", "supply", "monitoring", "sampling")
GOODS = ("barriers", "supply_points", "samples", "meals_duty", "meals_residents")
LINES = (*STAFF, "barriers")
"""What a balance may speak of: people by task, and barriers."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is locked; None is not told, and never 0.

    Parameters
    ----------
    units
        Names, or codes where no name is known.
    people, households
        Inside.
    land_border_km, landings, sea_gates
        What patrols must watch.
    listed, sampled
        Households on the sampling list, and those sampled already.
    doubling_days
        Days in which cases double, as given.
    """

    units: tuple[str, ...] = ()
    people: int | None = None
    households: int | None = None
    land_border_km: float | None = None
    landings: int | None = None
    sea_gates: int | None = None
    listed: int | None = None
    sampled: int | None = None
    doubling_days: float | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """The decision as given; "" and None stay blank places, none is ever made up.

    Parameters
    ----------
    number, signer, signer_title, office, superior, issued, place
        Of the decision; `superior` is the body above the issuing office, `place`
        where it is issued.
    area
        Name of the perimeter in the title.
    starts, ends
        Instant or day; a day of `ends` is included. `open_ended`: until further
        notice, which is said, not assumed.
    in_charge, deputy, review_day
        Office-holder in charge, deputy, and the day the perimeter is reviewed.
    basis, recipients, agencies
        Texts in order.
    request_number, request_issued, addressees
        Of the request letter, which has a number of its own.
    """

    number: str = ""
    signer: str = ""
    signer_title: str = ""
    office: str = ""
    superior: str = ""
    issued: date | None = None
    place: str = ""
    area: str = ""
    starts: date | datetime | None = None
    ends: date | datetime | None = None
    open_ended: bool = False
    in_charge: str = ""
    deputy: str = ""
    review_day: date | None = None
    basis: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    request_number: str = ""
    request_issued: date | None = None
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffLine:
    """People of one task.

    Parameters
    ----------
    key
        ``posts-<road class>``, or another of `STAFF`.
    count
        Posts, sectors, points or teams; None where an input is not told.
    per_shift
        People of one shift at all of them.
    shifts
        A day.
    on_duty
        People on duty a day: `per_shift` x `shifts`, rounded up.
    people
        On the roll: `on_duty` x relief, rounded up.
    formula
        How, in figures.
    norms
        Names of the norms in it.
    lacking
        Inputs that are not told.
    """

    key: str
    count: int | None
    per_shift: int | None
    shifts: int | None
    on_duty: int | None
    people: int | None
    formula: str
    norms: tuple[str, ...]
    lacking: tuple[str, ...] = ()

    @property
    def task(self) -> str:
        """Give the task of a balance that the line belongs to."""
        return self.key.split("-")[0]


@dataclass(frozen=True, slots=True)
class Goods:
    """A number of things: `amount`, None where an input in `lacking` is not told."""

    key: str
    amount: int | None
    formula: str
    norms: tuple[str, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CostLine:
    """VND of one line: `once`, and `a_day`; None where it cannot be told."""

    key: str
    once: int | None
    a_day: int | None
    formula: str
    norms: tuple[str, ...]

    def over(self, days: int | None) -> int | None:
        """Give the VND over a span; None where days or figures are not told."""
        if self.once is None or self.a_day is None:
            return None
        if self.a_day and days is None:
            return None
        return self.once + self.a_day * (days or 0)


@dataclass(frozen=True, slots=True)
class Doubling:
    """In how many days cases double, and how that is known.

    Parameters
    ----------
    days
        Rounded down to a tenth; None where cases do not grow or it cannot be told.
    state
        ``given``, ``counted``, ``not-growing``, ``unreported``, ``too-few``, ``none``.
    before, after
        Cases of the two weeks it is counted from.
    last
        Last day of the second week.
    """

    days: float | None
    state: str
    before: int | None = None
    after: int | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """One round of sampling; None where an input is not told.

    Parameters
    ----------
    households, listed, sampled
        In the perimeter, on the list, done.
    missed
        On the list and not sampled.
    unlisted
        In the perimeter and on no list.
    samples
        Still to be taken: of those missed and those unlisted.
    staff
        At hand: own and arrived.
    samples_a_day
        With the staff at hand.
    days
        To cover the round, rounded up.
    doubling
        Of the cases.
    keeps_up
        Whether the round is done before cases double; None where that is not told.
    staff_to_keep_up
        People with whom it is; None where that is not told.
    """

    households: int | None
    listed: int | None
    sampled: int | None
    missed: int | None
    unlisted: int | None
    samples: int | None
    staff: int | None
    samples_a_day: int | None
    days: int | None
    doubling: Doubling
    keeps_up: bool | None
    staff_to_keep_up: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Needed and at hand, of one line; None is not told.

    Parameters
    ----------
    line
        One of `LINES`.
    needed
        As reckoned, or as stated where `stated`.
    reckoned
        By the norms.
    own, asked, promised, arrived
        As the file says, added up over its rows.
    sources
        Who was asked.
    """

    line: str
    needed: int | None
    reckoned: int | None
    own: int | None = None
    asked: int | None = None
    promised: int | None = None
    arrived: int | None = None
    sources: tuple[str, ...] = ()
    stated: bool = False

    @property
    def shortfall(self) -> int | None:
        """What must come from elsewhere: needed less own, never below 0."""
        return _less(self.needed, self.own)

    @property
    def uncovered(self) -> int | None:
        """What nobody was asked for: the shortfall less asked, never below 0."""
        return _less(self.shortfall, self.asked)

    @property
    def missing(self) -> int | None:
        """What is not there yet: the shortfall less arrived, never below 0."""
        return _less(self.shortfall, self.arrived)

    @property
    def requested(self) -> int | None:
        """What the letter asks for: as asked, else the shortfall."""
        return self.shortfall if self.asked is None else self.asked


def _less(one: int | None, other: int | None) -> int | None:
    if one == 0:
        return 0
    return None if one is None or other is None else max(0, one - other)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the figures come from: what it is, its name and SHA-256."""

    what: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a perimeter and its posts need.

    Parameters
    ----------
    place, act, posts
        As given.
    staff, goods, costs
        Lines, in the order in which they are shown.
    sampling
        The round.
    balance
        One row for each of `LINES` that has a need or a row in the file.
    days
        Of the span; None where neither an end nor a number of days is given.
    norms
        All that were used, by name.
    notes
        What a person should look at.
    sources
        The files.
    """

    place: Place
    act: Act
    posts: tuple[Post, ...]
    staff: tuple[StaffLine, ...]
    goods: tuple[Goods, ...]
    costs: tuple[CostLine, ...]
    sampling: Sampling
    balance: tuple[Balance, ...]
    days: int | None
    norms: tuple[Norm, ...]
    notes: tuple[Fault, ...] = ()
    sources: tuple[Source, ...] = field(default_factory=tuple)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Name the norms that nobody vouches for."""
        return tuple(norm.name for norm in self.norms if norm.placeholder)

    @property
    def on_duty(self) -> int | None:
        """Count the people on duty a day; None where a line is not told."""
        return total([line.on_duty for line in self.staff])

    @property
    def people(self) -> int | None:
        """Count the people on the roll; None where a line is not told."""
        return total([line.people for line in self.staff])

    @property
    def once(self) -> int | None:
        """Give the VND spent once; None where a line is not told."""
        return total([line.once for line in self.costs])

    @property
    def a_day(self) -> int | None:
        """Give the VND a day; None where a line is not told."""
        return total([line.a_day for line in self.costs])

    @property
    def over_span(self) -> int | None:
        """Give the VND over the span; None where it or a line is not told."""
        return total([line.over(self.days) for line in self.costs])

    def of_task(self, task: str) -> int | None:
        """Count the people on the roll of one of `STAFF`."""
        return total([line.people for line in self.staff if line.task == task])


def total(figures: Sequence[int | None]) -> int | None:
    """Add up figures; one that is not told leaves the sum untold."""
    told = [figure for figure in figures if figure is not None]
    return sum(told) if len(told) == len(figures) else None
