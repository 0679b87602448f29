"""``vungxanh load``: what a province hands in, taken into the store."""

from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.door import FILE, print_json, say, with_json, with_language
from api.services.load import load_province
from api.services.operator import operator_name
from api.settings import Settings


@click.command()
@click.argument("province_file", metavar="PROVINCE.TOML", type=FILE)
@click.option(
    "--layer",
    "layers",
    multiple=True,
    metavar="KIND=FILE",
    help="A further layer: trips, staff, ground, act, posts or access.",
)
@with_json
@with_language
def load(province_file: Path, layers: tuple[str, ...], *, as_json: bool) -> None:
    """Keep the units, cases and layers of a province; twice is once."""
    more = {}
    for one in layers:
        kind, equals, file = one.partition("=")
        if not equals:
            raise click.UsageError(f"--layer {one}: KIND=FILE is needed.")
        more[kind] = Path(file)
    loaded = load_province(
        province_file,
        datetime.now(UTC),
        Settings.from_env(),
        by=operator_name(),
        more=more,
    )
    facts = {
        "province": loaded.province,
        "units": loaded.units.count if loaded.units else 0,
        "cases": loaded.cases.new if loaded.cases else 0,
        "directives": loaded.directives,
        "layers": [layer.kind for layer in loaded.layers],
    }
    if as_json:
        print_json(facts)
    else:
        say("loaded", **facts)
