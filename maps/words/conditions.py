"""What a rule file asks for, in words: its numbers, its comparisons, its timing."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gis.rulesets import RuleSet
from gis.rulesets.schema.numbers import operator
from gis.rulesets.schema.predicates import AllOf, AnyOf, Compare, Not
from gis.rulesets.schema.timing import Timing
from maps.words.commands import command_words
from maps.words.figures import figure_words
from maps.words.phrases import day_words
from maps.words.said import Lang


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one rule set in one language."""

    ruleset: RuleSet
    lang: Lang

    def predicate(self, node: Any) -> str:
        """Say what must hold."""
        if isinstance(node, Compare):
            return self._compare(node)
        if isinstance(node, Not):
            return self._say("not", of=self.predicate(node.not_))
        named = isinstance(node, AnyOf)
        children = node.any if isinstance(node, AnyOf) else node.all
        said = [
            f"({self.predicate(child)})"
            if isinstance(child, AnyOf | AllOf) and len(children) > 1
            else self.predicate(child)
            for child in children
        ]
        return self._say("any" if named else "all").join(said)

    def number(self, node: Any) -> str:
        """Say what a number is made of; a name is said by its label."""
        if isinstance(node, str):
            return self.label(node)
        return _SAY[str(operator(node))](self, node)

    def label(self, name: str) -> str:
        """Give the label of an input or a named number."""
        named = self.ruleset.numbers.get(name) or self.ruleset.inputs[name]
        if self.lang == "en":
            return named.label.en_many or named.label.en
        return named.label.vi

    def amount(self, amount: object) -> str:
        """Write a figure; a parameter with its default and its name."""
        if not isinstance(amount, str):
            return figure_words(float(str(amount)), self.lang)
        default = self.ruleset.parameters[amount[1:]].default
        if default is None:
            said = self._say("required")
        elif isinstance(default, str):
            said = self._say("unknown")
        else:
            said = figure_words(default, self.lang)
        return f"{said} [{amount[1:]}]"

    def timing(self, timing: Timing) -> Iterator[str]:
        """Say how the level of a day's reports becomes the level in force."""
        yield self._assess(timing)
        delay = timing.in_effect_after
        if delay is not None:
            days = self.amount(delay.days)
            yield self._say(f"delay-{delay.counted}", days=days)
        if timing.tighten == "at_once":
            yield self._say("at_once")
        run = timing.ease_after
        if run is not None and run.days is not None:
            yield self._say("run-days", days=self.amount(run.days))
        elif run is not None:
            yield self._say("run-assessments", days=self.amount(run.assessments))
        if timing.ease_by is not None:
            yield self._say("ease_by", days=self.amount(timing.ease_by))
        if timing.stay_at_least is not None:
            yield self._say("stay", days=self.amount(timing.stay_at_least.days))
        if timing.not_lowered_when is not None:
            yield self._say("lock", when=self.predicate(timing.not_lowered_when.when))

    def otherwise(self) -> str:
        """Say what a last step stands for."""
        return self._say("otherwise")

    def _assess(self, timing: Timing) -> str:
        assess = timing.assess
        if assess is None:
            return self._say("assess-daily")
        if assess.weekdays is not None:
            days = ", ".join(self._say(day) for day in assess.weekdays)
            return self._say("assess-weekdays", days=days)
        if assess.days_of_month is not None:
            days = ", ".join(str(day) for day in assess.days_of_month)
            return self._say("assess-month", days=days)
        first = day_words(assess.from_) if assess.from_ else ""
        return self._say(
            "assess-every", days=self.amount(assess.every_days), first=first
        )

    def _compare(self, node: Compare) -> str:
        given = self.ruleset.inputs.get(node.of) if isinstance(node.of, str) else None
        of = self.number(node.of)
        if given is not None and given.scale == "yes_no":
            if (node.bound, node.threshold) == ("at_least", 1):
                return self._say("is", of=of)
            if (node.bound, node.threshold) == ("less_than", 1):
                return self._say("is-not", of=of)
        return self._say(node.bound, of=of, amount=self.amount(node.threshold))

    def _say(self, key: str, **facts: str) -> str:
        return _table()[key][self.lang].format(**facts)

    def _place(self, at: str) -> str:
        return command_words(f"rules-at-{at}", self.lang)

    def _window(self, node: Any) -> str:
        key = str(operator(node))
        of, days = self.label(getattr(node, key)), self.amount(node.days)
        return self._say(key, of=of, days=days)

    def _back(self, node: Any) -> str:
        key = str(operator(node))
        days = self.amount(node.every if key == "falls" else node.days)
        return self._say(key, of=self.number(getattr(node, key)), days=days)

    def _pair(self, node: Any) -> str:
        key = str(operator(node))
        a, b = (self.number(one) for one in getattr(node, key))
        if key == "ratio" and node.per != 1:
            return self._say("ratio-per", a=a, b=b, per=self.amount(node.per))
        return self._say(key, a=a, b=b)

    def _many(self, node: Any) -> str:
        key = str(operator(node))
        said = "; ".join(self.number(one) for one in getattr(node, key))
        return self._say(key, list=said)

    def _band(self, node: Any) -> str:
        edges = ", ".join(self.amount(edge) for edge in node.edges)
        return self._say(f"band-{node.closed}", of=self.number(node.band), edges=edges)

    def _grid(self, node: Any) -> str:
        grid = node.table
        cells = " | ".join(
            " ".join(self.amount(cell) for cell in row) for row in grid.cells
        )
        a, b = self.number(grid.rows), self.number(grid.columns)
        return self._say("table", a=a, b=b, cells=cells)

    def _adjust(self, node: Any) -> str:
        said = self._say(
            "adjust",
            of=self.number(node.adjust),
            by=self.amount(node.by),
            when=self.predicate(node.when),
        )
        for key in ("least", "most"):
            if getattr(node, key) is not None:
                amount = self.amount(getattr(node, key))
                said += self._say(f"adjust-{key}", amount=amount)
        return said

    def _since(self, node: Any) -> str:
        when = self.predicate(node.days_since)
        return self._say(f"days_since-{node.counted}", when=when)

    def _family(self, node: Any) -> str:
        key = str(operator(node))
        which = getattr(node, key)
        at = self._place(which.of) if hasattr(which, "of") else ""
        return self._say(key, at=at, level=str(which.level_at_least))

    def _other(self, node: Any) -> str:
        key = str(operator(node))
        if key == "level_of_parent":
            return self._say(key, at=self._place(node.level_of_parent))
        at = self._place(node.at if key == "of_parent" else node.of)
        return self._say(key, of=self.number(getattr(node, key)), at=at)


