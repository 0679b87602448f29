"""A level that can be told: what gave it, and what comes next."""

from gis.rulesets import Seen
from maps.words.figures import figure_words
from maps.words.phrases import day_words
from maps.words.reasons.bounds import bound_words
from maps.words.reasons.seen import seen_words
from maps.words.reasons.speech import Speech, capital

_MOST_SEEN = 2


def tell(speech: Speech) -> str:
    """Say why a unit has its level."""
    reason = speech.reason
    facts = {"level": capital(speech.level(reason.low)), "clause": _clauses(speech)}
    if not reason.because:
        return speech.say("told.always", **facts)
    facts["next"] = _next(speech)
    if reason.by_default and len(reason.because) > 1:
        return speech.say(
            "told.nothing",
            last=day_words(reason.day),
            n=figure_words(len(reason.because), speech.lang),
            **facts,
        )
    seen = [
        seen_words(speech, one, reported=True)
        if reason.by_default
        else _with_bound(speech, one, first=not place)
        for place, one in enumerate(reason.because[:_MOST_SEEN])
    ]
    left = len(reason.because) - _MOST_SEEN
    more = speech.say("extra.more", n=speech.figure(left)) if left > 0 else ""
    return speech.say("told.holds", seen="; ".join(seen) + more, **facts)


def _with_bound(speech: Speech, seen: Seen, *, first: bool) -> str:
    bound = bound_words(speech, seen)
    said = seen_words(speech, seen)
    if not bound:
        return said
    if not first:
        return said + speech.say("bound.also", bound=bound)
    level = speech.level(speech.reason.low)
    return said + speech.say("bound.is", bound=bound, level=level)


def _clauses(speech: Speech) -> str:
    reason = speech.reason
    if not reason.clauses:
        return ""
    known = reason.ruleset.clauses
    named = "; ".join(str(getattr(known[c], speech.lang)) for c in reason.clauses)
    return speech.say("extra.clause", clauses=named)


def _next(speech: Speech) -> str:
    reason = speech.reason
    fragile = speech.say("next.fragile") if reason.fragile else ""
    if reason.low > 1:
        if reason.next_day is None or reason.next_level is None:
            return speech.say("next.open", fragile=fragile)
        day = day_words(reason.next_day)
        level = speech.level(reason.next_level)
        if speech.lang == "en":
            level = level[:1].lower() + level[1:]
        return speech.say("next.better", day=day, level=level, fragile=fragile)
    if len(reason.because) == 1 and not reason.because[0].holds:
        one = reason.because[0]
        bound = bound_words(speech, one)
        if bound:
            level = speech.level(one.step)
            return capital(speech.say("next.worse", bound=bound, level=level))
    return speech.say("next.worse_any")
