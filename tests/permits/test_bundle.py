"""The bundle of a post: believed whole or not at all, alike in Python and browser."""

from datetime import timedelta
from typing import Any

import cbor2
import pytest
from cwt import COSE, COSEKey

from boundaries.refusal import Refused
from gis.permits import keys
from gis.permits.bundle import Bundle, Seen, hash_content, read_bundle
from gis.permits.packed import pack_ground, unpack_ground
from gis.permits.status import StatusList
from tests.permits.bundles import (
    AT,
    BUNDLE_PRIVATE,
    ISSUED,
    NEXT,
    NEXT_PRIVATE,
    PERMIT,
    ROOT,
    ROOT_PRIVATE,
    bundle,
    content,
    ground,
    make,
    sha256,
    statement,
)
from tests.twin import Twin

SCRIPT = "post/bundle.js"
ROOTS = (ROOT,)


def read(raw: bytes, seen: Seen | None = None) -> Bundle:
    return read_bundle(raw, ROOTS, newest_seen=seen)


def code_of(raw: bytes, seen: Seen | None = None) -> str | None:
    try:
        read(raw, seen)
    except Refused as refused:
        return refused.code
    return None


def codes_in(twin: Twin, cases: list[tuple[bytes, Seen | None]]) -> list[str | None]:
    roots = [
        {"kid": {"hex": k.kid.hex()}, "public": {"hex": k.public.hex()}} for k in ROOTS
    ]
    calls = [
        [{"hex": raw.hex()}, roots, seen and seen.as_json()] for raw, seen in cases
    ]
    return [
        answer.get("error") for answer in twin.call_all(SCRIPT, "readBundle", calls)
    ]


def shown(raw: bytes, twin: Twin) -> dict[str, Any]:
    roots = [{"kid": {"hex": ROOT.kid.hex()}, "public": {"hex": ROOT.public.hex()}}]
    found: dict[str, Any] = twin.call(
        SCRIPT, "readBundle", {"hex": raw.hex()}, roots, None
    )
    return found


def test_a_ground_survives_its_packing() -> None:
    """Codes with leading zeros, of letters, of several lengths; gaps in every table."""
    document = ground().as_json()
    assert unpack_ground(pack_ground(document)) == document


def test_what_was_signed_is_read_by_both_twins(twin: Twin) -> None:
    """Every part of the document, and what the reader keeps."""
    raw = bundle()
    found = read(raw)
    named = {**ground().versions, "bundle": 1}
    assert found.ground.versions == named
    assert found.ground.units == ground().units
    assert found.ground.place("30001-T1", AT) == ground().place("30001-T1", AT)
    assert found.rulebook.as_json() == content().rulebook.as_json()
    assert found.keys == (PERMIT,)
    assert found.status["91"] == StatusList("91", content().status[0].bits)
    assert (found.head.issued, found.sha256) == (ISSUED, sha256(raw))
    there = shown(raw, twin)
    assert there["ground"] == found.ground.as_json()
    assert there["rules"] == found.rulebook.as_json()
    assert there["seen"] == found.seen.as_json()
    assert there["status"] == {"91": {"hex": found.status["91"].bits.hex()}}
    assert there["purposes"] == [dict(one) for one in found.content.purposes]
    assert (there["version"], there["prev"], there["issued"]) == (1, "", AT)
    assert there["names_sha256"] == "a" * 64
    assert there["keys"] == [
        {
            "kid": {"hex": PERMIT.kid.hex()},
            "unit": "91",
            "use": "permit",
            "public": {"hex": PERMIT.public.hex()},
            "starts": PERMIT.starts,
            "signs_until": PERMIT.signs_until,
            "trusted_until": PERMIT.trusted_until,
            "revoked_at": None,
        }
    ]


def test_an_independent_library_verifies_both_signatures() -> None:
    """`cwt` opens the statement with the root's key, the bundle with the one named."""
    first, second = cbor2.loads(bundle())
    for part, private, kid in (
        (first, ROOT_PRIVATE, ROOT.kid),
        (second, BUNDLE_PRIVATE, make(11)[1].kid),
    ):
        pem = keys.write_private(private).decode()
        assert COSE.new().decode(part, COSEKey.from_pem(pem, kid=kid))


def test_no_flipped_bit_of_a_bundle_is_accepted(twin: Twin) -> None:
    """Every bit in Python; in the browser a bit of every third byte, the same code."""
    raw = bundle()
    codes = {
        (at, bit): code_of(raw[:at] + bytes([raw[at] ^ (1 << bit)]) + raw[at + 1 :])
        for at in range(len(raw))
        for bit in range(8)
    }
    assert None not in codes.values()
    some = [(at, at % 8) for at in range(0, len(raw), 3)]
    flipped = [
        raw[:at] + bytes([raw[at] ^ (1 << bit)]) + raw[at + 1 :] for at, bit in some
    ]
    there = codes_in(twin, [(one, None) for one in flipped])
    assert there == [codes[place] for place in some]


