"""``vungxanh classify``: rows of indicators in, zones out."""

from datetime import datetime
from pathlib import Path

import click

from api.cli.door import DAY, FILE, language, note, with_language
from api.services.aside import write_rows_aside
from api.services.classify import Answer, Question, classify_rows, write_answer
from api.services.files import require_apart
from boundaries.refusal import Refused


def name_params(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> dict[str, object]:
    """Read ``--param NAME=VALUE``, as often as it stands there."""
    pairs = [text.partition("=") for text in given]
    for name, equals, value in pairs:
        if not name or not equals or not value:
            raise click.BadParameter("write NAME=VALUE, for example days=7")
    return {name.strip(): value.strip() for name, _, value in pairs}


@click.command()
@click.option("--rules", required=True, help="A rule set's id, or a rule file.")
@click.option("--indicators", required=True, type=FILE, help="rows.csv")
@click.option(
    "--encoding",
    default="",
    metavar="NAME",
    help="What the rows are written in, once you have seen them converted.",
)
@click.option("--units", type=FILE, help="units.csv, or a layer with polygons.")
@click.option("--neighbours", type=FILE, help="neighbours.csv")
@click.option("--from", "first", type=DAY, help="First day asked for.")
@click.option("--to", "last", type=DAY, help="Last day asked for.")
@click.option(
    "--param", "params", multiple=True, callback=name_params, metavar="NAME=VALUE"
)
@click.option(
    "--outside-force", is_flag=True, help="Judge days when the decision did not hold."
)
@click.option("--decided", type=FILE, help="decided.csv: levels that were decided.")
@click.option("--aside", type=FILE, help="The rows again, with what is wrong.")
@click.option("--out", required=True, type=FILE, help="zones.csv")
@with_language
def classify(  # noqa: PLR0913 - one argument for each option of the contract
    rules: str,
    indicators: Path,
    units: Path | None,
    neighbours: Path | None,
    first: datetime | None,
    last: datetime | None,
    params: dict[str, object],
    out: Path,
    *,
    aside: Path | None,
    decided: Path | None,
    encoding: str,
    outside_force: bool,
) -> None:
    """Give every unit and day its zone under a rule set.

    \b
    vungxanh classify --rules ID --indicators rows.csv --out zones.csv
    """  # noqa: D301 - \b is click's own mark
    question = Question(
        rules,
        indicators,
        units,
        neighbours,
        first.date() if first else None,
        last.date() if last else None,
        params,
        outside_force,
        out,
        decided,
        encoding,
    )
    answer = _answer(question, aside)
    if answer.neighbours_missing:
        note("neighbours-missing")
    if answer.unlisted:
        note("units-unlisted", count=len(answer.unlisted), units=answer.unlisted)
    write_answer(answer, out, language())
    note("classified", path=str(out), count=len(answer.zones))


def _answer(question: Question, aside: Path | None) -> Answer:
    """Judge the rows; where they are refused, write them again with what is wrong."""
    if aside is not None:
        sources = (question.indicators, question.units, question.neighbours)
        require_apart(aside, *sources, question.decided, question.out)
    try:
        return classify_rows(question)
    except Refused as refused:
        if aside is not None and refused.code == "rows-broken":
            place = write_rows_aside(
                *(question.indicators, refused.faults, aside, language()),
                question.encoding,
            )
            note("rows-aside", path=str(place))
        raise
