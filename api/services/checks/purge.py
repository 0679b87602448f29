"""Forgetting: rows become counts after thirty days, keys of days are destroyed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.services.checks.log import FOLDER, adopt_left
from api.services.checks.verify import KEPT
from api.services.day_keys import DayKeys
from api.store.audit import Entry, append
from api.store.check_counts import (
    add_counts,
    count_checks,
    drop_alerts,
    drop_arrivals,
    drop_checks,
    empty_log_file,
)
from api.store.engine import Engine, reading, writing
from boundaries.spans import VIETNAM, day_start


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was let go.

    Parameters
    ----------
    rows
        Checks that became counts.
    alerts, arrivals
        Dropped with them: an arrival tells when its check was, and of whose home.
    keys
        Of days, destroyed.
    adopted
        Rows that runs which died had left in their journals.
    """

    rows: int
    alerts: int
    arrivals: int
    keys: int
    adopted: int


def purge_checks(
    engine: Engine,
    keys: Path | None,
    now: datetime,
    *,
    name: str = "work",
    request: str = "",
) -> Purged:
    """Let go of what may not be kept longer.

    Whole days go at a time: what is older than thirty days and began its day in
    Vietnam before that.

    Parameters
    ----------
    engine
        Of the store.
    keys
        Folder of the keys of the service; None where there is none.
    now
        The instant, aware.
    name, request
        For the audit.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    journals = None if keys is None else keys / FOLDER
    adopted = adopt_left(engine, journals, now)
    destroyed = DayKeys(keys, _at(now)).destroy_ended()
    before = day_start((now - KEPT).astimezone(VIETNAM).date())
    with writing(engine) as connection:
        add_counts(connection, count_checks(connection, before))
        rows = drop_checks(connection, before)
        alerts = drop_alerts(connection, before)
        arrivals = drop_arrivals(connection, before.astimezone(VIETNAM).date())
        if rows or alerts or arrivals or destroyed:
            told = {"rows": rows, "alerts": alerts, "arrivals": arrivals}
            told["keys"] = destroyed
            entry = Entry(
                now,
                name,
                "command",
                "purge",
                "checks",
                "",
                after={**told, "before": before.date().isoformat()},
                request=request,
            )
            append(connection, entry)
    with reading(engine) as connection:  # also of what was cleared beside checks
        empty_log_file(connection)
    return Purged(rows, alerts, arrivals, destroyed, adopted)


def _at(now: datetime) -> Callable[[], datetime]:
    return lambda: now
