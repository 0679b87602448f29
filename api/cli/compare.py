"""``vungxanh compare``: two rule sets on the same data."""

from datetime import datetime
from pathlib import Path

import click

from api.cli.door import DAY, FILE, say, say_faults, with_language
from api.services.compare import compare_rules
from api.settings import Settings
from boundaries.spans import VIETNAM


@click.command()
@click.argument("province_file", metavar="PROVINCE.TOML", type=FILE)
@click.option("--day", required=True, type=DAY, help="The day that is compared.")
@click.option(
    "--rules", nargs=2, required=True, help="Two rule sets: ids, or rule files."
)
@click.option("--out", required=True, type=FILE, help="The page to write.")
@with_language
def compare(
    province_file: Path, day: datetime, rules: tuple[str, str], out: Path
) -> None:
    """Compare two rule sets on the rows of a province, on one page.

    \b
    vungxanh compare province.toml --day 2021-10-05 --rules vn-2686 vn-4800 \\
        --out compare.html

    A rule set that was not in force on that day is judged all the same; the page
    says so.
    """  # noqa: D301 - \b is click's own mark
    done = compare_rules(
        province_file,
        day.date(),
        rules,
        out,
        settings=Settings.from_env(),
        today=datetime.now(VIETNAM).date(),
    )
    say_faults(done.faults)
    say("compared", path=str(out))
