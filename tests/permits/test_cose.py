"""COSE_Sign1 of permits: what it says, what it refuses, and the browser's twin."""

import hashlib

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP384R1,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.permits import base45, cose, keys
from tests.twin import Twin

SCRIPT = "post/cose.js"
CLAIMS = cbor2.dumps({1: "91", 4: 1631512800, 7: bytes(8)}, canonical=True)


def make(seed: int, use: keys.Use = "permit") -> tuple[keys.Private, keys.Key]:
    """Make a key that every run of the tests makes alike."""
    private = keys.make_private(hashlib.sha512(bytes([seed])).digest()[:40])
    public = keys.public_of(private)
    return private, keys.Key(
        keys.kid_of(public), "91", use, public, 0, 2_000_000_000, 2_100_000_000
    )


PRIVATE, KEY = make(1)
OTHER_PRIVATE, OTHER = make(2)
RAW = cose.sign1(CLAIMS, PRIVATE, KEY.kid)


def state_of(raw: bytes, known: tuple[keys.Key, ...]) -> str:
    try:
        cose.open1(raw, known)
    except cose.NotOpened as answer:
        return answer.state
    return "valid"


def shown(key: keys.Key) -> dict[str, object]:
    return {"kid": {"hex": key.kid.hex()}, "public": {"hex": key.public.hex()}}


def states_of(twin: Twin, cases: list[bytes], known: tuple[keys.Key, ...]) -> list[str]:
    calls = [[{"hex": raw.hex()}, [shown(key) for key in known]] for raw in cases]
    answers = twin.call_all(SCRIPT, "open1", calls)
    return [answer.get("error", "valid") for answer in answers]


def sign(structure: list[object], body: list[object], tag: int = 18) -> bytes:
    """Sign as a stranger would: any header, any form."""
    der = PRIVATE.sign(cbor2.dumps(structure), ECDSA(SHA256()))
    r, s = decode_dss_signature(der)
    return cbor2.dumps(cbor2.CBORTag(tag, [*body, r.to_bytes(32) + s.to_bytes(32)]))


def test_what_was_signed_comes_back_with_the_key_that_signed() -> None:
    """The round of a permit, and its size: 88 bytes of claims make 173 in all."""
    assert cose.open1(RAW, (OTHER, KEY)) == (CLAIMS, KEY)
    assert len(cose.sign1(bytes(88), PRIVATE, KEY.kid)) == 2 + 14 + 1 + 90 + 66


def test_an_independent_library_verifies_what_we_sign_and_we_what_it_signs() -> None:
    """`cwt` shares no line with ours."""
    theirs = COSEKey.from_pem(keys.write_private(PRIVATE).decode(), kid=KEY.kid)
    assert COSE.new().decode(RAW, theirs) == CLAIMS
    header: dict[int, object] = {1: -7, 4: KEY.kid}
    made = COSE.new().encode(CLAIMS, theirs, protected=header, unprotected={})
    assert cose.open1(made, (KEY,)).payload == CLAIMS


def test_no_flipped_bit_is_accepted(twin: Twin) -> None:
    """Every single bit, in Python and in the browser, with the same state."""
    flipped = [
        RAW[:at] + bytes([RAW[at] ^ (1 << bit)]) + RAW[at + 1 :]
        for at in range(len(RAW))
        for bit in range(8)
    ]
    states = [state_of(raw, (KEY, OTHER)) for raw in flipped]
    assert "valid" not in states
    assert set(states) == {"unreadable", "bad_signature", "unknown_key"}
    assert states_of(twin, flipped, (KEY, OTHER)) == states


