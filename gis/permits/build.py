"""From a policy file's bytes to a checked `Policy`: every fault with line and field."""

import hashlib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from boundaries.refusal import Fault, Refused
from gis.permits.logic import DAY, HOUR, Condition, LogicError, expand
from gis.permits.policies import ALL, PermitKind, Policy, Rule, Scope
from gis.permits.schema import Parameter, PolicyFile, Written, fill, instant
from gis.rulesets.schema.build import decode, shape_faults
from gis.rulesets.syntax import Path, Tree, parse

_UNIT = {"hours": HOUR, "days": DAY}
_PLACE = ("known", "unit", "province", "district", "commune", "level", "zone", "basis")
_SHOWN = ("state", "system", "kind", "purposes", "purpose_ok", "covers_from")
_MORE = ("covers_to", "on_day", "in_hours", "seats_ok", "bound", "ended")
FACTS = frozenset(
    {
        *("now", "minute", "weekday", "day", "purpose"),
        *(f"post.{name}" for name in ("kind", "authority", "direction")),
        *(f"{end}.{name}" for end in ("from", "to") for name in (*_PLACE, "perimeter")),
        *(f"same.{tier}" for tier in ("province", "district", "commune")),
        *(f"vehicle.{name}" for name in ("kind", "plate", "aboard")),
        *(f"permit.{name}" for name in (*_SHOWN, *_MORE)),
        *(f"person.test.{name}" for name in ("age", "method", "negative")),
        *(f"person.{name}.age" for name in ("pcr", "rapid", "positive", "recovered")),
        *(f"person.vaccine.{name}" for name in ("doses", "age", "one.age", "two.age")),
        *("person.test", "person.pcr", "person.rapid", "person.positive"),
        *("person.vaccine", "person.vaccine.one", "person.vaccine.two"),
        *("person.recovered", "person.papers"),
    }
)
"""Every path that a rule may read."""
Found = Iterator[tuple[Path, str, dict[str, object]]]


def build_policy(
    content: bytes, *, file: str, params: Mapping[str, object] | None = None
) -> Policy:
    """Check a policy file and compile it.

    Parameters
    ----------
    content
        The file, UTF-8.
    file
        Its name, for the refusal.
    params
        Values of parameters, as the file counts them (hours in hours).

    Raises
    ------
    Refused
        ``policy-syntax``, ``ruleset-encoding``; ``policy-broken`` with a fault per
        finding, each with `line` and `field`; ``policy-parameter`` for a value that is
        missing, unknown or out of range.
    """
    given, tree = read_model(content, PolicyFile, file=file)
    faults = [
        Fault(code, {"line": tree.line(path), "field": _field(path), **facts})
        for path, code, facts in _meaning(given)
    ]
    if faults:
        raise Refused("policy-broken", faults=faults, file=file, count=len(faults))
    written = _values(given.parameters, params or {})
    seconds = {
        name: value * _UNIT.get(given.parameters[name].type, 1)
        if isinstance(value, int)
        else value
        for name, value in written.items()
    }
    rules, broken = [], []
    for place, rule in enumerate(given.rules):
        try:
            rules.append(_rule(given.id, rule, seconds, written))
        except (LogicError, Refused) as refusal:
            path = ("rules", place)
            where = {"line": tree.line(path), "field": _field(path)}
            broken.append(Fault(refusal.code, {**where, **refusal.facts}))
    if broken:
        raise Refused("policy-broken", faults=broken, file=file, count=len(broken))
    return _policy(given, tuple(rules), hashlib.sha256(content).hexdigest())


def read_model(content: bytes, model: Any, *, file: str) -> tuple[Any, Tree]:
    """Read the permitted YAML into a model.

    Raises
    ------
    Refused
        ``policy-syntax``, ``ruleset-encoding``, ``policy-broken``.
    """
    try:
        tree = parse(decode(content, file=file), file=file)
    except Refused as refusal:
        if not refusal.faults:
            raise
        faults, count = refusal.faults, len(refusal.faults)
        raise Refused("policy-syntax", faults=faults, file=file, count=count) from None
    try:
        return model.model_validate(tree.data), tree
    except ValidationError as error:
        found = [*shape_faults(error, tree)]
        count = len(found)
        raise Refused("policy-broken", faults=found, file=file, count=count) from None


def _field(path: Path) -> str:
    return ".".join(str(part) for part in path) or "-"


