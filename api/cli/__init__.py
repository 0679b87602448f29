"""The command line: parse, call one service, print."""

from typing import NoReturn

import click

from api.cli import (
    accounts,
    audit,
    carry,
    cases,
    checkpoints,
    checks,
    classify,
    compare,
    explain,
    forms,
    keys,
    load,
    perimeter,
    permits,
    policies,
    publish,
    rules,
    serve,
    sign,
    store,
    units,
    work,
)
from api.cli.door import run, with_language

__all__ = ["commands", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vungxanh")
@with_language
def commands() -> None:
    """Vùng Xanh: outbreak zones, judged by rule and published as maps.

    Exit codes: 0 done; 1 looked and found a fault; 2 misused; 3 refused; 4 our bug.
    """


for command in (
    audit.audit,
    units.units,
    cases.cases,
    rules.rules,
    checkpoints.checkpoints,
    checks.checks,
    classify.classify,
    compare.compare,
    explain.explain,
    perimeter.perimeter,
    permits.permits,
    policies.policies,
    publish.publish,
    publish.verify,
    publish.demo,
    load.load,
    serve.serve,
    keys.keys,
    sign.sign,
    store.store,
    accounts.accounts,
    work.work,
):
    commands.add_command(command)


for command in (carry.crosswalk, carry.carry):
    units.units.add_command(command)
rules.rules.add_command(forms.rules_template)
for command in (
    forms.cases_template,
    forms.day_form,
    forms.indicators,
    forms.export,
    forms.daily,
):
    cases.cases.add_command(command)


def main() -> NoReturn:
    """Run ``vungxanh``."""
    run(commands)
