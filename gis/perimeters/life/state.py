"""Where a perimeter stands at an instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from boundaries.spans import VIETNAM
from gis.perimeters.life.record import LAPSES_AFTER, Record

State = Literal["not_yet", "temporary", "lapsed", "in_force", "narrowed", "lifted"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds at an instant.

    Parameters
    ----------
    state
        ``not_yet`` before the first act; ``temporary`` from ``drawn`` on, until it is
        confirmed; ``lapsed`` when it was not confirmed in time; ``in_force``;
        ``narrowed``: in force around fewer units than first confirmed; ``lifted``.
    units
        Codes enclosed; none unless a state encloses.
    since
        The act that gave this state, or the instant of the lapse; None for
        ``not_yet``.
    until
        When a temporary one lapses; None for others.
    number
        Of the decision in force; ``""`` for none.
    review_due
        It encloses people and its review day has come.
    """

    state: State
    units: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    number: str = ""
    review_due: bool = False

    @property
    def encloses(self) -> bool:
        """Say whether anybody is held inside by it."""
        return self.state in {"temporary", "in_force", "narrowed"}


def standing_at(record: Record, now: datetime) -> Standing:
    """Say where a perimeter stands at `now`.

    Parameters
    ----------
    record
        Acts later than `now` are not looked at.
    now
        An instant with its zone. At the very instant of the lapse it has lapsed:
        spans are half-open.
    """
    past = [event for event in record.events if event.at <= now]
    if not past:
        return Standing("not_yet")
    last = past[-1]
    due = now.astimezone(VIETNAM).date() >= record.review_day
    if last.act == "lifted":
        return Standing("lifted", since=last.at, number=last.number)
    number = next((event.number for event in reversed(past) if event.number), "")
    if any(event.act in {"announced", "confirmed"} for event in past):
        narrowed = any(event.act == "narrowed" for event in past)
        state: State = "narrowed" if narrowed else "in_force"
        return Standing(state, last.units, last.at, None, number, due)
    ends = past[0].at + LAPSES_AFTER
    if now >= ends:
        return Standing("lapsed", since=ends)
    return Standing("temporary", last.units, last.at, ends, number, due)
