"""``vungxanh perimeter draw|confirm|narrow|lift|status|due``: its life."""

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click

from api.cli.classify import name_params
from api.cli.door import DAY, FILE, language, print_json, say, with_json, with_language
from api.services import perimeter_life as service
from api.services.classify import Question
from boundaries.spans import VIETNAM, day_start, parse_when
from gis.perimeters.life import Act, Event, Holder, Record, record_document, standing_at
from gis.perimeters.life.read import read_record
from maps.words.commands import command_words

_STATES = {
    "not_yet": "state-not-yet",
    "temporary": "state-temporary",
    "lapsed": "state-lapsed",
    "in_force": "state-in-force",
    "narrowed": "state-narrowed",
    "lifted": "state-lifted",
}


def _instant(
    _: click.Context, __: click.Parameter, given: str | None
) -> datetime | None:
    """Read ``--at``: an instant, or a day's start."""
    if given is None:
        return None
    when = parse_when(given)
    return when if isinstance(when, datetime) else day_start(when)


def _now() -> datetime:
    """Give this minute: records are kept to the minute."""
    return datetime.now(VIETNAM).replace(second=0, microsecond=0)


AT = click.option(
    "--at", callback=_instant, metavar="ISO", help="When; now, if nothing is said."
)
UNITS = click.option("--unit", "units", multiple=True, help="A unit that stays inside.")


def _acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every act is asked."""
    for add in (
        with_language,
        AT,
        click.option("--reason", default="", help="Why, in a sentence."),
        click.option("--clause", default="", help="What the act rests on."),
        click.option("--number", default="", help="Number of the decision."),
        click.option(
            "--by",
            nargs=2,
            required=True,
            metavar="NAME OFFICE",
            help="Who acts, with the office held.",
        ),
        click.argument("record", type=FILE),
    ):
        command = add(command)
    return command


def _event(act: Act, given: dict[str, Any]) -> Event:
    return Event(
        given["at"] or _now(),
        act,
        Holder(*given["by"]),
        tuple(given.get("units", ())),
        given["number"],
        given["clause"],
        given["reason"],
    )


@click.command()
@click.option("--id", "name_id", required=True, help="Short name, for lists.")
@click.option("--name", required=True, help="What people call the place.")
@UNITS
@click.option(
    "--head", nargs=2, required=True, metavar="NAME OFFICE", help="Who is in charge."
)
@click.option(
    "--deputy", nargs=2, required=True, metavar="NAME OFFICE", help="The deputy."
)
@click.option("--review", type=DAY, required=True, help="Day it is looked at again.")
@_acting
def draw(record: Path, **given: Any) -> None:
    """Begin a temporary lockdown; it lapses after 24 hours unless confirmed."""
    start = service.Start(
        given["name_id"],
        given["name"],
        tuple(given["units"]),
        Holder(*given["head"]),
        Holder(*given["deputy"]),
        given["review"].date(),
    )
    event = _event("drawn", given)
    _say(service.draw_perimeter(record, start, event), event.at)


@click.command()
@UNITS
@_acting
def confirm(record: Path, **given: Any) -> None:
    """Confirm a temporary lockdown by a decision."""
    event = _event("confirmed", given)
    _say(service.add_act(record, event), event.at)


@click.command()
@UNITS
@_acting
def narrow(record: Path, **given: Any) -> None:
    """Let units go: those named by --unit stay inside."""
    event = _event("narrowed", given)
    _say(service.add_act(record, event), event.at)


@click.command()
@_acting
def lift(record: Path, **given: Any) -> None:
    """End a perimeter, with the reason."""
    event = _event("lifted", given)
    _say(service.add_act(record, event), event.at)


@click.command()
@click.argument("record", type=FILE)
@AT
@with_json
@with_language
def status(record: Path, at: datetime | None, *, as_json: bool) -> None:
    """Say where a perimeter stands, who answers for it, and when it ends."""
    read, when = read_record(record), at or _now()
    if as_json:
        standing = standing_at(read, when)
        print_json(
            {
                "id": read.id,
                "at": when.isoformat(),
                "state": standing.state,
                "units": standing.units,
                "since": standing.since and standing.since.isoformat(),
                "until": standing.until and standing.until.isoformat(),
                "number": standing.number,
                "review_due": standing.review_due,
                "record": record_document(read),
            }
        )
    else:
        _say(read, when)


@click.command()
@click.option("--records", type=FILE, required=True, help="Folder of records.")
@click.option("--rules", required=True, help="An exit test: id or rule file.")
@click.option("--indicators", type=FILE, required=True, help="rows.csv")
@click.option("--units", type=FILE, help="units.csv, or a layer with polygons.")
@click.option("--day", type=DAY, required=True, help="The day whose reports count.")
@click.option(
    "--param", "params", multiple=True, callback=name_params, metavar="NAME=VALUE"
)
@click.option("--out", type=FILE, required=True, help="The list, as CSV.")
@with_language
def due(records: Path, rules: str, day: datetime, out: Path, **given: Any) -> None:
    """List the perimeters that pass the lift test, those that pass first."""
    only = day.date()
    question = Question(
        rules,
        given["indicators"],
        given["units"],
        first=only,
        last=only,
        params=given["params"],
        out=out,
    )
    end_of_day = datetime.combine(only, time(23, 59), tzinfo=VIETNAM)
    lines = service.list_liftable(records, question, end_of_day)
    service.write_list(out, lines, given["indicators"], given["units"])
    for one in lines:
        key = "lift-passes" if one.passes else "lift-waits"
        of = len(one.units)
        say(key, name=one.record.name, count=len(one.ready), of=of)
    passing = sum(one.passes for one in lines)
    say("lift-list", path=str(out), count=len(lines), passes=passing)


def _say(record: Record, when: datetime) -> None:
    standing = standing_at(record, when)
    state = command_words(_STATES[standing.state], language())
    say("perimeter-state", name=record.name, state=state)
    if standing.units:
        count, units = len(standing.units), ", ".join(standing.units)
        say("perimeter-units", count=count, units=units)
    if standing.until:
        say("perimeter-until", until=standing.until)
    if standing.number:
        say("perimeter-number", number=standing.number)
    if standing.encloses:
        head = f"{record.head.name} ({record.head.office})"
        deputy = f"{record.deputy.name} ({record.deputy.office})"
        say("perimeter-head", head=head, deputy=deputy, day=record.review_day)
    if standing.review_due:
        say("perimeter-review-due", day=record.review_day)
