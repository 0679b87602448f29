"""Show a commune its days: what it reported, what changed, which zone it is in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from api.services.days.places import (
    CLOSES,
    Commune,
    closes_at,
    commune_of,
    open_days,
    words_of,
)
from api.services.days.save import KIND, report_of
from api.services.snapshot import Published, Snapshot
from api.services.versions import person_of
from api.store.cases import Cells, load_cases
from api.store.days import newest_before, newest_between
from api.store.documents import Stored, find_document, list_versions
from api.store.engine import Connection, Engine, reading
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.cases import count_cases, standing
from gis.rulesets import RuleSet, load_ruleset
from maps.words.said import Lang

SHOWN = 14
"""Days that are shown back."""


def show_day(engine: Engine, unit: str, day: date) -> dict[str, Any]:
    """Give the report of a commune's day.

    Raises
    ------
    Refused
        ``day-unit-unknown``, ``day-not-reported``.
    """
    with reading(engine) as connection:
        commune = commune_of(words_of(connection, day), unit)
        stored = find_document(connection, KIND, f"{unit}-{day.isoformat()}")
        if stored is None:
            raise Refused("day-not-reported", unit=commune.name, day=day)
        return describe_day(connection, commune, stored)


def show_versions(engine: Engine, unit: str, day: date) -> list[dict[str, Any]]:
    """Give every version of a commune's day, the first report in front.

    Raises
    ------
    Refused
        ``day-unit-unknown``, ``day-not-reported``.
    """
    with reading(engine) as connection:
        commune = commune_of(words_of(connection, day), unit)
        found = list_versions(connection, KIND, f"{unit}-{day.isoformat()}")
        if not found:
            raise Refused("day-not-reported", unit=commune.name, day=day)
        return [describe_day(connection, commune, one) for one in found]


def show_saved(engine: Engine, stored: Stored) -> tuple[dict[str, Any], int]:
    """Give the version that a save made, and the newest one, which may be later."""
    with reading(engine) as connection:
        commune = commune_of(words_of(connection, day_of(stored)), stored.unit)
        newest = find_document(connection, KIND, stored.key) or stored
        return describe_day(connection, commune, stored), newest.version


def show_days(
    engine: Engine, snapshot: Snapshot, unit: str, now: datetime, lang: Lang
) -> dict[str, Any]:
    """Give the last days of a commune, what is open to be reported, and its zone.

    Raises
    ------
    Refused
        ``day-unit-unknown``.
    """
    first_open, today = open_days(now)
    first = today - timedelta(days=SHOWN - 1)
    with reading(engine) as connection:
        commune = commune_of(words_of(connection, today), unit)
        reports = {
            day_of(one): one for one in newest_between(connection, [unit], first, today)
        }
        known = count_known(connection, frozenset([unit]), first, today)
        last = newest_before(connection, [unit], today + timedelta(days=1)).get(unit)
        days = [
            {
                "day": day,
                "open": day >= first_open,
                "cases": known[unit, day],
                "report": describe_day(connection, commune, reports[day])
                if day in reports
                else None,
            }
            for day in (first + timedelta(days=step) for step in range(SHOWN))
        ]
    return {
        "unit": unit,
        "name": commune.name,
        "above": list(commune.above),
        "today": today,
        "closes": f"{CLOSES:%H:%M}",
        "on_duty": report_of(last).on_duty if last else "",
        "days": days,
        "zone": zone_now(snapshot, commune, today, lang),
    }


def describe_day(
    connection: Connection, commune: Commune, stored: Stored
) -> dict[str, Any]:
    """Give one version of a day's report, and its receipt."""
    day = day_of(stored)
    return {
        "unit": stored.unit,
        "name": commune.name,
        "day": day,
        "state": stored.state,
        "version": stored.version,
        "receipt": receipt_of(stored),
        "recorded_at": stored.recorded_at.astimezone(VIETNAM),
        "late": is_late(stored),
        "by": person_of(connection, stored.author),
        "reason": stored.content["reason"],
        "report": dict(stored.content["report"]),
    }


def receipt_of(stored: Stored) -> str:
    """Give the number that a commune is told its report was received under."""
    return f"{stored.unit}-{day_of(stored):%Y%m%d}-{stored.version}"


def is_late(stored: Stored) -> bool:
    """Say whether a report came after the hour at which its day closes."""
    return stored.recorded_at >= closes_at(day_of(stored))


def day_of(stored: Stored) -> date:
    """Give the day that a report is of."""
    return date.fromisoformat(stored.key.removeprefix(f"{stored.unit}-"))


def count_known(
    connection: Connection, units: frozenset[str], first: date, last: date
) -> Mapping[tuple[str, date], int | None]:
    """Count the cases that are known of some cells, whoever told them.

    Returns
    -------
    mapping
        By unit and day; None is no report.
    """
    kept = load_cases(connection, Cells(units, first, last))
    found = count_cases(
        standing(kept.rows),
        kept.covers,
        sorted(units),
        first,
        last,
        silent=kept.silent,
    )
    return {
        (unit, first + timedelta(days=step)): None if np.isnan(value) else int(value)
        for unit, row in zip(found.units, found.values["cases"])
        for step, value in enumerate(row)
    }


def zone_now(
    snapshot: Snapshot, commune: Commune, today: date, lang: Lang
) -> dict[str, Any] | None:
    """Give the zone that was published last for a commune; None where none was."""
    for code in commune.chain:
        province = snapshot.provinces.get(code)
        if province is None:
            continue
        published = province.on(min(today, province.last_day))
        if published is None:
            return None
        day = min(today, published.head.day)
        zone = published.zones[day].get(commune.code)
        if zone is None:
            return None
        return {
            "day": day,
            "zone": zone.zone,
            "name": zone_name(published, zone.zone, lang),
            "level": zone.level,
            "reason": zone.reason,
            "since": zone.effective_from,
            "next_better": zone.next_better,
            "state": published.head.state,
        }
    return None


def zone_name(published: Published, zone: str, lang: Lang) -> str | None:
    """Give the name of a zone where the rule set is one of the library's."""
    told = published.head.manifest.get("ruleset", {})
    try:
        ruleset = _library(str(told.get("id")))
    except Refused:
        return None
    names = {level.id: level.name[lang] for level in ruleset.levels}
    return names.get(zone)


@cache
def _library(name: str) -> RuleSet:
    return load_ruleset(name)
