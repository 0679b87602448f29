"""What a permit proves, in Python and in the browser alike."""

import hmac
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import cbor2
import cwt
import pytest
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.permits import base45
from gis.permits.claims import PREFIX, _size, text_length, write_claims
from gis.permits.cose import sign1
from gis.permits.keys import Key, public_of, write_private
from gis.permits.reading import read_permit
from gis.permits.records import Claims
from gis.permits.status import StatusList
from tests.permits.permit_samples import (
    CLAIMS,
    DAY,
    KEY,
    NOW,
    PERSON,
    PRIVATE,
    as_document,
    key_of,
    listed,
    private_of,
    signed,
    theirs,
)
from tests.twin import Twin

OTHER = private_of("other")
Status = dict[str, StatusList]


def states(
    twin: Twin,
    texts: Iterable[str],
    keys: Iterable[Key] = (KEY,),
    status: Status | None = None,
    now: int = NOW,
    **seen: str,
) -> list[str]:
    """Read in both; whatever they give must be the same."""
    given, known, lists = list(texts), list(keys), status or {}
    ours = [as_document(read_permit(text, known, lists, now, **seen)) for text in given]

    assert theirs(twin, given, known, lists, now, **seen) == ours
    return [one["state"] for one in ours]


def state(twin: Twin, text: str, *given: Any, **seen: Any) -> str:
    (found,) = states(twin, [text], *given, **seen)
    return found


def text_of(raw: bytes) -> str:
    return PREFIX + base45.encode(raw)


def raw_of(text: str) -> bytes:
    return base45.decode(text[len(PREFIX) :])


def cose(header: dict[int, Any], signature: bytes, tag: int = 18) -> str:
    """Write a COSE message around sound claims."""
    parts = [cbor2.dumps(header), {}, write_claims(CLAIMS), signature]
    return text_of(cbor2.dumps(cbor2.CBORTag(tag, parts)))


def test_a_sound_permit_is_valid_and_says_what_was_signed(twin: Twin) -> None:
    assert states(twin, [signed(), signed(PERSON)]) == ["valid", "valid"]
    assert read_permit(signed(), [KEY], {}, NOW).claims == CLAIMS
    at = datetime.fromtimestamp(NOW, UTC)
    assert read_permit(signed(PERSON), [KEY], {}, at).claims == PERSON


def test_no_flipped_bit_and_no_other_character_is_accepted(twin: Twin) -> None:
    """Every bit of the signed bytes; every place of the text, one step further."""
    text = signed()
    raw = raw_of(text)
    bits = [
        text_of(raw[:at] + bytes((raw[at] ^ 1 << bit,)) + raw[at + 1 :])
        for at in range(len(raw))
        for bit in range(8)
    ]
    letters = base45.ALPHABET
    steps = [
        text[:at] + letters[(letters.find(text[at]) + 1) % 45] + text[at + 1 :]
        for at in range(len(text))
    ]
    found = states(twin, bits + steps)

    assert len(bits) == 8 * len(raw) > 1300
    assert {*found} <= {"bad_signature", "unknown_key", "unreadable", "foreign"}
    assert found.count("bad_signature") > len(raw) * 7


def test_no_part_of_a_permit_and_nothing_appended_is_accepted(twin: Twin) -> None:
    raw = raw_of(signed())
    cut = [text_of(raw[:size]) for size in range(len(raw))]
    longer = [text_of(raw + tail) for tail in (b"\x00", b"\xf6", raw)]

    assert "valid" not in states(twin, cut + longer)


def test_a_forged_signature_or_another_algorithm_is_stopped(twin: Twin) -> None:
    public, kid = public_of(PRIVATE), KEY.kid
    body = b"\x84\x6aSignature1\x4d\xa2\x01\x05\x04\x48" + kid + b"\x40"
    mac = hmac.digest(public, body + write_claims(CLAIMS), "sha256")
    forged = [
        text_of(sign1(write_claims(CLAIMS), OTHER, kid)),
        cose({1: 5, 4: kid}, mac + mac),  # HMAC under the public key
        cose({1: 5, 4: kid}, mac),
        cose({4: kid}, b""),  # no algorithm at all
        cose({1: 0, 4: kid}, b""),
        cose({1: -7, 4: kid}, b""),
        cose({1: -7, 4: kid}, bytes(64)),
        cose({1: -35, 4: kid}, bytes(96)),
        cose({1: -7, 4: kid, 2: [1]}, raw_of(signed())[-64:]),
    ]

    assert states(twin, forged) == ["bad_signature"] * len(forged)
    assert states(twin, [cose({1: 5, 4: kid}, mac, 17)]) == ["unreadable"]


