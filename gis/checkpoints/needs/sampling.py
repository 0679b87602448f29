"""The sampling round: who is left, how long it takes, and whether it catches up."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor, log

from boundaries.refusal import Refused
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.record import Doubling, Place, Sampling

WEEK = 7
FEWEST = 10
"""Cases of the first week below which growth is chance more than speed."""


def plan_sampling(
    place: Place, staff: int | None, doubling: Doubling, norms: Mapping[str, Norm]
) -> Sampling:
    """Plan one round.

    Parameters
    ----------
    place
        Households inside, on the list, sampled. Without a list all households are on
        it; without a number of sampled ones none is.
    staff
        People at hand who take samples; None where that is not told.
    doubling
        Of the cases.
    norms
        Samples of a household, samples of a person a day.

    Raises
    ------
    Refused
        ``needs-sampled-over`` where more are sampled than listed.
    """
    listed = place.households if place.listed is None else place.listed
    sampled = 0 if place.sampled is None else place.sampled
    if listed is not None and sampled > listed:
        raise Refused("needs-sampled-over", sampled=sampled, listed=listed)
    missed = None if listed is None else listed - sampled
    unlisted = None
    if place.households is not None and listed is not None:
        unlisted = max(0, place.households - listed)
    rate = norms["samples_person_day"].value
    samples = _samples(missed, unlisted, norms["samples_household"].value)
    a_day = None if staff is None else floor(staff * rate)
    days = _days(samples, a_day)
    return Sampling(
        households=place.households,
        listed=listed,
        sampled=place.sampled,
        missed=missed,
        unlisted=unlisted,
        samples=samples,
        staff=staff,
        samples_a_day=a_day,
        days=days,
        doubling=doubling,
        keeps_up=False if samples and a_day == 0 else _keeps_up(days, doubling),
        staff_to_keep_up=_staff_to_keep_up(samples, doubling, rate),
    )


def _days(samples: int | None, a_day: int | None) -> int | None:
    if samples == 0:
        return 0
    return ceil(Fraction(samples, a_day)) if samples and a_day else None


def _samples(
    missed: int | None, unlisted: int | None, per_household: Fraction
) -> int | None:
    if missed is None:
        return None
    return ceil((missed + (unlisted or 0)) * per_household)


def _keeps_up(days: int | None, doubling: Doubling) -> bool | None:
    """Say whether the round ends before cases double; they need not grow at all."""
    if days is None:
        return None
    if doubling.state == "not-growing":
        return True
    return None if doubling.days is None else days <= doubling.days


def _staff_to_keep_up(
    samples: int | None, doubling: Doubling, rate: Fraction
) -> int | None:
    whole = floor(doubling.days) if doubling.days is not None else 0
    if samples is None or whole < 1:
        return None
    return least_staff(samples, whole, rate)


def least_staff(samples: int, days: int, rate: Fraction) -> int:
    """Give the fewest people whose whole samples a day end the round in `days`."""
    a_day = ceil(Fraction(samples, days))
    return ceil(a_day / rate)


def given_doubling(days: float) -> Doubling:
    """Take a doubling time that a person states."""
    return Doubling(floor(Fraction(str(days)) * 10) / 10, "given")


def count_doubling(counts: Sequence[int | None], last: date) -> Doubling:
    """Reckon the doubling time from the cases of two weeks.

    With C1 cases in the first week and C2 in the second, exponential growth doubles
    in ``7 ln 2 / ln(C2 / C1)`` days.

    Parameters
    ----------
    counts
        Cases of the last 14 days, oldest first, over the whole perimeter; None where
        a unit did not report.
    last
        Day of the last one.

    Returns
    -------
    Doubling
        ``unreported`` where a day is missing, ``too-few`` below `FEWEST` cases in the
        first week, ``not-growing``, or ``counted``; rounded down to a tenth of a day.
    """
    told = [count for count in counts if count is not None]
    if len(counts) != 2 * WEEK or len(told) < len(counts):
        return Doubling(None, "unreported", last=last)
    before, after = sum(told[:WEEK]), sum(told[WEEK:])
    if before < FEWEST:
        return Doubling(None, "too-few", before, after, last)
    if after <= before:
        return Doubling(None, "not-growing", before, after, last)
    days = WEEK * log(2) / log(after / before)
    return Doubling(floor(days * 10 + 1e-9) / 10, "counted", before, after, last)
