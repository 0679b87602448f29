"""The words of letters, decisions and the sheet of needs."""

import re
import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from math import ceil

from boundaries.spans import VIETNAM
from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.record import Act
from gis.checkpoints.needs.staff import OFFICERS, SHIFTS, write
from gis.checkpoints.plan import Post
from maps.words.said import Lang

BLANK = "……………………"
"""A place to be filled in by hand: nothing is ever made up."""
_SMALL_MONTHS = 2
_FIGURES = re.compile(r"([0-9]+)(\.[0-9]+|)")


def letter_words(key: str, lang: Lang, **facts: object) -> str:
    """Give the words `key` (``request.subject``) with their facts filled in.

    Raises
    ------
    KeyError
        For words or a fact that is not there: a fault of ours.
    """
    table, name = key.split(".")
    return _words()[table][name][lang].format(**facts)


def figure(value: int | None, lang: Lang) -> str:
    """Write a whole number with its thousands apart; None reads "not known"."""
    if value is None:
        return letter_words("shared.not-told", lang)
    said = f"{value:,}"
    return said.replace(",", ".") if lang == "vi" else said


def decimal(value: float, lang: Lang) -> str:
    """Write a number with its decimals as `lang` does."""
    said = f"{value:g}"
    return said.replace(".", ",") if lang == "vi" else said


def money(value: int | None, lang: Lang) -> str:
    """Write an amount of VND; None reads "not known"."""
    if value is None:
        return figure(None, lang)
    return letter_words("shared.vnd", lang, amount=figure(value, lang))


def start_words(at: date | datetime | None, lang: Lang) -> str:
    """Write the hour and day from which an act holds; a day begins at 0 hours."""
    if at is None:
        return letter_words("shared.day-blank", lang, blank=BLANK)
    return letter_words("shared.from-hour", lang, **_clock(at))


def end_words(act: Act, lang: Lang) -> str:
    """Write until when an act holds: a day is included, never the day after."""
    if act.open_ended:
        return letter_words("shared.until-notice", lang)
    if act.ends is None:
        return letter_words("shared.until-blank", lang, blank=BLANK)
    hour = isinstance(act.ends, datetime)
    key = "shared.until-hour" if hour else "shared.until-day"
    return letter_words(key, lang, **_clock(act.ends))


def date_words(day: date | None, lang: Lang) -> str:
    """Write a day, or a blank place."""
    if day is None:
        return letter_words("shared.day-blank", lang, blank=BLANK)
    return letter_words("shared.day", lang, **_clock(day))


def dateline(place: str, day: date | None, lang: Lang) -> str:
    """Write place and day of issue as an official paper does.

    Days below 10 and the months 1 and 2 have a zero in front, so that no digit can be
    put there (Decree 30/2020/NĐ-CP).
    """
    facts = {"day": "……", "month": "……", "year": "………"}
    if day is not None:
        month = f"{day.month:02}" if day.month <= _SMALL_MONTHS else f"{day.month}"
        facts = {"day": f"{day.day:02}", "month": month, "year": f"{day.year}"}
    return letter_words("shared.dated", lang, place=place or BLANK, **facts)


def area_words(act: Act, lang: Lang) -> str:
    """Name the perimeter: the legal term, and its own name where it has one."""
    return f"{letter_words('shared.perimeter', lang)} {act.area}".strip()


def line_words(key: str, lang: Lang) -> str:
    """Name a line of the record; posts are named by their class of road."""
    task, _, road = key.partition("-")
    if not road:
        return letter_words(f"line.{task}", lang)
    return letter_words("line.posts-of", lang, road=letter_words(f"road.{road}", lang))


def norm_words(norm: Norm, lang: Lang) -> tuple[str, str, str, str]:
    """Give meaning, value, unit and source of a norm, or that it is an assumption."""
    source = norm.source.get(lang) or letter_words("shared.placeholder", lang)
    value = write(norm.value)
    if norm.value >= 1000 and norm.value.denominator == 1:  # noqa: PLR2004 - thousands
        value = figure(ceil(norm.value), lang)
    elif lang == "vi":
        value = value.replace(".", ",")
    if norm.name == SHIFTS:
        what = letter_words("norm.plan-shifts", lang)
        return what, value, letter_words("norm.unit-shifts", lang), source
    if norm.name.startswith(OFFICERS):
        road = letter_words(f"road.{norm.name.removeprefix(f'{OFFICERS}-')}", lang)
        what = letter_words("norm.plan-officers", lang, road=road)
        return what, value, letter_words("norm.unit-officers", lang), source
    return norm.what[lang], value, norm.unit[lang], source


def post_place(post: Post, lang: Lang) -> str:
    """Say where a post stands: its road, and the units it parts."""
    road = post.name or letter_words("shared.nameless", lang, feature=post.feature)
    return f"{road} ({' - '.join(post.units)})" if post.units else road


def formula_words(formula: str, lang: Lang) -> str:
    """Write a formula with the decimals and thousands of `lang`."""
    parts = [(int(whole), rest) for whole, rest in _FIGURES.findall(formula)]
    texts = _FIGURES.split(formula)[:: len(("text", "whole", "rest"))]
    said = [figure(whole, lang) + _decimals(rest, lang) for whole, rest in parts]
    return "".join(f"{text}{one}" for text, one in zip(texts, [*said, ""]))


def _decimals(rest: str, lang: Lang) -> str:
    return rest.replace(".", ",") if lang == "vi" else rest


def _clock(at: date | datetime) -> dict[str, str]:
    hour, minute = "00", "00"
    if isinstance(at, datetime):
        at = at.astimezone(VIETNAM)
        hour, minute = f"{at:%H}", f"{at:%M}"
    day = {"day": f"{at.day}", "month": f"{at.month}", "year": f"{at.year}"}
    return {"hour": hour, "minute": minute, **day}


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    text = files("maps.words").joinpath("letters.toml").read_text("utf-8")
    return tomllib.loads(text)
