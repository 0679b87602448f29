"""What a phone says happened: one strict form, so that nothing else is ever kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from boundaries.read.document import parse_document
from boundaries.refusal import Refused
from gis.permits.chain import canonical, commit, link

KINDS: Final = (
    *("check", "override", "rush_on", "rush_off", "shift_on", "shift_off"),
    "unread",
)
"""``unread`` is ours: an event that keeps its place in the chain, and nothing else."""
UNREAD: Final = "unread"
OVERRIDE, AMEND = "override", "amend"
"""An override that lets nobody pass who was not let pass before is an amendment: a
check that is taken back, a verdict by hand that stands, the name of an emergency."""
VERDICTS = ("", "pass", "stop", "manual")
BANDS = ("", "fresh", "aged", "old", "expired", "clock")
_LONGEST = 4000
_MOST_RULES = 60
_LAST = 4102444800  # 2100, epoch seconds
_MOST_HEADS = 500
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MARK = re.compile(r"([0-9a-f]{64})?", re.ASCII)
_SHIFT = re.compile(r"[0-9a-f]{16}", re.ASCII)
_PERMIT = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_RULE = re.compile(r"[0-9A-Za-z_.-]{1,80}/[0-9A-Za-z_.-]{1,80}", re.ASCII)
_WORD = re.compile(r"[0-9A-Za-z_.-]{1,80}", re.ASCII)
_POST = re.compile(r"[^\x00-\x1f\x7f]{1,240}")
_LARGEST = 2**31 - 1  # that a column holds


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a phone.

    Parameters
    ----------
    seq
        Its number, from 1 on.
    text
        As the phone wrote it, and hashed it.
    previous, sha256
        Hash of the event before it, and its own.
    said
        What the text says; of an ``unread`` one only `kind`.
    permit
        Number of the permit, hex digits, as it came sealed beside the text; "" for
        none. Nobody keeps it.
    """

    seq: int
    text: str
    previous: str
    sha256: str
    said: Mapping[str, Any]
    permit: str = ""

    @property
    def kind(self) -> str:
        """Give one of `KINDS`."""
        return str(self.said["kind"])

    @property
    def of(self) -> int:
        """Give the number of the check that an override is about, 0 for none."""
        found: int = self.said.get("override", {}).get("of", 0)
        return found


@dataclass
class Sorted:
    """What of a batch is new, and what of it does not fit.

    Parameters
    ----------
    new
        Events by number.
    duplicate
        How many were here.
    clashes
        Events whose number says something else here.
    broken
        Numbers of new events that do not follow the one before.
    """

    new: dict[int, Event] = field(default_factory=dict)
    duplicate: int = 0
    clashes: list[Event] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


def read_event(sent: Any) -> Event:
    """Read one event of a batch.

    A text that has its place in the chain, and says something that we do not know, is
    read as ``unread``: an old page must not keep a phone's whole log waiting.

    Raises
    ------
    Refused
        ``event-unreadable`` where it has no place in a chain.
    """
    text = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise Refused("event-unreadable")
    try:
        said = parse_document(text.encode(), "event")
        same = canonical(said) == text
    except (Refused, ValueError):
        raise Refused("event-unreadable") from None
    if not same or not isinstance(said, dict):
        raise Refused("event-unreadable")
    seq, previous = said.get("seq"), said.get("previous")
    if type(seq) is not int or not 0 < seq <= _LARGEST:
        raise Refused("event-unreadable")
    if not isinstance(previous, str) or not _HASH.fullmatch(previous):
        raise Refused("event-unreadable")
    sha256 = link(previous, text)
    permit = _permit_of(sent, said)
    if permit is None or not _is_known(said):
        return Event(seq, text, previous, sha256, {"kind": UNREAD})
    return Event(seq, text, previous, sha256, said, permit)


def _permit_of(sent: Mapping[str, Any], said: Mapping[str, Any]) -> str | None:
    """Give the sealed number, "" for none, None where it is not what was hashed."""
    sealed = sent.get("sealed")
    if sealed is None:
        return ""
    if not isinstance(sealed, dict) or set(sealed) != {"permit", "salt"}:
        return None
    permit, salt = sealed["permit"], sealed["salt"]
    if not (_is(_PERMIT, permit) and _is(_SALT, salt)):
        return None
    return str(permit) if commit(permit, salt) == said.get("mark") else None


def _is(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _rules(value: Any) -> bool:
    known = isinstance(value, list) and len(value) <= _MOST_RULES
    return known and all(_is(_RULE, one) for one in value)


def _arrival(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"home", "zone", "heads"}
        and _is(_WORD, value["home"])
        and _is(_WORD, value["zone"])
        and _whole(1, _MOST_HEADS)(value["heads"])
    )


def _override(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"of", "reason", "second"}
        and _whole(1, _LARGEST)(value["of"])
        and _is(_WORD, value["reason"])
        and _is(_WORD, value["second"])
    )


_MEMBERS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "seq": lambda _: True,
    "previous": lambda _: True,
    "at": _whole(0, _LAST),
    "kind": lambda value: value in KINDS and value != UNREAD,
    "post": lambda value: _is(_POST, value),
    "direction": lambda value: value in ("in", "out", "both"),
    "shift": lambda value: _is(_SHIFT, value),
    "verdict": lambda value: value in VERDICTS,
    "rules": _rules,
    "mark": lambda value: _is(_MARK, value),
    "band": lambda value: value in BANDS,
    "rush": lambda value: type(value) is bool,
    "bundle": lambda value: value is None or _whole(0, _LARGEST)(value),
}
_OPTIONAL: Final[Mapping[str, Callable[[Any], bool]]] = {
    "single": lambda value: type(value) is bool,
    "arrival": _arrival,
    "override": _override,
}


def _is_known(said: Mapping[str, Any]) -> bool:
    known = {**_MEMBERS, **_OPTIONAL}
    if not set(_MEMBERS) <= set(said) <= set(known):
        return False
    if (said["kind"] == "override") != ("override" in said):
        return False
    if said["kind"] == "check" and not said["verdict"]:
        return False
    return all(known[name](value) for name, value in said.items())
