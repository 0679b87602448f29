"""Journeys by chance: rule books of a small grammar, places, papers, permits."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any, get_args

from gis.permits.ground import Ground, Ring, Turn, Zoning
from gis.permits.logic import Condition, expand
from gis.permits.policies import Policy, Rule, Rulebook, Scope
from gis.permits.read import list_policies, read_notices, read_policy, read_purposes
from gis.permits.records import (
    Band,
    Claims,
    Outcome,
    Paper,
    PermitState,
    Post,
    Presented,
    Traveller,
)

BANDS = get_args(Band)
STATES = get_args(PermitState)
BASES = ("16/CT-TTg", "15/CT-TTg")
FIRST, LAST = 1_626_000_000, 1_638_000_000  # July to November 2021
_PAPERS = ("test", "vaccine", "recovered", "declaration", "badge", "appointment")
_VEHICLES = ("foot", "motorbike", "truck", "ambulance", "boat")
PURPOSES = tuple(one["code"] for one in read_purposes())
CORE = tuple(one["code"] for one in read_purposes() if one["core"])
UNITS = {
    "79": ("", "province"),
    "760": ("79", "district"),
    "26734": ("760", "commune"),
    "26737": ("760", "commune"),
    "26737-a": ("26737", "hamlet"),
    "74": ("", "province"),
    "25747": ("74", "commune"),
    "75": ("", "province"),
}


def dice(seed: int) -> Random:
    """Give a source of chance that repeats."""
    return Random(seed)  # noqa: S311 - examples, no secrets


def draw_ground(rng: Random) -> Ground:
    """Draw a map with turns, zones, and sometimes a perimeter."""
    levels = {code: draw_zone(rng) for code in UNITS if rng.random() < 0.7}
    later = {code: draw_zone(rng) for code in UNITS if rng.random() < 0.3}
    acts = {
        code: tuple(
            (basis, f"{code}/QĐ") for basis in rng.sample(BASES, rng.choice((0, 1)))
        )
        for code in rng.sample(list(UNITS), 3)
    }
    half = (FIRST + LAST) // 2
    ring = Ring(
        "R1", frozenset(rng.sample(list(UNITS), 1)), frozenset({"26734"}), FIRST, LAST
    )
    return Ground(
        UNITS,
        (Zoning(FIRST, levels), Zoning(half, later)),
        (Turn(FIRST, acts), Turn(half, {"79": (("16/CT-TTg", "12/QĐ"),)})),
        (ring,) if rng.random() < 0.5 else (),
        {"bundle": 7},
    )


def draw_zone(rng: Random) -> tuple[int | None, str]:
    """Draw a level, or none."""
    level = rng.choice((1, 2, 3, 4, None))
    return level, "no_report" if level is None else f"level{level}"


def draw_logic(
    rng: Random, *, person: bool, deep: int = 2, straight: bool = False
) -> Any:
    """Draw a condition of the grammar that people write; `straight`: negates none."""
    if deep and rng.random() < 0.6:
        kind = rng.choice(("and", "or") if straight else ("and", "or", "not", "if"))
        inner = [
            draw_logic(rng, person=person, deep=deep - 1, straight=straight)
            for _ in range(3 if kind == "if" else 2)
        ]
        return {"not": inner[0]} if kind == "not" else {kind: inner}
    leaves: list[Any] = [
        True,
        {"in": [{"var": "purpose"}, rng.sample(PURPOSES, 4)]},
        {">=": [{"var": f"{rng.choice(('from', 'to'))}.level"}, rng.randint(1, 4)]},
        {"is": [{"var": "same." + rng.choice(("province", "district"))}, True]},
        {"is": [{"var": "to.perimeter"}, True]},
        {"in": ["16/CT-TTg", {"var": "to.basis"}]},
        {"<": [{"var": "minute"}, rng.randint(0, 1440)]},
        {"is": [{"var": "permit.state"}, "valid"]},
        {"and": [{"var": "permit.purpose_ok"}, {"var": "permit.covers_to"}]},
        {"is": [{"var": "vehicle.kind"}, rng.choice(_VEHICLES)]},
        {"var": "permit.kind"},  # neither true nor false: the rule fails closed
    ]
    if person:
        leaves += [
            {"<=": [{"var": "person.test.age"}, {"hours": rng.choice((24, 72))}]},
            {"<=": [{"var": "person.pcr.age"}, {"hours": 72}]},
            {">=": [{"var": "person.vaccine.two.age"}, {"days": 14}]},
            {">=": [{"var": "person.vaccine.doses"}, 1]},
            {"<=": [{"var": "person.recovered.age"}, {"days": 180}]},
            {"in": ["badge", {"var": "person.papers"}]},
        ]
    return rng.choice(leaves)


_ASIDE = (("all",), ("p0",), ("p1",), ("permit/ended",), ("p0", "permit/ended"))


def draw_rule(rng: Random, policy: str, place: int, *, kind: bool) -> Rule:
    """Draw a rule of any effect; of a `kind` one, a good paper never is a burden."""
    effect = rng.choice(("require", "require", "require", "pass", "duty"))
    per = rng.choice(("vehicle", "person"))
    person = per == "person"
    duty = rng.choice(
        (
            {"kind": "test", "days": [1, 7]},
            {"kind": "return_by", "minute": 1080},
            {"kind": "return_by", "hours": 12},
        )
    )
    passes = effect == "pass"
    hold = None
    if effect == "require":
        hold = draw_logic(rng, person=person, straight=kind)
    asked = person and (passes or not kind)
    when = draw_logic(rng, person=asked, straight=kind)
    words = {"vi": f"{policy} {place}", "en": f"{policy} {place}, en"}
    return Rule(
        policy=policy,
        id=f"r{place}",
        clause="1",
        effect=effect,  # type: ignore[arg-type]  # a choice of its literals
        per=per,  # type: ignore[arg-type]  # a choice of its literals
        when=Condition(expand(when, {})),
        hold=None if hold is None else Condition(expand(hold, {})),
        text=words,
        failing=rng.choice(("stop", "manual")),
        keeps=passes and rng.random() < 0.2,
        keeps_old=passes and rng.random() < 0.3,
        sets_aside=rng.choice(
            (("all",), ("p0",), ("p1",), ("permit/ended",), ("p0", "permit/ended"))
        )
        if passes
        else (),
        ask=words,
        duty=duty if effect == "duty" else None,
    )


def draw_rulebook(rng: Random, *, kind: bool = False) -> Rulebook:
    """Draw up to three policies."""
    policies = [
        Policy(
            id=f"p{place}",
            number=f"{place}/QĐ",
            sha256="0" * 64,
            starts=FIRST,
            ends=rng.choice((None, (FIRST + LAST) // 2)),
            scope=Scope(
                frozenset(rng.sample(list(UNITS), 2) if rng.random() < 0.5 else ()),
                frozenset(rng.sample(BASES, 1) if rng.random() < 0.3 else ()),
                rng.choice(("to", "from", "either", "both", "post")),
                frozenset({"gateway"} if rng.random() < 0.3 else ()),
            ),
            rules=tuple(
                draw_rule(rng, f"p{place}", at, kind=kind)
                for at in range(rng.randint(1, 4))
            ),
        )
        for place in range(rng.randint(1, 3))
    ]
    return Rulebook(policies, read_notices())


@cache
def library() -> Rulebook:
    """Give all policies of the library that need no figure of a place."""
    return Rulebook((read_policy(id_) for id_ in list_policies()), read_notices())


def draw_paper(rng: Random, now: int) -> Paper:
    """Draw a paper; one in eight is of the future or cannot be read."""
    ago = rng.choice(
        (0, 3_600, 86_400, 86_401, 259_200, 1_209_600, 15_552_000, -60, -900)
    )
    at = None if rng.random() < 0.05 else datetime.fromtimestamp(now - ago, UTC)
    kind = rng.choice(_PAPERS)
    if kind == "test":
        return Paper(kind, at, rng.choice(("pcr", "rapid")), rng.random() < 0.8)
    return Paper(kind, at, doses=rng.randint(1, 3) if kind == "vaccine" else None)


def draw_permit(rng: Random, purpose: str) -> Presented:
    """Draw what was shown, in every state."""
    state = rng.choice((*STATES, "valid", "valid", "none"))
    if state != "valid":
        facts = {"system": "vneid"} if state == "foreign" else {}
        return Presented(state, None, facts)
    claims = Claims(
        id=rng.randbytes(8),
        issuer="79",
        issued=FIRST,
        starts=FIRST,
        ends=LAST,
        kind=rng.choice(("green_lane", "essential", "health")),
        purposes=(rng.choice((purpose, "goods")),),
        plate=rng.choice(("51C12345", "")),
        units=tuple(rng.sample(list(UNITS), rng.randint(0, 2))),
        weekdays=rng.choice(((), (1, 2, 3, 4, 5))),
        minutes=rng.choice((None, (360, 1080), (1320, 300))),
        seats=rng.choice((0, 1, 2)),
    )
    return Presented("valid", claims, {"typed": True} if rng.random() < 0.1 else {})


def draw_journey(rng: Random, ground: Ground) -> dict[str, Any]:
    """Draw the arguments of `decide`, without the rule book and the map."""
    now = rng.randint(FIRST, LAST)
    purpose = rng.choice((*PURPOSES, ""))
    ends = [ground.place(rng.choice((*UNITS, "")), now) for _ in range(2)]
    aboard = tuple(
        tuple(draw_paper(rng, now) for _ in range(rng.randint(0, 4)))
        for _ in range(rng.randint(1, 3))
    )
    unit = rng.choice(("26734", "25747", ""))
    kind = rng.choice(("gateway", "inner", "perimeter"))
    return {
        "permit": draw_permit(rng, purpose),
        "traveller": Traveller(purpose, *ends, rng.choice(_VEHICLES), "", aboard),
        "post": Post("P", "Chốt", kind, rng.choice(("79", "74")), unit),
        "now": now,
        "band": rng.choice(BANDS),
    }


def as_json(thing: Any) -> Any:
    """Give a record as the browser's twin takes it: instants as epoch seconds."""
    if isinstance(thing, Mapping):
        return {key: as_json(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [as_json(value) for value in thing]
    if isinstance(thing, datetime):
        return int(thing.timestamp())
    if isinstance(thing, bytes):
        return thing.hex()
    if names := getattr(thing, "__dataclass_fields__", None):
        return {name: as_json(getattr(thing, name)) for name in names}
    return thing


def worst(outcome: Outcome) -> int:
    """Give the rank of a verdict, the gravest last."""
    return ("pass", "manual", "stop").index(outcome)
