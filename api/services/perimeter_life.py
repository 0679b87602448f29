"""The life of a perimeter: its record on disk, and the morning's list."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from api.services.classify import Question, judge_file
from api.services.files import compose_json, require_apart, write_whole
from boundaries.refusal import Refused
from gis.perimeters.life import (
    Event,
    Holder,
    Lifting,
    Record,
    act_on,
    find_liftable,
    record_document,
    start_record,
)
from gis.perimeters.life.read import read_record, read_records
from gis.rulesets import load_ruleset
from gis.zones import zones_of
from maps.tables.lifting import compose_lifting

EXIT_TEST = "exit-test"


@dataclass(frozen=True, slots=True)
class Start:
    """A perimeter about to be drawn.

    Parameters
    ----------
    id, name
        What it is called.
    units
        Codes enclosed.
    head, deputy
        Who is in charge, and the deputy.
    review_day
        When it is looked at again.
    """

    id: str
    name: str
    units: tuple[str, ...]
    head: Holder
    deputy: Holder
    review_day: date


def draw_perimeter(path: Path, start: Start, event: Event) -> Record:
    """Begin a record; a file that is there is never written over.

    Raises
    ------
    Refused
        ``record-there``; what `start_record` and ``write_whole`` refuse.
    """
    if path.exists():
        raise Refused("record-there", name=str(path))
    record = start_record(
        (start.id, start.name),
        start.units,
        (start.head, start.deputy),
        start.review_day,
        event,
    )
    _write(path, record)
    return record


def add_act(path: Path, event: Event) -> Record:
    """Add one act to a record.

    Raises
    ------
    Refused
        What `read_record`, `act_on` and ``write_whole`` refuse.
    """
    record = act_on(read_record(path), event)
    _write(path, record)
    return record


def list_liftable(folder: Path, question: Question, now: datetime) -> list[Lifting]:
    """Hold the perimeters of a folder against an exit test, as of the day of `now`.

    Parameters
    ----------
    folder
        Of records.
    question
        Names the exit test, its rows and units; its days are set here.
    now
        The instant; reports of its day count.

    Raises
    ------
    Refused
        ``rules-no-exit-test``; what `read_records` and `judge_file` refuse.
    """
    records = read_records(folder)
    ruleset = load_ruleset(question.rules)
    if ruleset.kind != EXIT_TEST:
        raise Refused("rules-no-exit-test", id=ruleset.id)
    judged = judge_file(question)
    zones = zones_of(judged.judgement, judged.first, judged.last)
    return find_liftable(records, zones, now)


def write_list(out: Path, lines: list[Lifting], *sources: Path | None) -> None:
    """Write the morning's list as CSV, whole or not at all."""
    require_apart(out, *sources)
    write_whole(out, compose_lifting(lines))


def _write(path: Path, record: Record) -> None:
    write_whole(path, compose_json(record_document(record)))
