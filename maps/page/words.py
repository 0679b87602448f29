"""The interface words of the page, in both languages, from ``maps/words/page.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


@cache
def interface_words(*, groups: bool = False) -> Mapping[Lang, Mapping[str, str]]:
    """Give every word of the interface by its key, for each language.

    Parameters
    ----------
    groups
        Whether groups are counted: ``maps/words/groups.toml`` then speaks of them
        where ``page.toml`` speaks of communes.
    """
    words = read_words("page.toml")
    if not groups:
        return words
    own = read_words("groups.toml")
    return MappingProxyType(
        {lang: MappingProxyType(_spoken(words[lang], own[lang])) for lang in LANGS}
    )


def _spoken(words: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Put `own` in the place of `words`; a form for one goes with its sentence."""
    kept = {k: text for k, text in words.items() if k.removesuffix("-1") not in own}
    return {**kept, **own}


def read_words(name: str) -> Mapping[Lang, Mapping[str, str]]:
    """Read a table of interface words of ``maps/words``, by language and key."""
    text = files("maps.words").joinpath(name).read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return MappingProxyType(
        {
            lang: MappingProxyType({key: form[lang] for key, form in table.items()})
            for lang in LANGS
        }
    )
