"""CertLogic 1.3.3: rules as data, compiled to one Python function each.

The specification is that of ehn-dcc-development/dgc-business-rules (version 1.3.3,
without the reserved ``data`` of ``reduce``); `certlogic_form` says what is let in,
`certlogic_values` what its values are. The browser's twin is
``api/web/static/post/certlogic.js``: for the same expression and data both give the
same value, or both an error with the same code.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from gis.permits import certlogic_values as values
from gis.permits.certlogic_form import (
    NUMERIC,
    TEMPORAL,
    check_expression,
    each_read,
    reads,
)

__all__ = ["check_expression", "compile_expression", "evaluate", "reads"]

_SHORT_PATH = 3
Compiled = Callable[[Any], Any]
_SIGNS: Mapping[str, tuple[str, str]] = {
    **{sign: ("whole", sign) for sign in NUMERIC},
    "after": ("instant", ">"),
    "before": ("instant", "<"),
    "not-after": ("instant", "<="),
    "not-before": ("instant", ">="),
}
_TRUTHS = {"===", "in", "!", *NUMERIC, *TEMPORAL}  # always true or false
_OPERATIONS: dict[str, object] = {
    "__builtins__": {},
    "true": values.is_true,
    "judged": values.judged,
    "same": values.are_equal,
    "within": values.is_in,
    "within_texts": values.is_in_texts,
    "whole": values.whole,
    "instant": values.instant,
    "add": values.add,
    "get": values.get,
    "look": values.look,
    "fold": values.fold,
    "plus_time": values.plus_time,
    "date_of_birth": values.date_of_birth,
    "extract": values.extract,
}


def evaluate(expression: object, data: object) -> Any:
    """Evaluate an expression once.

    Parameters
    ----------
    expression
        CertLogic as JSON gives it.
    data
        JSON value that ``var`` reads.

    Returns
    -------
    object
        JSON value, or an aware datetime (UTC) where the outermost operation makes one.

    Raises
    ------
    Refused
        As `check_expression` and `compile_expression`.
    """
    return compile_expression(expression)(data)


def compile_expression(expression: object) -> Compiled:
    """Make a function of an expression.

    The source consists of the names above, parameters, and texts and numbers written
    by `repr`; nothing of the expression reaches it in another way.

    Returns
    -------
    callable
        Takes the data. It raises Refused ``logic-value`` (`operator`) where an
        operation meets a value that it cannot take.

    Raises
    ------
    Refused
        As `check_expression`.
    """
    check_expression(expression)
    writer = _Writer(expression)
    source = writer.function(expression)
    names = _OPERATIONS | writer.constants
    code = compile(source, "<certlogic>", "eval")
    made: Compiled = eval(code, names)  # noqa: S307 - own source, see the docstring
    return made


Look = Callable[["_Writer", str], str]


def _look_in_data(writer: "_Writer", path: str) -> str:
    if not path:
        return "data"
    return writer.fetched.get(path) or _follow(writer, "data", path.split("."))


def _follow(writer: "_Writer", start: str, steps: list[str]) -> str:
    """Write a path: short ones step in step, which is faster than a loop."""
    if len(steps) > _SHORT_PATH:
        return f"look({start}, {writer.name(tuple(steps))})"
    for step in steps:
        start = f"get({start}, {step!r})"
    return start


_DATA: Look = _look_in_data


def _look_in_step(depth: int) -> Look:
    """Give what ``var`` means inside a step of ``reduce``: two names, nothing else."""
    named = {"current": f"item{depth}", "accumulator": f"sum{depth}"}

    def look(writer: "_Writer", path: str) -> str:
        if not path:
            pairs = (f"{name!r}: {mine}" for name, mine in named.items())
            return f"{{{', '.join(pairs)}}}"
        first, *steps = path.split(".")
        if first not in named:
            return "None"
        mine = named[first]
        return _follow(writer, mine, steps)

    return look


class _Writer:
    """Writes the source of one expression, and keeps the constants it names."""

    def __init__(self, expression: object) -> None:
        self.constants: dict[str, object] = {}
        self.fetched: dict[str, str] = {}  # paths that are read again and again
        self._taken = 0
        often = Counter(each_read(expression))
        self._often = sorted(path for path, uses in often.items() if path and uses > 1)

    def function(self, expression: object) -> str:
        """Write the whole; what is read more than once is fetched once, before."""
        sources = [_look_in_data(self, path) for path in self._often]
        self.fetched = {path: f"p{n}" for n, path in enumerate(self._often)}
        body = self.write(expression, _DATA)
        if not sources:
            return f"lambda data: {body}"
        names = ", ".join(self.fetched.values())
        return f"lambda data: (lambda {names}: {body})({', '.join(sources)})"

    def name(self, constant: object) -> str:
        """Give a name to a constant."""
        name = f"c{len(self.constants)}"
        self.constants[name] = constant
        return name

    def write(self, part: Any, look: Look) -> str:
        """Write one part; the text stands by itself, in brackets where it must."""
        if isinstance(part, list | tuple):
            return f"[{', '.join(self.write(item, look) for item in part)}]"
        if not isinstance(part, Mapping):
            return repr(int(part) if isinstance(part, float) else part)
        ((operator, given),) = part.items()
        if operator == "var":
            return look(self, given)
        if operator in _SIGNS:
            return self._compare(operator, given, look)
        return _WRITERS[operator](self, given, look)

    def truth(self, part: Any, look: Look) -> str:
        """Write the truth of a part."""
        text = self.write(part, look)
        return text if _is_truth(part) else f"true({text})"

    def _compare(self, operator: str, given: Any, look: Look) -> str:
        """Write a comparison; every operand is judged before any is compared."""
        kind, sign = _SIGNS[operator]
        texts = [
            self.write(x, look)
            if _is_number(x) and kind == "whole"
            else f"{kind}({operator!r}, {self.write(x, look)})"
            for x in given
        ]
        if len(given) == 2:  # noqa: PLR2004 - two operands
            return f"({texts[0]} {sign} {texts[1]})"
        a, b, c = (self._take() for _ in given)
        kept = f"({a} := {texts[0]}, {b} := {texts[1]}, {c} := {texts[2]})"
        return f"({kept} and {a} {sign} {b} {sign} {c})"

    def _take(self) -> str:
        self._taken += 1
        return f"t{self._taken}"

    def all_of(self, given: Any, look: Look) -> str:
        """Write ``and``: the first value that is false, or the last."""
        texts = (
            self.write(part, look)
            if _is_truth(part)
            else f"judged({self.write(part, look)})"
            for part in given
        )
        return f"({' and '.join(texts)})"

    def same(self, given: Any, look: Look) -> str:
        """Write ``===``; a text equals texts only, and true and false themselves."""
        left, right = (self.write(x, look) for x in given)
        if isinstance(given[1], bool) and isinstance(given[0], Mapping):
            return f"({left} is {right})"
        if any(isinstance(x, str) for x in given):
            return f"({left} == {right})"
        return f"same({left}, {right})"

    def choose(self, given: Any, look: Look) -> str:
        """Write ``if``."""
        guard, then, other = given
        chosen, left = self.write(then, look), self.write(other, look)
        return f"({chosen} if {self.truth(guard, look)} else {left})"

    def within(self, given: Any, look: Look) -> str:
        """Write ``in``; a written list of texts is looked up at once."""
        value, items = given
        text = self.write(value, look)
        if isinstance(items, list | tuple) and all(isinstance(x, str) for x in items):
            return f"within_texts({text}, {self.name(frozenset(items))})"
        return f"within({text}, {self.write(items, look)})"

    def fold(self, given: Any, look: Look) -> str:
        """Write ``reduce``; the step sees its own two names only."""
        items, step, first = given
        self._taken += 1
        inner = _look_in_step(self._taken)
        head = f"lambda item{self._taken}, sum{self._taken}"
        body = self.write(step, inner)
        start = f"lambda: {self.write(first, look)}"
        return f"fold({self.write(items, look)}, {head}: {body}, {start})"

    def call(self, name: str, given: Any, look: Look) -> str:
        """Write a call with every operand."""
        return f"{name}({', '.join(self.write(x, look) for x in given)})"


def _is_truth(part: Any) -> bool:
    """Tell whether a part gives true or false, whatever the data are."""
    if not isinstance(part, Mapping):
        return isinstance(part, bool)
    ((operator, given),) = part.items()
    if operator == "if":
        return _is_truth(given[1]) and _is_truth(given[2])
    return operator in _TRUTHS or (operator == "and" and all(map(_is_truth, given)))


def _is_number(part: Any) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool)


_WRITERS: Mapping[str, Callable[[_Writer, Any, Look], str]] = {
    "and": _Writer.all_of,
    "if": _Writer.choose,
    "in": _Writer.within,
    "reduce": _Writer.fold,
    "!": lambda writer, given, look: f"(not {writer.truth(given[0], look)})",
    "===": _Writer.same,
    "+": lambda writer, given, look: writer.call("add", given, look),
    "plusTime": lambda writer, given, look: writer.call("plus_time", given, look),
    "dccDateOfBirth": lambda writer, given, look: writer.call(
        "date_of_birth", given, look
    ),
    "extractFromUVCI": lambda writer, given, look: writer.call("extract", given, look),
}
