"""What a number was compared with, in words."""

from dataclasses import replace

from gis.rulesets import Seen
from maps.words.reasons.amounts import amount_words, is_graded, with_unit
from maps.words.reasons.changes import (
    change_bound,
    day_kind,
    is_change,
    period_words,
)
from maps.words.reasons.speech import PLACES, PLAIN, Speech

_AS_ITS_PART = ("of_parent", "ago", "peak", "sum_of_children")
_OPPOSITE = {
    "at_least": "less_than",
    "less_than": "at_least",
    "more_than": "at_most",
    "at_most": "more_than",
}


def bound_words(speech: Speech, seen: Seen) -> str:
    """Say the bound, "từ 1 ca trở lên"; empty where there is nothing to say."""
    if not seen.bound or speech.scale(seen) == "yes_no":
        return ""
    if seen.threshold[0] != seen.threshold[1]:
        return speech.say("bound.unknown")
    amount = seen.threshold[0]
    if is_change(speech, seen):
        return change_bound(speech, seen.bound, amount)
    form = "graded" if is_graded(seen) else "figure"
    key = f"bound.{form}.{seen.bound}"
    return speech.say(key, t=_amount(speech, seen, amount))


def kept_bound(speech: Speech, seen: Seen) -> str:
    """Say the bound that a number keeps: where it breaks one, the opposite."""
    if seen.holds is False:
        seen = replace(seen, bound=_OPPOSITE[seen.bound])
    return bound_words(speech, seen)


def _amount(speech: Speech, seen: Seen, amount: float) -> str:
    if seen.kind in _AS_ITS_PART and seen.parts and not speech.own_label(seen):
        return _amount(speech, seen.parts[0], amount)
    if is_graded(seen):
        return _grade(speech, seen, amount)
    figure = amount_words(speech, seen, amount)
    what = _counted(speech, seen, amount)
    return f"{figure} {what}" if what else with_unit(speech, seen, figure, amount)


def _grade(speech: Speech, seen: Seen, amount: float) -> str:
    if seen.kind == "level_of_parent" and speech.has_level(amount):
        return speech.level(int(amount))
    label = speech.own_label(seen, 1).partition(" (")[0]
    key = "phrase.named" if label else "phrase.grade"
    return speech.say(key, label=label, n=amount_words(speech, seen, amount))


def _counted(speech: Speech, seen: Seen, amount: float) -> str:
    """Name what a number counts, where that is not its unit."""
    if seen.kind == "falls":
        every = int(speech.span(seen.node.every)[0])
        return period_words(speech, every, amount)
    if seen.kind == "days_since":
        return day_kind(speech, seen.node.counted, amount)
    if seen.kind in PLACES and not seen.kind.startswith("share"):
        return speech.places(seen.of, amount)
    if seen.kind in PLAIN and speech.scale(seen) == "count":
        return speech.unit_of(seen, amount) or speech.label(seen.name, amount)
    return ""
