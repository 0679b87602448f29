"""Alerts told to units: found again in the database, where all servers' checks meet."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from api.services.checks.alerts import (
    BEHIND,
    Alert,
    Sighting,
    Where,
    conflicts,
    facts_of,
)
from api.store.alerts import add_alert, is_told
from api.store.checks import Sight, sights_of
from api.store.engine import Connection

_NEAR = 8  # checks before and after one that it is compared with


def tell_alerts(
    connection: Connection,
    added: Iterable[tuple[str, Sighting]],
    where: Where,
    now: datetime,
) -> int:
    """Compare checks that were just added with all others; give how many alerts.

    Parameters
    ----------
    connection
        Of ``writing``, after the rows were added: what another server or a phone told
        is seen here, too.
    added
        Mark ("" is passed over) and check.
    where
        Of the posts.
    now
        For `recorded_at`.
    """
    fresh = {(mark, sight) for mark, sight in added if mark}
    if not fresh:
        return 0
    since = min(sight.at for _, sight in fresh) - BEHIND
    seen = sights_of(connection, (mark for mark, _ in fresh), since)
    found: dict[tuple[str, str], Alert] = {}
    for mark, rows in groupby(seen, attrgetter("mark")):
        sights = [_sighting(row) for row in rows]
        for at, sight in enumerate(sights):
            if (mark, sight) in fresh:
                near = sights[max(0, at - _NEAR) : at + _NEAR + 1]
                others = [one for one in near if one != sight]
                for alert in conflicts(sight, others, where):
                    found.setdefault((mark, alert.kind), alert)
    return sum(_tell(connection, key[0], one, now) for key, one in found.items())


def _tell(connection: Connection, mark: str, alert: Alert, now: datetime) -> int:
    """Tell each authority whose post it was, once in twelve hours for one permit."""
    told = 0
    for unit in sorted({alert.first.unit, alert.second.unit}):
        since = alert.second.at - BEHIND
        if not is_told(connection, alert.kind, unit, mark, since):
            add_alert(
                connection,
                at=alert.second.at,
                kind=alert.kind,
                unit=unit,
                posts=[alert.first.post, alert.second.post],
                facts=facts_of(alert),
                mark=mark,
                recorded_at=now,
            )
            told += 1
    return told


def _sighting(row: Sight) -> Sighting:
    return Sighting(row.at, row.unit, row.post)
