"""Answering checks: decided in memory, compared with the last ones, logged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from api.services.access import Actor
from api.services.checks.alerts import FAR, Alert, Recent, Sighting
from api.services.checks.log import CheckLog
from api.services.checks.lookup import Lookup, read_shown
from api.services.checks.question import End, Question
from api.services.checks.rows import CHECK, QUESTION, Row, Seen
from api.services.checks.told import tell_alerts
from api.services.day_keys import DayKeys, folder_of
from api.services.gate import Gate, Held, Look, Make
from api.services.snapshot import Snapshot
from api.services.zones_at import zones_at
from api.settings import Settings
from api.store.engine import Connection, Engine
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.permits.decide import PERMIT, as_document, decide
from gis.permits.plates import normalise_plate
from gis.permits.records import (
    Band,
    Failed,
    Outcome,
    Place,
    Post,
    Presented,
    Traveller,
    Verdict,
)
from maps.words.phrases import say
from maps.words.said import Lang

_LANGS: tuple[Lang, ...] = ("vi", "en")
Allow = Callable[[Sequence[str]], Actor]
"""Refuses who may not check for a unit; given the unit and all above it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and how he is answered.

    Parameters
    ----------
    allow
        The door.
    request
        Gives the name of the request, for the audit.
    lang
        Of the sentences.
    """

    allow: Allow
    request: Callable[[], str]
    lang: Lang


class CheckDesk:
    """All that answers checks in one server.

    Parameters
    ----------
    store
        Gives the database: for the log, for look-ups, for what is new.
    settings
        Where the keys are.
    now
        The clock.
    make, look
        As `Gate` takes them.

    Attributes
    ----------
    day_keys
        Also of what phones send later: one permit has one mark on one day.
    """

    def __init__(
        self,
        store: Callable[[], Engine],
        settings: Settings,
        now: Callable[[], datetime],
        make: Make,
        look: Look,
    ) -> None:
        self._now = now
        self._folder: Path | None = folder_of(settings)
        self.gate = Gate(store, make, look, now)
        self.log = CheckLog(store, self._folder, now, self._tell)
        self.day_keys = DayKeys(self._folder, now)
        self._lookup = Lookup(store, settings, now)
        self._recent = Recent()

    @property
    def troubles(self) -> tuple[Refused, ...]:
        """Say what is not as it should be, though checks are answered."""
        alone = self._folder is None and self.log.source
        own = (Refused("day-key-own"),) if alone else ()
        more = (self.day_keys.trouble, self.gate.trouble)
        return (*own, *(one for one in more if one), *self.log.troubles)

    def answer(
        self, question: Question, snapshot: Snapshot, asking: Asking
    ) -> dict[str, Any]:
        """Decide one check, log it, and give the document of the verdict.

        Raises
        ------
        Refused
            ``check-post-unknown``, ``purpose-unknown``, ``lookup-often``; what `allow`
            refuses; what `Gate.current` refuses.
        """
        held = self.gate.current()
        post = _post(held, question)
        actor = asking.allow(held.content.ground.chain(post.authority))
        if question.purpose not in held.purposes:
            raise Refused(
                "purpose-unknown", seen=question.purpose, known=sorted(held.purposes)
            )
        presented = Presented()
        if question.permit:
            presented = read_shown(held, question.permit, question)
        elif question.plate or question.code:
            presented = self._lookup.find(
                held, question, actor, post.authority, asking.request()
            )
        verdict = decide_here(held, snapshot, question, presented, self.gate.band)
        verdict, seen = self._log(held, question, post, presented, verdict)
        return {
            **as_document(verdict, asking.lang),
            "permit": _shown(presented),
            "logged": seen.kind,
        }

    def close(self) -> None:
        """End the threads, and the run of the log."""
        self.gate.close()
        self.log.close()

    def _log(
        self,
        held: Held,
        question: Question,
        post: Post,
        presented: Presented,
        verdict: Verdict,
    ) -> tuple[Verdict, Seen]:
        now, mark = self._now(), ""
        passage = question.is_passage(now)
        at = question.at if passage else now
        if presented.claims is not None:
            mark = self.day_keys.mark(presented.claims.id, at)
        if mark and passage:
            sight = Sighting(at, post.authority, post.id)
            alert = self._recent.note(mark, sight, held.places.get)
            if alert is not None:
                verdict = _flagged(held, verdict, alert, sight)
        seen = Seen(
            at,
            CHECK if passage else QUESTION,
            post.authority,
            post.id,
            verdict.outcome,
            _rules(verdict),
            mark,
            held.version,
        )
        self.log.add(seen)
        return verdict, seen

    def _tell(self, connection: Connection, rows: Sequence[Row]) -> None:
        seen = (row.seen for row in rows if row.seen.kind == CHECK)
        added = [(one.mark, Sighting(one.at, one.unit, one.post)) for one in seen]
        tell_alerts(connection, added, self.gate.current().places.get, self._now())


def decide_here(
    held: Held,
    snapshot: Snapshot,
    question: Question,
    presented: Presented,
    band: Band = "fresh",
) -> Verdict:
    """Decide a check by what is held, and nothing else.

    Raises
    ------
    Refused
        ``check-post-unknown``.
    """
    post, ground = _post(held, question), held.content.ground

    def place(end: End) -> Place:
        return ground.place(_unit(snapshot, end, question.at), question.at)

    vehicle = question.vehicle
    if not vehicle:
        vehicle = "car" if question.plate or presented.claims else "foot"
    traveller = Traveller(
        question.purpose,
        place(question.origin),
        place(question.destination),
        vehicle,
        normalise_plate(question.plate) if question.plate else "",
        question.aboard,
    )
    rulebook = held.content.rulebook
    return decide(presented, traveller, post, ground, rulebook, question.at, band=band)


def _post(held: Held, question: Question) -> Post:
    post = held.posts.get(question.post)
    if post is None:
        raise Refused("check-post-unknown", post=question.post)
    if question.direction:
        return replace(post, direction=question.direction)
    return post


def _unit(snapshot: Snapshot, end: End, at: datetime) -> str:
    """Give the unit of an end: of a place the strictest, "" in a gap of the map."""
    if isinstance(end, str):
        return end
    found = zones_at(snapshot, *end, at).held
    return found.unit if found else ""


def _rules(verdict: Verdict) -> tuple[str, ...]:
    told = [one for one in verdict.failed if one.outcome != "pass"]
    if verdict.passed_by is not None:
        told = [verdict.passed_by, *told]
    return tuple(dict.fromkeys(f"{one.policy}/{one.rule}" for one in told))


def _flagged(held: Held, verdict: Verdict, alert: Alert, sight: Sighting) -> Verdict:
    """Ask a person about a permit that was seen elsewhere; an emergency passes."""
    other = alert.first if alert.second == sight else alert.second
    known = held.posts.get(other.post)
    facts = {
        "time": other.at.astimezone(VIETNAM).strftime("%H:%M:%S %d/%m/%Y"),
        "post": known.name if known else other.post,
    }
    rule = "seen-far" if alert.kind == FAR else "seen-again"

    def words(part: str) -> Mapping[str, str]:
        return {lang: say(f"check.{rule}-{part}", lang, **facts) for lang in _LANGS}

    by = verdict.passed_by
    keeps = by is not None and (by.policy, by.rule) in held.keeps
    outcome: Outcome = "pass" if keeps else "manual"
    flag = Failed(PERMIT, rule, "VX1", outcome, words("text"), ask=words("ask"))
    return replace(
        verdict,
        outcome="manual"
        if verdict.outcome == "pass" and not keeps
        else verdict.outcome,
        failed=(flag, *verdict.failed),
        passed_by=by if keeps else None,
    )


def _shown(presented: Presented) -> Mapping[str, Any] | None:
    """Give what the officer compares with who stands there; nothing else is known."""
    claims = presented.claims
    if presented.state == "none":
        return None
    if claims is None:
        return {"state": presented.state}
    return {
        "state": presented.state,
        "issuer": claims.issuer,
        "kind": claims.kind,
        "purposes": list(claims.purposes),
        "plate": claims.plate,
        "person": claims.person,
        "starts": datetime.fromtimestamp(claims.starts, VIETNAM).isoformat(),
        "ends": datetime.fromtimestamp(claims.ends, VIETNAM).isoformat(),
    }
