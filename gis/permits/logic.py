"""The conditions of a rule: written with sugar, kept as CertLogic, told three ways.

A condition is true, false, or cannot be told: where it turns on a fact that nobody
knows (a commune without a report), the answer is None and a person asks. ``and``,
``!`` and ``if`` are weighed as Kleene's logic does, so that an unknown fact matters
only where the answer turns on it. The twin is ``api/web/static/post/logic.js``.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from boundaries.refusal import Refused
from gis.permits.certlogic import compile_expression, reads

HOUR, DAY = 3_600, 86_400
_PARAMETER = re.compile(r"\$[a-z][a-z0-9_]{0,39}")
_SECONDS: Mapping[str, int] = MappingProxyType({"hours": HOUR, "days": DAY})
_ORDERS = frozenset({"<", ">", "<=", ">="})
_MAYBE = frozenset(
    {
        "person.test",
        "person.pcr",
        "person.rapid",
        "person.positive",
        "person.vaccine",
        "person.vaccine.one",
        "person.vaccine.two",
        "person.recovered",
    }
)
"""Facts that are null where nobody has them: a comparison with one is then false."""


class LogicError(Exception):
    """What somebody wrote is no logic: a code and facts, without the place yet.

    Parameters
    ----------
    code, **facts
        As of `Fault`; the reader adds the line and the field.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


def expand(logic: object, values: Mapping[str, object]) -> object:
    """Turn what people write into pure CertLogic.

    Parameters
    ----------
    logic
        CertLogic, and beside it ``or``, ``not``, ``is`` (``===``), ``hours`` and
        ``days`` (seconds), ``"$name"`` of a parameter. A comparison that reads a paper
        which may be absent (``person.test.age``) is guarded: without the paper it is
        false instead of an error.
    values
        Of the parameters, hours and days in seconds already.

    Raises
    ------
    LogicError
        ``policy-parameter-unknown``, ``policy-logic``.
    """
    if isinstance(logic, str):
        return _value(logic, values)
    if isinstance(logic, list | tuple):
        return [expand(part, values) for part in logic]
    if not isinstance(logic, Mapping) or len(logic) != 1 or "var" in logic:
        return logic
    ((operator, given),) = logic.items()
    if operator in _SECONDS:
        return _seconds(operator, expand(given, values))
    given = given if isinstance(given, list | tuple) else [given]
    return _written(operator, [expand(part, values) for part in given])


def _written(operator: str, parts: list[object]) -> object:
    """Write an operation whose parts are pure already."""
    if operator in {"and", "or"} and len(parts) == 1:
        return parts[0]
    if operator == "or":
        return _negated({"and": [_negated(part) for part in parts]})
    if operator == "not" and len(parts) == 1:
        return _negated(parts[0])
    if operator in _ORDERS:
        return _guarded(operator, parts)
    return {"===" if operator == "is" else operator: parts}


def _value(text: str, values: Mapping[str, object]) -> object:
    if not _PARAMETER.fullmatch(text):
        return text
    if text[1:] not in values:
        known = ", ".join(f"${name}" for name in values) or "-"
        raise LogicError("policy-parameter-unknown", seen=text, known=known)
    value = values[text[1:]]
    return list(value) if isinstance(value, list | tuple) else value


def _seconds(unit: str, amount: object) -> object:
    if isinstance(amount, int) and not isinstance(amount, bool):
        return amount * _SECONDS[unit]
    raise LogicError("policy-logic", what=unit, seen=str(amount)[:60])


def _negated(part: object) -> dict[str, object]:
    return {"!": [part]}


def _guarded(operator: str, parts: list[object]) -> dict[str, object]:
    made: dict[str, object] = {operator: parts}
    wanted = sorted({_around(path) for path in reads(made)} & _MAYBE, reverse=True)
    for path in wanted:
        made = {"if": [{"var": path}, made, False]}
    return made


def _around(path: str) -> str:
    return path.rpartition(".")[0]


class Condition:
    """One compiled condition.

    Parameters
    ----------
    expression
        Pure CertLogic.

    Raises
    ------
    Refused
        What `compile_expression` refuses.
    """

    __slots__ = ("_run", "_weigh", "always", "expression", "paths", "reads")

    def __init__(self, expression: object) -> None:
        self.expression = expression
        self.always = expression is True
        self.paths = reads(expression)
        self.reads = frozenset(_fact(path) for path in self.paths)
        self._run = compile_expression(expression)
        self._weigh: Callable[[Any, frozenset[str]], bool | None] | None = None

    def tell(
        self, facts: Mapping[str, Any], unknown: frozenset[str], *, broken: bool
    ) -> bool | None:
        """Tell whether it holds; None where that turns on an unknown fact.

        Parameters
        ----------
        facts
            The document of `facts_of`.
        unknown
            Facts that cannot be told.
        broken
            The answer where the expression meets a value that it cannot take, or
            gives something other than true and false.
        """
        try:
            if unknown and not unknown.isdisjoint(self.reads):
                if self._weigh is None:
                    self._weigh = _weighing(self.expression)
                return self._weigh(facts, unknown)
            found = self._run(facts)
        except Refused:
            return broken
        return found if found is True or found is False else broken


def _fact(path: str) -> str:
    """Give the fact that a path reads: two steps, as unknown facts are named."""
    return ".".join(path.split(".")[:2])


Weighing = Callable[[Any, frozenset[str]], bool | None]


def _weighing(part: object) -> Weighing:
    if isinstance(part, Mapping) and len(part) == 1:
        ((operator, given),) = part.items()
        if operator == "and":
            return _all([_weighing(item) for item in given])
        if operator == "!":
            inner = _weighing(given[0])
            return lambda facts, unknown: _opposite(inner(facts, unknown))
        if operator == "if":
            return _chosen(*(_weighing(item) for item in given))
    run = compile_expression(_negated(_negated(part)))
    touched = frozenset(_fact(path) for path in reads(part))

    def leaf(facts: Any, unknown: frozenset[str]) -> bool | None:
        return run(facts) is True if touched.isdisjoint(unknown) else None

    return leaf


def _opposite(told: bool | None) -> bool | None:  # noqa: FBT001 - a truth, no switch
    return None if told is None else not told


def _all(parts: list[Weighing]) -> Weighing:
    def told(facts: Any, unknown: frozenset[str]) -> bool | None:
        sure = True
        for part in parts:
            found = part(facts, unknown)
            if found is False:
                return False
            sure = sure and found is not None
        return True if sure else None

    return told


def _chosen(guard: Weighing, then: Weighing, other: Weighing) -> Weighing:
    def told(facts: Any, unknown: frozenset[str]) -> bool | None:
        found = guard(facts, unknown)
        if found is not None:
            return then(facts, unknown) if found else other(facts, unknown)
        left, right = then(facts, unknown), other(facts, unknown)
        return left if left is right else None

    return told
