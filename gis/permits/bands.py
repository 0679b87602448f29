"""How old a list of a post is, and whether its clock can be right.

Hours as proposed in our hazards study (TUF's freshness, and what the European and the
Dutch schemes lived with); the clock is judged by what is signed and by the post's own
last event, never by the network.
"""

from datetime import datetime, timedelta

from gis.permits.records import Band

LEEWAY = timedelta(seconds=120)
FRESH, AGED, OLD = timedelta(hours=6), timedelta(hours=24), timedelta(hours=72)
BELIEVED = timedelta(days=7)  # later than that the clock is wrong, or nobody looked


def band_of(issued: datetime, now: datetime, last_event: datetime | None) -> Band:
    """Tell the band of a bundle.

    Parameters
    ----------
    issued
        When the bundle was signed.
    now
        By the clock of who judges.
    last_event
        Of the same device; None where there is none.

    Returns
    -------
    str
        ``fresh`` to 6 h, ``aged`` to 24 h, ``old`` to 72 h, then ``expired``;
        ``clock`` where `now` is more than 120 s before `issued` or `last_event`, or
        more than 7 days after `issued`.
    """
    early = max(issued, last_event or issued) - LEEWAY
    if not early <= now <= issued + BELIEVED:
        return "clock"
    age = now - issued
    if age <= FRESH:
        return "fresh"
    if age <= AGED:
        return "aged"
    return "old" if age <= OLD else "expired"
