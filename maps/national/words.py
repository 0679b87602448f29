"""The words of the national page and picture: the province page's, and its own."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from maps.page.words import LANGS, Lang, interface_words, read_words


@cache
def national_words() -> Mapping[Lang, Mapping[str, str]]:
    """Give every word by its key, for each language; its own come first."""
    shared, own = interface_words(), read_words("national.toml")
    return MappingProxyType(
        {lang: MappingProxyType({**shared[lang], **own[lang]}) for lang in LANGS}
    )


def fill(key: str, lang: Lang, /, **facts: object) -> str:
    """Give a word with its facts in place; a fact is never a format itself.

    ``{n}`` is a count: with 1, the key ``<key>-1`` is taken where there is one.
    """
    words = national_words()[lang]
    text = words[key]
    if str(facts.get("n")) == "1":
        text = words.get(f"{key}-1", text)
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def forms(key: str, /, **facts: object) -> dict[Lang, str]:
    """Give `fill` in every language."""
    return {lang: fill(key, lang, **facts) for lang in LANGS}


def figure(value: int, lang: Lang) -> str:
    """Write a count as people read it: 11.163, or 11,163 in English."""
    return f"{value:,}".replace(",", "." if lang == "vi" else ",")
