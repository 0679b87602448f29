"""What one comparison of a rule set saw, in words."""

from gis.rulesets import Seen
from maps.words.figures import percent_words
from maps.words.phrases import day_words
from maps.words.reasons.speech import PLACES, Speech

_MOST_NAMES = 3


def seen_words(speech: Speech, seen: Seen, *, reported: bool = False) -> str:
    """Say what was seen: the figure, of what, when.

    Parameters
    ----------
    speech
        The reason that it belongs to.
    seen
        One comparison.
    reported
        Say, too, that every day of the window was reported, where it was.
    """
    if seen.kind in PLACES:
        return _place_words(speech, seen)
    scale = speech.scale(seen)
    form = {"sum": "sum", "mean": "mean"}.get(seen.kind, "")
    if not form and scale == "count":
        form = "day"
    elif not form:
        form = "yes_no" if scale == "yes_no" else "figure"
    some = "some" if seen.low > 0 or form == "figure" else "none"
    said = speech.say(
        f"seen.{form}.{some}",
        n=_least(speech, seen, scale),
        label=speech.label(seen.name, seen.low or 2),
        days=speech.figure((seen.last - seen.first).days + 1),
        first=day_words(seen.first),
        last=day_words(seen.last),
    )
    if form not in {"sum", "mean"}:
        return said
    if seen.missing:
        said += speech.say("extra.gaps", missing=speech.figure(seen.missing))
    elif reported:
        said += speech.say("extra.all_reported")
    if some == "some" and seen.last_day:
        said += speech.say("extra.latest", day=day_words(seen.last_day))
    return said


def bound_words(speech: Speech, seen: Seen) -> str:
    """Say the bound, "từ 1 ca trở lên"; empty where there is nothing to say."""
    scale = speech.scale(seen)
    if scale == "yes_no":
        return ""
    if seen.threshold[0] != seen.threshold[1]:
        return speech.say("bound.unknown")
    amount = seen.threshold[0]
    if scale == "share":
        figure = percent_words(amount, speech.lang)
    elif seen.kind in PLACES:
        figure = f"{speech.figure(amount)} {speech.places(seen.of, amount)}"
    else:
        figure = speech.figure(amount) + speech.unit(seen.name, amount)
    return speech.say(f"bound.{seen.bound}", t=figure)


def _least(speech: Speech, seen: Seen, scale: str) -> str:
    figure = (
        percent_words(seen.low, speech.lang)
        if scale == "share"
        else speech.figure(seen.low)
    )
    if seen.low == seen.high:
        return figure
    return speech.say("extra.at_least", n=figure)


def _place_words(speech: Speech, seen: Seen) -> str:
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
