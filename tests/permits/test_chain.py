"""The log of a phone: one chain in both languages, and one signature for a batch."""

import base64
import hashlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gis.permits.chain import (
    BEGINS,
    canonical,
    commit,
    is_point,
    link,
    name_device,
    signed_by,
)
from tests.twin import Twin

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
VALUE: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex("[a-z_]{1,8}", fullmatch=True), inner)
    ),
    max_leaves=12,
)


def test_a_link_is_the_hash_of_the_link_before_and_the_text_as_written() -> None:
    text = '{"kind":"check","seq":1}'
    by_hand = hashlib.sha256(b"0" * 64 + b"\n" + text.encode()).hexdigest()

    assert link(BEGINS, text) == by_hand
    assert link(by_hand, text) != by_hand
    assert link(BEGINS, text.replace("1", "2")) != by_hand


def test_the_browser_writes_and_links_the_same_texts(twin: Twin) -> None:
    values: list[Any] = []

    @settings(deadline=None, max_examples=200, database=None)
    @given(VALUE)
    def collect(value: Any) -> None:
        values.append(value)

    collect()
    values += ['\u2028\x7f\x00"\\\n/\u00e9', {"b": 1, "a": {"d": [], "c": None}}]
    written = twin.call_all("post/chain.js", "canonical", [[v] for v in values])

    texts = [canonical(value) for value in values]
    assert [one["value"] for one in written] == texts
    linked = twin.call_all("post/chain.js", "link", [[BEGINS, one] for one in texts])
    assert [one["value"] for one in linked] == [link(BEGINS, one) for one in texts]
    assert twin.call("post/chain.js", "commit", "0a1b", "ff00") == commit(
        "0a1b", "ff00"
    )


def test_a_number_with_a_fraction_is_no_part_of_an_event(twin: Twin) -> None:
    for value in (0.5, 2**53, [1, 1.25]):
        (found,) = twin.call_all("post/chain.js", "canonical", [[value]])
        assert "whole numbers" in found["error"]


def test_what_the_browser_signs_is_believed_and_one_changed_letter_is_not(
    twin: Twin,
) -> None:
    public, signature = (
        base64.urlsafe_b64decode(one + "==") for one in _sign(twin, "một", "hai")
    )

    assert len(public) == len(signature) == 64
    assert is_point(public)
    assert not is_point(public[:-1] + bytes([public[-1] ^ 1]))
    assert signed_by(public, signature, "một", "hai")
    assert not signed_by(public, signature, "một", "ba")
    assert not signed_by(public, signature, "một\nhai")  # the same bytes, other parts
    assert not signed_by(public, signature[:-1], "một", "hai")
    assert not signed_by(public, bytes(64), "một", "hai")
    assert not signed_by(bytes(64), signature, "một", "hai")
    assert name_device(public) == hashlib.sha256(public).hexdigest()[:16]


def _sign(twin: Twin, *parts: str) -> list[str]:
    found: list[str] = twin.page.evaluate(
        """async (parts) => {
          const { openStore } = await import("/static/post/store.js");
          const { makeDevice, sign } = await import("/static/post/device.js");
          const device = await makeDevice(await openStore("signing"));
          return [device.public, await sign(device, ...parts)];
        }""",
        list(parts),
    )
    return found