def test_a_signature_of_another_permit_does_not_fit(twin: Twin) -> None:
    other = replace(CLAIMS, seats=40)
    raw, donor = raw_of(signed()), raw_of(signed(other))
    swapped = text_of(donor[:-64] + raw[-64:])

    assert state(twin, swapped) == "bad_signature"


def test_a_name_that_no_key_bears_is_unknown_not_forged(twin: Twin) -> None:
    assert state(twin, signed(CLAIMS, OTHER)) == "unknown_key"
    assert state(twin, signed(), ()) == "unknown_key"


def test_every_key_of_one_name_is_tried(twin: Twin) -> None:
    wrong = replace(key_of(OTHER), kid=KEY.kid)

    assert state(twin, signed(), (wrong, KEY)) == "valid"
    assert state(twin, signed(), (KEY, wrong)) == "valid"
    assert state(twin, signed(), (wrong,)) == "bad_signature"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"use": "bundle"}, "unknown_key"),
        ({"unit": "75"}, "bad_signature"),  # it signs for its own province only
        ({"starts": CLAIMS.issued + 1}, "bad_signature"),
        ({"starts": CLAIMS.issued}, "valid"),
        ({"signs_until": CLAIMS.issued}, "bad_signature"),
        ({"signs_until": CLAIMS.issued + 1}, "valid"),  # it was replaced since
        ({"trusted_until": NOW}, "unknown_key"),
        ({"trusted_until": NOW + 1}, "valid"),
        ({"revoked_at": NOW - 1}, "key_revoked"),
        ({"revoked_at": NOW + DAY}, "key_revoked"),
    ],
)
def test_a_key_signs_for_its_unit_and_span_only(
    twin: Twin, changes: dict[str, Any], expected: str
) -> None:
    assert state(twin, signed(), (key_of(PRIVATE, **changes),)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (CLAIMS.starts - 121, "not_yet"),
        (CLAIMS.starts - 120, "valid"),
        (CLAIMS.ends - 1, "valid"),
        (CLAIMS.ends + 119, "valid"),
        (CLAIMS.ends + 120, "ended"),
        (0, "not_yet"),
        (2**31, "unknown_key"),  # the key has ended long before 2038, too
    ],
)
def test_a_permit_holds_in_its_span_with_120_seconds_of_leeway(
    twin: Twin, now: int, expected: str
) -> None:
    assert state(twin, signed(), (KEY,), None, now) == expected


def test_a_revoked_permit_is_told_as_soon_as_the_list_names_it(twin: Twin) -> None:
    text, index = signed(), CLAIMS.index
    steps: list[tuple[Status, str]] = [
        ({}, "valid"),
        (listed(), "valid"),
        (listed(index - 1, index + 1), "valid"),
        (listed(index), "revoked"),
        (listed(0, index, 9000), "revoked"),
        ({"75": listed(index)["79"]}, "valid"),  # the list of another issuer
        (listed(0), "valid"),  # the entry was taken back
    ]

    assert [state(twin, text, (KEY,), s) for s, _ in steps] == [e for _, e in steps]


def test_revocation_is_told_before_the_end_and_before_another_plate(
    twin: Twin,
) -> None:
    status = listed(CLAIMS.index)

    assert state(twin, signed(), (KEY,), status, NOW + DAY) == "revoked"
    assert state(twin, signed(), (KEY,), status, plate="60A-1") == "revoked"


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({}, "valid"),  # nobody compared yet: the officer does
        ({"plate": "51c 123.45"}, "valid"),
        ({"plate": "51C-123.46"}, "mismatch"),
        ({"plate": "???"}, "mismatch"),
        ({"person": "NVB 9999"}, "valid"),  # it is bound to the vehicle
    ],
)
def test_another_plate_is_a_mismatch(
    twin: Twin, seen: dict[str, str], expected: str
) -> None:
    assert state(twin, signed(), **seen) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("", "valid"),
        ("nva  1234", "valid"),
        ("1234", "valid"),
        ("234", "valid"),
        ("1235", "mismatch"),
        ("NVB 1234", "mismatch"),
        ("4", "mismatch"),
        ("NVA", "mismatch"),
    ],
)
def test_another_person_is_a_mismatch(twin: Twin, seen: str, expected: str) -> None:
    assert state(twin, signed(PERSON), person=seen, plate="60A-1234") == expected


