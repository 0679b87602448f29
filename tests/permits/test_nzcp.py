"""The public vectors of another system that signs as we do: CWT, COSE_Sign1, ES256.

Our keys verify its signatures, in Python and in the browser; our readers take none of
its passes for a permit.
"""

from base64 import b32decode, urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gis.permits.base45 import encode
from gis.permits.claims import PREFIX
from gis.permits.keys import load_public
from gis.permits.reading import read_permit
from tests.permits.permit_samples import KEY, NOW, PRIVATE, as_document, key_of, theirs
from tests.twin import Twin

_FILE = Path(__file__).with_name("nzcp_vectors.txt")
_LISTED = b"key-1"
AT = 1_640_000_000  # between start and end of the valid one
_VERIFY = """
async ([point, given]) => {
  const {loadPublic} = await import("/static/post/keys.js");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (x) => parseInt(x, 16));
  const key = await loadPublic({public: bytes(point)});
  const scheme = {name: "ECDSA", hash: "SHA-256"};
  const found = [];
  for (const [signature, signed] of given) {
    const [half, whole] = [signature, signed].map(bytes);
    found.push(await crypto.subtle.verify(scheme, key, half, whole));
  }
  return found;
}
"""


class Pass(NamedTuple):
    name: str
    raw: bytes
    kid: bytes
    claims: dict[Any, Any]
    signature: bytes
    signed: bytes


def _read() -> tuple[bytes, list[Pass]]:
    lines = _FILE.read_text("ascii").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    (_, x, y), *vectors = rows
    point = b"".join(urlsafe_b64decode(half + "=") for half in (x, y))
    return point, list(_passes(vectors))


def _passes(vectors: list[list[str]]) -> Iterator[Pass]:
    for name, text in vectors:
        raw = b32decode(text + "=" * (-len(text) % 8))
        header, _, payload, signature = cbor2.loads(raw).value
        signed = cbor2.dumps(["Signature1", header, b"", payload])
        kid = cbor2.loads(header)[4]
        yield Pass(name, raw, kid, cbor2.loads(payload), signature, signed)


POINT, PASSES = _read()


def _holds(one: Pass) -> bool:
    halves = (int.from_bytes(one.signature[:32]), int.from_bytes(one.signature[32:]))
    try:
        load_public(POINT).verify(
            encode_dss_signature(*halves), one.signed, ECDSA(SHA256())
        )
    except InvalidSignature:
        return False
    return True


def test_the_seven_vectors_are_judged_as_their_specification_says(twin: Twin) -> None:
    holds = {one.name: _holds(one) for one in PASSES}
    given = [[one.signature.hex(), one.signed.hex()] for one in PASSES]
    found = twin.page.evaluate(_VERIFY, [POINT.hex(), given])
    sound = [
        one.name
        for one in PASSES
        if holds[one.name]
        and one.kid == _LISTED
        and one.claims[5] <= AT < one.claims[4]
    ]

    assert found == list(holds.values())
    assert len(PASSES) == 7
    assert sound == ["valid"]
    bad = [name for name, good in holds.items() if not good]
    assert bad == ["bad-public-key", "modified-signature", "modified-payload"]


def test_none_of_them_is_taken_for_a_permit(twin: Twin) -> None:
    """Neither as it is scanned, nor in our own wrapping, though its key were ours."""
    key = key_of(PRIVATE, kid=_LISTED, public=POINT)
    scanned = [
        "NZCP:/1/" + line.split()[1]
        for line in _FILE.read_text("ascii").splitlines()
        if line[0] not in "#k" or line.startswith("key-")
    ]
    wrapped = [PREFIX + encode(one.raw) for one in PASSES]
    keys = [KEY, key]
    ours = [as_document(read_permit(text, keys, {}, NOW)) for text in scanned + wrapped]

    assert theirs(twin, scanned + wrapped, keys, {}) == ours
    assert [one["state"] for one in ours] == ["foreign"] * 7 + ["bad_signature"] * 7
    assert {one["facts"].get("system") for one in ours[:7]} == {"nzcp"}
