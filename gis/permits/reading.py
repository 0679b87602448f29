"""What a scanned text proves, in one order: nothing is believed before its signature.

Prefix, length, base45, the form of the COSE_Sign1, the key by its name, the signature
under every key of that name, the claims, what that key may sign, revocation, time, and
last the plate or person that was seen. The twin is ``api/web/static/post/reading.js``.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from gis.permits import base45
from gis.permits.claims import PREFIX, read_claims
from gis.permits.cose import MOST_OF_A_PERMIT, NotOpened, UnknownKey, open1
from gis.permits.foreign import OURS, read_foreign
from gis.permits.keys import Key
from gis.permits.plates import normalise_plate
from gis.permits.records import Claims, PermitState, Presented
from gis.permits.status import StatusList

LEEWAY = 120  # seconds by which clocks may differ
_LONGEST = len(PREFIX) + (MOST_OF_A_PERMIT + 1) // 2 * 3
_BETWEEN = re.compile("[ \t\r\n\u00a0]+")
_LAST = re.compile("[0-9]{3,4}")


def read_permit(
    text: str,
    keys: Iterable[Key],
    status: Mapping[str, StatusList],
    now: datetime | int,
    *,
    plate: str = "",
    person: str = "",
) -> Presented:
    """Read what was scanned or handed in.

    Parameters
    ----------
    text
        As the code holds it. Without our prefix it is of another system.
    keys
        Of permits, at hand. Another use of a key counts as no key.
    status
        By issuer. Where an issuer has no list, nothing of its is revoked.
    now
        Instant, or epoch seconds.
    plate, person
        As seen; "" where nobody compared yet: the officer does it by eye. A person is
        compared by the masked form ("NVA 1234") or by its last digits alone.

    Returns
    -------
    Presented
        `claims` only behind a good signature. `facts`: ``starts``, ``ends`` (epoch
        seconds), or ``system`` and what `read_foreign` gives.
    """
    if foreign := read_foreign(text):
        facts = {"system": foreign.system, **foreign.facts}
        return Presented("foreign", None, facts)
    if not OURS.match(text):
        return Presented()
    try:
        claims, key = _open(text, keys)
    except NotOpened as error:
        return Presented(cast("PermitState", error.state), None, {})
    at = now if isinstance(now, int) else int(now.timestamp())
    state = _state(claims, key, status, at)
    if state == "valid" and not _fits(claims, plate, person):
        state = "mismatch"
    told = None if state in {"bad_signature", "unknown_key"} else claims
    return Presented(state, told, _facts(told))


def _open(text: str, keys: Iterable[Key]) -> tuple[Claims, Key]:
    if not text.startswith(PREFIX) or len(text) > _LONGEST:
        raise NotOpened
    try:
        raw = base45.decode(text[len(PREFIX) :])
    except ValueError:
        raise NotOpened from None
    opened = open1(raw, keys)
    if opened.key.use != "permit":
        raise UnknownKey
    return read_claims(opened.payload), opened.key


def _state(
    claims: Claims, key: Key, status: Mapping[str, StatusList], now: int
) -> PermitState:
    listed = status.get(claims.issuer)
    if key.unit != claims.issuer or not key.starts <= claims.issued < key.signs_until:
        return "bad_signature"  # a good one, of a key that may not sign this
    if key.revoked_at is not None:
        return "key_revoked"
    if now >= key.trusted_until:
        return "unknown_key"
    if listed is not None and listed.holds(claims.index):
        return "revoked"
    if now < claims.starts - LEEWAY:
        return "not_yet"
    return "ended" if now >= claims.ends + LEEWAY else "valid"


def _fits(claims: Claims, plate: str, person: str) -> bool:
    """Compare with what was seen; a blank was not compared."""
    if claims.plate:
        alike = plate in {"", claims.plate}
        return alike or normalise_plate(plate) == normalise_plate(claims.plate)
    seen, own = _words(person), _words(claims.person)
    if len(seen) == 1 and _LAST.fullmatch(seen[0]):
        return own[-1].endswith(seen[0])
    return not seen or seen == own


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text.upper()) if word]


def _facts(claims: Claims | None) -> dict[str, Any]:
    return {"starts": claims.starts, "ends": claims.ends} if claims else {}
