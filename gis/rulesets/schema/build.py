"""From text to a checked rule set: every fault with its line, field and cure."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from boundaries.refusal import Fault, Refused
from gis.rulesets.schema.meaning import meaning
from gis.rulesets.schema.near import nearest_field, nearest_first
from gis.rulesets.schema.numbers import OPERATORS
from gis.rulesets.schema.predicates import BOUNDS
from gis.rulesets.schema.ruleset import RuleSet
from gis.rulesets.syntax import Path, Tree, parse

_CODES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "rule-field-missing",
        "extra_forbidden": "rule-field-unknown",
        "union_tag_not_found": "rule-operator-unknown",
        "literal_error": "rule-choice",
        "string_pattern_mismatch": "rule-text-shape",
        "string_type": "rule-text-needed",
        "string_too_short": "rule-text-needed",
        "int_type": "rule-number-needed",
        "float_type": "rule-number-needed",
        "greater_than_equal": "rule-range",
        "less_than_equal": "rule-range",
        "too_short": "rule-list-short",
        "model_type": "rule-mapping-needed",
        "model_attributes_type": "rule-mapping-needed",
        "dict_type": "rule-mapping-needed",
        "tuple_type": "rule-list-needed",
        "bool_type": "rule-choice",
        "bool_parsing": "rule-choice",
    }
)
_OWN: Mapping[str, str] = MappingProxyType(
    {
        "iso-day": "rule-day",
        "one-bound": "rule-one-bound",
        "when-or-otherwise": "rule-when-or-otherwise",
        "assess-one-way": "rule-assess-one-way",
        "run-one-way": "rule-run-one-way",
    }
)
_NAMED = 2
_MANY = frozenset({"any", "all", "ratio", "total", "difference", "greatest", "least"})
_ONE = frozenset(
    {
        "when",
        "not",
        "of",
        "value",
        "band",
        "adjust",
        "ago",
        "peak",
        "falls",
        "days_since",
        "of_parent",
        "sum_of_children",
    }
)
_AXES = frozenset({("table", "rows"), ("table", "columns")})
_PREDICATES = ("of", "any", "all", "not")
_PREDICATE_PLACES = frozenset({"any", "all", "not", "when", "days_since"})
_CHOICES: Mapping[str, str] = MappingProxyType({"bool_type": "true, false"})


def build_ruleset(content: bytes, *, file: str) -> RuleSet:
    """Check a rule file's bytes and give the rule set.

    Parameters
    ----------
    content
        The file, UTF-8.
    file
        Its name, for the refusal.

    Raises
    ------
    Refused
        ``ruleset-syntax`` (see `syntax.parse`), ``ruleset-encoding``, or
        ``ruleset-broken`` with one fault per finding; each fault has `line` and
        `field`.
    """
    tree = parse(decode(content, file=file), file=file)
    try:
        ruleset = RuleSet.model_validate(tree.data)
    except ValidationError as error:
        found = [*shape_faults(error, tree)]
        raise _broken(file, found) from None
    faults = tuple(_meaning_faults(ruleset, tree))
    if faults:
        raise _broken(file, faults)
    ruleset._sha256 = hashlib.sha256(content).hexdigest()  # noqa: SLF001 - set once, here
    return ruleset


def decode(content: bytes, *, file: str) -> str:
    """Read UTF-8; refuse a byte order mark and anything else."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused("ruleset-encoding", file=file, line=line) from None
    if text.startswith("\ufeff"):
        raise Refused("ruleset-encoding", file=file, line=1)
    return text


def _broken(file: str, faults: Sequence[Fault]) -> Refused:
    return Refused("ruleset-broken", faults=faults, file=file, count=len(faults))


def shape_faults(error: ValidationError, tree: Tree) -> Iterator[Fault]:
    """Give one fault per place that breaks the models, with line and field."""
    seen: set[tuple[Path, str]] = set()
    errors = error.errors(include_url=False)
    deeper = {one["loc"][:end] for one in errors for end in range(len(one["loc"]))}
    for one in errors:
        if one["type"] == "too_short" and one["loc"] in deeper:
            continue  # it is short because an item of it is refused on its own
        path = _path(one["loc"], tree)
        kind = one["type"]
        code = _CODES.get(kind, "rule-value")
        if kind == "value_error":
            code = _OWN.get(str(one["ctx"]["error"]), code)
        if kind in {"missing", "extra_forbidden"}:
            path = (*path, one["loc"][-1]) if path[-1:] != one["loc"][-1:] else path
        # a union reports once for each of its members: one finding is enough
        if (path, "") in seen:
            continue
        seen.add((path, ""))
        facts = {
            "line": tree.line(path),
            "field": ".".join(str(part) for part in path) or "-",
            "seen": _short(one.get("input")),
            "allowed": _allowed(one, path),
        }
        if kind == "extra_forbidden":
            around = path[:-1]
            beside = [str(key[-1]) for key in tree.lines if key[:-1] == around != key]
            others = [key for key in beside if key != path[-1]]
            facts["near"] = nearest_field(str(path[-1]), others)
        yield Fault(code, facts)


def _allowed(error: Any, path: Path) -> str:
    context = error.get("ctx", {})
    if error["type"] == "union_tag_not_found":
        place = next((part for part in reversed(path) if isinstance(part, str)), "")
        allowed = _PREDICATES if place in _PREDICATE_PLACES else OPERATORS
        return ", ".join(nearest_first(error.get("input"), allowed))
    if error["type"] == "value_error":
        return ", ".join(BOUNDS)
    if error["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        if choices:
            return ", ".join(nearest_first(error.get("input"), choices))
    found = (
        context.get(key) for key in ("expected", "pattern", "ge", "le", "min_length")
    )
    given = next((str(value) for value in found if value is not None), "")
    return given or _CHOICES.get(error["type"], "-")


def _short(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(str(key) for key in value)[:60] + "}"
    return str(value)[:60]


def _path(loc: Sequence[str | int], tree: Tree) -> Path:
    """Drop what pydantic adds to a path: the names of a union's members."""
    path: Path = ()
    fresh = True
    for part in loc:
        if fresh and _is_union(path):
            fresh = False
        elif (*path, part) in tree.lines:
            path = (*path, part)
            fresh = True
    return path


def _is_union(path: Path) -> bool:
    """Say whether a number or a predicate stands here."""
    if len(path) <= _NAMED:  # what people named: a clause may be called "when"
        return False
    last = path[-1]
    if isinstance(last, int):
        return path[-2] in _MANY
    return last in _ONE or path[-2:] in _AXES


def _meaning_faults(ruleset: RuleSet, tree: Tree) -> Iterator[Fault]:
    for path, code, facts in meaning(ruleset):
        where = {
            "line": tree.line(path),
            "field": ".".join(str(part) for part in path),
        }
        yield Fault(code, {**where, **facts})
