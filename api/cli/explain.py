"""``vungxanh explain``: the whole path from rows to the colour of one unit."""

from datetime import datetime
from pathlib import Path

import click

from api.cli.classify import name_params
from api.cli.door import DAY, FILE, language, print_json, with_json, with_language
from api.services.classify import Question
from api.services.explain import Explained, explain_province, explain_rows
from api.settings import Settings
from maps.words.explain import tell_explanation
from maps.words.explain_document import document_explanation

_PROVINCE = Path("province.toml")


@click.command()
@click.argument("province_file", metavar="[PROVINCE.TOML]", type=FILE, required=False)
@click.option("--unit", required=True, help="Code of the unit.")
@click.option("--day", required=True, type=DAY, help="The day that is explained.")
@click.option("--rules", help="A rule set's id, or a rule file; with --indicators.")
@click.option("--indicators", type=FILE, help="rows.csv, in place of a province.")
@click.option("--units", type=FILE, help="units.csv, or a layer with polygons.")
@click.option("--neighbours", type=FILE, help="neighbours.csv")
@click.option(
    "--param", "params", multiple=True, callback=name_params, metavar="NAME=VALUE"
)
@click.option("--decided", type=FILE, help="decided.csv: levels that were decided.")
@click.option(
    "--outside-force", is_flag=True, help="Judge days when the decision did not hold."
)
@with_json
@with_language
def explain(  # noqa: PLR0913 - one argument for each option
    province_file: Path | None,
    unit: str,
    day: datetime,
    rules: str | None,
    indicators: Path | None,
    units: Path | None,
    neighbours: Path | None,
    params: dict[str, object],
    *,
    decided: Path | None,
    outside_force: bool,
    as_json: bool,
) -> None:
    """Tell why a unit has its colour on a day, from the rows on.

    \b
    vungxanh explain tien-giang/province.toml --unit 28249 --day 2021-09-20
    vungxanh explain --rules vn-2686 --indicators rows.csv --unit 28249 --day 2021-09-20

    Without a province file and without --rules, ./province.toml is taken.
    """  # noqa: D301 - \b is click's own mark
    asked = day.date()
    beside = (indicators, units, neighbours, params, decided, outside_force)
    if rules is None and any(beside):
        raise click.UsageError("--indicators and its options go with --rules")
    if rules is None:
        path = province_file or _PROVINCE
        told = explain_province(path, unit, asked, Settings.from_env())
    elif province_file is not None or indicators is None:
        raise click.UsageError("give a province file, or --rules with --indicators")
    else:
        question = Question(
            rules,
            indicators,
            units,
            neighbours,
            params=params,
            outside_force=outside_force,
            decided=decided,
        )
        told = explain_rows(question, unit, asked)
    _print(told, as_json=as_json)


def _print(told: Explained, *, as_json: bool) -> None:
    if as_json:
        print_json(document_explanation(told.explanation, language(), told.names))
    else:
        click.echo(tell_explanation(told.explanation, language(), told.names))
