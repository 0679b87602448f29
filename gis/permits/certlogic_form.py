"""What is CertLogic and what is not, told before anything is evaluated.

The form is that of the JSON schema of CertLogic 1.3.3, where that schema says what it
means (its patterns are not anchored, and let "a<b" or an empty object through), and
of its validation suite (exactly one key, paths without empty steps). Beyond it there
are bounds: on depth, on size, and on whole numbers, that both twins hold exactly.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from boundaries.refusal import Refused
from gis.permits.certlogic_values import is_whole

DEEPEST = 40  # levels of operations and lists in each other
MOST_PARTS = 4096  # operations, lists and literals in one expression
UNITS = ("year", "month", "day", "hour")
NUMERIC = ("<", ">", "<=", ">=")
TEMPORAL = ("after", "before", "not-after", "not-before")
_MANY = 256
# Operator: least and most operands.
OPERANDS: Mapping[str, tuple[int, int]] = {
    "if": (3, 3),
    "and": (2, _MANY),
    "===": (2, 2),
    "in": (2, 2),
    "+": (2, 2),
    "!": (1, 1),
    **dict.fromkeys(NUMERIC + TEMPORAL, (2, 3)),
    "plusTime": (3, 3),
    "reduce": (3, 3),
    "extractFromUVCI": (2, 2),
    "dccDateOfBirth": (1, 1),
}
_PATH = re.compile(r"(?:[^.]+(?:\.[^.]+)*)?", re.DOTALL)
_LONGEST_PATH = 256


def check_expression(expression: object) -> None:
    """Refuse what is not CertLogic.

    Raises
    ------
    Refused
        ``logic-literal``, ``logic-object``, ``logic-operator``, ``logic-operands``,
        ``logic-path``, ``logic-constant``, ``logic-size``: each with `path`, the way
        from the outermost operation to the fault ("and.1.plusTime.2"; "" where it is
        the whole).
    """
    parts = 0
    waiting: list[tuple[object, tuple[str, ...], int]] = [(expression, (), 1)]
    while waiting:
        part, path, depth = waiting.pop()
        parts += 1
        if parts > MOST_PARTS or depth > DEEPEST:
            raise Refused("logic-size", path=_said(path), most=MOST_PARTS, deep=DEEPEST)
        inner = list(_parts(part, path))
        waiting += [(child, way, depth + 1) for child, way in reversed(inner)]


def _parts(part: object, path: tuple[str, ...]) -> Iterator[tuple[object, Any]]:
    if isinstance(part, Mapping):
        yield from _operands(part, path)
    elif isinstance(part, list | tuple):
        for at, item in enumerate(part):
            yield item, (*path, str(at))
    elif not isinstance(part, bool | str) and not is_whole(part):
        raise Refused("logic-literal", path=_said(path), seen=part)


def _operands(
    part: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[object, Any]]:
    if len(part) != 1:
        raise Refused("logic-object", path=_said(path), count=len(part))
    ((operator, values),) = part.items()
    way = (*path, str(operator))
    if operator == "var":
        _check_path(values, way)
        return
    if operator not in OPERANDS:
        raise Refused("logic-operator", path=_said(path), operator=operator)
    least, most = OPERANDS[operator]
    given = len(values) if isinstance(values, list | tuple) else -1
    if not least <= given <= most:
        raise Refused("logic-operands", path=_said(way), least=least, most=most)
    for at in _constants(operator, values):
        raise Refused("logic-constant", path=_said((*way, str(at))), seen=values[at])
    for at, value in enumerate(values):
        yield value, (*way, str(at))


def _constants(operator: str, values: Any) -> Iterator[int]:
    """Find operands that must be written out, and are not."""
    if operator in {"plusTime", "extractFromUVCI"} and not is_whole(values[1]):
        yield 1
    if operator == "plusTime" and values[2] not in UNITS:
        yield 2


def _check_path(value: object, way: tuple[str, ...]) -> None:
    fits = isinstance(value, str) and len(value) <= _LONGEST_PATH
    if not fits or not _PATH.fullmatch(str(value)):
        raise Refused("logic-path", path=_said(way), seen=value)


def _said(path: tuple[str, ...]) -> str:
    return ".".join(path)


def reads(expression: object) -> frozenset[str]:
    """Give the paths of the data that an expression reads.

    Parameters
    ----------
    expression
        Checked CertLogic.

    Returns
    -------
    frozenset of str
        As written in ``var``; "" where it reads the whole. What the step of a
        ``reduce`` reads is not listed: it sees the items of a list that is.
    """
    return frozenset(each_read(expression))


def each_read(part: object) -> Iterator[str]:
    """Give the same paths, each as often as it is written."""
    if isinstance(part, list | tuple):
        for item in part:
            yield from each_read(item)
    elif isinstance(part, Mapping):
        ((operator, values),) = part.items()
        if operator == "var":
            yield values
        elif operator == "reduce":
            yield from each_read([values[0], values[2]])
        else:
            yield from each_read(values)
