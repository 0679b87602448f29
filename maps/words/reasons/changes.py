"""Changes and the steps in which they are counted, in words."""

from gis.rulesets import Seen
from maps.words.figures import percent_words
from maps.words.reasons.speech import Speech

WEEK = 7


def change_bound(speech: Speech, bound: str, amount: float) -> str:
    """Say the bound of a change: "giảm từ 50 % trở lên" for at most 0.5."""
    side = "down" if amount < 1 else "up" if amount > 1 else "same"
    by = percent_words(abs(amount - 1), speech.lang)
    return speech.say(f"change_bound.{side}.{bound}", by=by)


def is_change(speech: Speech, seen: Seen) -> bool:
    """Say whether a ratio compares a number with itself on other days."""
    if seen.kind != "ratio" or len(seen.parts) != 2 or seen.node is None:  # noqa: PLR2004
        return False
    over, _ = seen.node.ratio
    if seen.parts[1].kind not in {"peak", "ago"} or seen.node.per != 1:
        return False
    then = seen.parts[1].node
    return not speech.own_label(seen) and over == getattr(then, seen.parts[1].kind)


def period_words(speech: Speech, every: int, count: float) -> str:
    """Name the steps in which a trend is counted: weeks, days, or so many days."""
    form = "week" if every == WEEK else "day" if every == 1 else "span"
    many = "one" if count == 1 else "many"
    return speech.say(f"period.{form}.{many}", days=speech.figure(every))


def day_kind(speech: Speech, counted: str, count: float) -> str:
    """Name the days that are counted: days, or working days."""
    many = "one" if count == 1 else "many"
    return speech.say(f"period.{'working' if counted == 'working' else 'day'}.{many}")