def test_forgeries_are_stopped_in_both_twins(twin: Twin) -> None:
    """P1 of the hazards: swapped algorithms, unknown names, loose forms."""
    ours = cbor2.dumps({1: -7, 4: KEY.kid})
    none = cbor2.dumps({4: KEY.kid})
    hmac = cbor2.dumps({1: 5, 4: KEY.kid})
    extra = cbor2.dumps({1: -7, 4: KEY.kid, 3: 0})
    longer = RAW.replace(b"\x58\x40", b"\x59\x00\x40")
    cases = {
        RAW: "valid",
        sign(["Signature1", none, b"", CLAIMS], [none, {}, CLAIMS]): "bad_signature",
        sign(["Signature1", hmac, b"", CLAIMS], [hmac, {}, CLAIMS]): "bad_signature",
        sign(["Signature1", extra, b"", CLAIMS], [extra, {}, CLAIMS]): "bad_signature",
        sign(
            ["Signature1", ours, b"", CLAIMS], [ours, {1: -7}, CLAIMS]
        ): "bad_signature",
        sign(["Signature1", ours, b"", CLAIMS], [ours, {}, CLAIMS], 17): "unreadable",
        cose.sign1(CLAIMS, OTHER_PRIVATE, KEY.kid): "bad_signature",
        cose.sign1(CLAIMS, OTHER_PRIVATE, bytes(8)): "unknown_key",
        RAW[:-1]: "unreadable",
        RAW + b"\x00": "unreadable",
        longer: "unreadable",
        cose.sign1(bytes(1024), PRIVATE, KEY.kid): "unreadable",
        b"": "unreadable",
        b"\x9f" * 900: "unreadable",
    }
    assert [state_of(raw, (KEY,)) for raw in cases] == list(cases.values())
    assert states_of(twin, list(cases), (KEY,)) == list(cases.values())


def test_of_two_keys_with_one_name_both_are_tried(twin: Twin) -> None:
    """Eight bytes may meet; a key that is no point of the curve is passed over."""
    twins = tuple(
        keys.Key(KEY.kid, "91", "permit", public, 0, 1, 1)
        for public in (OTHER.public, bytes(64), KEY.public)
    )
    assert cose.open1(RAW, twins).key is twins[2]
    assert states_of(twin, [RAW], twins) == ["valid"]
    assert state_of(RAW, twins[:2]) == "bad_signature"


@given(st.binary(max_size=80))
@settings(deadline=None, max_examples=60)
def test_base45_gives_back_what_it_took(raw: bytes) -> None:
    """A law, for every length."""
    assert base45.decode(base45.encode(raw)) == raw


def test_base45_is_that_of_the_rfc_in_both_twins(twin: Twin) -> None:
    """RFC 9285, 4.3 and 4.4; then texts that stand for nothing."""
    known = {"BB8": b"AB", "%69 VD92EX0": b"Hello!!", "UJCLQE7W581": b"base-45"}
    bad = [":::", "A", "ABCD", "GGX", "bb8", "::", "BB8\n", "😀A", "é12"]
    for text, raw in known.items():
        assert (base45.encode(raw), base45.decode(text)) == (text, raw)
        assert twin.call("post/base45.js", "encode", {"hex": raw.hex()}) == text
        assert twin.call("post/base45.js", "decode", text) == {"hex": raw.hex()}
    for text in bad:
        with pytest.raises(ValueError, match="base45"):
            base45.decode(text)
    answers = twin.call_all("post/base45.js", "decode", [[text] for text in bad])
    assert [answer.get("error") for answer in answers] == ["base45"] * len(bad)


def test_the_name_of_a_key_follows_from_its_point(twin: Twin) -> None:
    """First 8 bytes of the SHA-256 of x and y."""
    assert KEY.kid == hashlib.sha256(KEY.public).digest()[:8]
    name = twin.call("post/keys.js", "kidOf", {"hex": KEY.public.hex()})
    assert name == {"hex": KEY.kid.hex()}


def test_a_private_key_survives_its_file_and_nothing_else_is_read_as_one() -> None:
    """PEM of P-256; another curve, or no key, is refused."""
    again = keys.read_private(keys.write_private(PRIVATE), "a.pem")
    assert keys.public_of(again) == KEY.public
    other = keys.write_private(generate_private_key(SECP384R1()))
    for pem in (other, b"no key", b""):
        with pytest.raises(Refused, match="private-key-unreadable"):
            keys.read_private(pem, "a.pem")
