"""The interface words of the comparison, from ``maps/words/comparison.toml``."""

from collections.abc import Mapping
from functools import cache

from maps.page.words import Lang, read_words


@cache
def interface_words() -> Mapping[Lang, Mapping[str, str]]:
    """Give every word of the interface by its key, for each language."""
    return read_words("comparison.toml")
