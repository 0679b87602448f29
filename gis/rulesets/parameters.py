"""The figures of a rule set that the user may set, resolved and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from boundaries.refusal import Refused
from gis.rulesets.schema.ruleset import SETTINGS, Parameter, RuleSet

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every parameter of a rule set with the value that holds.

    Parameters
    ----------
    amounts
        Lowest and highest value by name; they differ where the figure is unknown.
    settings
        Settings to count by name; None counts all.
    """

    amounts: Mapping[str, tuple[float, float]]
    settings: Mapping[str, frozenset[str] | None]

    def span(self, amount: float | str) -> tuple[float, float]:
        """Give the lowest and highest value of a number or of a `$name`."""
        if isinstance(amount, str):
            return self.amounts[amount[1:]]
        return (amount, amount)

    def whole(self, amount: float | str) -> int:
        """Give the value of a whole number or of a `$name` that holds one."""
        return int(self.span(amount)[0])


def resolve(ruleset: RuleSet, given: Mapping[str, object]) -> Parameters:
    """Check what the user gave and fill in the rest.

    Parameters
    ----------
    ruleset
        Whose parameters are meant.
    given
        Values by name: numbers, or text as typed (``days=7``); for settings their
        names, joined by commas, or ``all``.

    Raises
    ------
    Refused
        ``param-unknown``, ``param-required``, ``param-unreadable``,
        ``param-range``.
    """
    for name in given:
        if name not in ruleset.parameters:
            known = ", ".join(ruleset.parameters) or "-"
            raise Refused("param-unknown", name=name, known=known, ruleset=ruleset.id)
    amounts: dict[str, tuple[float, float]] = {}
    settings: dict[str, frozenset[str] | None] = {}
    for name, spec in ruleset.parameters.items():
        if spec.type == "settings":
            settings[name] = _settings(name, given.get(name, "all"))
        elif name in given:
            amount = _amount(name, spec, given[name])
            amounts[name] = (amount, amount)
        else:
            amounts[name] = _default(ruleset, name, spec)
    return Parameters(MappingProxyType(amounts), MappingProxyType(settings))


def _default(ruleset: RuleSet, name: str, spec: Parameter) -> tuple[float, float]:
    if spec.default is None:
        raise Refused("param-required", name=name, ruleset=ruleset.id)
    if isinstance(spec.default, str):
        return (float(spec.min or 0), float(spec.max or 0))
    return (spec.default, spec.default)


def _amount(name: str, spec: Parameter, value: object) -> float:
    text = str(value).strip()
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise Refused("param-unreadable", name=name, seen=text)
    amount = float(text)
    if spec.type == "whole" and not amount.is_integer():
        raise Refused("param-unreadable", name=name, seen=text)
    low = spec.min is not None and amount < spec.min
    if low or (spec.max is not None and amount > spec.max):
        least, most = spec.min, spec.max
        raise Refused("param-range", name=name, seen=text, least=least, most=most)
    return amount


def _settings(name: str, value: object) -> frozenset[str] | None:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple | set | frozenset):
        raise Refused("param-unreadable", name=name, seen=str(value))
    named = frozenset(str(part).strip() for part in parts)
    if named == {"all"} or named == set(SETTINGS):
        return None
    if not named or not named <= set(SETTINGS):
        raise Refused("param-unreadable", name=name, seen=str(value))
    return named
