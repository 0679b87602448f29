"""``vungxanh checkpoints needs``: people, supplies and money, and the papers."""

from pathlib import Path
from typing import Any

import click

from api.cli.door import (
    FILE,
    language,
    print_json,
    say,
    say_faults,
    with_json,
    with_language,
)
from gis.checkpoints.needs import Needs, needs_document


@click.command()
@click.option("--plan", required=True, type=FILE, help="plan.json, the posts.")
@click.option("--perimeter", required=True, type=FILE, help="perimeter.geojson")
@click.option("--norms", type=FILE, help="Own norms (YAML), over the built-in ones.")
@click.option(
    "--staff", type=FILE, help="balance.csv: line,own,asked,promised,arrived,from"
)
@click.option("--cases", type=FILE, help="cases.csv, for the doubling time.")
@click.option("--act", type=FILE, help="act.toml: number, signer, span, office-holder.")
@click.option(
    "--ground", type=FILE, help="ground.toml: border, landings, households sampled."
)
@click.option("--units", type=FILE, help="units.csv or a layer, for names of units.")
@click.option("--days", type=int, help="Days of the span, where act.toml has none.")
@click.option("--out", required=True, type=FILE, help="The folder to write to.")
@with_json
@with_language
def needs(out: Path, *, as_json: bool, **options: Any) -> None:
    """Reckon what a perimeter and its posts need, and draw up the papers.

    \b
    vungxanh checkpoints needs --plan plan.json --perimeter perimeter.geojson \\
        --staff balance.csv --act act.toml --out needs

    Writes needs.json, needs.xlsx, request.docx and decision.docx, all or none. A
    paper without number, signer and day is marked as a draft.
    """  # noqa: D301 - \b is click's own mark
    # python-docx loads with it: other commands need not wait
    from api.services import checkpoints_needs as service

    record = service.reckon_files(service.Asked(**options), out)
    service.write_needs(record, out, language())
    if as_json:
        print_json(needs_document(record))
        say_faults(record.notes)
        return
    for name in service.FILES:
        say("published", path=str(out / name))
    _say(record)
    say_faults(record.notes, err=False)


def _say(record: Needs) -> None:
    """Say the figures that are told, and which of them are assumed."""
    staffed = [post for post in record.posts if post.kind == "staffed"]
    officers = sum(post.staff for post in staffed)
    barriers = len(record.posts) - len(staffed)
    say("needs-posts", count=len(staffed), officers=officers, barriers=barriers)
    say("needs-people", on_duty=record.on_duty, people=record.people)
    for one in record.balance:
        if one.own is not None:
            facts = {"line": one.line, "needed": one.needed, "own": one.own}
            say("needs-balance", short=one.shortfall, **facts)
    if record.placeholders:
        count = len(record.placeholders)
        say("needs-placeholders", count=count, names=record.placeholders)
