"""The signer: a process apart from the web, the only one that holds private keys."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from api.services.bundle import collect_content, look_for_news
from api.services.keeper import Keeper
from api.services.keys import LIVES, first_keys, make_permit_key
from api.services.operator import record_command
from api.services.permits_sign import sign_orders
from api.services.signing_keys import bundle_signer, read_statement_of, signs
from api.services.snapshot import Snapshot
from api.settings import Settings
from api.store.bundles import (
    KeptBundle,
    drop_old,
    intend_bundle,
    keep_bundle,
    newest_bundle,
    orphans,
)
from api.store.engine import Connection, Engine, reading, writing
from api.store.keys import list_keys
from api.store.permits import waiting_orders
from boundaries.refusal import Refused
from gis.permits.bands import OLD
from gis.permits.bundle import Content, Head, hash_content, write_bundle
from gis.permits.keys import Key

log = logging.getLogger(__name__)
Handler = Callable[[Engine, Settings, datetime], object]
HANDLERS: Sequence[Handler] = (sign_orders,)
"""What is signed beside bundles, before them."""
EVERY: Final = timedelta(hours=1)
"""How old the newest bundle gets where nothing changes."""
_KEPT: Final = 200
_PAUSE_S: Final = 2.0
_RETRY_S: Final = 15.0
_ORPHANED: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Round:
    """What one look came to.

    Parameters
    ----------
    made
        Keys that were made, where that is asked for.
    version
        Of the bundle that was signed; None where none was due.
    orphans
        Versions that were meant and never kept.
    """

    made: tuple[Key, ...] = ()
    version: int | None = None
    orphans: tuple[int, ...] = ()


class Signing:
    """Signs what waits, until it is stopped.

    Parameters
    ----------
    keeper
        What is published, and the database.
    settings
        Where the private keys are.
    now
        The clock.
    make_keys
        Whether keys are made where there are none: the embedded default alone.
    """

    def __init__(
        self,
        keeper: Keeper,
        settings: Settings,
        now: Callable[[], datetime],
        *,
        make_keys: bool = False,
    ) -> None:
        self._keeper, self._settings, self._now = keeper, settings, now
        self._make_keys = make_keys
        self._seen: object = None
        self._ending = threading.Event()

    def run(self, told: Callable[[Round], None] = lambda _: None) -> None:
        """Look every two seconds, until `stop`."""
        while not self._ending.is_set():
            pause = _PAUSE_S
            try:
                told(self.run_once())
            except Refused as refused:
                log.warning("signer waits", extra={"code": refused.code})
                pause = _RETRY_S
            except Exception:  # a signer that died in silence would be worse
                log.exception("our bug", extra={"code": "sign"})
                pause = _RETRY_S
            self._ending.wait(pause)

    def stop(self) -> None:
        """Let it end at its next look up."""
        self._ending.set()

    def run_once(self) -> Round:
        """Sign what waits now.

        Raises
        ------
        Refused
            ``store-unreachable``, ``signing-key-none`` and what reading the keys
            refuses. What was signed before that is kept.
        """
        engine, now = self._keeper.store(), self._now()
        snapshot = self._keeper.current()
        made = self._keys(engine, snapshot, now) if self._make_keys else ()
        for handler in HANDLERS:
            handler(engine, self._settings, now)
        version = self._bundle(engine, snapshot, now)
        with reading(engine) as connection:
            left = tuple(orphans(connection, now - _ORPHANED))
        return Round(made, version, left)

    def _bundle(self, engine: Engine, snapshot: Snapshot, now: datetime) -> int | None:
        with reading(engine) as connection:
            newest = newest_bundle(connection)
            seen = look_for_news(connection, snapshot, now)
            due = newest is None or _is_due(connection, newest, now)
            if seen == self._seen and not due:
                return None
            content = collect_content(connection, snapshot, now)
        self._seen = seen
        if not due and newest is not None:
            due = hash_content(content) != newest.content_sha256
        if not due:
            return None
        return sign_bundle(engine, self._settings, content, newest, now)

    def _keys(
        self, engine: Engine, snapshot: Snapshot, now: datetime
    ) -> tuple[Key, ...]:
        """Make a root, a key of bundles, and one of every province that issues."""
        made = first_keys(engine, self._settings, now)
        with reading(engine) as connection:
            known = {key.unit for key in list_keys(connection, "permit")}
            asked = {str((o.asked or {})["issuer"]) for o in waiting_orders(connection)}
        for unit in sorted((asked | set(snapshot.provinces)) - known):
            key = make_permit_key(engine, self._settings, unit, now, LIVES["permit"])
            made = (*made, key)
        return made


def _is_due(connection: Connection, newest: KeptBundle, now: datetime) -> bool:
    """Say whether a bundle is due though nothing changed: it is old, or its key is."""
    begun = [key.starts for key in list_keys(connection, "bundle") if signs(key, now)]
    return now - newest.issued >= EVERY or max(begun, default=0) > int(
        newest.issued.timestamp()
    )


def sign_bundle(
    engine: Engine,
    settings: Settings,
    content: Content,
    newest: KeptBundle | None,
    now: datetime,
) -> int | None:
    """Sign the next bundle: its version is kept first, then it is signed, then kept.

    What is ended between leaves a version without content, and no device ever gets
    that one.

    Returns
    -------
    int or None
        Its version; None where another process was faster.

    Raises
    ------
    Refused
        ``signing-key-none``, ``signing-key-missing``, ``bundle-too-large``.
    """
    with reading(engine) as connection:
        signer = bundle_signer(connection, settings, now)
    statement = read_statement_of(settings, signer.key)
    issued = now.replace(microsecond=0)
    expires = issued + OLD
    with writing(engine) as connection:
        told = hash_content(content)
        version = intend_bundle(connection, issued, expires, told, now)
    before = newest.sha256 if newest else ""
    head = Head(version, before, issued, expires)
    signed = write_bundle(content, head, statement, signer.private)
    with writing(engine) as connection:
        if not keep_bundle(connection, version, signed, before):
            log.warning("another signer was faster", extra={"version": version})
            return None
        drop_old(connection, _KEPT)
        about = {"bytes": len(signed), "kid": signer.kid.hex()}
        record_command(connection, now, "bundle.sign", str(version), "", about)
    return version