def test_a_giant_text_or_a_bomb_is_refused_before_it_is_read(twin: Twin) -> None:
    bomb = zlib.compress(bytes(2_900_000), 9)
    giant = [
        PREFIX + "A" * 4292,
        PREFIX + "%69 VD92EX0" * 100_000,
        text_of(bomb[:1024]),
        text_of(sign1(bytes(900), PRIVATE, KEY.kid) + bytes(200)),
        text_of(sign1(bytes(2000), PRIVATE, KEY.kid)),
    ]

    assert states(twin, giant) == ["unreadable"] * len(giant)


@pytest.mark.parametrize("deep", [1, 17, 400, 900])
def test_claims_nested_deep_are_refused_though_well_signed(
    twin: Twin, deep: int
) -> None:
    for opener in (b"\x81", b"\xa1\x01", b"\xc1"):
        raw = opener * (deep // len(opener)) + b"\x00"
        text = text_of(sign1(raw, PRIVATE, KEY.kid))

        assert state(twin, text) == "unreadable"


@pytest.mark.parametrize("text", [
    "", " ", "\n", "VX1", "VX1:", "VX1: ", "VX1:A", "VX1:GGW", "VX1:::::::", "vx1:AB",
    "VX2:QED8WEX0", "VX1:\u202eAB", "VX1:ẰB", "VX1:\U0001f600", "\u202eVX1:AB",
    "VX1:GGWWW", "VX01:AB",
])  # fmt: skip
def test_odd_texts_are_read_alike_and_are_no_permit(twin: Twin, text: str) -> None:
    assert state(twin, text) in {"none", "unreadable", "foreign"}


def changed(**members: Any) -> bytes:
    """Write claims with members changed: c4=... on top, p2=... in the private part."""
    said = cbor2.loads(write_claims(CLAIMS))
    for name, value in members.items():
        target, key = (said, name[1:]) if name[0] == "c" else (said[-70001], name[1:])
        target[int(key)] = value
    return cbor2.dumps(said)


PLAIN = write_claims(CLAIMS)
ODD_CLAIMS = {
    "another order": cbor2.dumps(dict(reversed(cbor2.loads(PLAIN).items()))),
    "twice a key": PLAIN.replace(b"\xa6", b"\xa7", 1) + b"\x01b75",
    "a byte after": PLAIN + b"\x00",
    "endless": b"\xbf" + PLAIN[1:] + b"\xff",
    "longer number": PLAIN.replace(b"\x08\x02", b"\x08\x18\x02"),
    "another member": changed(c3="x"),
    "another private member": changed(p11=1),
    "a default written out": changed(p9=False),
    "empty units": changed(p5=[]),
    "half seconds": changed(c4=CLAIMS.ends + 0.5),
    "seconds as a fraction": changed(c4=float(CLAIMS.ends)),
    "ends before it starts": changed(c4=CLAIMS.starts),
    "before 1970": changed(c5=-1),
    "after 9999": changed(c4=253_402_300_800),
    "beyond a browser's numbers": changed(c4=2**63),
    "beyond any number": changed(c4=2**70),
    "a date": changed(c4=cbor2.CBORTag(1, CLAIMS.ends)),
    "true for 1": changed(c6=True),
    "no id": changed(c7=b""),
    "short id": changed(c7=bytes(7)),
    "id as text": changed(c7="12345678"),
    "no issuer": changed(c1=""),
    "issuer as bytes": changed(c1=b"79"),
    "no purpose": changed(p2=[]),
    "purpose as text": changed(p2="goods"),
    "purposes that are numbers": changed(p2=[1]),
    "17 purposes": changed(p2=["goods"] * 17),
    "neither plate nor person": changed(p3=""),
    "text that runs to the left": changed(p1="go\u202eods"),
    "hidden text": changed(p3="51C\u200b12345"),
    "a long plate": changed(p3="5" * 25),
    "a long kind": changed(p1="k" * 41),
    "no days": changed(p6=0),
    "an eighth day": changed(p6=255),
    "days as text": changed(p6="1"),
    "one minute": changed(p7=[360]),
    "no span": changed(p7=[360, 360]),
    "25 o'clock": changed(p7=[1500, 60]),
    "a fraction of a minute": changed(p7=[1.5, 60]),
    "negative seats": changed(p8=-1),
    "single as a number": changed(p9=1),
    "an index beyond the lists": changed(p10=2**23),
    "nothing": b"",
    "no map": cbor2.dumps([1, 2]),
    "an empty map": cbor2.dumps({}),
    "not UTF-8": PLAIN.replace(b"51C12345", b"51C1234\xff"),
    "a lost character": PLAIN.replace(b"51C12345", b"51C12\xef\xbf\xbd"),
}


def test_claims_are_read_in_one_way_of_writing_only(twin: Twin) -> None:
    texts = [text_of(sign1(raw, PRIVATE, KEY.kid)) for raw in ODD_CLAIMS.values()]
    found = dict(zip(ODD_CLAIMS, states(twin, texts), strict=True))

    assert found == dict.fromkeys(ODD_CLAIMS, "unreadable")
    assert state(twin, text_of(sign1(changed(), PRIVATE, KEY.kid))) == "valid"


TEXT = st.text("abcxyz09-_.ĐÂ漢😀 ", min_size=1, max_size=12)
PERMITS = st.builds(
    Claims,
    id=st.binary(min_size=8, max_size=8),
    issuer=TEXT,
    issued=st.integers(0, 2**37) | st.integers(0, 30),
    starts=st.integers(0, 2**32),
    ends=st.integers(2**32 + 1, 253_402_300_799),
    kind=TEXT,
    purposes=st.lists(TEXT, min_size=1, max_size=4).map(tuple),
    plate=st.just("") | TEXT,
    person=TEXT,
    units=st.lists(TEXT, max_size=4).map(tuple),
    weekdays=st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
    minutes=st.none()
    | st.tuples(st.integers(0, 719), st.integers(720, 1440))
    | st.tuples(st.integers(720, 1439), st.integers(0, 719)),
    seats=st.integers(0, 999),
    single=st.booleans(),
    index=st.integers(0, 2**23 - 1),
)


@given(st.lists(PERMITS, min_size=1, max_size=12))
@settings(deadline=None, max_examples=15)
def test_whatever_a_permit_says_is_read_back_in_both(
    twin: Twin, permits: list[Claims]
) -> None:
    for one in permits:
        raw = write_claims(one)
        assert raw == cbor2.dumps(cbor2.loads(raw), canonical=True)
        assert len(raw) == _size(one)
        assert text_length(one) == len(signed(one))
    key = replace(KEY, unit=permits[0].issuer, starts=0, signs_until=2**39)
    texts = [signed(replace(one, issuer=key.unit)) for one in permits]
    states(twin, texts, (key,))

    for text, one in zip(texts, permits, strict=True):
        found = read_permit(text, [key], {}, NOW).claims
        assert found == replace(one, issuer=key.unit)


def test_an_independent_library_verifies_our_permit() -> None:
    public = public_of(PRIVATE)
    point = {1: 2, -1: 1, -2: public[:32], -3: public[32:], 2: KEY.kid, 3: -7}
    claims = replace(CLAIMS, ends=2**32)  # it asks for its own clock
    found = cwt.decode(raw_of(signed(claims)), COSEKey.new(point))

    assert (found[1], found[4], found[-70001][3]) == ("79", 2**32, "51C12345")


def test_we_read_what_an_independent_library_signs_in_our_form(twin: Twin) -> None:
    """Other forms of it (kid or algorithm not protected) are refused."""
    pem = write_private(PRIVATE).decode()
    private = COSEKey.from_pem(pem, kid=KEY.kid, alg="ES256")
    ours = COSE.new().encode(
        PLAIN, private, protected={1: -7, 4: KEY.kid}, unprotected={}
    )
    loose = COSE.new().encode(
        PLAIN, private, protected={1: -7}, unprotected={4: KEY.kid}
    )

    assert states(twin, map(text_of, (ours, loose))) == ["valid", "bad_signature"]


def test_texts_changed_by_chance_are_read_alike_and_never_valid(twin: Twin) -> None:
    chance = Random(7)  # noqa: S311 - the same texts every time
    sound, texts = (signed(), signed(PERSON)), []
    for _ in range(300):
        letters = list(chance.choice(sound))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(letters))
            letters[at] = chance.choice((*base45.ALPHABET, "", "é", "\x00"))
        texts.append("".join(letters))
    texts = [text for text in texts if text not in sound]

    assert "valid" not in states(twin, texts)
