"""Where a stored perimeter stands now, and what somebody may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.services.access import Actor, may, names_of
from api.store.documents import Hand, Stored
from gis.perimeters.life import Record, Standing, standing_at
from gis.perimeters.life.read import parse_record

KIND = "perimeter"
STATES = (
    "draft",
    "submitted",
    "returned",
    "decided",
    "announced",
    "temporary",
    "lapsed",
    "narrowed",
    "lifted",
)
IN_FORCE = frozenset({"temporary", "announced", "narrowed"})
OPEN = frozenset({"draft", "returned", "submitted"})
"""States in which a planner may still write."""
_TOLD = {"in_force": "announced", "not_yet": "decided"}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a perimeter stands at an instant.

    Parameters
    ----------
    state
        One of `STATES`; ``lapsed`` is told by the clock alone.
    standing
        Of its life; None before anybody was enclosed.
    """

    state: str
    standing: Standing | None = None

    @property
    def until(self) -> datetime | None:
        """Give when a temporary one lapses."""
        return None if self.standing is None else self.standing.until

    @property
    def review_due(self) -> bool:
        """Say whether it holds people and its review day has come."""
        return self.standing is not None and self.standing.review_due


def record_in(content: Any) -> Record | None:
    """Give the record of its life, or None before it began."""
    told = content.get("record")
    return None if told is None else parse_record(told, str(told.get("id")))


def position_of(stored: Stored, now: datetime) -> Position:
    """Say where a perimeter stands; a lapse needs nobody to write it down."""
    record = record_in(stored.content)
    if record is None:
        return Position(stored.state)
    standing = standing_at(record, now)
    return Position(_TOLD.get(standing.state, standing.state), standing)


def authors_of(hands: Sequence[Hand]) -> frozenset[str]:
    """Give the accounts that may not decide: whoever drafted what is decided.

    The first drafter, whoever sent it, and everyone who saved a draft since it was
    last returned.
    """
    names = {hands[0].author} if hands else set()
    current: set[str] = set()
    for one in hands:
        if one.state == "returned":
            current.clear()
        elif one.state in {"draft", "submitted"}:
            current.add(one.author)
    return frozenset(names | current)


def acts_for(
    actor: Actor,
    chain: Sequence[str],
    position: Position,
    hands: Sequence[Hand],
) -> list[str]:
    """List what somebody may do to a perimeter now; the same rules as the acts."""
    found = []
    state = position.state
    if may(actor, "perimeter.draft", chain) and state in OPEN:
        found.append("save")
        if state != "submitted":
            found.append("submit")
    if not may(actor, "perimeter.decide", chain):
        return found
    other = not names_of(actor) & authors_of(hands)
    if state == "submitted" and other:
        found += ["return", "decide"]
    if state == "decided" and other:
        found.append("announce")
    if state == "temporary":
        found += ["confirm"] if other else []
        found += ["narrow", "lift"]
    if state in {"announced", "narrowed"}:
        found += ["narrow", "lift"]
    return found
