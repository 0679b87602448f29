"""What one comparison of a rule set saw, in words."""

from gis.rulesets import Seen
from maps.words.phrases import day_words
from maps.words.reasons.amounts import value_words, with_unit
from maps.words.reasons.phrases import phrase_words, window_form
from maps.words.reasons.speech import PLAIN, Speech


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
    if seen.kind not in PLAIN:
        return phrase_words(speech, seen)
    scale = speech.scale(seen)
    form = window_form(seen)
    if not form and scale == "count":
        form = "day"
    elif not form:
        form = "yes_no" if scale == "yes_no" else "figure"
    some = "some" if seen.low > 0 or form == "figure" else "none"
    figure = value_words(speech, seen)
    said = speech.say(
        f"seen.{form}.{some}",
        n=with_unit(speech, seen, figure, seen.low) if form == "figure" else figure,
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
