"""A number with its figure as a part of a sentence, whatever it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf, isfinite
from types import MappingProxyType

from gis.rulesets import Seen
from maps.words.phrases import day_words
from maps.words.reasons.amounts import (
    amount_words,
    is_final,
    is_graded,
    is_percent,
    span_words,
    value_words,
    with_unit,
)
from maps.words.reasons.criteria import adjusting
from maps.words.reasons.family import child_words, parent_words, sum_words
from maps.words.reasons.speech import PLACES, Speech
from maps.words.reasons.trends import (
    ago_words,
    change_words,
    days_since_words,
    falls_words,
    peak_words,
)

_ROUNDED = 1e-6  # a mean times its days is that close to the cases it was made of
Phrase = Callable[[Speech, Seen, bool], str]


def phrase_words(speech: Speech, seen: Seen, *, deep: bool = False) -> str:
    """Say what a number was and what it is made of.

    Parameters
    ----------
    speech
        The reason that it belongs to.
    seen
        The number.
    deep
        It is a part of a part: shorter, and its edges stand in brackets.
    """
    if seen.kind in _MADE_OF_PARTS and not seen.parts:
        return _labelled(speech, seen)
    if speech.whole and speech.own_label(seen) and seen.name != speech.whole:
        return named_words(speech, seen)
    return _PHRASES.get(seen.kind, _plain)(speech, seen, deep)


def result_words(speech: Speech, seen: Seen) -> str:
    """Name the value of a number, "mức lây nhiễm 4"; without a name "mức 4".

    What a label says in brackets at its end is for the list of numbers, not for a
    sentence.
    """
    label = speech.own_label(seen, seen.low).partition(" (")[0]
    value = value_words(speech, seen)
    if label:
        return speech.say("phrase.named", label=label, n=value)
    if speech.leveled and seen.low == seen.high and speech.has_level(seen.low):
        return speech.level(int(seen.low))
    return speech.say("phrase.grade", n=value)


def _gives(speech: Speech, said: str, seen: Seen) -> str:
    """Say what a number comes to: its name and its value, or the level that it is."""
    label = speech.own_label(seen, seen.low).partition(" (")[0]
    if not label:
        return speech.say("phrase.gives", said=said, result=result_words(speech, seen))
    value = value_words(speech, seen)
    return speech.say("phrase.gives_named", said=said, label=label, n=value)


def named_words(speech: Speech, seen: Seen) -> str:
    """Name a number that has a name of its own, with its figure and no more."""
    return result_words(speech, seen) if is_graded(seen) else _labelled(speech, seen)


def number_words(speech: Speech, seen: Seen) -> str:
    """Say a named number and what it is right away made of, each by its name."""
    alone = replace(speech, whole=seen.name)
    if not is_graded(seen):
        return phrase_words(alone, seen)
    final = replace(seen, bound="at_least", threshold=(0.0, 0.0), step=0)
    made = phrase_words(alone, final)
    return speech.say("phrase.made", result=result_words(speech, seen), said=made)


def window_form(seen: Seen) -> str:
    """Name the window of a number, ``sum`` or ``mean``; empty for a single day."""
    return seen.kind if seen.kind in {"sum", "mean"} and seen.first < seen.last else ""


def _plain(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: FBT001 - as all
    scale = speech.scale(seen)
    if scale == "yes_no":
        state = "maybe" if seen.low != seen.high else "yes" if seen.low else "no"
        return speech.say(f"phrase.{state}", label=speech.label(seen.name, 1))
    days = (seen.last - seen.first).days + 1
    if deep and window_form(seen) == "mean":  # the cases, not their mean
        low, high = (_total_of(mean, days) for mean in (seen.low, seen.high))
        whole = replace(seen, kind="sum", low=low, high=high)
        return _plain(speech, whole, deep)
    form = window_form(seen) or "day"
    if form == "day" and (scale != "count" or seen.kind == "stock"):
        form = "stock" if scale == "count" else "figure"
    label = speech.label(seen.name, counted_by(seen))
    unit = speech.unit_of(seen, seen.low)
    if form == "stock" and unit and unit not in label:  # "dân số 372.000 người"
        form = "figure"
    figure = value_words(speech, seen)
    if form == "figure":
        figure = with_unit(speech, seen, figure, seen.low)
    return speech.say(
        f"phrase.{form}",
        n=figure,
        label=label,
        days=speech.figure(days),
        last=day_words(seen.last),
    )


def counted_by(seen: Seen) -> float:
    """Give the figure that the word behind a number agrees with."""
    return seen.high if seen.low < seen.high < inf else seen.low


def _total_of(mean: float, days: int) -> float:
    """Give back the whole number of cases that a mean was made of."""
    total = mean * days
    near = isfinite(total) and abs(total - round(total)) < _ROUNDED
    return float(round(total)) if near else total


def _labelled(speech: Speech, seen: Seen) -> str:
    """Name a number and give its figure; only the figure where it has no name.

    A quantity that counts what its name says reads "177 ca/100.000 dân"; a share, a
    grade and what has a unit of its own read "tỷ lệ tiêm 85 %".
    """
    figure = value_words(speech, seen)
    label, unit = speech.own_label(seen, seen.low), speech.unit_of(seen, seen.low)
    said = with_unit(speech, seen, figure, seen.low)
    if not label or label == unit:
        return said
    counts = not unit and not is_percent(speech, seen) and not is_graded(seen)
    return speech.say(f"phrase.{'counted' if counts else 'named'}", label=label, n=said)


def with_note(speech: Speech, said: str, note: str) -> str:
    """Add a note in brackets, inside those that a phrase ends with."""
    if said.endswith(")"):
        return speech.say("phrase.further", said=said[:-1], more=note)
    return speech.say("phrase.with", said=said, more=note)


def _ratio(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: FBT001 - as all
    changed = change_words(speech, seen, phrase_words)
    if changed:
        return changed
    said = _labelled(speech, seen)
    over, under = seen.parts
    percent = is_percent(speech, seen)
    if not deep:
        figures = speech.say(
            f"phrase.{'out_of' if percent else 'against'}",
            over=phrase_words(speech, over, deep=True),
            under=phrase_words(speech, under, deep=True),
        )
    elif not percent and over.kind in {"sum", "mean"}:
        figures = phrase_words(speech, over, deep=True)
    else:
        return said
    return speech.say("phrase.with", said=said, more=figures)


def _total(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: ARG001, FBT001 - as all
    parts = [phrase_words(speech, part, deep=True) for part in seen.parts]
    said = _labelled(speech, seen)
    if not speech.own_label(seen):
        said = speech.say("phrase.total", n=said)
    return speech.say("phrase.with", said=said, more=" + ".join(parts))


def _difference(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: ARG001, FBT001 - as all
    said = _labelled(speech, seen)
    if not speech.own_label(seen):
        said = speech.say("phrase.difference", n=said)
    first, second = (phrase_words(speech, part, deep=True) for part in seen.parts)
    more = speech.say("phrase.less", first=first, second=second)
    return speech.say("phrase.with", said=said, more=more)


def _chosen(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: FBT001 - as all
    """Say which of several numbers decided, the first of those that are alike."""
    worst = seen.kind == "greatest"
    order = sorted(seen.parts, key=lambda one: one.low, reverse=worst)
    form = f"{seen.kind}.{'graded' if is_graded(seen) else 'figure'}"
    within = _within(speech, seen)
    few = "two" if len(seen.parts) == 2 else "many"  # noqa: PLR2004 - the worse of two
    return speech.say(
        f"phrase.{form}.{few}",
        said=phrase_words(within, order[0], deep=deep or is_graded(seen)),
        n=speech.figure(len(seen.parts)),
    )


def _band(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: FBT001 - as all
    inner, node = seen.parts[0], seen.node
    edges = [speech.span(edge) for edge in node.edges]
    beside = tuple(edge for span in edges for edge in span)
    below = speech.about_levels(leveled=False).beside(beside)
    said = phrase_words(below, inner, deep=deep)
    known = seen.low == seen.high and all(low == high for low, high in edges)
    notes = []
    if known:
        bounds = [None, *(low for low, _ in edges), None]
        low, high = bounds[int(seen.low) - 1], bounds[int(seen.low)]
        notes.append(span_words(speech, inner, low, high, node.closed))
    final = is_final(seen)
    if not final and (not known or (speech.own_label(seen) and len(edges) > 1)):
        notes.append(result_words(speech, seen))
    if not notes:
        return said
    note = ": ".join(notes)
    if deep:
        return with_note(speech, said, note)
    return speech.say("phrase.beside", said=said, more=note)


def _table(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: ARG001, FBT001 - as all
    within = speech.about_levels(leveled=False)
    rows, columns = (phrase_words(within, part, deep=True) for part in seen.parts)
    said = speech.say("phrase.together", first=columns, second=rows)
    if is_final(seen):
        return said
    return _gives(speech, said, seen)


def _within(speech: Speech, whole: Seen) -> Speech:
    """Give the speech about the parts of a number: of a level they are levels."""
    return speech.about_levels(leveled=True) if is_final(whole) else speech


def _as_final(part: Seen, whole: Seen) -> Seen:
    """Give a part the comparison of the whole: it is the same number."""
    return replace(part, bound=whole.bound, threshold=whole.threshold, step=whole.step)


def _adjust(speech: Speech, seen: Seen, deep: bool) -> str:  # noqa: FBT001 - as all
    base, final = seen.parts[0], is_final(seen)
    change = seen.low - base.low
    exact = seen.low == seen.high and base.low == base.high
    if not change or not exact:
        said = phrase_words(speech, _as_final(base, seen), deep=deep)
        return said if exact or final else f"{said}, {result_words(speech, seen)}"
    way = "up" if change > 0 else "down"
    by = amount_words(speech, seen, abs(change))
    kind = "graded" if is_graded(seen) else "figure"
    steps = "one" if abs(change) == 1 else "many"
    moved = speech.say(f"phrase.moved.{kind}.{way}.{steps}", n=by)
    if not final:
        moved = _gives(speech, moved, seen)
    why = adjusting(speech, seen, phrase_words)
    said = phrase_words(_within(speech, seen), base, deep=deep)
    return speech.say("phrase.adjusted", said=said, why=why, moved=moved)


_MADE_OF_PARTS = frozenset(
    [
        "ratio",
        "total",
        "difference",
        "greatest",
        "least",
        "band",
        "table",
        "adjust",
        "ago",
        "peak",
        "falls",
        "days_since",
        "of_parent",
    ]
)
_PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "ratio": _ratio,
        "total": _total,
        "difference": _difference,
        "greatest": _chosen,
        "least": _chosen,
        "band": _band,
        "table": _table,
        "adjust": _adjust,
        "ago": lambda speech, seen, _: ago_words(speech, seen, phrase_words),
        "peak": lambda speech, seen, _: peak_words(speech, seen, phrase_words),
        "falls": lambda speech, seen, _: falls_words(speech, seen, phrase_words),
        "days_since": lambda speech, seen, _: days_since_words(speech, seen),
        "of_parent": lambda speech, seen, _: parent_words(speech, seen, phrase_words),
        "level_of_parent": lambda speech, seen, _: parent_words(
            speech, seen, phrase_words
        ),
        "sum_of_children": lambda speech, seen, _: sum_words(speech, seen),
        **dict.fromkeys(PLACES, lambda speech, seen, _: child_words(speech, seen)),
    }
)
