"""An order: asked for in earnest, judged row by row, and kept until it is signed."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from api.services.access import Actor, require
from api.services.chains import chain_of
from api.services.permits_kinds import PermitKind, find_kind
from api.services.permits_places import Places, draw_places
from api.services.permits_quota import far_above_usual, require_quota
from api.services.permits_rows import Door, Wanted, fault_of, read_row
from api.services.permits_subject import identity_key, keyed_hash
from api.services.unit_names import unit_names
from api.settings import Settings
from api.store.audit import Entry, append
from api.store.engine import Connection, Engine, reading, writing
from api.store.permits import (
    Order,
    add_order,
    hold_orders,
    known_likenesses,
    waiting_orders,
)
from boundaries.refusal import Fault, Refused
from gis.permits.claims import LAST_INDEX, text_length
from gis.permits.records import Claims

ISSUE: Final = "permit.issue"
READ: Final = "permit.read"
MOST_ROWS: Final = 5_000
LONGEST_TEXT: Final = 419
"""Characters that a QR code of version 12 at error correction M holds (ISO 18004)."""
_ID: Final = b"\xff" * 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for.

    Parameters
    ----------
    unit, kind
        Code of the unit that issues, and the kind of permit.
    rows
        Row number and cells, as `read_row` takes them.
    preview
        Only say what would come of it.
    """

    unit: str
    kind: str
    rows: Sequence[tuple[int, Mapping[str, str]]]
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it.

    Parameters
    ----------
    key
        Of the order; "" where nothing was ordered.
    counts
        ``read = accepted + refused + duplicate``, and ``unusual``.
    refused, duplicate
        Rows that were refused, each with its fault; numbers of rows that ask for a
        permit which is there already.
    """

    key: str
    counts: Mapping[str, Any]
    refused: tuple[Fault, ...]
    duplicate: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    wanted: dict[str, Wanted]  # by likeness
    refused: tuple[Fault, ...]
    rows: dict[str, list[int]]  # all rows of a likeness


def ask_order(
    engine: Engine,
    settings: Settings,
    actor: Actor,
    asked: Asked,
    now: datetime,
    request: str = "",
) -> Answer:
    """Judge an order and keep it, to be signed by another process.

    Parameters
    ----------
    engine, settings, actor, now, request
        The store, where the key of identities lies, who asks, when, which request.
    asked
        The order.

    Raises
    ------
    Refused
        ``access-denied``, ``unit-unknown``, ``permit-kind-unknown``,
        ``permit-act-ended``, ``permit-rows-none``, ``permit-rows-many``,
        ``permit-quota``, ``permit-places-full``, what the key of identities refuses.
        Single rows are refused in the answer.
    """
    if not asked.rows:
        raise Refused("permit-rows-none")
    if len(asked.rows) > MOST_ROWS:
        raise Refused("permit-rows-many", seen=len(asked.rows), most=MOST_ROWS)
    with reading(engine) as connection:
        chain = chain_of(connection, asked.unit) or (asked.unit,)
        require(actor, ISSUE, chain)
        known = unit_names(connection).units
        if asked.unit not in known:
            raise Refused("unit-unknown", unit=asked.unit)
        kind = find_kind(connection, chain, asked.kind, now)
        door = Door(kind, known.__contains__, identity_key(settings), now)
        judged = _judge(asked, chain[-1], door)
        if asked.preview:
            return _tell("", asked, judged, _there(connection, judged), unusual=False)
    with writing(engine) as connection:
        hold_orders(connection)
        return _keep(connection, actor, asked, (chain, kind, judged), now, request)


def _keep(
    connection: Connection,
    actor: Actor,
    asked: Asked,
    judged_by: tuple[tuple[str, ...], PermitKind, _Judged],
    now: datetime,
    request: str,
) -> Answer:
    """Keep what is new of an order, and tell the audit; rows are in no entry."""
    chain, kind, judged = judged_by
    there = _there(connection, judged)
    new = {like: one for like, one in judged.wanted.items() if like not in there}
    if not new:
        return _tell("", asked, judged, there, unusual=False)
    require_quota(connection, chain, kind.kind, len(new), now)
    unusual = far_above_usual(connection, asked.unit, kind.kind, len(new), now)
    key = f"{asked.unit}-{secrets.token_hex(5)}"
    answer = _tell(key, asked, judged, there, unusual=unusual)
    places = draw_places(connection, chain[-1], len(new))
    add_order(
        connection,
        key=key,
        unit=asked.unit,
        kind=kind.kind,
        policy=kind.policy,
        asked=_document(chain[-1], new, places, now),
        counts=answer.counts,
        author=actor.name,
        recorded_at=now,
    )
    told = {"kind": kind.kind, "policy": kind.policy, **answer.counts}
    entry = Entry(
        now, actor.name, actor.via, "permit.ask", "permit-order", key, asked.unit
    )
    append(connection, _with(entry, after=told, request=request))
    return answer


def claims_in(order: Order) -> list[tuple[Claims, str, str]]:
    """Give what an order asks to sign: claims, subject and likeness of each permit."""
    asked = order.asked or {}
    found = []
    for one in asked.get("permits", ()):
        told = dict(one)
        subject, likeness = told.pop("subject"), told.pop("likeness")
        for name in ("purposes", "units", "weekdays"):
            told[name] = tuple(told[name])
        told["minutes"] = told["minutes"] and tuple(told["minutes"])
        told["id"] = bytes.fromhex(told["id"])
        claims = Claims(
            issuer=asked["issuer"], issued=asked["issued"], kind=order.kind, **told
        )
        found.append((claims, subject, likeness))
    return found


def _judge(asked: Asked, issuer: str, door: Door) -> _Judged:
    wanted: dict[str, Wanted] = {}
    rows: dict[str, list[int]] = {}
    refused: list[Fault] = []
    for number, cells in asked.rows:
        try:
            one = read_row(cells, door)
            _require_short(one, issuer, door)
        except Refused as told:
            refused.append(fault_of(told, number))
            continue
        said = json.dumps([issuer, door.kind.kind, asdict(one)], sort_keys=True)
        likeness = keyed_hash(door.key, "likeness", said)
        wanted.setdefault(likeness, one)
        rows.setdefault(likeness, []).append(number)
    return _Judged(wanted, tuple(refused), rows)


def _require_short(one: Wanted, issuer: str, door: Door) -> None:
    """Refuse what needs a larger QR code than a phone reads in the rain."""
    told = asdict(one)
    del told["subject"]
    claims = Claims(
        id=_ID,
        issuer=issuer,
        issued=int(door.now.timestamp()),
        kind=door.kind.kind,
        index=LAST_INDEX,
        **told,
    )
    length = text_length(claims)
    if length > LONGEST_TEXT:
        raise Refused("permit-row-too-much", seen=length, most=LONGEST_TEXT)


def _there(connection: Connection, judged: _Judged) -> set[str]:
    """Give the likenesses that a permit or a waiting order has already."""
    asked = set(judged.wanted)
    waiting = {
        one["likeness"]
        for order in waiting_orders(connection)
        for one in (order.asked or {}).get("permits", ())
    }
    return known_likenesses(connection, sorted(asked)) | (asked & waiting)


def _tell(
    key: str, asked: Asked, judged: _Judged, there: set[str], *, unusual: bool
) -> Answer:
    duplicate = sorted(
        row
        for likeness, rows in judged.rows.items()
        for row in (rows if likeness in there else rows[1:])
    )
    counts = {
        "read": len(asked.rows),
        "accepted": len(judged.wanted) - len(there),
        "refused": len(judged.refused),
        "duplicate": len(duplicate),
        "unusual": unusual,
    }
    return Answer(key, counts, judged.refused, tuple(duplicate))


def _document(
    issuer: str, new: Mapping[str, Wanted], places: Places, now: datetime
) -> dict[str, Any]:
    rows = [
        {**asdict(one), "likeness": likeness, "id": id_.hex(), "index": index}
        for (likeness, one), id_, index in zip(new.items(), places.ids, places.indices)
    ]
    return {"issuer": issuer, "issued": int(now.timestamp()), "permits": rows}


def _with(entry: Entry, **more: Any) -> Entry:
    return Entry(**{**asdict(entry), **more})
