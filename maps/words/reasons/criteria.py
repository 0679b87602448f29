"""Predicates inside numbers, in words: what must hold, and what was seen."""

from collections.abc import Callable, Iterator
from typing import Any

from gis.rulesets import Seen
from gis.rulesets.engine.intervals import FALSE, TRUE, UNKNOWN
from gis.rulesets.engine.supports import carry
from gis.rulesets.schema.predicates import AnyOf, Compare, Not
from gis.rulesets.schema.walk import leaves
from maps.words.reasons.bounds import bound_words, kept_bound
from maps.words.reasons.speech import PLAIN, Speech

Say = Callable[..., str]


def adjusting(speech: Speech, seen: Seen, say: Say) -> str:
    """Say why a number was adjusted: the comparisons that make `when` hold."""
    parts = tuple(_comparisons(seen))
    truths = {id(leaf): _truth(part) for leaf, part in parts}
    told = {id(leaf): part for leaf, part in parts}
    kept = [told[id(leaf)] for leaf in carry(seen.node.when, truths)]
    telling = [one for one in kept if not _any_at_all(speech, one)] or kept
    return speech.joined([compared_words(speech, one, say) for one in telling])


def _any_at_all(speech: Speech, seen: Seen) -> bool:
    """Say whether a comparison only asks for one case or so, beside others."""
    counted = seen.kind in PLAIN and speech.scale(seen) == "count"
    return counted and seen.bound == "at_least" and seen.threshold[1] <= 1


def compared_words(speech: Speech, seen: Seen, say: Say) -> str:
    """Say a figure and the bound that it keeps, also where it breaks the rule's."""
    said = say(speech, seen, deep=True)
    bound = kept_bound(speech, seen)
    return speech.say("criterion.kept", said=said, bound=bound) if bound else said


def criterion_words(speech: Speech, seen: Seen) -> str:
    """Say what a predicate asks for, without figures: "ca từ 5 trở lên"."""
    told = {id(leaf): part for leaf, part in _comparisons(seen)}
    return _asked(speech, seen.node.days_since, told)


def lone_input(speech: Speech, seen: Seen) -> str | None:
    """Give the input that a predicate asks to be there at all; None for others."""
    node = seen.node.days_since
    if not isinstance(node, Compare) or len(seen.parts) != 1:
        return None
    one = seen.parts[0]
    least = speech.span(node.threshold)
    any_ = (node.bound, least) in {("at_least", (1.0, 1.0)), ("more_than", (0.0, 0.0))}
    alone = one.kind in PLAIN and one.first == one.last and one.name
    counted = speech.scale(one) in {"count", "yes_no"}
    return one.name if any_ and alone and counted else None


def _asked(speech: Speech, node: Any, told: dict[int, Seen]) -> str:
    if isinstance(node, Compare):
        one = told[id(node)]
        return _asked_of(speech, one)
    if isinstance(node, Not):
        return speech.say("criterion.not", said=_asked(speech, node.not_, told))
    children = node.any if isinstance(node, AnyOf) else node.all
    said = [_asked(speech, child, told) for child in children]
    return speech.joined(said, "or" if isinstance(node, AnyOf) else "and")


def _asked_of(speech: Speech, one: Seen) -> str:
    label = speech.own_label(one) or (speech.label(one.name) if one.name else "")
    bound = bound_words(speech, one)
    if not bound:
        return label
    if one.kind in PLAIN and speech.scale(one) == "count":  # the bound names them
        days = (one.last - one.first).days + 1
        form = "window" if days > 1 else "day"
        return speech.say(f"criterion.{form}", bound=bound, days=speech.figure(days))
    return speech.say("criterion.asked", label=label, bound=bound).strip()


def _comparisons(seen: Seen) -> Iterator[tuple[Compare, Seen]]:
    """Pair the comparisons of a number's predicate with what they saw."""
    node = seen.node
    predicate = node.when if hasattr(node, "when") else node.days_since
    found = leaves(predicate)
    return zip(found, seen.parts[len(seen.parts) - len(found) :])


def _truth(seen: Seen) -> int:
    return UNKNOWN if seen.holds is None else TRUE if seen.holds else FALSE
