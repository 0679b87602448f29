"""Status lists: exact, small, bounded, and the same in the browser."""

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.permits.status import StatusList, list_revoked, pack, unpack
from tests.twin import Twin

SCRIPT = "post/status.js"


@given(st.sets(st.integers(0, 3000), max_size=40))
@settings(deadline=None, max_examples=50)
def test_exactly_the_revoked_are_on_the_list(indexes: set[int]) -> None:
    """No permit is refused for another, none forgotten; beyond the end none is."""
    made = list_revoked("91", indexes)
    again = StatusList("91", unpack(pack(made.bits), 1000))
    assert {index for index in range(4000) if again.holds(index)} == indexes


def test_a_bit_has_one_place_in_both_twins(twin: Twin) -> None:
    """Indexes 0, 9 and 10 by hand: bytes 0b1, 0b110."""
    made = list_revoked("91", [0, 10, 9])
    assert made.bits == b"\x01\x06"
    calls = [[{"hex": "0106"}, index] for index in range(20)]
    found = [answer["value"] for answer in twin.call_all(SCRIPT, "holds", calls)]
    assert found == [made.holds(index) for index in range(20)]
    assert [index for index in range(20) if found[index]] == [0, 9, 10]


def test_a_million_permits_of_which_20_000_are_revoked_take_24_kb() -> None:
    """The measured figure that the size of the bundle rests on."""
    numbers = np.random.default_rng(1)
    indexes = numbers.choice(1_000_000, 20_000, replace=False).tolist()
    assert len(pack(list_revoked("91", indexes).bits)) < 24_500


def test_what_inflates_beyond_its_bound_is_cut_in_both_twins(twin: Twin) -> None:
    """P6: a bomb, a torso, something after the end, no zlib at all."""
    whole = zlib.compress(b"abc" * 100)
    good = [whole, zlib.compress(bytes(1000)), zlib.compress(b"")]
    bad = [
        zlib.compress(bytes(1001)),
        zlib.compress(bytes(3_000_000)),
        whole[:-1],
        whole[:8],
        whole + b"\0",
        whole[:-4] + b"\0\0\0\0",
        b"no zlib",
        b"",
    ]
    assert [len(unpack(packed, 1000)) for packed in good] == [300, 1000, 0]
    for packed in bad:
        with pytest.raises(ValueError, match="zlib"):
            unpack(packed, 1000)
    calls = [[{"hex": packed.hex()}, 1000] for packed in good + bad]
    answers = twin.call_all(SCRIPT, "unpack", calls)
    assert answers[0] == {"value": {"hex": (b"abc" * 100).hex()}}
    assert [answer.get("error") for answer in answers] == [None] * 3 + ["zlib"] * 8


def test_an_index_that_no_list_holds_is_a_fault_of_ours() -> None:
    """Below nothing, or beyond what a device will take."""
    for index in (-1, 1 << 23):
        with pytest.raises(ValueError, match="91"):
            list_revoked("91", [index])
