"""Numbers that look back, in words: earlier days, peaks, falls, clean days."""

from collections.abc import Callable
from dataclasses import replace

from gis.rulesets import Seen
from maps.words.figures import percent_words
from maps.words.phrases import day_words
from maps.words.reasons.amounts import value_words
from maps.words.reasons.changes import WEEK, day_kind, is_change, period_words
from maps.words.reasons.criteria import criterion_words, lone_input
from maps.words.reasons.speech import PLAIN, Speech

Say = Callable[..., str]


def ago_words(speech: Speech, seen: Seen, say: Say) -> str:
    """Say a number of an earlier day."""
    days = speech.figure(speech.span(seen.node.days)[0])
    said = say(speech, seen.parts[0], deep=True)
    return speech.say("trend.ago", days=days, said=said)


def peak_words(speech: Speech, seen: Seen, say: Say) -> str:
    """Say the greatest that a number was."""
    days = speech.figure(speech.span(seen.node.days)[0])
    inner = replace(seen.parts[0], low=seen.low, high=seen.high)
    if inner.kind not in {"sum", "mean"} or inner.first == inner.last:
        return speech.say("trend.peak", days=days, said=_undated(speech, inner, say))
    return speech.say(
        "trend.peak_window",
        days=days,
        n=value_words(speech, inner),
        label=speech.label(inner.name, seen.low),
        window=speech.figure((inner.last - inner.first).days + 1),
    )


def falls_words(speech: Speech, seen: Seen, say: Say) -> str:
    """Say how many times in a row a number fell."""
    every = int(speech.span(seen.node.every)[0])
    most = speech.span(seen.node.most)[0]
    said = say(speech, seen.parts[0], deep=True)
    if seen.high == 0:
        return speech.say("trend.level", said=said, before=_before(speech, every))
    if seen.low == 0 != seen.high:
        return speech.say("trend.unsure", said=said)
    count = speech.figure(seen.low)
    if seen.low == seen.high == 1 < most:
        return speech.say("trend.fell", said=said, before=_before(speech, every))
    if seen.low != seen.high or seen.low >= most:
        count = speech.say("amount.at_least", n=count)
    times = period_words(speech, every, seen.low)
    return speech.say("trend.falls", said=said, n=count, times=times)


def days_since_words(speech: Speech, seen: Seen) -> str:
    """Say for how many days a predicate has not held."""
    node = seen.node
    most = speech.span(node.most)[0]
    alone = lone_input(speech, seen)
    label = "" if alone is None else speech.label(alone, 2)
    what = label or criterion_words(speech, seen)
    form = "plain" if label else "other"
    if seen.high == 0:
        return speech.say(f"since.{form}.today", what=what, last=day_words(seen.last))
    count = speech.figure(seen.low)
    if seen.low != seen.high or seen.low >= most:
        count = speech.say("amount.at_least", n=count)
    days = day_kind(speech, node.counted, seen.low)
    return speech.say(f"since.{form}.days", n=count, days=days, what=what)


def change_words(speech: Speech, seen: Seen, say: Say) -> str:
    """Say a ratio to a peak or an earlier day as a rise or fall; empty for others."""
    if not is_change(speech, seen):
        return ""
    now, then = seen.parts
    before = _reference(speech, then)
    said = say(speech, now, deep=True)
    if seen.low == seen.high:
        way = "falls" if seen.low < 1 else "rises" if seen.low > 1 else "same"
        by = percent_words(abs(seen.low - 1), speech.lang, _shifted(speech, seen))
    elif seen.high < 1 or seen.low > 1:
        way = "falls" if seen.high < 1 else "rises"
        least = 1 - seen.high if seen.high < 1 else seen.low - 1
        by = speech.say("amount.at_least", n=percent_words(least, speech.lang))
    else:
        way, by = "unsure", ""
    return speech.say(f"change.{way}", said=said, by=by, before=before)


def _reference(speech: Speech, then: Seen) -> str:
    days = int(speech.span(then.node.days)[0])
    figure = value_words(speech, then)
    if then.kind == "peak":
        inner = then.parts[0]
        window = (inner.last - inner.first).days + 1
        weekly = inner.kind in {"sum", "mean"} and window == WEEK
        form = "peak_week" if weekly else "peak"
        last = day_words(inner.last)
        days_ = speech.figure(days)
        return speech.say(f"change.{form}", days=days_, n=figure, last=last)
    return speech.say("change.ago", days=speech.figure(days), n=figure)


def _before(speech: Speech, every: int) -> str:
    form = "week" if every == WEEK else "day" if every == 1 else "span"
    return speech.say(f"before.{form}", days=speech.figure(every))


def _undated(speech: Speech, seen: Seen, say: Say) -> str:
    """Say a number without a day: it is of another one."""
    if seen.kind in PLAIN:
        label = speech.label(seen.name, seen.low)
        return speech.say("phrase.counted", n=value_words(speech, seen), label=label)
    return say(speech, replace(seen, parts=()), deep=True)


def _shifted(speech: Speech, seen: Seen) -> list[float]:
    edges = [*speech.edges, *(seen.threshold if seen.bound else ())]
    return [abs(edge - 1) for edge in edges]
