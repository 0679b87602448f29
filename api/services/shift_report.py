"""What happened in a shift, in counts; who goes home to a commune, in heads."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.services.access import Actor, may
from api.services.chains import chain_of
from api.services.devices import Doing
from api.services.events_read import AMEND, OVERRIDE
from api.services.posts import find_post
from api.services.shifts import require_shift
from api.services.unit_names import unit_names
from api.store.engine import Engine, reading
from api.store.events import count_arrivals, count_overrides, missing_after
from api.store.shifts import Row, Shift, walk_shift
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start

VERDICTS = ("pass", "stop", "manual")
_LONGEST = timedelta(hours=24)


@dataclass
class _Rush:
    """How long rush mode lasted, by the phone's own clock."""

    seconds: int = 0
    since: datetime | None = None

    def hear(self, row: Row) -> None:
        if row.kind == "rush_on" and self.since is None:
            self.since = row.at
        elif row.kind in {"rush_off", "shift_off"}:
            self.end(row.at)

    def end(self, at: datetime) -> None:
        if self.since is not None:
            spell = min(max(at - self.since, timedelta()), _LONGEST)
            self.seconds += int(spell.total_seconds())
            self.since = None


def report_shift(engine: Engine, doing: Doing, key: str) -> dict[str, Any]:
    """Give the report of a shift.

    Returns
    -------
    dict
        `shift`, `device`, `device_label`, `unit`, `post`, `post_name`, `direction`,
        `officer`, `starts`, `ends`; `checks` (without those `taken_back`), `verdicts`,
        `rules` (``policy/rule`` by verdict), `hours` (of the day in Vietnam, by
        verdict), `bands`; `rush` (seconds, checks), `overrides` (of this shift, and of
        this phone on the day it began);
        `missing`: how many events of the phone are not here though later ones are;
        `synced_at`.

    Raises
    ------
    Refused
        ``shift-unknown``, also for one of other units.
    """
    with reading(engine) as connection:
        shift, device = require_shift(connection, doing.actor, "post.read", key)
        rows = list(walk_shift(connection, key, device.key))
        post = find_post(connection, shift.post, doing.now)
        day = day_start(shift.starts.astimezone(VIETNAM).date())
        overrides = count_overrides(connection, device.key, day, day + _LONGEST)
        missing = missing_after(connection, device.key, device.contiguous)
    return {
        "shift": shift.key,
        "device": device.key,
        "device_label": device.label,
        "unit": device.unit,
        "post": shift.post,
        "post_name": "" if post is None else post.name,
        "direction": shift.direction,
        "officer": shift.officer,
        "starts": shift.starts,
        "ends": shift.ends,
        **_counts(shift, rows, doing.now),
        "overrides": {
            "shift": sum(row.kind == OVERRIDE for row in rows),
            "day": overrides,
        },
        "missing": missing,
        "synced_at": device.synced_at,
        "quarantined": device.quarantined_at is not None,
    }


def _counts(shift: Shift, rows: Sequence[Row], now: datetime) -> dict[str, Any]:
    verdicts, hours, bands = Counter[str](), dict[int, Counter[str]](), Counter[str]()
    rules: dict[str, Counter[str]] = {}
    rush, rushed = _Rush(), 0
    back = _taken_back(rows)
    for row in rows:
        rush.hear(row)
        if row.kind != "check" or row.seq in back:
            continue
        verdicts[row.verdict] += 1
        bands[row.band] += 1
        rushed += row.rush
        hour = row.at.astimezone(VIETNAM).hour
        hours.setdefault(hour, Counter())[row.verdict] += 1
        for rule in row.rules:
            rules.setdefault(rule, Counter())[row.verdict] += 1
    rush.end(shift.ends or now)
    return {
        "checks": verdicts.total(),
        "taken_back": len(back),
        "verdicts": _by_verdict(verdicts),
        "rules": [
            {"rule": rule, **_by_verdict(rules[rule])}
            for rule in sorted(rules, key=lambda one: (-rules[one].total(), one))
        ],
        "hours": [{"hour": h, **_by_verdict(hours[h])} for h in sorted(hours)],
        "bands": dict(sorted(bands.items())),
        "rush": {"seconds": rush.seconds, "checks": rushed},
    }


def _taken_back(rows: Sequence[Row]) -> set[int]:
    """Name the checks that were a slip of the finger, or were judged again."""
    own = {row.seq for row in rows if row.kind == "check"}
    told = (
        json.loads(row.text)["override"]["of"]
        for row in rows
        if row.kind == AMEND and not row.verdict and row.text
    )
    return own & set(told)


def _by_verdict(counts: Counter[str]) -> dict[str, int]:
    return {verdict: counts[verdict] for verdict in VERDICTS}


def report_arrivals(
    engine: Engine, actor: Actor, unit: str, day: date
) -> dict[str, Any]:
    """Give how many people go home to a unit, by commune and origin zone.

    Numbers below ten are told, too: the commune makes beds and meals ready for each
    of them. It is for that commune and who works above it, and is never published.

    Returns
    -------
    dict
        `unit`, `day`, `heads`, `zones` (heads by origin zone), `items` (commune, its
        name, origin zone, heads).

    Raises
    ------
    Refused
        ``access-denied``.
    """
    with reading(engine) as connection:
        chain = chain_of(connection, unit) or (unit,)
        if not may(actor, "desk.read", chain):
            raise Refused("access-denied", action="desk.read", unit=unit)
        names = unit_names(connection)
        found = count_arrivals(connection, names.below(unit), day)
    zones = Counter[str]()
    for one in found:
        zones[one.origin_zone] += one.heads
    return {
        "unit": unit,
        "day": day.isoformat(),
        "heads": zones.total(),
        "zones": dict(sorted(zones.items())),
        "items": [
            {
                "unit": one.unit,
                "name": ", ".join(names.path(one.unit)),
                "origin_zone": one.origin_zone,
                "heads": one.heads,
            }
            for one in found
        ],
    }
