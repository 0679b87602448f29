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
from maps.words.reasons.speech import PLACES, Speech

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
    return speech.say(f"bound.{seen.bound}", t=_amount(speech, seen, amount))


def kept_bound(speech: Speech, seen: Seen) -> str:
    """Say the bound that a number keeps: where it breaks one, the opposite."""
    if seen.holds is False:
        seen = replace(seen, bound=_OPPOSITE[seen.bound])
    return bound_words(speech, seen)


def _amount(speech: Speech, seen: Seen, amount: float) -> str:
    figure = amount_words(speech, seen, amount)
    if seen.kind == "level_of_parent":
        return speech.level(int(amount)) if speech.has_level(amount) else figure
    if is_graded(seen):
        label = speech.own_label(seen, 1)
        key = "phrase.named" if label else "phrase.grade"
        return speech.say(key, label=label, n=figure)
    if seen.kind == "falls":
        every = int(speech.span(seen.node.every)[0])
        return f"{figure} {period_words(speech, every, amount)}"
    if seen.kind == "days_since":
        return f"{figure} {day_kind(speech, seen.node.counted, amount)}"
    if seen.kind in PLACES and not seen.kind.startswith("share"):
        return f"{figure} {speech.places(seen.of, amount)}"
    return with_unit(speech, seen, figure, amount)
