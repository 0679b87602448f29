"""A level that cannot be told: what is lacking, and what it may be."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gis.rulesets import Seen
from maps.words.phrases import day_words
from maps.words.reasons.held import held_words
from maps.words.reasons.phrases import phrase_words
from maps.words.reasons.seen import seen_words
from maps.words.reasons.speech import PLACES, PLAIN, Speech

_MOST_LACKING = 3
FAMILY = ("sum_of_children", "of_parent", "level_of_parent")


def tell_unknown(speech: Speech) -> str:
    """Say why no level can be told."""
    reason = speech.reason
    open_ = [part for one in reason.unknown for part in open_parts(one)]
    lacking = _once([lacking_words(speech, one) for one in _merged(open_)])
    said = speech.joined(lacking[:_MOST_LACKING])
    left = len(lacking) - _MOST_LACKING
    if left > 0:
        said += speech.say("extra.further", n=speech.figure(left))
    facts = {"lacking": said, "range": _range(speech)}
    if not lacking:  # timing hangs on days of which nothing is known
        held = held_words(speech)
        return speech.say("untold.before", held=f" {held}" if held else "", **facts)
    if reason.silent:
        return speech.say("untold.silent", **facts)
    figures = all(_lacks_figure(one) for one in open_)
    key = "untold.figure" if figures else "untold.partial"
    return speech.say(key, least=_least(speech), **facts)


def open_parts(seen: Seen) -> list[Seen]:
    """Give what keeps a number from being told: its parts that are not known.

    A composed number whose parts are all known is itself what is not: its rule lacks
    a figure, or it divides by 0.
    """
    if seen.kind in PLAIN or seen.kind in PLACES:
        return [seen]
    found = [
        replace(part, place=part.place or seen.place)
        for whole in seen.parts
        if whole.low != whole.high
        for part in open_parts(whole)
    ]
    return found or [seen]


def _merged(unknown: Iterable[Seen]) -> list[Seen]:
    """Say once what several comparisons lack: reports of a day, levels of places."""
    merged: dict[object, Seen] = {}
    for place, one in enumerate(unknown):
        key: object = place
        if _lacks_figure(one):
            pass
        elif one.kind in PLACES:
            key = one.kind == "count_of_neighbours", one.of
            known = merged.get(key)
            if known and len(known.unknown_places) >= len(one.unknown_places):
                continue
        elif one.kind in PLAIN and one.first == one.last:
            key = one.last, one.place
            known = merged.get(key, one)
            lacking = dict.fromkeys((*known.lacking, *one.lacking))
            one = replace(known, lacking=tuple(lacking))  # noqa: PLW2901 - with theirs
        elif one.kind in PLAIN:
            # a mean and a sum of the same days lack the same reports; the sum says more
            key = one.first, one.last, one.place, one.lacking
            if key in merged and one.kind != "sum":
                continue
        merged[key] = one
    return list(merged.values())


def _range(speech: Speech) -> str:
    reason = speech.reason
    low, high = speech.level(reason.low), speech.level(reason.high)
    key = "untold.two" if reason.high == reason.low + 1 else "untold.many"
    return speech.say(key, low=low, high=high)


def _least(speech: Speech) -> str:
    reason = speech.reason
    holding = [one for one in reason.because if one.holds and one.step == reason.low]
    if reason.low == 1 or not holding:
        return ""
    seen = seen_words(speech, holding[0])
    return speech.say("untold.least", level=speech.level(reason.low), seen=seen)


def _lacks_figure(seen: Seen) -> bool:
    if seen.kind in PLAIN or seen.kind in PLACES:
        return seen.low == seen.high
    return seen.kind not in FAMILY and not _divides_by_nothing(seen)


def _divides_by_nothing(seen: Seen) -> bool:
    return seen.kind == "ratio" and bool(seen.parts) and seen.parts[1].low <= 0


def lacking_words(speech: Speech, seen: Seen) -> str:
    """Say what one number lacks to be told."""
    if _lacks_figure(seen):
        return speech.say("lacking.figure", seen=_without_span(speech, seen))
    if seen.kind in PLACES:
        return _lacking_places(speech, seen)
    if seen.kind in FAMILY:
        return _lacking_family(speech, seen)
    if _divides_by_nothing(seen):
        under = phrase_words(speech, seen.parts[1], deep=True)
        return speech.say("lacking.nothing", under=under)
    said = _lacking_reports(speech, seen)
    if not seen.place:
        return said
    place = speech.place(seen.place, "")
    return speech.say("lacking.of_parent", place=place, said=said)


def _without_span(speech: Speech, seen: Seen) -> str:
    """Say the figures that a number without a known figure of its own stands on."""
    if seen.low == seen.high or not seen.parts:
        return seen_words(speech, seen)
    known = [one for one in seen.parts if one.low == one.high] or list(seen.parts)
    return speech.joined([phrase_words(speech, one, deep=True) for one in known])


def _lacking_reports(speech: Speech, seen: Seen) -> str:
    days = (seen.last - seen.first).days + 1
    facts = {
        "missing": speech.figure(seen.missing),
        "days": speech.figure(days),
        "first": day_words(seen.first),
        "last": day_words(seen.last),
        "label": _labels(speech, seen.lacking),
    }
    if days == 1 or len(seen.lacking) > 1:
        return speech.say("lacking.day", **facts)
    if seen.missing == days:
        return speech.say("lacking.all_days", **facts)
    day = seen.last_missing or seen.last
    rest = ""
    if seen.kind == "sum" and speech.scale_of(seen.lacking[0]) == "count":
        known = {"label": facts["label"], "n": speech.figure(seen.low)}
        rest = speech.say(f"lacking.rest_{'some' if seen.low else 'none'}", **known)
    return speech.say("lacking.some_days", day=day_words(day), rest=rest, **facts)


def _labels(speech: Speech, names: Sequence[str]) -> str:
    said = speech.joined([speech.label(name) for name in names[:_MOST_LACKING]])
    left = len(names) - _MOST_LACKING
    if left > 0:
        said += speech.say("extra.further", n=speech.figure(left))
    return said


def _lacking_places(speech: Speech, seen: Seen) -> str:
    unknown = len(seen.unknown_places)
    facts = {
        "n": speech.figure(unknown),
        "total": speech.figure(seen.total or 0),
        "of": speech.places(seen.of, unknown),
    }
    if seen.kind == "count_of_neighbours":
        none = seen.total is None
        return speech.say(
            f"lacking.{'no_neighbours' if none else 'neighbours'}", **facts
        )
    if not seen.total:
        return speech.say("lacking.no_children", **facts)
    of = speech.places(seen.of, seen.total)
    return speech.say("lacking.children", **{**facts, "of": of})


def _lacking_family(speech: Speech, seen: Seen) -> str:
    """Say what a number of other units lacks, where they are not in the list."""
    if seen.kind == "sum_of_children":
        of = seen.of or seen.node.of
        if not seen.total:
            return speech.say("lacking.no_children", of=speech.places(of, 2))
        n, total = speech.figure(len(seen.unknown_places)), speech.figure(seen.total)
        return speech.say(
            "lacking.sum", n=n, total=total, of=speech.places(of, seen.total)
        )
    at = seen.node.level_of_parent if seen.kind == "level_of_parent" else seen.node.at
    if not seen.place:
        return speech.say("lacking.no_parent", of=speech.places(at, 1))
    return speech.say("family.level_unknown", place=speech.place(seen.place, at))


def _once(parts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(parts))