def _meaning(given: PolicyFile) -> Found:
    """Find what each field alone does not show."""
    force, seen = given.decision.in_force, set[str]()
    if force.last is not None and instant(force.last, after=True) <= instant(
        force.first
    ):
        yield ("decision", "in_force", "last"), "policy-span", {}
    for name, parameter in given.parameters.items():
        if parameter.required == (parameter.default is not None):
            yield ("parameters", name), "policy-default", {"name": name}
    for place, rule in enumerate(given.rules):
        path: Path = ("rules", place)
        if rule.id in seen:
            yield (*path, "id"), "policy-rule-twice", {"id": rule.id}
        seen.add(rule.id)
        if rule.clause not in given.clauses:
            facts: dict[str, object] = {"seen": rule.clause}
            yield (*path, "clause"), "policy-clause", facts
        yield from _rule_meaning(path, rule)


def _rule_meaning(path: Path, rule: Written) -> Found:
    require = rule.effect == "require"
    if require != (rule.hold is not None):
        yield path, "policy-hold", {"id": rule.id}
    if require and not (rule.cure and rule.review and rule.ask):
        yield path, "policy-cure", {"id": rule.id}
    if (rule.effect == "duty") != (rule.duty is not None):
        yield path, "policy-duty", {"id": rule.id}
    if (rule.keeps or rule.keeps_old) and rule.effect != "pass":
        yield path, "policy-keeps", {"id": rule.id}


def _values(
    parameters: Mapping[str, Parameter], params: Mapping[str, object]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in params:
        if name not in parameters:
            known = ", ".join(parameters) or "-"
            raise Refused("policy-parameter", name=name, seen="-", allowed=known)
    for name, parameter in parameters.items():
        value = params.get(name, parameter.default)
        allowed = f"{parameter.type} {parameter.min or 0}..{parameter.max or ''}"
        if parameter.type == "text-list":
            fits = isinstance(value, list | tuple)
            value = tuple(value) if isinstance(value, list | tuple) else value
        else:
            fits = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and fits:
            low, high = parameter.min, parameter.max
            fits = (low is None or low <= value) and (high is None or value <= high)
        if not fits:
            seen = "-" if value is None else str(value)[:60]
            raise Refused("policy-parameter", name=name, seen=seen, allowed=allowed)
        found[name] = value
    return found


def _rule(
    policy: str,
    written: Written,
    seconds: Mapping[str, object],
    values: Mapping[str, object],
) -> Rule:
    aside = (ALL,) if written.sets_aside == ALL else tuple(written.sets_aside)
    return Rule(
        policy=policy,
        id=written.id,
        clause=written.clause,
        effect=written.effect,
        per=written.per,
        when=_condition(written.when, seconds),
        hold=None if written.hold is None else _condition(written.hold, seconds),
        text=fill(written.text, values),
        failing=written.failing,
        keeps=written.keeps,
        keeps_old=written.keeps_old,
        sets_aside=aside if written.effect == "pass" else (),
        cure=fill(written.cure, values),
        review=fill(written.review, values),
        ask=fill(written.ask, values),
        duty=written.duty.model_dump(exclude_defaults=True, mode="json")
        if written.duty
        else None,
    )


def _condition(logic: object, seconds: Mapping[str, object]) -> Condition:
    condition = Condition(expand(logic, seconds))
    for path in sorted(condition.paths - FACTS):
        near = get_close_matches(path, sorted(FACTS), n=1)
        raise LogicError("policy-fact", seen=path, near=near[0] if near else "-")
    return condition


def _policy(given: PolicyFile, rules: tuple[Rule, ...], sha256: str) -> Policy:
    force, reach = given.decision.in_force, given.scope
    return Policy(
        id=given.id,
        number=given.decision.number,
        sha256=sha256,
        starts=instant(force.first),
        ends=None if force.last is None else instant(force.last, after=True),
        scope=Scope(
            frozenset(reach.units),
            frozenset(reach.basis),
            reach.end,
            frozenset(reach.posts),
        ),
        rules=rules,
        permits=tuple(
            PermitKind(
                kind.kind,
                kind.name.model_dump(),
                kind.bind,
                kind.purposes,
                kind.longest_days,
                kind.hours,
            )
            for kind in given.permits
        ),
        title=given.title.model_dump(),
        status=given.decision.status,
        clauses={code: said.model_dump() for code, said in given.clauses.items()},
    )
