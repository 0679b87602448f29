"""A level that can be told: what gave it, what holds it, and what comes next."""

from collections.abc import Sequence

from gis.rulesets import Seen
from maps.words.phrases import day_words
from maps.words.reasons.amounts import is_final
from maps.words.reasons.bounds import bound_words
from maps.words.reasons.held import held_words
from maps.words.reasons.seen import seen_words
from maps.words.reasons.speech import PLACES, PLAIN, Speech, capital

_MOST_SEEN = 2


def tell(speech: Speech) -> str:
    """Say why a unit has its level."""
    reason = speech.reason
    level = capital(speech.level(reason.low)) + assessed_words(speech)
    facts = {"level": level, "clause": clause_words(speech)}
    then = [held_words(speech), next_words(speech)]
    facts["next"] = " ".join(part for part in then if part)
    seen = _once(reason.because, speech)
    if reason.held is not None and reason.held.kind == "step":
        return speech.say("told.step", **facts)
    if not seen:
        return speech.say("told.always", **facts).strip()
    if reason.by_default and len(seen) > 1:
        last = day_words(reason.assessed or reason.day)
        count = speech.figure(len(reason.because))
        return speech.say("told.nothing", last=last, n=count, **facts)
    said = [
        seen_words(speech, one, reported=True)
        if reason.by_default
        else _with_bound(speech, one, first=not place)
        for place, one in enumerate(seen[:_MOST_SEEN])
    ]
    left = len(seen) - _MOST_SEEN
    if left > 0:
        form = "one" if left == 1 else "many"
        said[-1] += speech.say(f"extra.more.{form}", n=speech.figure(left))
    return speech.say("told.holds", seen="; ".join(said), **facts)


def assessed_words(speech: Speech) -> str:
    """Name the day whose reports gave the level, where it is another one."""
    reason = speech.reason
    if reason.assessed in {None, reason.day}:
        return ""
    return speech.say("told.assessed", day=day_words(reason.assessed or reason.day))


def clause_words(speech: Speech) -> str:
    """Name the clauses that give the level, in brackets.

    The clause of what holds the level is named where that is said.
    """
    held = speech.reason.held
    elsewhere = held.clause if held else ""
    clauses = speech.reason.clauses
    named = [speech.clause(clause) for clause in clauses if clause != elsewhere]
    return speech.say("extra.clause", clauses="; ".join(named)) if named else ""


def next_words(speech: Speech) -> str:
    """Say when the level may be better at the earliest, or what makes it worse."""
    reason = speech.reason
    if reason.held and reason.held.level and reason.held.level > reason.low:
        return ""  # worse is on its way: that is what comes next
    fragile = speech.say("next.fragile") if reason.fragile else ""
    if reason.low > 1:
        if reason.next_day is None or reason.next_level is None:
            return speech.say("next.open", fragile=fragile)
        day, level = day_words(reason.next_day), speech.level(reason.next_level)
        return speech.say("next.better", day=day, level=level, fragile=fragile)
    seen = _once(reason.because, speech)
    if len(seen) == 1 and not seen[0].holds and not is_final(seen[0]):
        bound = bound_words(speech, seen[0])
        if bound:
            level = speech.level(seen[0].step)
            form = "worse" if seen[0].kind in {*PLAIN, *PLACES} else "worse_if"
            return capital(speech.say(f"next.{form}", bound=bound, level=level))
    return speech.say("next.worse_any") if seen else ""


def _with_bound(speech: Speech, seen: Seen, *, first: bool) -> str:
    bound = "" if is_final(seen) else bound_words(speech, seen)
    said = seen_words(speech, seen)
    if not bound:
        return said
    if not first:
        return said + speech.say("bound.also", bound=bound)
    level = speech.level(speech.reason.low)
    return said + speech.say("bound.is", bound=bound, level=level)


def _once(because: Sequence[Seen], speech: Speech) -> list[Seen]:
    """Give each number once, with its nearest bound; leave out what says nothing.

    A number that is compared step by step, "grade at least 4, at least 3", is one
    thing that was seen; of its bounds the last one is that of the mildest step.
    """
    nearest: dict[object, Seen] = {}
    named = speech.reason.ruleset.numbers
    for place, one in enumerate(because):
        # a number with a name of its own is told apart by it
        node = "" if one.name in named else repr(one.node)
        whose = one.name, node, one.place
        nearest[whose if one.node is not None else place] = one
    telling = [one for one in nearest.values() if not _always(speech, one)]
    return telling or list(nearest.values())


def _always(speech: Speech, seen: Seen) -> bool:
    """Say whether a comparison holds for any report: at least 0 of what is counted."""
    anything = seen.bound == "at_least" and seen.threshold[1] <= 0
    return anything and seen.kind in PLAIN and speech.scale(seen) != "number"
