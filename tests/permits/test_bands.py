"""How old a list may be (P9), and when a clock cannot be right (P8)."""

from datetime import UTC, datetime, timedelta

import pytest

from gis.permits.bands import band_of
from tests.twin import Twin

ISSUED = datetime(2021, 9, 12, 17, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# How long after the bundle it is, how long after it the last event was, and the band.
CASES: list[tuple[timedelta, timedelta | None, str]] = [
    (timedelta(0), None, "fresh"),
    (HOUR, None, "fresh"),
    (6 * HOUR, None, "fresh"),
    (6 * HOUR + SECOND, None, "aged"),
    (24 * HOUR, None, "aged"),
    (24 * HOUR + SECOND, None, "old"),
    (72 * HOUR, None, "old"),
    (72 * HOUR + SECOND, None, "expired"),
    (7 * DAY, None, "expired"),
    (7 * DAY + SECOND, None, "clock"),
    (-120 * SECOND, None, "fresh"),
    (-121 * SECOND, None, "clock"),
    (-HOUR, None, "clock"),
    (HOUR, 2 * HOUR, "clock"),  # an hour was taken back
    (2 * HOUR - 120 * SECOND, 2 * HOUR, "fresh"),
    (2 * HOUR - 121 * SECOND, 2 * HOUR, "clock"),
    (HOUR, -5 * DAY, "fresh"),  # an event of last week proves nothing
    (datetime(1970, 1, 1, tzinfo=UTC) - ISSUED, None, "clock"),
    (datetime(2038, 1, 19, tzinfo=UTC) - ISSUED, None, "clock"),
]


@pytest.mark.parametrize(("after", "last", "band"), CASES)
def test_the_band_follows_from_the_hours_to_the_second(
    after: timedelta, last: timedelta | None, band: str
) -> None:
    """6, 24, 72 hours, 7 days; 120 seconds of leeway before."""
    event = None if last is None else ISSUED + last
    assert band_of(ISSUED, ISSUED + after, event) == band


def test_the_browser_tells_the_same_bands(twin: Twin) -> None:
    """All cases at once."""
    at = ISSUED.timestamp()
    calls = [
        [at, at + after.total_seconds(), last and at + last.total_seconds()]
        for after, last, _ in CASES
    ]
    answers = twin.call_all("post/bands.js", "bandOf", calls)
    assert [answer["value"] for answer in answers] == [band for *_, band in CASES]
