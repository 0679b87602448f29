"""A rule set told in a page of text, and what a check of it leaves open."""

from collections.abc import Iterator
from typing import Any

from gis.rulesets import RuleSet
from gis.rulesets.engine.supports import clauses_of
from gis.rulesets.schema.predicates import AnyOf
from gis.rulesets.schema.ruleset import Section, Step
from gis.rulesets.schema.walk import inputs_of
from gis.rulesets.worked import Examined
from maps.words.commands import command_words
from maps.words.conditions import Conditions
from maps.words.figures import figure_words
from maps.words.phrases import day_words
from maps.words.said import Lang


def tell_ruleset(ruleset: RuleSet, lang: Lang) -> str:
    """Tell a rule set in a page of text, for a person at a terminal."""
    said = Conditions(ruleset, lang)
    lines = [*_head(ruleset, lang)]
    for section in ruleset.judge:
        lines += ["", *_section(ruleset, section, said, lang)]
    if ruleset.numbers:
        lines += ["", command_words("rules-numbers", lang)]
        lines += [
            f"  {said.label(name)} = {said.number(one.value)}"
            for name, one in ruleset.numbers.items()
        ]
    lines += ["", command_words("rules-inputs", lang)]
    for name, one in ruleset.inputs.items():
        kind = command_words(f"rules-{one.kind}", lang)
        lines.append(f"  {name} ({kind}): {one.label[lang]}")
    if ruleset.parameters:
        lines += ["", command_words("rules-parameters", lang)]
        lines += [
            f"  {name} = {_default(one.default, lang)}: {one.label[lang]}"
            for name, one in ruleset.parameters.items()
        ]
    for title, texts in (("uncertain", ruleset.uncertain), ("lacks", ruleset.lacks)):
        if texts:
            lines += ["", command_words(f"rules-{title}", lang)]
            lines += [f"  - {text[lang]}" for text in texts]
    if ruleset.clauses:
        lines += ["", command_words("rules-clauses", lang)]
        lines += [f"  [{key}] {text[lang]}" for key, text in ruleset.clauses.items()]
    if ruleset.decision.sources:
        lines += ["", command_words("rules-sources", lang)]
        lines += [f"  {source}" for source in ruleset.decision.sources]
    return "\n".join(lines)


def tell_examined(ruleset: RuleSet, examined: Examined, lang: Lang) -> str:
    """Tell what a rule set without faults reads, decides, and nobody has tried."""
    names = ", ".join(one.id for one in ruleset.levels)
    at = ", ".join(_at(section, lang) for section in ruleset.judge)
    unknown = [name for name, one in ruleset.parameters.items() if _open(one.default)]
    lines = [
        command_words("rules-reads", lang, names=", ".join(ruleset.inputs)),
        command_words("rules-decides", lang, names=names, at=at),
    ]
    if unknown:
        lines.append(command_words("rules-open", lang, names=", ".join(unknown)))
    if not examined.cases:
        return "\n".join([*lines, command_words("rules-no-cases", lang)])
    found = examined.unreached
    for key, left in (("levels", found.levels), ("clauses", found.clauses)):
        if left:
            text = command_words(f"rules-unreached-{key}", lang, names=", ".join(left))
            lines.append(text)
    for section, step, level in found.steps:
        lines.append(
            command_words(
                "rules-unreached-step",
                lang,
                step=step,
                level=level,
                at=_at(ruleset.judge[section - 1], lang),
            )
        )
    return "\n".join(lines if found else [*lines, command_words("rules-reached", lang)])


def _head(ruleset: RuleSet, lang: Lang) -> Iterator[str]:
    decision = ruleset.decision
    yield f"{ruleset.id}  {ruleset.title[lang]}"
    yield decision.issuer[lang]
    if decision.number:
        yield decision.number
    force = decision.in_force
    days = [day_words(day) if day else "…" for day in (force.first, force.last)]
    always = force.first is None and force.last is None
    yield command_words("rules-always", lang) if always else " - ".join(days)
    yield command_words(f"rules-status-{decision.status}", lang)
    yield ""
    yield command_words("rules-levels", lang)
    for one in ruleset.levels:
        yield f"  {one.level} {one.id}: {one.name[lang]}"


def _section(
    ruleset: RuleSet, section: Section, said: Conditions, lang: Lang
) -> Iterator[str]:
    yield command_words("rules-judged", lang, at=_at(section, lang))
    yield "  " + ", ".join(inputs_of(ruleset, section))
    for step in section.steps:
        yield f"  {step.level} {ruleset.level(step.level).id}:"
        ways = step.when.any if isinstance(step.when, AnyOf) else [step.when]
        for way in ways:
            named = "".join(f"[{clause}] " for clause in _cited(step, way))
            told = said.otherwise() if way is None else said.predicate(way)
            yield f"      {named}{told}"
    if section.timing is not None:
        told = "; ".join(said.timing(section.timing))
        yield "  " + command_words("rules-timing", lang, told=told)


def _cited(step: Step, way: Any) -> list[str]:
    """Give the clauses of one of the ways that lead to a step's level."""
    alone = step if way is None or way is step.when else Step(level=1, when=way)
    return clauses_of(alone) or [one for one in [step.clause] if one]


def _at(section: Section, lang: Lang) -> str:
    names = [section.at] if isinstance(section.at, str) else section.at
    return ", ".join(command_words(f"rules-at-{one}", lang) for one in names)


def _open(default: object) -> bool:
    return default is None or default == "unknown"


def _default(value: object, lang: Lang) -> str:
    if _open(value):
        return command_words("rules-unknown", lang)
    if isinstance(value, int | float):
        return figure_words(value, lang)
    return command_words("rules-all-settings", lang)