def test_what_is_no_bundle_is_refused_alike(twin: Twin) -> None:
    """Torsos, additions, another list, a root that is not ours, a span that is over."""
    raw = bundle()
    first, second = cbor2.loads(raw)
    other = make(99, "root")[0]
    loose = b"\x9f" + raw[1:] + b"\xff"  # a list without a length
    cases: dict[bytes, str | None] = {
        raw: None,
        b"": "bundle-unreadable",
        raw[:-1]: "bundle-unreadable",
        raw + b"\0": "bundle-unreadable",
        loose: "bundle-unreadable",
        cbor2.dumps([first]): "bundle-unreadable",
        cbor2.dumps([first, second, b""]): "bundle-unreadable",
        cbor2.dumps([second, first]): "bundle-unreadable",  # longer than a statement
        cbor2.dumps([first, "text"]): "bundle-unreadable",
        cbor2.dumps({0: first}): "bundle-unreadable",
        bytes(1 << 20) + b"\0": "bundle-unreadable",
        b"\x81" * 3000: "bundle-unreadable",
        bundle(said=statement(by=other)): "bundle-bad-signature",
        bundle(private=NEXT_PRIVATE): "bundle-unknown-key",
        bundle(said=statement(ends=AT)): "bundle-out-of-span",
        bundle(said=statement(ends=AT + 1)): None,
        bundle(said=statement(floor=2)): "bundle-went-back",
        bundle(version=2, said=statement(floor=2)): None,
    }
    assert [code_of(one) for one in cases] == list(cases.values())
    assert codes_in(twin, [(one, None) for one in cases]) == list(cases.values())


def test_versions_never_go_back_or_aside(twin: Twin) -> None:
    """Rollback, another file of one version, a fork; and the ways that are good."""
    one = bundle(1)
    two = bundle(2, sha256(one))
    seen = read(two, read(one).seen).seen
    later = bundle(3, sha256(two), issued=ISSUED + timedelta(hours=1))
    cases: list[tuple[bytes, Seen | None, str | None]] = [
        (two, seen, None),  # the same again
        (later, seen, None),
        (bundle(7, "f" * 64), seen, None),  # some between were missed
        (one, seen, "bundle-went-back"),
        (bundle(2, sha256(one), names_sha256="b" * 64), seen, "bundle-forked"),
        (bundle(3, sha256(one)), seen, "bundle-forked"),
    ]
    assert [code_of(raw, before) for raw, before, _ in cases] == [c for *_, c in cases]
    there = codes_in(twin, [(raw, before) for raw, before, _ in cases])
    assert there == [code for *_, code in cases]


def test_parts_of_two_bundles_make_none(twin: Twin) -> None:
    """Mix and match: the statement of one, the content of another."""
    old, new = (
        cbor2.loads(bundle()),
        cbor2.loads(bundle(2, said=statement(2, NEXT), private=NEXT_PRIVATE)),
    )
    mixed = [cbor2.dumps([old[0], new[1]]), cbor2.dumps([new[0], old[1]])]
    assert [code_of(raw) for raw in mixed] == ["bundle-unknown-key"] * 2
    assert codes_in(twin, [(raw, None) for raw in mixed]) == ["bundle-unknown-key"] * 2


def test_a_stolen_key_locks_nobody_out(twin: Twin) -> None:
    """A thief signs version 10**9; the root names another key, and posts go on."""
    honest = read(bundle(41)).seen
    robbed = read(bundle(10**9), honest).seen
    assert code_of(bundle(42), robbed) == "bundle-went-back"
    rescued = bundle(42, said=statement(2, NEXT, floor=42), private=NEXT_PRIVATE)
    after = read(rescued, robbed).seen
    assert after.versions[NEXT.kid.hex()] == 42
    thief = bundle(10**9 + 1)
    early = bundle(41, said=statement(2, NEXT, floor=42), private=NEXT_PRIVATE)
    cases: list[tuple[bytes, Seen | None, str | None]] = [
        (bundle(42), robbed, "bundle-went-back"),
        (rescued, robbed, None),
        (thief, after, "bundle-went-back"),  # the old statement comes back no more
        (early, robbed, "bundle-went-back"),
    ]
    assert [code_of(raw, seen) for raw, seen, _ in cases] == [c for *_, c in cases]
    there = codes_in(twin, [(raw, seen) for raw, seen, _ in cases])
    assert there == [code for *_, code in cases]


def test_the_hash_of_a_content_tells_whether_anything_changed() -> None:
    """Not by order, not by version: by what is said."""
    assert hash_content(content()) == hash_content(content())
    changed = [content(names_sha256="b"), content(keys=()), content(status=())]
    assert hash_content(content()) not in {hash_content(one) for one in changed}


def test_a_bundle_that_no_device_would_take_is_not_signed() -> None:
    """Beyond 1 MiB."""
    words = tuple({"code": sha256(bytes([n % 256, n // 256]))} for n in range(40_000))
    with pytest.raises(Refused, match="bundle-too-large"):
        bundle(purposes=words)
