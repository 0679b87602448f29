"""A rule set told in a page of text."""

from gis.rulesets import RuleSet
from gis.rulesets.engine.supports import clauses_of
from gis.rulesets.schema.walk import inputs_of
from maps.words.commands import command_words
from maps.words.phrases import day_words
from maps.words.said import Lang


def tell_ruleset(ruleset: RuleSet, lang: Lang) -> str:
    """Tell a rule set in a page of text, for a person at a terminal."""
    decision = ruleset.decision
    lines = [f"{ruleset.id}  {ruleset.title[lang]}", decision.issuer[lang]]
    if decision.number:
        lines.append(decision.number)
    force = decision.in_force
    days = [day_words(day) if day else "…" for day in (force.first, force.last)]
    always = force.first is None and force.last is None
    span = command_words("rules-always", lang) if always else " - ".join(days)
    lines += [span, "", command_words("rules-levels", lang)]
    lines += [f"  {one.level} {one.id}: {one.name[lang]}" for one in ruleset.levels]
    for section in ruleset.judge:
        at = ", ".join(
            command_words(f"rules-at-{one}", lang)
            for one in ([section.at] if isinstance(section.at, str) else section.at)
        )
        lines += ["", command_words("rules-judged", lang, at=at)]
        lines.append("  " + ", ".join(inputs_of(ruleset, section)))
        for step in section.steps:
            lines += [
                f"  {step.level} [{clause}] {ruleset.clauses[clause][lang]}"
                for clause in clauses_of(step)
            ] or [f"  {step.level}"]
    lines += ["", command_words("rules-inputs", lang)]
    lines += [
        f"  {name} ({command_words(f'rules-{one.kind}', lang)}): {one.label[lang]}"
        for name, one in ruleset.inputs.items()
    ]
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
    return "\n".join(lines)


def _default(value: object, lang: Lang) -> str:
    if value is None or value == "unknown":
        return command_words("rules-unknown", lang)
    return str(value)
