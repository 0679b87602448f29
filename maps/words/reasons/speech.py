"""One reason that is being said in one language: its words, labels and figures."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from gis.rulesets import Reason, Seen, resolve
from gis.rulesets.schema.numbers import NamedNumber
from gis.rulesets.schema.ruleset import Input
from gis.rulesets.schema.words import Amount, Counted
from maps.words.figures import figure_words
from maps.words.said import Lang

_PLACE = re.compile(r"\{(\w+)\}")
PLACES = ("share_of_children", "count_of_children", "count_of_neighbours")
PLAIN = ("sum", "mean", "flow", "stock", "finding")
"""Kinds that read one input, and take its label where they have none."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One reason that is being said in one language.

    Parameters
    ----------
    reason
        What is said.
    lang
        ``vi`` or ``en``.
    names
        Names of units by code.
    edges
        Figures that what is being said was compared with: it is written with as many
        decimals as show on which side of them it lies.
    leveled
        What is being said is a level of the rule set, before it was adjusted.
    whole
        Name of the number that is said with its parts; others with a name are only
        named. Empty: all are said with theirs.
    """

    reason: Reason
    lang: Lang
    names: Mapping[str, str]
    edges: tuple[float, ...] = ()
    leveled: bool = False
    whole: str = ""

    def say(self, key: str, **facts: str) -> str:
        """Fill a sentence; what stands in braces inside a fact stays as it is."""
        table, name = key.split(".", 1)
        form: Any = sentences()[table]
        for part in name.split("."):
            form = form[part]
        return _PLACE.sub(lambda found: facts[found[1]], form[self.lang])

    def level(self, level: int) -> str:
        """Give the name of a level, in the middle of a sentence."""
        name = self.reason.ruleset.level(level).name[self.lang]
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def clause(self, clause: str) -> str:
        """Give the name of a clause."""
        return self.reason.ruleset.clauses[clause][self.lang]

    def has_level(self, level: float) -> bool:
        """Say whether the rule set has such a level."""
        return any(one.level == level for one in self.reason.ruleset.levels)

    def label(self, name: str, count: float = 2) -> str:
        """Give the label of an input or named number."""
        return self.counted(self._given(name).label, count)

    def own_label(self, seen: Seen, count: float = 2) -> str:
        """Give the label of a number that has a name of its own; empty for others."""
        known = self.reason.ruleset.numbers.get(seen.name)
        return "" if known is None else self.counted(known.label, count)

    def unit_of(self, seen: Seen, count: float) -> str:
        """Give what a number counts; empty where nothing is said."""
        if seen.kind not in PLAIN and seen.name not in self.reason.ruleset.numbers:
            return ""
        unit = self._given(seen.name).unit
        return "" if unit is None else self.counted(unit, count)

    def span(self, amount: Amount) -> tuple[float, float]:
        """Give the lowest and highest value of an amount of the rule file."""
        parameters = self.reason.parameters
        if parameters is None:
            parameters = resolve(self.reason.ruleset, {})
        return parameters.span(amount)

    def place(self, code: str, of: str) -> str:
        """Give the name of a unit; its kind and code where nobody knows the name."""
        return (
            self.names.get(code) or f"{self.places(of, 1) if of else ''} {code}".strip()
        )

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
        inputs = self.reason.ruleset.inputs
        name = seen.node if isinstance(seen.node, str) else seen.name
        return inputs[name].scale if seen.kind in PLAIN and name in inputs else "number"

    def scale_of(self, name: str) -> str:
        """Say how an input counts."""
        return self.reason.ruleset.inputs[name].scale

    def figure(self, value: float, apart: Iterable[float] = ()) -> str:
        """Write a number; see `figure_words`."""
        return figure_words(value, self.lang, apart)

    def counted(self, words: Counted, count: float) -> str:
        """Give a word in the number that its count asks for."""
        if self.lang == "en" and words.en_many and count != 1:
            return words.en_many
        return words[self.lang]

    def beside(self, edges: tuple[float, ...]) -> "Speech":
        """Give the speech about a number that lies beside edges."""
        return self._about(edges, self.leveled)

    def about_levels(self, leveled: bool) -> "Speech":  # noqa: FBT001 - what it is about
        """Give the speech about numbers that are, or are not, levels themselves."""
        return self if leveled is self.leveled else self._about(self.edges, leveled)

    def _about(self, edges: tuple[float, ...], leveled: bool) -> "Speech":  # noqa: FBT001 - as above
        # field by field: a sentence asks for several
        return Speech(self.reason, self.lang, self.names, edges, leveled, self.whole)

    def joined(self, parts: Sequence[str], by: str = "and") -> str:
        """Write a list, the last two joined by a word."""
        if len(parts) < 2:  # noqa: PLR2004 - one part or none needs no "and"
            return "".join(parts)
        return ", ".join(parts[:-1]) + self.say(f"join.{by}") + parts[-1]

    def _given(self, name: str) -> NamedNumber | Input:
        ruleset = self.reason.ruleset
        return ruleset.numbers.get(name) or ruleset.inputs[name]


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
