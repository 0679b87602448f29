"""Codes of other systems: what they are, and the little that may be taken from them.

Nothing here verifies a signature, opens a link or keeps a name: a code is known by its
form, and what leaves this module is the name of its system and facts that an officer
compares by eye. Forms: the identity card with a chip (fields between bars, the number
of 12 digits first, the old number, name, date of birth, sex, residence, date of issue),
the addresses of the national health declaration and of the green lane, EU (``HC1:``),
New Zealand (``NZCP:``) and SMART (``shc:/``) certificates, payments, Wi-Fi, contacts,
links. What VNeID and the green lane put behind their addresses was never published:
they are told by the address, and no fact is made up.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

OURS = re.compile("VX[0-9]+:")
_BLANK = " \t\r\n"
_EITHER_CASE = re.ASCII | re.IGNORECASE
_LONGEST = 4296  # characters of the largest QR code
_DAY = "(?:[0-9]{8})"
_CARD = re.compile(
    rf"([0-9]{{12}})\|(?:(?:[0-9]{{9}}|[0-9]{{12}})?\|)?[^|]+\|{_DAY}\|[^|]+\|[^|]*"
    rf"(?:\|{_DAY}?)?(?:\|[^|]*){{0,4}}"
)
_LINK = re.compile(
    "(?:https?://|www\\.)([^/?#@ \t\r\n]*)(?:[/?#].*)?", _EITHER_CASE | re.DOTALL
)
_HOSTS = {
    "luongxanh.drvn.gov.vn": "green_lane",
    "vneid.gov.vn": "vneid",
    "suckhoe.dancuquocgia.gov.vn": "vneid",
    "dancuquocgia.gov.vn": "vneid",
}
_FORMS = (
    ("eu_dcc", re.compile("HC1:")),
    ("nzcp", re.compile("NZCP:/")),
    ("shc", re.compile("shc:/", _EITHER_CASE)),
    ("payment", re.compile("00020[1-9]")),
    ("wifi", re.compile("WIFI:", _EITHER_CASE)),
    ("contact", re.compile("BEGIN:VCARD|MECARD:", _EITHER_CASE)),
    ("link", re.compile("[a-z][a-z0-9+.-]{1,20}:", _EITHER_CASE)),
)


class Foreign(NamedTuple):
    """A code that is not ours.

    Parameters
    ----------
    system
        ``cccd``, ``vneid``, ``green_lane``, ``eu_dcc``, ``nzcp``, ``shc``,
        ``payment``, ``wifi``, ``contact``, ``link``, ``other``.
    facts
        ``last4`` of an identity card's number; else empty.
    """

    system: str
    facts: Mapping[str, Any]


def read_foreign(text: str) -> Foreign | None:
    """Tell which other system's code this is; None for ours and for no text at all."""
    if OURS.match(text) or not text.strip(_BLANK):
        return None
    if len(text) > _LONGEST:
        return Foreign("other", {})
    if card := _CARD.fullmatch(text.strip(_BLANK)):
        return Foreign("cccd", {"last4": card[1][-4:]})
    if link := _LINK.fullmatch(text):
        host = link[1].lower().removesuffix(".").partition(":")[0]
        return Foreign(_HOSTS.get(host.removeprefix("www."), "link"), {})
    for system, form in _FORMS:
        if form.match(text):
            return Foreign(system, {})
    return Foreign("other", {})
