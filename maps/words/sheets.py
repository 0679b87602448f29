"""The words of the sheets that people fill in."""

import tomllib
from functools import cache
from importlib.resources import files


def sheet_words(key: str, **facts: object) -> str:
    """Give the words `key` of ``sheets.toml``, Vietnamese, with their facts.

    Parameters
    ----------
    key
        Tables and name, ``column.unit.heading``.
    **facts
        What stands in braces; given as it shall read.

    Raises
    ------
    KeyError
        For words that are not there: a fault of ours.
    """
    found: object = _table()
    for part in key.split("."):
        found = found[part]  # type: ignore[index]  # tables within tables
    return str(found).format(**facts)


@cache
def _table() -> dict[str, object]:
    return tomllib.loads(files("maps.words").joinpath("sheets.toml").read_text("utf-8"))
