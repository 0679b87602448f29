"""Which communes have reported a day, which are silent, since when, who is on duty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from api.services.days.places import Commune, communes_in, open_days, words_of
from api.services.days.save import report_of
from api.services.days.show import count_known, day_of, is_late
from api.store.days import newest_before, newest_between
from api.store.documents import Stored
from api.store.engine import Connection, Engine, reading
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM

State = Literal["silent", "file", "reported"]
_ORDER: tuple[State, ...] = ("silent", "file", "reported")
"""The silent ones come first: they are what somebody has to act on."""


@dataclass(frozen=True, slots=True)
class Line:
    """One commune on one day.

    Parameters
    ----------
    commune
        Which.
    state
        ``reported`` by its form, told of by an imported ``file``, or ``silent``.
    cases
        What is known; None is no report.
    report
        Of the day, or None.
    last
        Of the latest day before it, or None.
    """

    commune: Commune
    state: State
    cases: int | None
    report: Stored | None
    last: Stored | None

    @property
    def key(self) -> str:
        """Give the place in the list."""
        return f"{_ORDER.index(self.state)}-{self.commune.code}"


def states_of(
    connection: Connection, communes: Sequence[Commune], day: date
) -> dict[str, State]:
    """Say of some communes whether they have reported a day."""
    return {line.commune.code: line.state for line in _lines(connection, communes, day)}


def list_days(
    engine: Engine,
    units: Iterable[str],
    day: date,
    after: str | None,
    limit: int,
    now: datetime,
) -> dict[str, Any]:
    """Give the picture of a day, the silent communes first, page by page.

    Parameters
    ----------
    engine
        Of the store.
    units
        Codes; "" is the country. Those who ask may read them.
    day
        The day.
    after, limit
        The page.
    now
        Of the question.

    Raises
    ------
    Refused
        ``day-to-report-future``, ``units-none-imported``, ``day-unit-unknown`` where
        no commune lies in `units`.
    """
    _, today = open_days(now)
    if day > today:
        raise Refused("day-to-report-future", day=day, today=today)
    with reading(engine) as connection:
        wanted = list(units)
        communes = communes_in(words_of(connection, day), wanted)
        if not communes:
            raise Refused("day-unit-unknown", unit=", ".join(wanted))
        lines = _lines(connection, communes, day)
    lines.sort(key=lambda line: line.key)
    page = [line for line in lines if after is None or line.key > after]
    more = page[limit - 1].key if len(page) > limit else None
    return {
        "day": day,
        "asked_at": now.astimezone(VIETNAM),
        "counts": _counts(lines),
        "items": [_describe(line) for line in page[:limit]],
        "next": more,
    }


def _lines(
    connection: Connection, communes: Sequence[Commune], day: date
) -> list[Line]:
    codes = frozenset(one.code for one in communes)
    if not codes:
        return []
    cases = count_known(connection, codes, day, day)
    reports = {one.unit: one for one in newest_between(connection, codes, day, day)}
    last = newest_before(connection, codes, day)
    return [
        _line(one, cases[one.code, day], reports.get(one.code), last.get(one.code))
        for one in communes
    ]


def _line(
    commune: Commune, cases: int | None, report: Stored | None, last: Stored | None
) -> Line:
    if report is not None:
        return Line(commune, "reported", cases, report, last)
    state: State = "silent" if cases is None else "file"
    return Line(commune, state, cases, None, last)


def _counts(lines: list[Line]) -> dict[str, int]:
    """Count the communes by state; cases are those of the communes that told them."""
    told = [line.cases for line in lines if line.cases is not None]
    late = [line for line in lines if line.report and is_late(line.report)]
    return {
        "of": len(lines),
        **{state: sum(line.state == state for line in lines) for state in _ORDER},
        "late": len(late),
        "cases": sum(told),
        "needs": sum(
            bool(line.report and report_of(line.report).needs) for line in lines
        ),
    }


def _describe(line: Line) -> dict[str, Any]:
    report = report_of(line.report) if line.report else None
    before = report_of(line.last) if line.last else None
    return {
        "unit": line.commune.code,
        "name": line.commune.name,
        "above": list(line.commune.above),
        "state": line.state,
        "cases": line.cases,
        "late": bool(line.report and is_late(line.report)),
        "recorded_at": line.report.recorded_at.astimezone(VIETNAM)
        if line.report
        else None,
        "version": line.report.version if line.report else None,
        "report": report.content() if report else None,
        "last_day": day_of(line.last) if line.last else None,
        "silent_since": _since(line),
        "on_duty": (report.on_duty if report else before.on_duty if before else "")
        or None,
    }


def _since(line: Line) -> date | None:
    """Give the first day without a report; None where none was ever made."""
    if line.state != "silent" or line.last is None:
        return None
    return day_of(line.last) + timedelta(days=1)
