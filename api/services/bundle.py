"""What a bundle says, from the store: the one answer of posts and of online checks."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from api.services.bundle_ground import collect_ground
from api.services.permits_policies import policies_of
from api.services.snapshot import Snapshot
from api.services.unit_names import UnitNames, unit_names
from api.store.bundles import newest_bundle
from api.store.engine import Connection
from api.store.keys import list_keys
from api.store.news import count_news
from api.store.revoked import revoked_indexes
from boundaries.spans import VIETNAM
from gis.permits.bundle import Content
from gis.permits.ground import Ground
from gis.permits.read import read_purposes, read_rulebook
from gis.permits.status import StatusList, list_revoked


def collect_content(
    connection: Connection, snapshot: Snapshot, now: datetime
) -> Content:
    """Put together what the next bundle says.

    Parameters
    ----------
    connection
        Of ``reading``.
    snapshot
        What is published.
    now
        What has ended by then is left out.
    """
    ground = collect_ground(connection, snapshot, now)
    return _content(connection, snapshot, now, ground)


def current_content(
    connection: Connection, snapshot: Snapshot, now: datetime
) -> Content:
    """Put together what online checks are decided by.

    It says of this instant what `collect_content` says, of other days what was
    published for them, and names the newest bundle.
    """
    ground = collect_ground(connection, snapshot, now, past=True)
    newest = newest_bundle(connection)
    version = {} if newest is None else {"bundle": newest.version}
    versions = {**ground.versions, **version}
    return _content(connection, snapshot, now, replace(ground, versions=versions))


def look_for_news(
    connection: Connection, snapshot: Snapshot, now: datetime
) -> tuple[object, ...]:
    """Give something that changes where the content may have; costs little."""
    newest = newest_bundle(connection)
    published = tuple(
        (code, tuple(one.head.id for one in province.publications))
        for code, province in snapshot.provinces.items()
    )
    day = now.astimezone(VIETNAM).date()
    return (day, published, newest and newest.version, *count_news(connection))


def names_document(connection: Connection, snapshot: Snapshot) -> bytes:
    """Write the names of all units of the map: code, name, level, parent.

    The same names give the same bytes; a bundle names their hash. What was written is
    kept until a unit is imported or a province published.
    """
    names = unit_names(connection)
    heads = tuple(p.publications[0].head.id for p in snapshot.provinces.values())
    place = str(connection.engine.url)
    known = _WRITTEN.get(place)
    if known is None or known[0] is not names or known[1] != heads:
        known = _WRITTEN[place] = names, heads, _write_names(names, snapshot)
    return known[2]


_WRITTEN: Final[dict[str, tuple[UnitNames, tuple[int, ...], bytes]]] = {}


def _write_names(names: UnitNames, snapshot: Snapshot) -> bytes:
    named = {
        one.code: [one.code, one.name, one.admin_level, one.parent]
        for one in names.units.values()
    }
    for province in snapshot.provinces.values():
        for code, word in province.publications[0].words.items():
            line = [code, word["name"], word["admin_level"], word["parent"]]
            named.setdefault(code, line)
    document = {"format": 1, "units": [named[code] for code in sorted(named)]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _content(
    connection: Connection, snapshot: Snapshot, now: datetime, ground: Ground
) -> Content:
    at = int(now.timestamp())
    trusted = [k for k in list_keys(connection, "permit") if k.trusted_until > at]
    revoked = revoked_indexes(connection, now)
    issuers = sorted({key.unit for key in trusted} | set(revoked))
    purposes: tuple[Mapping[str, Any], ...] = read_purposes()
    return Content(
        ground=ground,
        rulebook=read_rulebook(policies_of(connection)),
        keys=tuple(trusted),
        status=tuple(_status(unit, revoked) for unit in issuers),
        purposes=purposes,
        names_sha256=hashlib.sha256(names_document(connection, snapshot)).hexdigest(),
    )


def _status(unit: str, revoked: Mapping[str, list[int]]) -> StatusList:
    return list_revoked(unit, revoked.get(unit, []))
