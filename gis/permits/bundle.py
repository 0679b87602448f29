"""The bundle: all that a post needs to judge without a network, in one signed file.

The file is a CBOR list of two COSE_Sign1: the root's statement of who signs bundles,
and the bundle. A reader believes a file whole or not at all, and after what it has
seen: see `Seen` for what that keeps from going back.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import cbor2

from boundaries.refusal import Refused
from gis.permits.cose import Unreadable, read_bytes, sign1
from gis.permits.ground import Ground
from gis.permits.keys import Key, Private, kid_of, public_of
from gis.permits.packed import pack_ground, unpack_ground
from gis.permits.policies import Rulebook
from gis.permits.root import FORMAT, Statement, open_part, read_statement
from gis.permits.status import StatusList, pack, unpack

MOST_BYTES = 1 << 20  # of the file
MOST_CONTENT = 8 << 20  # of what it inflates to
_KEY = ("unit", "public", "starts", "signs_until", "trusted_until", "revoked_at")
_BROKEN = (cbor2.CBORError, ValueError, TypeError, KeyError, IndexError)
_LIST_OF_TWO = b"\x82"


@dataclass(frozen=True, slots=True)
class Content:
    """What a bundle says, apart from its version and times.

    Parameters
    ----------
    ground, rulebook
        Places and rules.
    keys
        Of permits; those of every issuer that is believed or was revoked.
    status
        Revoked permits by issuer.
    purposes
        `code`, `vi`, `en`, `icon`, `core` of each.
    names_sha256
        Of the list of names that devices fetch apart.
    """

    ground: Ground
    rulebook: Rulebook
    keys: tuple[Key, ...] = ()
    status: tuple[StatusList, ...] = ()
    purposes: tuple[Mapping[str, Any], ...] = ()
    names_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader has seen of bundles; kept apart from them.

    Parameters
    ----------
    statement
        Number of the root's newest statement: an earlier one is not taken.
    versions
        Highest version by name of the key of bundles (hex digits). The ratchet
        belongs to the key: a thief who signs version 10**9 locks nobody out once the
        root names another key.
    sha256
        Of the newest bundle: the next version must name it as the one before, and the
        same version must be the same file.
    """

    statement: int
    versions: Mapping[str, int]
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Give what a device stores."""
        versions = dict(self.versions)
        return {
            "statement": self.statement,
            "versions": versions,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Head:
    """Version and times of a bundle.

    Parameters
    ----------
    version
        From 1; never given twice.
    previous
        SHA-256 of the file of the version before, hex digits; "" for none.
    issued, expires
        Whole seconds; what stands after `expires` is not believed to be the newest.
    """

    version: int
    previous: str
    issued: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read and believed.

    Parameters
    ----------
    head, content
        What it says; `ground.versions` names the bundle's version, too.
    seen
        What the reader has to keep for the next one.
    sha256
        Of the file.
    """

    head: Head
    content: Content
    seen: Seen
    sha256: str
    status: Mapping[str, StatusList] = field(init=False)

    def __post_init__(self) -> None:
        """Put the status lists by issuer."""
        lists = {one.issuer: one for one in self.content.status}
        object.__setattr__(self, "status", lists)

    @property
    def ground(self) -> Ground:
        """Give the places."""
        return self.content.ground

    @property
    def rulebook(self) -> Rulebook:
        """Give the rules."""
        return self.content.rulebook

    @property
    def keys(self) -> tuple[Key, ...]:
        """Give the keys of permits."""
        return self.content.keys


def pack_content(content: Content) -> dict[str, Any]:
    """Make numbers, texts and bytes of what a bundle says."""
    return {
        "ground": pack_ground(content.ground.as_json()),
        "rules": content.rulebook.as_json(),
        "keys": [[getattr(key, name) for name in _KEY] for key in content.keys],
        # As they are: the whole is compressed at once, which spares each list a table.
        "status": [[one.issuer, one.bits] for one in content.status],
        "purposes": [dict(one) for one in content.purposes],
        "names_sha256": content.names_sha256,
    }


def hash_content(content: Content) -> str:
    """Tell one content from another: equal contents have equal hashes."""
    packed = cbor2.dumps(pack_content(content), canonical=True)
    return hashlib.sha256(packed).hexdigest()


