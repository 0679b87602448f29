"""One permit at two posts too far apart for the time, or twice at one post at once.

It is a question to a person, never a stop: clocks of posts differ, and a picture of a
permit does not say who made it.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

FAR, OFTEN = "far_apart", "too_often"
FASTEST_KMH: Final = 120
"""Of anybody who drives: limit of Vietnamese motorways."""
TOLERANCE: Final = timedelta(minutes=5)
"""How far clocks of two posts may be apart."""
BEHIND: Final = timedelta(hours=12)
"""How long a check is compared: the whole country is driven in about a day, and a mark
ends with its day."""
ONCE: Final = timedelta(seconds=5)
"""What comes again so soon is the same scan, sent or read twice."""
SOON: Final = timedelta(seconds=60)
"""Two scans within it at one post are asked about."""
_MOST_MARKS = 200_000
_MOST_SIGHTS = 8
_EARTH_KM = 6371.0


class Sighting(NamedTuple):
    """Where and when a permit was checked."""

    at: datetime
    unit: str
    post: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Two checks of one permit that do not fit together.

    Parameters
    ----------
    kind
        ``far_apart`` or ``too_often``.
    first, second
        The two checks, in the order of their instants.
    km
        Between the posts, 0 at one post.
    """

    kind: str
    first: Sighting
    second: Sighting
    km: float


Where = Callable[[str], tuple[float, float] | None]
"""Gives longitude and latitude of a post; None for one that is not known any more."""


def judge(one: Sighting, other: Sighting, where: Where) -> Alert | None:
    """Say whether two checks of one permit do not fit together.

    Parameters
    ----------
    one, other
        In any order.
    where
        Of the posts.

    Notes
    -----
    The straight way on a sphere is shorter than any road, so what is too far for it is
    too far. 8 km in a minute fit (5 minutes of tolerance are 10 km); 300 km in 10
    minutes do not (15 minutes are 30 km).
    """
    first, second = sorted((one, other))
    apart = second.at - first.at
    if one.post == other.post:
        fits = apart <= ONCE or apart > SOON
        return None if fits else Alert(OFTEN, first, second, 0.0)
    if apart > BEHIND:
        return None
    here, there = where(first.post), where(second.post)
    if here is None or there is None:
        return None
    km = _kilometres(here, there)
    if km <= FASTEST_KMH * (apart + TOLERANCE) / timedelta(hours=1):
        return None
    return Alert(FAR, first, second, km)


class Recent:
    """Where permits were checked of late, in the memory of one server."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, list[Sighting]] = OrderedDict()
        self._busy = threading.Lock()

    def note(self, mark: str, sight: Sighting, where: Where) -> Alert | None:
        """Keep a check, and give the one before that it does not fit to."""
        with self._busy:
            before = self._seen.pop(mark, [])
            self._seen[mark] = [*before[1 - _MOST_SIGHTS :], sight]
            if len(self._seen) > _MOST_MARKS:
                self._seen.popitem(last=False)
        return next(conflicts(sight, reversed(before), where), None)


def conflicts(
    sight: Sighting, others: Iterable[Sighting], where: Where
) -> Iterator[Alert]:
    """Give the checks of the same permit that one does not fit to."""
    return (found for one in others if (found := judge(sight, one, where)))


def facts_of(alert: Alert) -> Mapping[str, Any]:
    """Give what is kept of an alert beside its posts."""
    return {
        "first": alert.first.at.isoformat(timespec="seconds"),
        "second": alert.second.at.isoformat(timespec="seconds"),
        "km": round(alert.km, 1),
    }


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure the great circle between two places on a sphere (haversine)."""
    (west, south), (east, north) = one, other
    a, b = math.radians(south), math.radians(north)
    turn = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * (
        math.sin(math.radians(east - west) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(turn))
