"""Other units in words: children, neighbours, parents."""

from collections.abc import Callable

from gis.rulesets import Seen
from maps.words.figures import percent_words
from maps.words.phrases import day_words
from maps.words.reasons.amounts import value_words
from maps.words.reasons.speech import Speech

Say = Callable[..., str]
_MOST_NAMES = 3


def parent_words(speech: Speech, seen: Seen, say: Say) -> str:
    """Say a number of a parent, or the parent's level."""
    if seen.kind == "level_of_parent":
        place = speech.place(seen.place, seen.node.level_of_parent)
        if seen.low != seen.high:
            return speech.say("family.level_unknown", place=place)
        return speech.say(
            "family.level", place=place, level=speech.level(int(seen.low))
        )
    place = speech.place(seen.place, seen.node.at)
    said = say(speech, seen.parts[0], deep=True)
    return speech.say("family.of_parent", place=place, said=said)


def sum_words(speech: Speech, seen: Seen) -> str:
    """Say a number added up over the children."""
    inner = seen.parts[0] if seen.parts else seen
    label = speech.own_label(seen, seen.low) or (
        speech.label(inner.name, seen.low) if inner.name else ""
    )
    days = (inner.last - inner.first).days + 1
    form = "window" if days > 1 else "day"
    return speech.say(
        f"family.sum.{form if label else 'bare'}",
        n=value_words(speech, seen),
        label=label,
        total=speech.figure(seen.total or 0),
        of=speech.places(seen.of or seen.node.of, seen.total or 0),
        days=speech.figure(days),
        last=day_words(inner.last),
    )


def child_words(speech: Speech, seen: Seen) -> str:
    """Say how many children or neighbours are at a level."""
    count, total = len(seen.places), seen.total or 0
    worst = max(level.level for level in speech.reason.ruleset.levels)
    neighbours = seen.kind == "count_of_neighbours"
    form = "neighbours" if neighbours else "children"
    some = "some" if count else "none"
    number = count if neighbours else total
    return speech.say(
        f"seen.{form}.{some}",
        k=speech.figure(count),
        total=speech.figure(total),
        n=percent_words(count / total if total else 0, speech.lang),
        of=speech.places(seen.of, number),
        level=speech.level(seen.of_level),
        or_worse="" if seen.of_level == worst else speech.say("extra.or_worse"),
        names=_names(speech, seen.places),
    )


def _names(speech: Speech, codes: tuple[str, ...]) -> str:
    known = [speech.names[code] for code in codes if code in speech.names]
    if not known:
        return ""
    said = ", ".join(known[:_MOST_NAMES])
    left = len(codes) - len(known[:_MOST_NAMES])
    if left:
        said += speech.say("extra.others", n=speech.figure(left))
    return speech.say("extra.names", names=said)