_SAY: Mapping[str, Callable[[Conditions, Any], str]] = {
    "sum": Conditions._window,  # noqa: SLF001 - its own table
    "mean": Conditions._window,  # noqa: SLF001 - its own table
    "ratio": Conditions._pair,  # noqa: SLF001 - its own table
    "difference": Conditions._pair,  # noqa: SLF001 - its own table
    "total": Conditions._many,  # noqa: SLF001 - its own table
    "greatest": Conditions._many,  # noqa: SLF001 - its own table
    "least": Conditions._many,  # noqa: SLF001 - its own table
    "band": Conditions._band,  # noqa: SLF001 - its own table
    "table": Conditions._grid,  # noqa: SLF001 - its own table
    "adjust": Conditions._adjust,  # noqa: SLF001 - its own table
    "ago": Conditions._back,  # noqa: SLF001 - its own table
    "peak": Conditions._back,  # noqa: SLF001 - its own table
    "falls": Conditions._back,  # noqa: SLF001 - its own table
    "days_since": Conditions._since,  # noqa: SLF001 - its own table
    "share_of_children": Conditions._family,  # noqa: SLF001 - its own table
    "count_of_children": Conditions._family,  # noqa: SLF001 - its own table
    "count_of_neighbours": Conditions._family,  # noqa: SLF001 - its own table
    "of_parent": Conditions._other,  # noqa: SLF001 - its own table
    "sum_of_children": Conditions._other,  # noqa: SLF001 - its own table
    "level_of_parent": Conditions._other,  # noqa: SLF001 - its own table
}


@cache
def _table() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("conditions.toml").read_text("utf-8")
    return tomllib.loads(text)
