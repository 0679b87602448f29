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

    With a `count` of 1, the key ``<key>-1`` is taken where there is one.

    Raises
    ------
    KeyError
        For a key, a language or a fact that is not there: a fault of ours.
    """
    said = {name: say(value, lang) for name, value in facts.items()}
    table = _table()
    one = f"{key}-1" if facts.get("count") == 1 else key
    return table.get(one, table[key])[lang].format(**said)
