"""Time as decisions use it: half-open spans between instants of a place.

A span holds every instant `t` with ``starts <= t < ends``. People type and read
days, both included: "14/9 đến hết 20/9" is the span from 14 September 00:00 to
21 September 00:00 in the place's own clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from boundaries.refusal import Refused

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def day_start(day: date, zone: ZoneInfo = VIETNAM) -> datetime:
    """Give the first instant of `day` in the place's clock."""
    return datetime.combine(day, time(), tzinfo=zone)


def parse_when(text: str, zone: ZoneInfo = VIETNAM) -> date | datetime:
    """Read an ISO day or a local date-time.

    Parameters
    ----------
    text
        ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``, optionally with seconds and an
        offset. Without an offset the place's own clock is meant.
    zone
        The clock of the place.

    Returns
    -------
    date or datetime
        A plain day where a day was typed; an aware instant in `zone` otherwise.

    Raises
    ------
    Refused
        ``when-unreadable`` for anything else, two-digit years included.
    """
    text = text.strip()
    try:
        if len(text) == len("YYYY-MM-DD"):
            return date.fromisoformat(text)
        if len(text) < len("YYYY-MM-DDTHH:MM"):
            raise ValueError(text)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("when-unreadable", seen=text) from None
    if instant.tzinfo is None:
        return instant.replace(tzinfo=zone)
    return instant.astimezone(zone)


@dataclass(frozen=True, slots=True)
class Span:
    """The instants from `starts` on and before `ends`; `ends` None is open.

    Parameters
    ----------
    starts
        First instant, with its time zone.
    ends
        First instant that is no longer inside, with its time zone; None means
        until further notice.
    """

    starts: datetime
    ends: datetime | None = None

    def __post_init__(self) -> None:
        for instant in (self.starts, self.ends):
            if instant is not None and instant.tzinfo is None:
                raise ValueError(f"{instant} has no time zone")
        if self.ends is not None and self.ends <= self.starts:
            raise Refused("span-empty", starts=self.starts, ends=self.ends)

    @classmethod
    def typed(
        cls,
        starts: date | datetime,
        ends: date | datetime | None,
        zone: ZoneInfo = VIETNAM,
    ) -> "Span":
        """Build a span from what people type: days include both ends."""
        first = starts if isinstance(starts, datetime) else day_start(starts, zone)
        if ends is None or isinstance(ends, datetime):
            return cls(first, ends)
        return cls(first, day_start(ends + timedelta(days=1), zone))

    def holds(self, instant: datetime) -> bool:
        """Say whether `instant` lies inside."""
        return self.starts <= instant and (self.ends is None or instant < self.ends)

    def meets(self, other: "Span") -> bool:
        """Say whether the two spans share an instant."""
        return (self.ends is None or other.starts < self.ends) and (
            other.ends is None or self.starts < other.ends
        )

    def first_day(self, zone: ZoneInfo = VIETNAM) -> date:
        """Give the day of the first instant."""
        return self.starts.astimezone(zone).date()

    def last_day(self, zone: ZoneInfo = VIETNAM) -> date | None:
        """Give the last day that the span touches; None while it is open."""
        if self.ends is None:
            return None
        return (self.ends.astimezone(zone) - timedelta(microseconds=1)).date()
