"""A proposed map as a file of TOML that a person can read, correct and confirm."""

import json
from collections.abc import Iterator, Mapping

from boundaries.refusal import Fault
from gis.cases.sheetmap import Proposal, lay_out_map
from maps.words.commands import command_words
from maps.words.said import Lang, render


def compose_map(proposal: Proposal, name: str, lang: Lang) -> bytes:
    """Write a map as TOML, with what it rests on as comments above it.

    Parameters
    ----------
    proposal
        Of `gis.cases.sheetmap.propose_map`.
    name
        Of the sheet's file.
    lang
        Language of the comments.
    """
    lines = [_comment(command_words("map-head", lang, name=name))]
    for key, faults in (
        ("map-understood", proposal.understood),
        ("map-open", proposal.open),
    ):
        if faults:
            lines += ["#", _comment(command_words(key, lang))]
            lines += [_comment(f"  - {_said(fault, lang)}") for fault in faults]
    lines += ["", *_tables(lay_out_map(proposal.told), ())]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _said(fault: Fault, lang: Lang) -> str:
    said = render(fault, lang)
    return f"{said.what} {said.do}"


def _comment(text: str) -> str:
    return "# " + " ".join(text.split())


def _tables(told: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """Give the keys of a table, then the tables in it."""
    inner = {key: value for key, value in told.items() if isinstance(value, Mapping)}
    for key, value in told.items():
        if key not in inner:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        place = (*path, key)
        if any(not isinstance(one, Mapping) for one in value.values()):
            yield ""
            yield f"[{'.'.join(_key(part) for part in place)}]"
        yield from _tables(value, place)


def _key(text: str) -> str:
    plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    return text if plain else _value(text)


def _value(value: object) -> str:
    """Write a text, a number, yes or no, or a list; JSON and TOML agree here."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value)
