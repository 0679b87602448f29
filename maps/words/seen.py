"""What one comparison of a rule set saw, in words."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gis.rulesets import Reason, Seen
from maps.words.figures import figure_words, percent_words
from maps.words.phrases import day_words
from maps.words.said import Lang

_PLACE = re.compile(r"\{(\w+)\}")
_MOST_NAMES = 3
PLACES = ("share_of_children", "count_of_children", "count_of_neighbours")


@dataclass(frozen=True, slots=True)
class Speech:
    """One reason that is being said in one language."""

    reason: Reason
    lang: Lang
    names: Mapping[str, str]

    def say(self, key: str, **facts: str) -> str:
        """Fill a sentence; what stands in braces inside a fact stays as it is."""
        table, name = key.split(".", 1)
        form: Any = sentences()[table]
        for part in name.split("."):
            form = form[part]
        return _PLACE.sub(lambda found: facts[found[1]], form[self.lang])

    def level(self, level: int) -> str:
        """Give the name of a level, in the middle of a sentence."""
        name: str = getattr(self.reason.ruleset.level(level).name, self.lang)
        return name

    def label(self, name: str, count: float = 2) -> str:
        """Give the label of an input or named number."""
        ruleset = self.reason.ruleset
        given = ruleset.numbers.get(name) or ruleset.inputs[name]
        return self._counted(given.label, count)

    def unit(self, name: str, count: float) -> str:
        """Give what is counted, after a space; empty where nothing is."""
        ruleset = self.reason.ruleset
        given = ruleset.numbers.get(name) or ruleset.inputs[name]
        return "" if given.unit is None else f" {self._counted(given.unit, count)}"

    def places(self, of: str, count: float) -> str:
        """Give the word for units of an admin level."""
        words = sentences()["places"][of]
        plural = self.lang == "en" and count != 1
        word: str = words["many"] if plural else words[self.lang]
        return word

    def scale(self, seen: Seen) -> str:
        """Say how a number counts: ``share``, ``yes_no``, ``count`` or ``number``."""
        if seen.kind in PLACES:
            return "share" if seen.kind.startswith("share") else "count"
        if seen.kind == "ratio" or seen.name in self.reason.ruleset.numbers:
            return "number"
        return self.reason.ruleset.inputs[seen.name].scale

    def figure(self, value: float) -> str:
        """Write a number."""
        return figure_words(value, self.lang)

    def _counted(self, words: Any, count: float) -> str:
        many = getattr(words, "en_many", None)
        if self.lang == "en" and many and count != 1:
            return str(many)
        return str(getattr(words, self.lang))


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


@cache
def sentences() -> Mapping[str, Any]:
    """Read the sentences that ship with the package."""
    text = files("maps.words").joinpath("reasons.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