def write_bundle(
    content: Content, head: Head, statement: bytes, private: Private
) -> bytes:
    """Sign a bundle.

    Parameters
    ----------
    content, head
        What it says.
    statement
        The root's, for the key that signs.
    private
        Key of bundles.

    Raises
    ------
    Refused
        ``bundle-too-large`` (`bytes`, `most`): devices would not take it.
    """
    said = {
        "format": FORMAT,
        "version": head.version,
        "prev": head.previous,
        "issued": int(head.issued.timestamp()),
        "expires": int(head.expires.timestamp()),
        **pack_content(content),
    }
    raw = cbor2.dumps(said, canonical=True)
    signed = sign1(pack(raw), private, kid_of(public_of(private)))
    whole: bytes = cbor2.dumps([statement, signed], canonical=True)
    if len(whole) > MOST_BYTES or len(raw) > MOST_CONTENT:
        raise Refused("bundle-too-large", bytes=len(whole), most=MOST_BYTES)
    return whole


def read_bundle(
    raw: bytes, roots: Iterable[Key], *, newest_seen: Seen | None = None
) -> Bundle:
    """Believe a bundle, or refuse it.

    Parameters
    ----------
    raw
        The file.
    roots
        Public keys of the root.
    newest_seen
        What the reader kept from the bundle before; None for the first one.

    Raises
    ------
    Refused
        ``bundle-unreadable``, ``bundle-unknown-key``, ``bundle-bad-signature``;
        ``bundle-out-of-span`` where it was issued when its key might not sign;
        ``bundle-went-back`` for an earlier statement or version;
        ``bundle-forked`` where it does not follow the one that was seen.
    """
    first, second = _take_apart(raw)
    statement = read_statement(first, roots)
    opened = open_part(second, (statement.key,), MOST_BYTES)
    try:
        said = cbor2.loads(unpack(opened, MOST_CONTENT))
        head, content = _head(said), _content(said)
    except _BROKEN:
        raise Refused("bundle-unreadable") from None
    sha256 = hashlib.sha256(raw).hexdigest()
    seen = _follow(statement, head, sha256, newest_seen)
    return Bundle(head, content, seen, sha256)


def _take_apart(raw: bytes) -> tuple[bytes, bytes]:
    """Give the two parts; in one way of writing, as no signature covers the list."""
    try:
        first, at = read_bytes(raw, 1)
        second, end = read_bytes(raw, at)
    except Unreadable:
        raise Refused("bundle-unreadable") from None
    if raw[:1] != _LIST_OF_TWO or end != len(raw) or end > MOST_BYTES:
        raise Refused("bundle-unreadable")
    return first, second


def _head(said: Mapping[str, Any]) -> Head:
    version, issued, expires = (said[k] for k in ("version", "issued", "expires"))
    if said["format"] != FORMAT or version < 1 or issued >= expires:
        raise ValueError("head")
    times = (datetime.fromtimestamp(at, UTC) for at in (issued, expires))
    return Head(version, said["prev"], *times)


def _content(said: Mapping[str, Any]) -> Content:
    document = unpack_ground(said["ground"])
    document["versions"] = {**document["versions"], "bundle": said["version"]}
    keys = (dict(zip(_KEY, row, strict=True)) for row in said["keys"])
    return Content(
        ground=Ground.from_json(document),
        rulebook=Rulebook.from_json(said["rules"]),
        keys=tuple(Key(kid=kid_of(k["public"]), use="permit", **k) for k in keys),
        status=tuple(StatusList(unit, bits) for unit, bits in said["status"]),
        purposes=tuple(said["purposes"]),
        names_sha256=said["names_sha256"],
    )


def _follow(statement: Statement, head: Head, sha256: str, seen: Seen | None) -> Seen:
    """Refuse what goes back or aside, and give what is seen now."""
    issued = int(head.issued.timestamp())
    if not statement.starts <= issued < statement.ends:
        raise Refused("bundle-out-of-span")
    versions = dict(seen.versions) if seen else {}
    name = statement.key.kid.hex()
    highest = versions.get(name, 0)
    earlier = seen is not None and statement.number < seen.statement
    if earlier or head.version < max(highest, statement.floor):
        raise Refused("bundle-went-back")
    if seen is not None and highest:
        again = head.version == highest and sha256 != seen.sha256
        aside = head.version == highest + 1 and head.previous != seen.sha256
        if again or aside:
            raise Refused("bundle-forked")
    return Seen(statement.number, {**versions, name: head.version}, sha256)
