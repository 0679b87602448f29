"""What the command line says when nothing is wrong."""

import tomllib
from functools import cache
from pathlib import Path

from maps.words.said import Lang, say


@cache
def _table() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("commands.toml").read_text("utf-8")
    return tomllib.loads(text)


def command_words(key: str, lang: Lang, **facts: object) -> str:
    """Give one sentence of ``commands.toml`` in `lang`, figures as people read them.

    Raises
    ------
    KeyError
        For a key, a language or a fact that is not there: a fault of ours.
    """
    said = {name: say(value, lang) for name, value in facts.items()}
    return _table()[key][lang].format(**said)
