"""Strangers' text, made fit to stand in an official paper."""

import unicodedata

from boundaries.names import clean

NAME, PASSAGE = 200, 2_000
"""Most letters of a name in a table, and of a passage in the text."""
_CUT = "…"


def plain(text: str, most: int = NAME) -> str:
    """Give `text` in NFC, in one line, with nothing that XML or a reader trips over.

    Control characters, direction marks and letters that are none (lone surrogates,
    noncharacters, private use) are taken out; a text that is too long ends in "…".
    """
    kept = "".join(letter for letter in clean(text) if not _strange(letter))
    kept = " ".join(kept.split())
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + _CUT


def _strange(letter: str) -> bool:
    return unicodedata.category(letter).startswith("C")
