"""One reason that is being said in one language: its words, labels and figures."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from gis.rulesets import Reason, Seen
from maps.words.figures import figure_words
from maps.words.said import Lang

_PLACE = re.compile(r"\{(\w+)\}")
PLACES = ("share_of_children", "count_of_children", "count_of_neighbours")


@dataclass(frozen=True, slots=True)
class Speech:
    """One reason that is being said in one language."""

    reason: Reason
    lang: Lang
    names: Mapping[str, str]

    def say(self, key: str, **facts: str) -> str:
        """Fill a sentence; what stands in braces inside a fact stays as it is."""
        table, name = key.split(".", 1)
        form: Any = sentences()[table]
        for part in name.split("."):
            form = form[part]
        return _PLACE.sub(lambda found: facts[found[1]], form[self.lang])

    def level(self, level: int) -> str:
        """Give the name of a level, in the middle of a sentence."""
        name: str = getattr(self.reason.ruleset.level(level).name, self.lang)
        return name

    def label(self, name: str, count: float = 2) -> str:
        """Give the label of an input or named number."""
        ruleset = self.reason.ruleset
        given = ruleset.numbers.get(name) or ruleset.inputs[name]
        return self._counted(given.label, count)

    def unit(self, name: str, count: float) -> str:
        """Give what is counted, after a space; empty where nothing is."""
        ruleset = self.reason.ruleset
        given = ruleset.numbers.get(name) or ruleset.inputs[name]
        return "" if given.unit is None else f" {self._counted(given.unit, count)}"

    def places(self, of: str, count: float) -> str:
        """Give the word for units of an admin level."""
        words = sentences()["places"][of]
        plural = self.lang == "en" and count != 1
        word: str = words["many"] if plural else words[self.lang]
        return word

    def scale(self, seen: Seen) -> str:
        """Say how a number counts: ``share``, ``yes_no``, ``count`` or ``number``."""
        if seen.kind in PLACES:
            return "share" if seen.kind.startswith("share") else "count"
        if seen.kind == "ratio" or seen.name in self.reason.ruleset.numbers:
            return "number"
        return self.reason.ruleset.inputs[seen.name].scale

    def figure(self, value: float) -> str:
        """Write a number."""
        return figure_words(value, self.lang)

    def _counted(self, words: Any, count: float) -> str:
        many = getattr(words, "en_many", None)
        if self.lang == "en" and many and count != 1:
            return str(many)
        return str(getattr(words, self.lang))


@cache
def sentences() -> Mapping[str, Any]:
    """Read the sentences that stand beside this file, once.

    Raises
    ------
    ValueError
        If two files hold the same table.
    """
    found: dict[str, Any] = {}
    for file in files("maps.words.reasons").iterdir():
        if file.name.endswith(".toml"):
            for table, forms in tomllib.loads(file.read_text("utf-8")).items():
                if table in found:
                    raise ValueError(f"{table} stands in two files")
                found[table] = forms
    return MappingProxyType(found)


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]
