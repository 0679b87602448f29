"""The figures of a comparison in words: with their unit, in percent, or as a span."""

from collections.abc import Iterable
from math import inf

from gis.rulesets import Seen
from maps.words.figures import percent_words
from maps.words.reasons.speech import Speech

GRADED = ("band", "table", "level_of_parent")
"""Kinds of numbers that are a place on a scale, as levels are."""
_CARRIERS = ("adjust", "ago", "peak", "of_parent")
_CHOOSERS = ("greatest", "least")


def is_graded(seen: Seen) -> bool:
    """Say whether a number is a place on a scale of levels, not a quantity."""
    if seen.kind in GRADED:
        return True
    if seen.kind in _CARRIERS:
        return bool(seen.parts) and is_graded(seen.parts[0])
    return seen.kind in _CHOOSERS and all(is_graded(part) for part in seen.parts)


def is_percent(speech: Speech, seen: Seen) -> bool:
    """Say whether a number is read in percent.

    A share is; so is a ratio without a unit and a factor of its own.
    """
    if seen.kind == "share_of_children" or speech.scale(seen) == "share":
        return True
    if seen.kind == "ratio":
        plain = seen.node is None or seen.node.per == 1
        return plain and not speech.unit_of(seen, 1)
    passed_on = {*_CARRIERS, *_CHOOSERS, "difference", "total"}
    first = seen.parts[:1] if seen.kind in passed_on else ()
    return any(is_percent(speech, part) for part in first)


def is_final(seen: Seen) -> bool:
    """Say whether a number is the level itself: "grade 3" for level 3."""
    at = (float(seen.step), float(seen.step))
    return seen.bound == "at_least" and seen.threshold == at and is_graded(seen)


def value_words(speech: Speech, seen: Seen) -> str:
    """Write what a number was, without its unit: a figure, or the span it lies in."""
    apart = [*speech.edges, *(seen.threshold if seen.bound else ())]
    low, high = (
        amount_words(speech, seen, value, apart) if abs(value) < inf else ""
        for value in (seen.low, seen.high)
    )
    if seen.low == seen.high and low:
        return low
    nothing = seen.low <= 0 and not is_graded(seen)
    if not high and (not low or nothing):
        return speech.say("amount.any")
    if not high:
        return speech.say("amount.at_least", n=low)
    if not low or nothing:
        return speech.say("amount.at_most", n=high)
    return speech.say("amount.between", low=low, high=high)


def amount_words(
    speech: Speech, seen: Seen, amount: float, apart: Iterable[float] = ()
) -> str:
    """Write one amount as this number counts: in percent, or as a figure."""
    if is_percent(speech, seen):
        return percent_words(amount, speech.lang, apart)
    return speech.figure(amount, apart)


def with_unit(speech: Speech, seen: Seen, said: str, count: float) -> str:
    """Put the unit of a number after its figure."""
    unit = speech.unit_of(seen, count)
    if not unit:
        return said
    close = unit.startswith("%") and speech.lang == "en"
    return f"{said}{unit}" if close else f"{said} {unit}"


def span_words(
    speech: Speech, seen: Seen, low: float | None, high: float | None, closed: str
) -> str:
    """Say between which edges a number lies; None is no edge on that side."""
    side = "left" if closed == "left" else "right"
    a = "" if low is None else amount_words(speech, seen, low)
    b = "" if high is None else amount_words(speech, seen, high)
    form = "below" if low is None else "above" if high is None else "between"
    return speech.say(f"span.{form}.{side}", a=a, b=b)
