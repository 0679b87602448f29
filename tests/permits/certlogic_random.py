"""Random CertLogic and random data, alike for alike seeds."""

from random import Random
from typing import Any

STEPS = ("a", "b", "c", "0", "1", "at", "length", "constructor", "__proto__", "9" * 20)
TEXTS = ("", "x", "y", "0", "2021-09-13", "2020-02-29T23:59:59.9999+0730", "2021-13",
         "2021-02", "1999", "0000", "9999-12-31", "URN:UVCI:01:VN:9/a#b",
         "dạ")  # fmt: skip
NUMBERS = (0, 1, 2, 3, -1, 7, 86_400, 2**53 - 1, -(2**53) + 1)
ODD = (2**53, 1.5, -0.25, 1e300, 1.0, -0.0, 2.0**53)
SIGNS = ("<", ">", "<=", ">=")
TIMES = ("after", "before", "not-after", "not-before")
UNITS = ("year", "month", "day", "hour")
SENSIBLE = 0.85


def some_data(random: Random, depth: int = 3) -> Any:
    """Give data as a document of facts might hold, and as it should not."""
    kind = random.random()
    if depth and kind < 0.5:
        keys = random.sample(STEPS, random.randint(0, 5))
        return {key: some_data(random, depth - 1) for key in keys}
    if depth and kind < 0.65:
        return [some_data(random, depth - 1) for _ in range(random.randint(0, 4))]
    pools = (TEXTS, NUMBERS, (True, False, None), ODD)
    return random.choice(random.choices(pools, (4, 4, 3, 1))[0])


def some_logic(random: Random, depth: int = 4, kind: str = "truth") -> Any:
    """Give a valid expression, mostly of the kind that its place asks for."""
    if random.random() > SENSIBLE:
        kind = random.choice(("truth", "number", "instant", "text", "list"))
    if depth <= 0:
        return _leaf(random, kind)
    make = {
        "truth": _truth,
        "number": _number,
        "instant": _instant,
        "text": _text,
        "list": _list,
    }
    return make[kind](random, depth - 1)


def _path(random: Random) -> dict[str, str]:
    first = random.choice(("current", "accumulator", "a", "b"))
    steps = [first, *random.choices(STEPS, k=random.randint(0, 2))]
    return {"var": ".".join(steps) if random.random() < 0.95 else ""}


def _leaf(random: Random, kind: str) -> Any:
    if random.random() < 0.4:
        return _path(random)
    pools: dict[str, Any] = {
        "truth": (True, False),
        "number": (*NUMBERS, 2.0),
        "text": TEXTS,
        "list": ([], [1, 2, 3], ["x", "0"], [[], 0]),
        "instant": ({"plusTime": ["2021-09-13", 0, "day"]},),
    }
    return random.choice(pools[kind])


def _truth(random: Random, depth: int) -> Any:
    many = random.randint(2, 3)
    alike = random.choice(("text", "number", "truth"))
    operator, kinds = random.choice(
        (
            ("and", ["truth"] * random.randint(2, 4)),
            ("!", ["truth"]),
            ("===", [alike, alike]),
            ("in", ["text", "list"]),
            (random.choice(SIGNS), ["number"] * many),
            (random.choice(TIMES), ["instant"] * many),
            ("if", ["truth", "truth", "truth"]),
        )
    )
    return {operator: [some_logic(random, depth, kind) for kind in kinds]}


def _number(random: Random, depth: int) -> Any:
    choice = random.randrange(3)
    if choice == 0:
        return {"+": [some_logic(random, depth, "number") for _ in range(2)]}
    if choice == 1:
        step = some_logic(random, depth, "number")
        start = some_logic(random, depth - 1, "number")
        return {"reduce": [some_logic(random, depth, "list"), step, start]}
    return _leaf(random, "number")


def _instant(random: Random, depth: int) -> Any:
    text = some_logic(random, depth, "text")
    if random.random() < 0.3:
        return {"dccDateOfBirth": [text]}
    amount = random.choice((0, 1, -18, 12, 40, 366, 10**7, -(10**12)))
    return {"plusTime": [text, amount, random.choice(UNITS)]}


def _text(random: Random, depth: int) -> Any:
    if random.random() < 0.2:
        inner = some_logic(random, depth, "text")
        return {"extractFromUVCI": [inner, random.randint(-1, 3)]}
    return _leaf(random, "text")


def _list(random: Random, depth: int) -> Any:
    if random.random() < 0.4:
        kinds = random.choices(("text", "number", "truth"), k=random.randint(0, 3))
        return [some_logic(random, depth, kind) for kind in kinds]
    return _leaf(random, "list")


def spoil(random: Random, part: Any) -> Any:
    """Change one expression somewhere, so that it may cease to be CertLogic."""
    if random.random() < 0.3 or not isinstance(part, dict | list) or not part:
        return random.choice(
            (None, 3.14, {}, {"or": [1, 2]}, {"var": "a..b"}, {"var": 0}, {"and": [1]},
             {"<": [1, 2], ">": [2, 1]}, {"a<b": [1, 2]}, {"!": True}, [None], 2**53,
             {"plusTime": ["2021", {"+": [1, 1]}, "day"]}, {"if": [1, 2]},
             {"plusTime": ["2021", 1, "week"]}, {"extractFromUVCI": ["", "1"]}, 1e300,
             {"toString": [1]}, {"in": []}, {"===": [1, 2, 3]})
        )  # fmt: skip
    if isinstance(part, list):
        at = random.randrange(len(part))
        return [*part[:at], spoil(random, part[at]), *part[at + 1 :]]
    ((operator, given),) = part.items()
    return {operator: spoil(random, given)}
