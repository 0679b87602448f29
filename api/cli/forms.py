"""Forms to fill in, and case rows written out: ``rules template``, ``cases form``..."""

from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.door import (
    DAY,
    FAULT_FOUND,
    FILE,
    leave,
    note,
    say_faults,
    with_language,
)
from api.services import forms as service
from api.services.export import Wanted, export_cases
from api.services.totals import turn_totals
from api.settings import Settings

_OUT = click.option("--out", required=True, type=FILE, help="Workbook to write: .xlsx")


@click.command("template")
@click.argument("ruleset", metavar="ID_OR_FILE")
@_OUT
@click.option("--units", type=FILE, help="Units whose rows are filled in already.")
@click.option("--day", type=DAY, help="The one day of these rows.")
@click.option("--from", "first", type=DAY, help="First day of these rows.")
@click.option("--to", "last", type=DAY, help="Last day of these rows.")
@with_language
def rules_template(
    ruleset: str,
    out: Path,
    units: Path | None,
    day: datetime | None,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Write a workbook for the indicators that a rule set reads (rows.csv).

    Fill in its first sheet and give it to classify --indicators.
    """
    if (day and (first or last)) or bool(first) != bool(last):
        raise click.UsageError("give --day, or --from and --to")
    if (day or first) and not units:
        raise click.UsageError("days are of units: give --units too")
    ends = [end.date() if end else None for end in (first or day, last or day)]
    rows = service.write_ruleset_form(ruleset, out, units, *ends)
    note("form-written", path=str(out), count=rows)


@click.command("template")
@_OUT
@click.option("--units", type=FILE, help="Units whose codes are offered.")
@with_language
def cases_template(out: Path, units: Path | None) -> None:
    """Write a workbook for case rows (cases.csv); give it to cases import."""
    service.write_cases_form(out, units)
    note("form-written", path=str(out), count=0)


@click.command("form")
@_OUT
@click.option("--day", required=True, type=DAY, help="The day that is reported.")
@click.option("--units", type=FILE, help="Units file; else those imported.")
@click.option("--province", default="", help="Code, where units hold several.")
@with_language
def day_form(out: Path, day: datetime, units: Path | None, province: str) -> None:
    """Write the day's form of every commune; give it, filled in, to cases import."""
    settings = Settings.from_env()
    rows = service.write_day_form(out, day.date(), units, province, settings)
    note("form-written", path=str(out), count=rows)


@click.command("indicators")
@click.argument("path", metavar="FORM", type=FILE)
@click.option("--out", required=True, type=FILE, help="rows.csv to write.")
@click.option("--units", type=FILE, help="Units file; else those imported.")
@with_language
def indicators(path: Path, out: Path, units: Path | None) -> None:
    """Turn filled day's forms into indicators (rows.csv), close contacts included.

    Exit 1 if forms stand aside.
    """
    now, settings = datetime.now(UTC), Settings.from_env()
    forms, faults = service.write_indicators(path, out, units, now, settings)
    counts = {"read": forms.read, "duplicate": forms.duplicate}
    counts |= {"filed": len(forms.filed), "blank": len(forms.blank)}
    note("forms-turned", path=str(out), refused=len(forms.refused), **counts)
    say_faults(faults)
    if faults:
        leave(FAULT_FOUND)


@click.command("export")
@click.option("--out", required=True, type=FILE, help="File to write: .csv or .xlsx")
@click.option("--province", default="", help="Code; else every unit.")
@click.option("--units", type=FILE, help="Units file; else those imported.")
@click.option("--from", "first", type=DAY, help="First day.")
@click.option("--to", "last", type=DAY, help="Last day.")
@click.option("--with-ids", is_flag=True, help="Single cases by their numbers.")
@with_language
def export(
    out: Path,
    province: str,
    units: Path | None,
    first: datetime | None,
    last: datetime | None,
    *,
    with_ids: bool,
) -> None:
    """Write the case rows that are kept; importing them again changes nothing.

    Single cases are added up per day and unit, without their numbers, unless
    --with-ids is given.
    """
    starts, ends = first and first.date(), last and last.date()
    wanted = Wanted(out, province, units, starts, ends, with_ids)
    done = export_cases(wanted, Settings.from_env())
    for path, count in done.files:
        note("cases-exported", path=str(path), count=count)
    if done.covers:
        note("covers-not-exported", count=len(done.covers))


@click.command("daily")
@click.argument("path", metavar="TOTALS", type=FILE)
@click.option("--out", required=True, type=FILE, help="cases.csv to write.")
@click.option("--base", type=click.IntRange(min=0), help="Total before the first row.")
@click.option("--reason", default="", help="Why totals fell.")
@click.option("--corrects", type=DAY, help="The day that was counted too high.")
@with_language
def daily(
    path: Path, out: Path, base: int | None, reason: str, corrects: datetime | None
) -> None:
    """Turn running totals (unit,day,total) into new cases per day (cases.csv).

    Exit 1 if rows are passed over. A base of 0 has to be said: without --base the
    first total of each unit is only the start of the next.
    """
    done = turn_totals(
        *(path, out, datetime.now(UTC)),
        base=base,
        reason=reason,
        corrects=corrects.date() if corrects else None,
    )
    taken = done.counted + done.duplicate + done.blank
    note(
        "totals-turned",
        name=path.name,
        path=str(out),
        read=done.read,
        counted=done.counted,
        duplicate=done.duplicate,
        blank=done.blank,
        refused=done.read - taken,
        written=done.written,
    )
    say_faults([*done.notes, *done.faults])
    if done.faults:
        leave(FAULT_FOUND)
