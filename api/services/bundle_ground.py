"""The map of a post, from what is published, decided and announced."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from api.services.directive_content import frame_of
from api.services.directive_list import IN_LAW
from api.services.perimeters_state import IN_FORCE, KIND, record_in
from api.services.snapshot import Province, Snapshot
from api.services.unit_names import unit_names
from api.store.desk import documents
from api.store.documents import Stored, list_documents
from api.store.engine import Connection
from boundaries.spans import VIETNAM, day_start
from gis.directives import in_force
from gis.directives.named import acts_named
from gis.perimeters.life import standing_at
from gis.permits.ground import Ground, Ring, Turn, Zoning

Units = dict[str, tuple[str, str]]
_DIRECTIVE: Final = "directive"


def collect_ground(
    connection: Connection, snapshot: Snapshot, now: datetime, *, past: bool = False
) -> Ground:
    """Put together what is known of places.

    Parameters
    ----------
    connection
        Of ``reading``.
    snapshot
        What is published: zones, and directives with number and signer.
    now
        Which zones, directives and perimeters are told from.
    past
        Whether all published days and directives of the past are told, too: a check
        may ask about another day.

    Notes
    -----
    The zones of a province are those of its newest published day, until a later one is
    published; days published ahead begin on their day. Directives and perimeters of
    the desk count from their decision on, so that nobody has to publish first.
    """
    units = collect_units(connection, snapshot)
    since = None if past else now
    return Ground(
        units,
        tuple(_zonings(snapshot, since)),
        tuple(_turns(connection, snapshot, units, since)),
        tuple(_rings(connection, now)),
        {
            "zones": {
                code: province.publications[0].head.path
                for code, province in sorted(snapshot.provinces.items())
            }
        },
    )


def collect_units(connection: Connection, snapshot: Snapshot) -> Units:
    """Give every unit that an edition or a publication knows: parent and level."""
    found: Units = {
        unit.code: (unit.parent, unit.admin_level)
        for unit in unit_names(connection).units.values()
    }
    for province in snapshot.provinces.values():
        words = province.publications[0].words
        for code, word in words.items():
            found.setdefault(code, (word["parent"], word["admin_level"]))
    return found


def _zonings(snapshot: Snapshot, since: datetime | None) -> Iterator[Zoning]:
    """Tell on each day what differs from the day before."""
    by_day: dict[date, dict[str, tuple[int | None, str]]] = {}
    for province in snapshot.provinces.values():
        known: dict[str, tuple[int | None, str]] = {}
        for day in _days(province, since):
            published = province.on(day)
            if published is None:
                continue
            zones = published.zones[day].items()
            told = {code: (zone.level, zone.zone) for code, zone in zones}
            news = {c: zone for c, zone in told.items() if known.get(c) != zone}
            by_day.setdefault(day, {}).update(news)
            known = told
    for day in sorted(by_day):
        yield Zoning(int(day_start(day).timestamp()), by_day[day])


def _days(province: Province, since: datetime | None) -> list[date]:
    days = sorted({day for one in province.publications for day in one.zones})
    if since is None:
        return days
    begun = bisect_right(days, since.astimezone(VIETNAM).date())
    return days[max(begun - 1, 0) :]


def _turns(
    connection: Connection, snapshot: Snapshot, units: Units, since: datetime | None
) -> Iterator[Turn]:
    frame = _directives(connection, snapshot)
    if frame.empty:
        return
    places = pd.DataFrame(
        {"parent": [above for above, _ in units.values()]},
        index=pd.Index(list(units), name="code"),
    )
    ends = [end for end in frame["ends"] if not pd.isna(end)]
    instants = sorted({*frame["starts"], *ends})
    if since is not None:
        instants = instants[max(bisect_right(instants, since) - 1, 0) :]
    acts = {
        row["id"]: tuple(
            (basis, row["number"]) for basis in acts_named(row["basis"]) or ("",)
        )
        for _, row in frame.iterrows()
    }
    for instant in instants:
        holds = in_force(frame, places, instant).to_dict()
        yield Turn(int(instant.timestamp()), dict(_changes(holds, units, acts)))


def _changes(
    holds: Mapping[Any, str],
    units: Units,
    acts: Mapping[str, tuple[tuple[str, str], ...]],
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Name the units in which something else is in force than in the unit above."""
    for code, act in holds.items():
        if act != holds.get(units[code][0], ""):
            yield code, acts[act] if act else ()


def _directives(connection: Connection, snapshot: Snapshot) -> pd.DataFrame:
    """Give what was published, and what the desk decided in place of its namesake.

    A draft of the desk changes nothing; what was published without a number holds as
    the publication says, and a verdict names no number for it.
    """
    found: dict[tuple[str, str], Any] = {}
    for code, province in snapshot.provinces.items():
        found |= _by_id(code, province.publications[0].directives)
    for one in list_documents(connection, _DIRECTIVE):
        if one.state in IN_LAW:
            found |= _by_id(one.unit, frame_of([one]))
    rows = [{**row, "id": "/".join(key)} for key, row in found.items()]
    return pd.DataFrame(rows, dtype=object)


def _by_id(unit: str, frame: pd.DataFrame) -> dict[tuple[str, str], Any]:
    return {(unit, str(row["id"])): row for row in frame.to_dict("records")}


def _rings(connection: Connection, now: datetime) -> Iterator[Ring]:
    held = documents.c.ends.is_(None) | (documents.c.ends > now)
    for stored in list_documents(connection, KIND, held):
        yield from _ring(stored, now)


def _ring(stored: Stored, now: datetime) -> Iterable[Ring]:
    """Tell of a perimeter in force, or of one that is to begin."""
    cut = frozenset(stored.content["cut"])
    record = record_in(stored.content)
    if record is None:
        if stored.state not in IN_FORCE or stored.starts is None:
            return []
        inside = frozenset(stored.content["units"]) - cut
        ends = None if stored.ends is None else _second(stored.ends)
        return [Ring(stored.key, inside, cut, _second(stored.starts), ends)]
    begins = record.events[0].at
    standing = standing_at(record, max(now, begins))
    if not standing.encloses:
        return []
    until = None if standing.until is None else _second(standing.until)
    inside = frozenset(standing.units) - cut
    return [Ring(stored.key, inside, cut, _second(begins), until)]


def _second(at: datetime) -> int:
    return int(at.timestamp())
