"""How far a directive is from its goal: zones and cases at its start, and now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from api.services.days.show import count_known, zone_name
from api.services.directive_content import frame_of, span_of
from api.services.snapshot import Province, Snapshot
from api.store.documents import Stored
from api.store.engine import Connection
from boundaries.spans import VIETNAM, day_start
from boundaries.units import ancestors
from gis.directives import in_force
from maps.words.said import Lang

_NO_REPORT = "no_report"
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """The communes of a directive on one published day.

    Parameters
    ----------
    day
        As published.
    version
        Of the publication.
    zones
        Communes by zone; `no_report` is a zone of its own.
    cases
        Of the seven days to `day`, as far as reported; None where nothing was.
    told, cells
        Days of communes that were reported in these seven days, and all of them.
    """

    day: date
    version: int
    zones: Mapping[str, int]
    cases: int | None
    told: int
    cells: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a directive so far.

    Parameters
    ----------
    communes
        That it reaches.
    begun, over
        Whether its first day has come, and whether its end has.
    left
        Days left, today included; None until further notice or once it is over.
    deadline_left
        Days until the deadline of the goal; negative once it is past.
    start, now
        Before its first day, and on the last published day inside it; None where
        nothing was published of that day.
    names
        Of the zones.
    """

    communes: int
    begun: bool
    over: bool
    left: int | None
    deadline_left: int | None
    start: Standing | None
    now: Standing | None
    names: Mapping[str, str]


def measure_progress(
    connection: Connection,
    snapshot: Snapshot,
    one: Stored,
    places: pd.DataFrame,
    now: datetime,
    lang: Lang,
) -> Progress:
    """Measure how far a directive is from its goal.

    Parameters
    ----------
    connection
        Of ``reading``.
    snapshot
        What is published.
    one
        The directive.
    places
        Its unit and all units below it.
    now
        The instant of asking.
    lang
        Of the names of zones.
    """
    span, today = span_of(one.content), now.astimezone(VIETNAM).date()
    communes = _communes(one, places)
    first, last = span.first_day(), span.last_day()
    province = _province(snapshot, one.unit, places)
    start = newest = None
    if province is not None and communes:
        start = _stand(connection, province, communes, first)
        until = min(today, province.last_day, last or date.max)
        if until >= first:
            newest = _stand(connection, province, communes, until)
    deadline = one.content["deadline"]
    left = None
    if last is not None and today <= last:
        left = (last - max(today, first)).days + 1
    return Progress(
        communes=len(communes),
        begun=day_start(today + timedelta(days=1)) > span.starts,
        over=span.ends is not None and now >= span.ends,
        left=left,
        deadline_left=(date.fromisoformat(deadline) - today).days if deadline else None,
        start=start,
        now=newest,
        names=_names(province, (start, newest), lang),
    )


def describe_progress(progress: Progress) -> dict[str, Any]:
    """Give progress as a document."""
    return {
        "communes": progress.communes,
        "begun": progress.begun,
        "over": progress.over,
        "left": progress.left,
        "deadline_left": progress.deadline_left,
        "start": progress.start and _describe(progress.start),
        "now": progress.now and _describe(progress.now),
        "names": dict(progress.names),
    }


def _describe(standing: Standing) -> dict[str, Any]:
    return {
        "day": standing.day.isoformat(),
        "version": standing.version,
        "zones": dict(standing.zones),
        "cases": standing.cases,
        "told": standing.told,
        "cells": standing.cells,
    }


def _communes(one: Stored, places: pd.DataFrame) -> list[str]:
    """Give the communes that it reaches, whatever else holds there."""
    frame = frame_of([one])
    reached = in_force(frame, places, frame["starts"].iloc[0]) != ""
    return list(places.index[reached & (places["admin_level"] == "commune")])


def _province(snapshot: Snapshot, unit: str, places: pd.DataFrame) -> Province | None:
    for code in (unit, *ancestors(places, unit)):
        if code in snapshot.provinces:
            return snapshot.provinces[code]
    return None


def _stand(
    connection: Connection, province: Province, communes: Sequence[str], day: date
) -> Standing | None:
    published = province.on(day)
    if published is None:
        return None
    zones = published.zones[day]
    counted = Counter(zones[c].zone if c in zones else _NO_REPORT for c in communes)
    first = day - timedelta(days=_WEEK - 1)
    known = count_known(connection, frozenset(communes), first, day)
    told = [cases for cases in known.values() if cases is not None]
    levels = {row.zone: row.level or 99 for row in zones.values()}
    ordered = sorted(counted, key=lambda zone: (levels.get(zone, 99), zone))
    return Standing(
        day=day,
        version=published.head.version,
        zones={zone: counted[zone] for zone in ordered},
        cases=sum(told) if told else None,
        told=len(told),
        cells=len(known),
    )


def _names(
    province: Province | None, seen: Sequence[Standing | None], lang: Lang
) -> dict[str, str]:
    zones = {zone for one in seen if one for zone in one.zones} - {_NO_REPORT}
    if province is None:
        return {}
    newest = province.publications[0]
    return {zone: zone_name(newest, zone, lang) or zone for zone in sorted(zones)}
