"""What an amount of a rule file may be where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.syntax import Path

Finding = tuple[Path, str, Mapping[str, object]]
"""A path, a code and its facts."""


def near(name: str, known: Sequence[str]) -> dict[str, object]:
    """Give a name that nobody declared, and the one that may be meant."""
    close = get_close_matches(name, known, n=1)
    return {"name": name, "near": close[0] if close else ", ".join(known)}


def check_amount(
    ruleset: RuleSet, path: Path, amount: object, *, whole: bool = False
) -> Iterator[Finding]:
    """Refuse a parameter that does not exist or is of the wrong type."""
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None:
            known = [f"${name}" for name in ruleset.parameters]
            yield path, "rule-name-unknown", near(amount, known)
        elif given.type == "settings" or (whole and given.type != "whole"):
            yield path, "rule-parameter-type", {"name": amount}
    elif whole and not isinstance(amount, int):
        yield path, "rule-whole", {"seen": amount}


def check_bounded(
    ruleset: RuleSet, path: Path, amount: object, ends: tuple[int, int]
) -> Iterator[Finding]:
    """Refuse days and passes that are not whole, or may leave the range."""
    yield from check_amount(ruleset, path, amount, whole=True)
    least, most = ends
    facts = {"seen": amount, "least": least, "most": most}
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None:
            return
        low, high = given.min, given.max
        inside = low is not None and high is not None and least <= low <= high <= most
        if given.default == "unknown" or not inside:
            yield path, "rule-bounded-parameter", facts
    elif isinstance(amount, int) and not least <= amount <= most:
        yield path, "rule-bounded", facts


def check_above_zero(
    ruleset: RuleSet, path: Path, amount: float | str
) -> Iterator[Finding]:
    """Refuse a factor that is, or may be, 0 or less."""
    yield from check_amount(ruleset, path, amount)
    least: float | None
    if isinstance(amount, str):
        given = ruleset.parameters.get(amount[1:])
        if given is None:
            return
        least = given.min
    else:
        least = amount
    if least is None or least <= 0:
        yield path, "rule-per", {"seen": amount}


def span_of(ruleset: RuleSet, amount: float | str | None) -> tuple[float, float]:
    """Give the least and the most that an amount can be, whatever the user sets."""
    if not isinstance(amount, str):
        return (amount or 0, amount or 0)
    given = ruleset.parameters.get(amount[1:])
    if given is None:
        return (0, 0)
    low = -float("inf") if given.min is None else given.min
    return (low, float("inf") if given.max is None else given.max)
