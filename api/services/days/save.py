"""Report or correct a commune's day: case rows, document and audit in one piece."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.services.access import Actor
from api.services.cases import Planned, judge_raw, keep_import, plan_import
from api.services.days.places import (
    Commune,
    commune_of,
    one_unit,
    require_open,
    words_of,
)
from api.services.versions import require_newest, saving
from api.store.audit import Entry, append
from api.store.cases import FORM, Cells, load_cases
from api.store.documents import Stored, find_document, list_versions, save_version
from api.store.engine import Connection, Engine, reading
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, day_start
from gis.cases import standing
from gis.cases.dayreport import DayReport, read_report

KIND = "day"
REPORTED = "reported"
_TOLD_HERE = ("community", "quarantine", "lockdown", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One save, as a phone sends it.

    Parameters
    ----------
    unit, day
        What it tells of.
    given
        The members of `DayReport`.
    save
        Made by the phone for this save; the same again is the same save.
    version
        That the save was made from; 0 for the first report.
    reason
        Why figures are corrected; "" where none are.
    """

    unit: str
    day: date
    given: Mapping[str, Any]
    save: str
    version: int
    reason: str = ""

    @property
    def key(self) -> str:
        """Give the key of the document."""
        return f"{self.unit}-{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the version that holds it, and whether it is a new one."""

    stored: Stored
    new: bool


def save_day(
    engine: Engine, asked: Asked, actor: Actor, now: datetime, request: str = ""
) -> Saved:
    """Report a commune's day, or correct it; the same save again is one.

    Raises
    ------
    Refused
        ``day-unit-unknown``, ``day-to-report-future``, ``day-to-report-past``,
        ``day-report-wrong``; ``document-moved`` where somebody reported since;
        ``day-reason-missing``, ``day-known-otherwise``, ``day-counted-singly``,
        ``day-save-reused``, ``day-not-reported``. Nothing is kept then.
    """
    report = read_report(asked.given)
    with reading(engine) as connection:
        commune = commune_of(words_of(connection, asked.day), asked.unit)
        if again := _found(connection, asked, report, actor):
            return again
    require_open(asked.day, now)
    try:
        with saving(engine, KIND, asked.key, asked.version) as connection:
            # Another connection may have kept this very save since we looked.
            if again := _found(connection, asked, report, actor):
                return again
            return _save(connection, asked, commune, report, actor, now, request)
    except Refused as refused:
        if refused.code != "document-moved":
            raise
        with reading(engine) as connection:
            if again := _found(connection, asked, report, actor):
                return again
        raise


def report_of(stored: Stored) -> DayReport:
    """Give the report that a version holds."""
    return DayReport(**stored.content["report"])


def _found(
    connection: Connection, asked: Asked, report: DayReport, actor: Actor
) -> Saved | None:
    """Give the version that this very save made before, if it did."""
    for stored in list_versions(connection, KIND, asked.key):
        if stored.author == actor.name and stored.content.get("save") == asked.save:
            if report_of(stored) != report:
                raise Refused("day-save-reused", save=asked.save)
            return Saved(stored, new=False)
    return None


def _save(
    connection: Connection,
    asked: Asked,
    commune: Commune,
    report: DayReport,
    actor: Actor,
    now: datetime,
    request: str,
) -> Saved:
    newest = find_document(connection, KIND, asked.key)
    if newest is not None:
        require_newest(connection, newest, asked.version)
        before = report_of(newest)
        if before == report and not asked.reason:  # a reason says it once more
            return Saved(newest, new=False)
        if before.figures() != report.figures() and not asked.reason:
            raise Refused("day-reason-missing", unit=commune.name, day=asked.day)
    elif asked.version:
        raise Refused("day-not-reported", unit=commune.name, day=asked.day)
    _keep_cases(connection, asked, commune, report, now)
    stored = save_version(
        connection,
        Stored(
            kind=KIND,
            key=asked.key,
            version=asked.version + 1,
            unit=asked.unit,
            state=REPORTED,
            content={
                "report": report.content(),
                "reason": asked.reason,
                "save": asked.save,
                "office": actor.office,
            },
            author=actor.name,
            recorded_at=now,
            starts=day_start(asked.day),
            ends=day_start(asked.day + timedelta(days=1)),
        ),
    )
    entry = Entry(
        at=now,
        actor=actor.name,
        via=actor.via,
        action="day.correct" if newest else "day.report",
        kind=KIND,
        key=asked.key,
        unit=asked.unit,
        before=newest.content["report"] if newest else None,
        after=report.content(),
        reason=asked.reason,
        request=request,
    )
    append(connection, entry)
    return Saved(stored, new=True)


def _keep_cases(
    connection: Connection,
    asked: Asked,
    commune: Commune,
    report: DayReport,
    now: datetime,
) -> None:
    """Keep the case rows of the day, judged and compared as those of a sheet."""
    cells = Cells(frozenset([asked.unit]), asked.day, asked.day)
    _require_not_counted(connection, cells, asked, commune)
    # Each save is a batch of its own: figures may go back to what they were.
    name = f"{FORM}{asked.unit}/{asked.day.isoformat()}#{asked.version + 1}"
    raw = report.form(asked.unit, asked.day).sheet(name)
    unit = one_unit(words_of(connection, asked.day), commune)
    today = now.astimezone(VIETNAM).date()
    looked = judge_raw(raw, unit, unit, None, today, asked.reason)
    planned = plan_import(connection, looked, raw.sha256, asked.reason, cells)
    _require_taken(planned, commune, asked.day)
    keep_import(connection, planned, now)


def _require_taken(planned: Planned, commune: Commune, day: date) -> None:
    """Refuse figures that contradict what was imported: nobody gave a reason."""
    conflict = planned.change.conflict
    if len(conflict):
        facts = conflict.iloc[0]["fault"].facts
        raise Refused(
            "day-known-otherwise", unit=commune.name, day=day, seen=facts["seen"]
        )
    faults = [f for found in planned.looked.rows.refused["faults"] for f in found]
    if faults:
        raise Refused("day-report-wrong", faults=faults, count=len(faults))


def _require_not_counted(
    connection: Connection, cells: Cells, asked: Asked, commune: Commune
) -> None:
    """Refuse a day whose cases are kept one by one, or in one sum, already.

    The form's counts would stand beside them, and each case would count twice.
    """
    rows = standing(load_cases(connection, cells).rows)
    ours = (rows["case_id"] == "") & (rows["setting"] != "")
    for column in ("test", "source_known", "household"):
        ours &= rows[column] == ""
    others = rows[~ours & rows["setting"].isin(_TOLD_HERE)]
    count = int(others["cases"].fillna(0).sum())
    if count:
        raise Refused(
            "day-counted-singly", unit=commune.name, day=asked.day, count=count
        )
