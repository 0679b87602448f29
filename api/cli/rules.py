"""``vungxanh rules``: what the decisions say, and whether a new file is well formed."""

from pathlib import Path

import click

from api.cli.door import (
    FAULT_FOUND,
    FILE,
    fault_document,
    language,
    leave,
    print_json,
    say,
    say_fault,
    with_json,
    with_language,
)
from api.services.rules import (
    check_rules,
    describe_rules,
    list_rules,
    rules_schema,
)
from gis.rulesets import load_ruleset
from gis.rulesets.worked import Examined
from maps.words.rulesets import tell_examined, tell_ruleset
from maps.words.teaching import teach


@click.group()
def rules() -> None:
    """Rule sets: official decisions as data."""


@rules.command("list")
@with_json
@with_language
def list_all(*, as_json: bool) -> None:
    """List the rule sets that come with the software."""
    known = list_rules()
    if as_json:
        print_json(
            [{"id": r.id, "kind": r.kind, "title": r.title.model_dump()} for r in known]
        )
        return
    for ruleset in known:
        click.echo(f"{ruleset.id:<20} {ruleset.title[language()]}")


@rules.command()
@click.argument("ruleset", metavar="ID_OR_FILE")
@with_json
@with_language
def show(ruleset: str, *, as_json: bool) -> None:
    """Show a rule set: source, span in force, levels, inputs, parameters."""
    if as_json:
        print_json(describe_rules(ruleset))
    else:
        click.echo(tell_ruleset(load_ruleset(ruleset), language()))


@rules.command()
@click.argument("path", metavar="FILE", type=FILE)
@with_json
@with_language
def check(path: Path, *, as_json: bool) -> None:
    """Check a rule FILE and the worked cases beside it (ID.cases.yaml)."""
    checked = check_rules(path)
    examined = checked.examined
    faults = examined.faults
    if as_json:
        print_json(_document(path, examined))
    elif examined.ruleset is None or faults:
        for fault in faults:
            say_fault(fault, err=False)
            for line in teach(fault, checked.lines_of(fault)):
                click.echo(line)
    else:
        say("rules-fine", path=str(path), cases=examined.cases)
        click.echo(tell_examined(examined.ruleset, examined, language()))
    if faults:
        leave(FAULT_FOUND)


def _document(path: Path, examined: Examined) -> dict[str, object]:
    ruleset, unreached = examined.ruleset, examined.unreached
    return {
        "path": str(path),
        "cases": examined.cases,
        "faults": [fault_document(fault) for fault in examined.faults],
        "reads": [*ruleset.inputs] if ruleset else [],
        "decides": [level.id for level in ruleset.levels] if ruleset else [],
        "unreached": {
            "levels": [*unreached.levels],
            "clauses": [*unreached.clauses],
            "steps": [
                {"section": section, "step": step, "level": level}
                for section, step, level in unreached.steps
            ],
        },
    }


@rules.command()
def schema() -> None:
    """Print the JSON Schema of rule files."""
    print_json(rules_schema())
