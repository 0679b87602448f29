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
def interface_words() -> Mapping[Lang, Mapping[str, str]]:
    """Give every word of the interface by its key, for each language."""
    return read_words("page.toml")


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
