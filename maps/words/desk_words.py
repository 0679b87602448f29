"""The words of the desk's pages: one table a page, ``desk/<page>.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from maps.words.said import Lang, say


def desk_words(key: str, lang: Lang, **facts: object) -> str:
    """Give the words ``<page>.<name>`` in `lang`, figures as people read them.

    Raises
    ------
    KeyError
        For words, a language or a fact that is not there: a fault of ours.
    """
    page, name = key.split(".")
    said = {fact: say(value, lang) for fact, value in facts.items()}
    return _table(page)[name][lang].format(**said)


def page_words(page: str, lang: Lang) -> Mapping[str, str]:
    """Give all words of a page for its script, with the facts still to be filled in."""
    return MappingProxyType({name: row[lang] for name, row in _table(page).items()})


def both(key: str) -> Mapping[str, str]:
    """Give the words ``<page>.<name>`` in both languages, as a fact of a refusal.

    Words that are not there are said by their name: a refusal is never a fault of ours.
    """
    page, name = key.split(".")
    plain = name.partition("-")[2]
    return _table(page).get(name, MappingProxyType({"vi": plain, "en": plain}))


@cache
def _table(page: str) -> Mapping[str, Mapping[str, str]]:
    file = files("maps.words").joinpath("desk", f"{page}.toml")
    return MappingProxyType(tomllib.loads(file.read_text("utf-8")))
