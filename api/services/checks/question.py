"""What a post asks: who stands there, as the request says it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gis.permits.records import Paper

LATE: Final = timedelta(hours=72)
"""How long ago a check may have been, which a gateway without network tells late."""
AHEAD: Final = timedelta(seconds=120)
"""How far a post's clock may be ahead."""
End = str | tuple[float, float]
"""Code of a unit, or longitude and latitude."""


@dataclass(frozen=True, slots=True)
class Question:
    """One vehicle at a post.

    Parameters
    ----------
    purpose, post
        Code of a purpose, id of a post.
    origin, destination
        Ends of the journey.
    at
        The instant that it is asked about.
    permit
        What a QR code held; "" for nothing.
    plate
        As read at the post; alone, the permit is looked up by it.
    code
        As typed, in place of the QR code.
    vehicle
        Kind; "" is a car where there is a plate or a permit, else on foot.
    aboard
        Papers of each person, the driver first.
    direction
        Which way, where the post checks both; "" for the post's own.
    """

    purpose: str
    origin: End
    destination: End
    post: str
    at: datetime
    permit: str = ""
    plate: str = ""
    code: str = ""
    vehicle: str = ""
    aboard: tuple[tuple[Paper, ...], ...] = ((),)
    direction: str = ""

    def is_passage(self, now: datetime) -> bool:
        """Say whether it is about somebody who stands there, or stood of late.

        What is asked about another time is answered, and logged as a question.
        """
        return now - LATE <= self.at <= now + AHEAD
