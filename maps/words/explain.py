"""The whole path from rows to the level of one unit, told line by line."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from gis.rulesets.explain import (
    Explanation,
    Path,
    Row,
    Source,
    StepTaken,
    Tested,
    Window,
)
from maps.words.figures import percent_words
from maps.words.phrases import day_words
from maps.words.reasons import render
from maps.words.reasons.bounds import bound_words
from maps.words.reasons.held import decided_words, held_words
from maps.words.reasons.phrases import named_words, number_words
from maps.words.reasons.seen import seen_words
from maps.words.reasons.speech import PLAIN, Speech, capital
from maps.words.reasons.told import next_words
from maps.words.reasons.untold import lacking_words, open_parts
from maps.words.said import Lang

_MOST_ROWS = 40


def tell_explanation(
    explanation: Explanation, lang: Lang, names: Mapping[str, str] | None = None
) -> str:
    """Tell why a unit has its level on a day, from the rows on.

    Parameters
    ----------
    explanation
        The path, as ``gis.rulesets.explain`` gives it.
    lang
        ``vi`` or ``en``.
    names
        Names of units by code.
    """
    return "\n".join(_Teller(explanation, lang, names or {}).lines())


class _Teller:
    """One explanation that is being told in one language."""

    def __init__(
        self, explanation: Explanation, lang: Lang, names: Mapping[str, str]
    ) -> None:
        self.told, self.lang, self.names = explanation, lang, names
        self.reason = explanation.reason
        self.speech = Speech(explanation.reason, lang, names)

    def say(self, key: str, /, **facts: str) -> str:
        form: Any = _sentences()
        for part in key.split("."):
            form = form[part]
        text: str = form[self.lang]
        return text.format(**facts)

    def lines(self) -> Iterator[str]:
        unit = self.unit(self.reason.unit)
        yield self.say("head.title", unit=unit, day=day_words(self.reason.day))
        yield render(self.reason, self.lang, self.names)
        for head, body in (
            ("rows", self.rows()),
            ("inputs", self.inputs()),
            ("numbers", self.numbers()),
            ("steps", self.paths()),
            ("force", self.force()),
            ("unsure", self.unsure()),
            ("ruleset", self.ruleset()),
        ):
            yield ""
            yield self.head(head)
            yield from (f"   {line}" for line in body)

    def head(self, name: str) -> str:
        paths = self.told.paths
        if name == "steps" and paths and paths[0].day != self.reason.day:
            return self.say("head.steps_of", day=day_words(paths[0].day))
        return self.say(f"head.{name}")

    def unit(self, code: str) -> str:
        name = self.names.get(code, "")
        return self.say("head.unit", name=name, code=code) if name else code

    def rows(self) -> Iterator[str]:
        for source in self.told.sources:
            yield from self.source(source)

    def source(self, source: Source) -> Iterator[str]:
        if source.rows and not any(row.values for row in source.rows):
            yield self.say("rows.unread", file=source.name)
            return
        facts = {"file": source.name, "n": str(len(source.rows))}
        facts["first"] = day_words(self.first())
        facts["last"] = day_words(self.reason.day)
        form = ("none", "count.one")[len(source.rows)] if len(source.rows) < 2 else ""  # noqa: PLR2004
        yield self.say(f"rows.{form or 'count.many'}", **facts)
        runs = list(_runs(source.rows))
        for run in runs[:_MOST_ROWS]:
            yield self.run(run)
        if len(runs) > _MOST_ROWS:
            left = sum(len(run) for run in runs[_MOST_ROWS:])
            yield self.say("rows.more", n=str(left))
        for day in source.aside:
            yield self.say("rows.aside", day=day_words(day))
        if source.covers is not None:
            yield from self.covers(source.covers)

    def run(self, rows: Sequence[Row]) -> str:
        """Tell rows that follow on one another and say the same in one line."""
        row, last = rows[0], rows[-1]
        blank = self.say("rows.blank")
        cells = [f"{name}={text or blank}" for name, text in row.values]
        note = "" if row.kept == "counted" else self.say(f"rows.{row.kept}")
        if row.unit != self.reason.unit:
            form = "other" if row.unit in self.above() else "below"
            note += self.say(f"rows.{form}", unit=self.unit(row.unit))
        return self.say(
            f"rows.{'row' if row == last else 'run'}",
            row=str(row.row),
            last_row=str(last.row),
            day=day_words(row.day),
            last=day_words(last.day),
            values=", ".join(cells),
            note=note,
        )

    def covers(self, covers: Sequence[tuple[date, date]]) -> Iterator[str]:
        if not covers:
            yield self.say("rows.uncovered")
        for first, last in covers:
            yield self.say("rows.covered", first=day_words(first), last=day_words(last))

    def above(self) -> set[str]:
        return {window.place for path in self.told.paths for window in path.windows}

    def first(self) -> date:
        windows = [window for path in self.told.paths for window in path.windows]
        days = [window.first for window in windows]
        days += [window.stands[0] for window in windows if window.stands]
        return min(days, default=self.reason.day)

    def inputs(self) -> Iterator[str]:
        found = False
        for path in self.shown():
            for window in path.windows:
                found = True
                yield self.window(window)
        if not found:
            yield self.say("inputs.nothing")

    def window(self, window: Window) -> str:
        given = self.reason.ruleset.inputs[window.name]
        facts = {"label": capital(self.speech.counted(given.label, 2))}
        if window.stands:
            day, value = window.stands
            said = self.value(window.name, value)
            facts["days"] = self.say("inputs.stands", value=said, day=day_words(day))
            return self.placed(window, facts)
        facts["days"] = "; ".join(self.runs(window))
        missing = sum(value is None for value in window.reports)
        if missing:
            form = "one" if missing == 1 else "many"
            facts["days"] += self.say(f"inputs.missing.{form}", n=str(missing))
        if given.assumed is not None:
            n = self.speech.figure(given.assumed)
            facts["days"] += self.say("inputs.assumed", n=n)
        return self.placed(window, facts)

    def placed(self, window: Window, facts: dict[str, str]) -> str:
        if window.place == self.reason.unit:
            return self.say("inputs.line", **facts)
        return self.say("inputs.place", place=self.unit(window.place), **facts)

    def runs(self, window: Window) -> Iterator[str]:
        days = [window.first + timedelta(days=n) for n in range(len(window.reports))]
        for value, run in groupby(zip(window.reports, days), key=lambda one: one[0]):
            told = [day for _, day in run]
            first, last = told[0], told[-1]
            form = "day" if first == last else "run"
            yield self.say(
                f"inputs.{form}",
                first=f"{first:%d/%m}",
                last=f"{last:%d/%m}",
                value=self.value(window.name, value),
            )

    def value(self, name: str, value: float | None) -> str:
        if value is None:
            return self.say("inputs.none")
        scale = self.reason.ruleset.inputs[name].scale
        if scale == "yes_no":
            return self.say(f"inputs.{'yes' if value else 'no'}")
        if scale == "share":
            return percent_words(value, self.lang)
        return self.speech.figure(value)

    def numbers(self) -> Iterator[str]:
        found = False
        for path in self.told.paths[:1]:
            for seen in path.numbers:
                found = True
                yield capital(number_words(self.speech, seen))
        if not found:
            yield self.say("numbers.none")

    def paths(self) -> Iterator[str]:
        if not self.told.at:
            yield self.say("steps.unjudged")
        shown = self.shown()
        for place, path in enumerate(self.told.paths):
            if place and path in shown:
                yield self.say("head.also", day=day_words(path.day))
            yield from self.path(path) if path in shown else [self.given(path)]
        if self.told.passes:
            form = "one" if self.told.passes == 1 else "many"
            yield self.say(f"steps.passes.{form}", n=str(self.told.passes))

    def shown(self) -> list[Path]:
        """Give the paths that are told step by step: another day's, if it differs."""
        first, *others = self.told.paths or (None,)
        if first is None:
            return []
        level = first.low, first.high
        return [first, *(one for one in others if (one.low, one.high) != level)]

    def path(self, path: Path) -> Iterator[str]:
        for step in path.steps:
            yield from self.step(step)
        yield self.given(path)

    def given(self, path: Path) -> str:
        day, low, high = day_words(path.day), path.low, path.high
        if low == high:
            return self.say("steps.told", day=day, level=self.speech.level(low))
        key = "two" if high == low + 1 else "many"
        span = {"low": self.speech.level(low), "high": self.speech.level(high)}
        range_ = self.speech.say(f"untold.{key}", **span)
        return self.say("steps.untold", day=day, range=range_)

    def step(self, step: StepTaken) -> Iterator[str]:
        facts = {"level": capital(self.speech.level(step.level))}
        facts["clause"] = self.clause(step.clause)
        if step.when is None:
            yield self.say("steps.otherwise", **facts)
            return
        when, facts["truth"] = step.when, self.truth(step.holds)
        if when.seen is not None or when.clause or when.kind == "not":
            yield self.say("steps.level", **facts)
            yield from self.tested(when, "  - ")
            return
        yield self.say(f"steps.level_{when.kind}", **facts)
        for part in when.parts:
            yield from self.tested(part, "  - ")

    def tested(self, tested: Tested, indent: str) -> Iterator[str]:
        facts = {
            "truth": self.truth(tested.holds),
            "clause": self.clause(tested.clause),
        }
        if tested.seen is None:
            yield indent + self.say(f"steps.{tested.kind}", **facts)
            for part in tested.parts:
                yield from self.tested(part, "  " + indent)
            return
        seen = tested.seen
        named = seen.kind not in PLAIN and self.speech.own_label(seen)
        say = named_words if named else seen_words
        said = say(self.speech, seen)
        if tested.holds is None:
            open_ = [lacking_words(self.speech, one) for one in open_parts(seen)]
            said = "; ".join(dict.fromkeys(open_))
        bound = bound_words(self.speech, seen)
        if seen.threshold[0] != seen.threshold[1]:
            bound = self.say("steps.bound_unknown")
        elif bound:
            bound = self.say("steps.bound", bound=bound)
        yield indent + self.say("steps.of", said=said, bound=bound, **facts)
        for form, codes in (("places", seen.places), ("open", seen.unknown_places)):
            if codes:
                units = ", ".join(self.unit(code) for code in codes)
                yield "  " + indent + self.say(f"steps.{form}", units=units)

    def clause(self, clause: str) -> str:
        return f" [{self.speech.clause(clause)}]" if clause else ""

    def truth(self, holds: bool | None) -> str:  # noqa: FBT001 - of a predicate
        known = {True: "true", False: "false", None: "unknown"}
        return self.say(f"steps.{known[holds]}")

    def force(self) -> Iterator[str]:
        since, reason = day_words(self.told.since), self.reason
        if reason.level is None:
            yield self.say("force.unknown", since=since)
            return
        level = capital(self.speech.level(reason.level))
        yield self.say("force.since", level=level, since=since)
        if reason.assessed not in {None, reason.day}:
            assessed = day_words(reason.assessed or reason.day)
            yield self.say("force.assessed", day=assessed)
        told = (
            decided_words(self.speech),
            held_words(self.speech),
            next_words(self.speech),
        )
        yield from (line for line in told if line)

    def unsure(self) -> Iterator[str]:
        ruleset, found = self.reason.ruleset, False
        for name in self.told.open_figures:
            found = True
            label = ruleset.parameters[name].label[self.lang]
            yield "- " + self.say("unsure.figure", label=label, name=name)
        for text in (*ruleset.uncertain, *ruleset.lacks):
            found = True
            yield f"- {text[self.lang]}"
        if not found:
            yield self.say("unsure.none")

    def ruleset(self) -> Iterator[str]:
        ruleset = self.reason.ruleset
        decision = ruleset.decision
        yield self.say("ruleset.title", id=ruleset.id, title=ruleset.title[self.lang])
        issuer = decision.issuer[self.lang]
        form = "number" if decision.number else "issuer"
        yield self.say(f"ruleset.{form}", number=decision.number or "", issuer=issuer)
        status = self.say(f"status.{decision.status}")
        yield self.say("ruleset.status", status=status)
        yield self.say("ruleset.sha256", sha256=ruleset.sha256)


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Cut rows into runs that stand below one another and say the same."""
    run: list[Row] = []
    for row in rows:
        follows = run and (
            (row.row, row.day) == (run[-1].row + 1, run[-1].day + timedelta(days=1))
            and (row.unit, row.values, row.kept)
            == (run[-1].unit, run[-1].values, run[-1].kept)
        )
        if run and not follows:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


@cache
def _sentences() -> Mapping[str, Any]:
    """Read the sentences that ship with the package."""
    text = files("maps.words").joinpath("explain.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
