"""One permit, read and judged, against the bare verification of its signature."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from timeit import timeit
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gis.permits import base45
from gis.permits.certlogic import compile_expression
from gis.permits.claims import PREFIX
from gis.permits.decide import decide
from gis.permits.ground import Ground, Turn, Zoning
from gis.permits.keys import load_public
from gis.permits.read import list_policies, read_policy, read_rulebook
from gis.permits.reading import read_permit
from gis.permits.records import Paper, Post, Traveller
from tests.permits.permit_samples import CLAIMS, KEY, NOW, key_of, private_of, signed

pytestmark = pytest.mark.bench

MOST_TIMES = 3.0  # of the bare verification
MOST_RULES_US = 20.0  # for eight rules
AT = datetime.fromtimestamp(NOW, UTC)
# A gateway of Ho Chi Minh City under Directive 16, a lorry that comes from Long An.
GROUND = Ground(
    {
        "79": ("", "province"),
        "760": ("79", "district"),
        "26734": ("760", "commune"),
        "80": ("", "province"),
        "794": ("80", "district"),
        "27694": ("794", "commune"),
    },
    (Zoning(NOW - 86_400, {"26734": (4, "level4"), "27694": (2, "level2")}),),
    (Turn(NOW - 86_400, {"79": (("16/CT-TTg", "2279/UBND"),)}),),
)
POST = Post("C1", "Chốt An Lạc", "gateway", "79", "26734")
EIGHT: tuple[Mapping[str, Any], ...] = (
    {"===": [{"var": "permit.state"}, "valid"]},
    {"!": [{"in": [{"var": "permit.kind"}, ["tourism", "visit"]]}]},
    {"<": [{"var": "from.level"}, 4]},
    {"<=": [{"var": "to.level"}, 4]},
    {"in": [{"var": "purpose"}, ["goods", "food", "oxygen"]]},
    {
        "and": [
            {"var": "person.test"},
            {"var": "person.test.negative"},
            {"<=": [{"var": "person.test.age"}, 72 * 3600]},
        ]
    },
    {
        "!": [
            {
                "and": [
                    {">=": [{"var": "minute"}, 1080]},
                    {"!": [{"===": [{"var": "vehicle.kind"}, "ambulance"]}]},
                ]
            }
        ]
    },
    {"<=": [{"var": "vehicle.aboard"}, 2]},
)
FACTS = {
    "minute": 600,
    "purpose": "goods",
    "permit": {"state": "valid", "kind": "goods"},
    "from": {"level": 2},
    "to": {"level": 4},
    "person": {"test": {"negative": True, "age": 3600}},
    "vehicle": {"kind": "truck", "aboard": 1},
}


def _best(works: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """Time each in turn, many times, so that all meet the same machine; µs each."""
    found = dict.fromkeys(works, float("inf"))
    for _ in range(400):
        for name, work in works.items():
            found[name] = min(found[name], timeit(work, number=10) * 1e5)
    return found


def _bare(text: str) -> Callable[[], None]:
    """Give the verification alone: of bytes that lie ready."""
    raw = base45.decode(text.removeprefix(PREFIX))
    size = len(raw) - 64 - 2  # the signature and its length at the end
    half = size + 2 + 32
    der = encode_dss_signature(
        int.from_bytes(raw[size + 2 : half]), int.from_bytes(raw[half:])
    )
    signed_part = b"\x84jSignature1" + raw[2:16] + b"\x40" + raw[17:size]
    public, scheme = load_public(KEY.public), ECDSA(SHA256())
    return lambda: public.verify(der, signed_part, scheme)


def test_a_check_takes_at_most_three_times_the_bare_verification(
    benchmark: Any,
) -> None:
    """With the keys of 63 provinces and every policy of the library at hand."""
    keys = [key_of(private_of(str(n)), unit=str(n)) for n in range(62)] + [KEY]
    rulebook = read_rulebook(read_policy(name) for name in list_policies())
    text = signed()
    origin, destination = GROUND.place("27694", AT), GROUND.place("26734", AT)
    test = Paper(
        "test", datetime.fromtimestamp(NOW - 3600, UTC), "rapid", negative=True
    )
    papers = (test, Paper("declaration"))
    lorry = Traveller("goods", origin, destination, "truck", CLAIMS.plate, (papers,))

    def read() -> Any:
        return read_permit(text, keys, {}, NOW, plate=CLAIMS.plate)

    def check() -> Any:
        return decide(read(), lorry, POST, GROUND, rulebook, AT)

    shown = read()
    found = _best(
        {
            "bare": _bare(text),
            "read": read,
            "decide": lambda: decide(shown, lorry, POST, GROUND, rulebook, AT),
            "check": check,
        }
    )
    benchmark(check)
    benchmark.extra_info.update({f"{k}_us": round(v, 1) for k, v in found.items()})

    assert check().outcome == "pass"
    assert found["check"] <= MOST_TIMES * found["bare"], found


def test_eight_rules_alone_take_less_than_20_microseconds(benchmark: Any) -> None:
    rules = [compile_expression(rule) for rule in EIGHT]

    def judge() -> list[Any]:
        return [rule(FACTS) for rule in rules]

    assert judge() == [True] * len(EIGHT)
    benchmark(judge)
    found = _best({"rules": judge})["rules"]
    benchmark.extra_info["rules_us"] = round(found, 2)

    assert found < MOST_RULES_US
