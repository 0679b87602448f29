"""Keys and permits for the tests of the reading, in Python and for the browser."""

import hashlib
from dataclasses import asdict, replace
from typing import Any

from gis.permits.claims import sign_permit
from gis.permits.keys import SECRET_BYTES, Key, Private, kid_of, make_private, public_of
from gis.permits.records import Claims, Presented
from gis.permits.status import StatusList
from tests.twin import Twin

NOW = 1_631_520_000  # 13/09/2021 15:00 in Vietnam
DAY = 86_400
SCRIPT = "post/reading.js"
CLAIMS = Claims(
    id=bytes(range(8)),
    issuer="79",
    issued=NOW - DAY,
    starts=NOW - 3600,
    ends=NOW + 3600,
    kind="goods",
    purposes=("goods", "food"),
    plate="51C12345",
    units=("79", "75"),
    weekdays=(1, 2, 3, 4, 5),
    minutes=(360, 1080),
    seats=2,
    single=False,
    index=1234,
)
PERSON = replace(CLAIMS, plate="", person="NVA 1234")


def private_of(name: str) -> Private:
    """Give a key that is the same in every run."""
    secret = hashlib.shake_256(name.encode()).digest(SECRET_BYTES)
    return make_private(secret)


PRIVATE = private_of("79")


def key_of(private: Private, **changes: Any) -> Key:
    """Give the public half with a span that holds now."""
    public = public_of(private)
    given: dict[str, Any] = {
        "kid": kid_of(public),
        "unit": "79",
        "use": "permit",
        "public": public,
        "starts": NOW - 30 * DAY,
        "signs_until": NOW + 30 * DAY,
        "trusted_until": NOW + 60 * DAY,
    }
    return Key(**(given | changes))


KEY = key_of(PRIVATE)


def signed(claims: Claims = CLAIMS, private: Private = PRIVATE) -> str:
    """Sign as the service does."""
    return sign_permit(claims, private, kid_of(public_of(private)))


def listed(*indexes: int) -> dict[str, StatusList]:
    """Give the status list of the issuer."""
    bits = bytearray(max(indexes, default=0) // 8 + 1)
    for index in indexes:
        bits[index // 8] |= 1 << (index % 8)
    return {"79": StatusList("79", bytes(bits))}


def theirs(
    twin: Twin,
    texts: list[str],
    keys: list[Key],
    status: dict[str, StatusList],
    now: int = NOW,
    **seen: str,
) -> list[dict[str, Any]]:
    """Read the same texts in the browser."""
    common = [
        [_crossed(asdict(key)) for key in keys],
        {unit: {"hex": one.bits.hex()} for unit, one in status.items()},
        now,
        seen,
    ]
    answers = twin.call_all(SCRIPT, "readPermit", [[text, *common] for text in texts])
    assert not [one for one in answers if "error" in one], answers[0]
    return [one["value"] for one in answers]


def as_document(presented: Presented) -> dict[str, Any]:
    """Give what the browser gives for the same reading."""
    claims = presented.claims
    return {
        "state": presented.state,
        "claims": None if claims is None else _crossed(asdict(claims)),
        "facts": dict(presented.facts),
    }


def _crossed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {name: _crossed(item) for name, item in value.items()}
    return [_crossed(item) for item in value] if isinstance(value, tuple) else value
