"""Days, spans and fixed sentences in words, in Vietnamese and English."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from boundaries.spans import VIETNAM, Span, day_start
from maps.words.said import Lang


def say(key: str, lang: Lang = "vi", **facts: object) -> str:
    """Give the sentence `key` of ``phrases.toml`` with its facts filled in.

    Parameters
    ----------
    key
        Table and name, ``notices.schematic``.
    lang
        Language of the sentence.
    **facts
        The names and figures that stand in braces; given as they shall read.
    """
    table, name = key.split(".")
    return _phrases()[table][name][lang].format(**facts)


def has_phrase(key: str) -> bool:
    """Say whether `say` knows the key."""
    table, _, name = key.partition(".")
    return name in _phrases().get(table, {})


def say_notices(codes: tuple[str, ...], lang: Lang = "vi") -> list[str]:
    """Give the sentences of notices; a schematic map says its simulation once."""
    said = [c for c in codes if c != "simulated-cases" or "schematic" not in codes]
    return [say(f"notices.{code}", lang) for code in said]


def notice_codes() -> frozenset[str]:
    """Give the codes of the notices that have a sentence."""
    return frozenset(_phrases()["notices"])


def day_words(day: date) -> str:
    """Write a day as people read it, ``20/09/2021``."""
    return f"{day:%d/%m/%Y}"


def span_words(span: Span, lang: Lang = "vi", zone: ZoneInfo = VIETNAM) -> str:
    """Write a span as people read it, both days included, never the day after.

    Parameters
    ----------
    span
        Half-open span of instants.
    lang
        Language of the words.
    zone
        Clock of the place.

    Returns
    -------
    str
        ``14/9 đến hết ngày 20/9/2021``; the year stands once where both ends
        share it. Hours are named only where an end is not midnight.
    """
    first, last = span.first_day(zone), span.last_day(zone)
    starts = span.starts.astimezone(zone)
    alone = last is None or last.year != first.year
    began = _instant(starts, zone, lang, with_year=alone)
    if span.ends is None or last is None:
        return say("span.open", lang, starts=began)
    ends = span.ends.astimezone(zone)
    if not _is_midnight(ends, zone):
        until = _instant(ends, zone, lang, with_year=True)
        return say("span.until-hour", lang, starts=began, ends=until)
    if first == last and _is_midnight(starts, zone):
        return say("span.one-day", lang, last=_short(last, with_year=True))
    return say("span.closed", lang, starts=began, last=_short(last, with_year=True))


def _instant(at: datetime, zone: ZoneInfo, lang: Lang, *, with_year: bool) -> str:
    day = _short(at.date(), with_year=with_year)
    if _is_midnight(at, zone):
        return day
    minute = f" {at:%M}" if at.minute else ""
    clock = f"{at:%H:%M}"
    return say("span.hour", lang, hour=at.hour, minute=minute, clock=clock, day=day)


def _is_midnight(at: datetime, zone: ZoneInfo) -> bool:
    return at == day_start(at.date(), zone)


def _short(day: date, *, with_year: bool) -> str:
    return f"{day.day}/{day.month}" + (f"/{day.year}" if with_year else "")


@cache
def _phrases() -> dict[str, dict[str, dict[str, str]]]:
    """Read the phrases that ship with the package."""
    text = files("maps.words").joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
