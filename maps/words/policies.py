"""An access policy told in a page of text, and what a check of it leaves open."""

from collections.abc import Iterator
from datetime import date

from gis.permits.policies import Policy, Rule
from gis.permits.schema import PolicyFile, Reach
from gis.permits.worked import Examined
from maps.words.commands import command_words
from maps.words.phrases import day_words
from maps.words.said import Lang


def tell_policy(given: PolicyFile, policy: Policy, lang: Lang) -> str:
    """Tell a policy in a page of text, for a person at a terminal.

    Parameters
    ----------
    given, policy
        The file, and what it was compiled to (texts with their figures).
    lang
        Of the reader.
    """
    lines = [*_head(given, lang), ""]
    for rule in policy.rules:
        lines += _rule(rule, lang)
    if given.permits:
        lines += ["", command_words("policies-permits", lang)]
        for kind in given.permits:
            bind = command_words(f"policies-bind-{kind.bind}", lang)
            days = command_words("policies-days", lang, count=kind.longest_days)
            lines.append(f"  {kind.kind}: {kind.name[lang]} ({bind}, {days})")
    if given.parameters:
        lines += ["", command_words("rules-parameters", lang)]
        for name, one in given.parameters.items():
            value = command_words("rules-unknown", lang)
            if one.default is not None:
                value = str(one.default)
            lines.append(f"  {name} = {value} ({one.type}): {one.label[lang]}")
    for title, texts in (("uncertain", given.uncertain), ("lacks", given.lacks)):
        if texts:
            lines += ["", command_words(f"rules-{title}", lang)]
            lines += [f"  - {text[lang]}" for text in texts]
    lines += ["", command_words("rules-clauses", lang)]
    lines += [f"  [{key}] {text[lang]}" for key, text in given.clauses.items()]
    if given.decision.sources:
        lines += ["", command_words("rules-sources", lang)]
        lines += [f"  {source}" for source in given.decision.sources]
    return "\n".join(lines)


def tell_examined_policy(examined: Examined, lang: Lang) -> str:
    """Tell what nobody has tried of a policy without faults."""
    if not examined.cases:
        return command_words("rules-no-cases", lang)
    if not examined.unreached:
        return command_words("policies-reached", lang)
    return "\n".join(
        command_words(f"policies-unreached-{side}", lang, rule=rule)
        for rule, side in examined.unreached
    )


def _head(given: PolicyFile, lang: Lang) -> Iterator[str]:
    decision = given.decision
    yield f"{given.id}  {given.title[lang]}"
    number = decision.number or command_words("policies-no-number", lang)
    yield f"{number}, {decision.issuer[lang]}"
    first, last = decision.in_force.first, decision.in_force.last
    yield " - ".join(_day(day) if day else "…" for day in (first, last))
    yield command_words(f"rules-status-{decision.status}", lang)
    yield _scope(given.scope, lang)


def _day(day: date | str) -> str:
    return day.replace("T", " ") if isinstance(day, str) else day_words(day)


def _scope(scope: Reach, lang: Lang) -> str:
    places = ", ".join((*scope.units, *scope.basis))
    kinds = [command_words(f"policies-post-{one}", lang) for one in scope.posts]
    everywhere = command_words("policies-everywhere", lang)
    every = command_words("policies-every-post", lang)
    end = command_words(f"policies-end-{scope.end}", lang) if places else ""
    where = f"{places} ({end})" if places else everywhere
    return command_words(
        "policies-scope", lang, where=where, posts=", ".join(kinds) or every
    )


def _rule(rule: Rule, lang: Lang) -> Iterator[str]:
    effect = "always" if rule.keeps else rule.effect
    said = [command_words(f"policies-effect-{effect}", lang)]
    if rule.per == "person":
        said.append(command_words("policies-each", lang))
    if rule.effect == "require":
        said.append(command_words(f"policies-failing-{rule.failing}", lang))
    yield f"[{rule.clause}] {rule.id} ({', '.join(said)})"
    yield f"    {rule.text[lang]}"
    for name in ("cure", "ask", "review"):
        words = getattr(rule, name)
        if words:
            yield f"    {command_words(f'policies-{name}', lang)} {words[lang]}"
