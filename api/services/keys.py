"""Keys, for whoever runs the machine: the root, keys of bundles, keys of permits.

The root signs statements only, and lies on no machine of the service. A province has
one key that signs and, before it ends, the next one: posts learn a key by the bundle,
so a new key waits a day before it signs where another one signs meanwhile.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from api.services.operator import record_command
from api.services.signing_keys import (
    folder_of,
    keep_private,
    keep_statement,
    signs,
    write_secret,
)
from api.services.unit_names import unit_names
from api.settings import Settings
from api.store.bundles import newest_bundle
from api.store.engine import Engine, reading, writing
from api.store.keys import add_key, list_keys, revoke_key
from boundaries.refusal import Refused
from gis.permits.keys import (
    SECRET_BYTES,
    Key,
    Private,
    Use,
    kid_of,
    make_private,
    public_of,
    read_private,
    write_private,
)
from gis.permits.root import Statement, write_statement

AHEAD: Final = timedelta(days=1)
"""How long a new key is known before it signs."""
LONGEST_PERMIT: Final = timedelta(days=92)
"""How long after its last signature a key is believed."""
LIVES: Final = {"permit": 90, "bundle": 180, "root": 3650}
"""Days that a key signs, where nobody says."""
_SHORTEST_REASON: Final = 8
_KID_DIGITS: Final = 16


def make_root(
    engine: Engine, out: Path, now: datetime, days: int, *, taken: bool = False
) -> Key:
    """Make a root key; the private half goes to a file that the operator keeps.

    Parameters
    ----------
    engine, out, now, days
        The store, the file, the instant, how long it signs.
    taken
        The file is there: its key becomes known to the store.

    Raises
    ------
    Refused
        ``key-file-there``, ``out-unwritable``, ``private-key-unreadable``.
    """
    if taken:
        private = read_private(out.read_bytes(), out.name)
    else:
        private = _new()
        write_secret(out, write_private(private))
    key = _key(private, "root", "", now, days)
    _record(engine, key, now)
    return key


def make_bundle_key(
    engine: Engine, settings: Settings, root: Path, now: datetime, days: int
) -> Key:
    """Make a key of bundles, and the root's statement for it.

    Raises
    ------
    Refused
        ``file-missing``, ``private-key-unreadable``; ``root-unknown`` where the file
        holds another key than a root of this store; ``key-file-there``,
        ``out-unwritable``.
    """
    if not root.is_file():
        raise Refused("file-missing", name=str(root))
    signer = read_private(root.read_bytes(), root.name)
    kid = kid_of(public_of(signer))
    with reading(engine) as connection:
        known = [key for key in list_keys(connection, "root") if key.kid == kid]
        newest = newest_bundle(connection)
    if not any(signs(key, now) for key in known):
        raise Refused("root-unknown", file=root.name)
    key = _key(private := _new(), "bundle", "", now, days)
    floor = 1 if newest is None else newest.version + 1
    said = Statement(key.starts, key.public, key.starts, key.signs_until, floor)
    keep_private(settings, private)
    keep_statement(settings, key.public, write_statement(said, signer, kid))
    _record(engine, key, now)
    return key


def make_permit_key(
    engine: Engine, settings: Settings, unit: str, now: datetime, days: int
) -> Key:
    """Make the next key with which a unit signs permits.

    Raises
    ------
    Refused
        ``key-file-there``, ``out-unwritable``.
    """
    with reading(engine) as connection:
        others = [k for k in list_keys(connection, "permit", unit) if signs(k, now)]
    starts = now + AHEAD if others else now
    key = _key(private := _new(), "permit", unit, starts, days)
    last = key.signs_until + int(LONGEST_PERMIT.total_seconds())
    key = replace(key, trusted_until=last)
    keep_private(settings, private)
    _record(engine, key, now)
    return key


def require_unit(engine: Engine, unit: str) -> None:
    """Refuse a unit that no edition knows: ``unit-unknown``."""
    with reading(engine) as connection:
        if unit not in unit_names(connection).units:
            raise Refused("unit-unknown", unit=unit)


def list_all(engine: Engine) -> tuple[Key, ...]:
    """Give every key, the oldest first."""
    with reading(engine) as connection:
        return list_keys(connection)


def revoke(engine: Engine, name: str, reason: str, now: datetime) -> Key:
    """Believe a key no more: every permit that it signed ends with the next bundle.

    Raises
    ------
    Refused
        ``signing-key-unknown``; ``signing-key-revoked``; ``signing-key-reason``,
        shorter than a reason can be.
    """
    words = " ".join(reason.split())
    if len(words) < _SHORTEST_REASON:
        raise Refused("signing-key-reason", least=_SHORTEST_REASON)
    with writing(engine) as connection:
        named = [key for key in list_keys(connection) if key.kid.hex() == name.strip()]
        if not named:
            raise Refused("signing-key-unknown", name=name[:_KID_DIGITS])
        for key in named:
            if key.revoked_at is not None:
                raise Refused("signing-key-revoked", name=name)
            revoke_key(connection, key.kid, key.use, now)
            told = {"use": key.use}
            record_command(connection, now, "key.revoke", name, key.unit, told, words)
    return named[0]


def first_keys(engine: Engine, settings: Settings, now: datetime) -> tuple[Key, ...]:
    """Make a root and a key of bundles in a store that has none.

    For the embedded default alone: the private root lies beside the other keys, until
    the operator takes it away. Whatever ended a process in between, the next one goes
    on from there: a root that is on the disk alone is taken, not made anew.
    """
    with reading(engine) as connection:
        roots = list_keys(connection, "root")
        bundles = list_keys(connection, "bundle")
    out = folder_of(settings) / "root.pem"
    made: tuple[Key, ...] = ()
    if not roots:
        taken = out.is_file()
        made = (make_root(engine, out, now, LIVES["root"], taken=taken),)
    elif bundles or not out.is_file():
        return ()
    return *made, make_bundle_key(engine, settings, out, now, LIVES["bundle"])


def _new() -> Private:
    return make_private(secrets.token_bytes(SECRET_BYTES))


def _key(private: Private, use: Use, unit: str, starts: datetime, days: int) -> Key:
    public, begins = public_of(private), int(starts.timestamp())
    ends = begins + days * 86400
    return Key(kid_of(public), unit, use, public, begins, ends, ends)


def _record(engine: Engine, key: Key, now: datetime) -> None:
    told = {"use": key.use, "starts": key.starts, "signs_until": key.signs_until}
    with writing(engine) as connection:
        add_key(connection, key, now)
        name = key.kid.hex()
        record_command(connection, now, "key.make", name, key.unit, told)
