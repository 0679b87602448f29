"""Counts of checks that anybody may see: whole days, ten or more, no persons."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from api.services.checks.verify import KEPT
from api.services.day_keys import WINDOW
from api.store.check_counts import Cell, count_checks, load_counts
from api.store.engine import Connection
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start

LEAST: Final = 10
"""A smaller figure is not told."""
LONGEST: Final = 366
"""Days."""
_DAY: Final = timedelta(days=1)


def export_counts(
    connection: Connection, unit: str, first: date, last: date, now: datetime
) -> dict[str, Any]:
    """Give the counts of one authority, day by day.

    Parameters
    ----------
    connection
        Of ``reading``.
    unit
        Code of the authority itself: figures of units below it are not added, so that
        no difference of two figures tells a small one.
    first, last
        Days, both included, `LONGEST` at most.
    now
        A day is told when posts without network have had their 72 hours: figures that
        still move would tell single checks.

    Returns
    -------
    dict
        ``unit``, ``least``, ``told_until`` (the last day that is told), ``days``:
        ``day``, ``verdicts`` and ``rules`` with counts. A figure from 1 to 9 is null.

    Raises
    ------
    Refused
        ``counts-days``.
    """
    if not 0 <= (last - first).days < LONGEST:
        raise Refused("counts-days", first=first, last=last, most=LONGEST)
    told = (now - WINDOW).astimezone(VIETNAM).date() - _DAY
    until = min(last, told)
    found = load_counts(connection, unit, first, until) if first <= until else Counter()
    kept = (now - KEPT).astimezone(VIETNAM).date() - _DAY
    if until >= first:
        begins = max(first, kept - _DAY)  # rows that the next purge will count
        found += count_checks(
            connection, day_start(until + _DAY), day_start(begins), unit
        )
    return {
        "unit": unit,
        "least": LEAST,
        "told_until": told,
        "days": _days(found),
    }


def _days(found: Mapping[Cell, int]) -> list[dict[str, Any]]:
    days: dict[date, list[tuple[Cell, int]]] = {}
    for cell, many in found.items():
        days.setdefault(cell.day, []).append((cell, many))
    return [{"day": day, **_cells(days[day])} for day in sorted(days)]


def _cells(found: Iterable[tuple[Cell, int]]) -> dict[str, list[dict[str, Any]]]:
    """Add posts together, then leave out what is small."""
    verdicts: Counter[str] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    for cell, many in found:
        if cell.rule:
            rules[cell.rule, cell.verdict] += many
        else:
            verdicts[cell.verdict] += many
    return {
        "verdicts": [
            {"verdict": verdict, "count": _told(verdicts[verdict])}
            for verdict in sorted(verdicts)
        ],
        "rules": [
            {"rule": rule, "verdict": verdict, "count": _told(many)}
            for (rule, verdict), many in sorted(rules.items())
        ],
    }


def _told(many: int) -> int | None:
    return many if many >= LEAST else None
