"""``vungxanh policies``: who may pass, as data, and whether a file is well formed."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.door import (
    DAY,
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
from api.services.policies import (
    check_policy,
    describe_policy,
    library,
    policy_schema,
)
from api.settings import Settings
from gis.permits.read import read_policy
from gis.permits.worked import Examined, read_policy_file
from maps.words.policies import tell_examined_policy, tell_policy
from maps.words.teaching import teach


@click.group()
def policies() -> None:
    """Access policies: who may pass a post, act by act, as data."""


@policies.command("list")
@with_json
@with_language
def list_all(*, as_json: bool) -> None:
    """List the access policies that come with the software."""
    known = library()
    if as_json:
        print_json([{"id": p.id, "number": p.number, "title": p.title} for p in known])
        return
    for policy in known:
        click.echo(f"{policy.id:<20} {policy.title[language()]}")


@policies.command()
@click.argument("policy", metavar="ID_OR_FILE")
@with_json
@with_language
def show(policy: str, *, as_json: bool) -> None:
    """Show a policy: source, span in force, scope, rules, permits, parameters."""
    if as_json:
        print_json(describe_policy(policy))
        return
    given = read_policy_file(policy)
    click.echo(tell_policy(given, read_policy(policy), language()))


@policies.command()
@click.argument("path", metavar="FILE", type=FILE)
@with_json
@with_language
def check(path: Path, *, as_json: bool) -> None:
    """Check a policy FILE and the worked cases beside it (ID.cases.yaml)."""
    checked = check_policy(path)
    examined = checked.examined
    if as_json:
        print_json(_document(path, examined))
    elif examined.faults:
        for fault in examined.faults:
            say_fault(fault, err=False)
            for line in teach(fault, checked.lines_of(fault.facts)):
                click.echo(line)
    else:
        say("rules-fine", path=str(path), cases=examined.cases)
        click.echo(tell_examined_policy(examined, language()))
    if examined.faults:
        leave(FAULT_FOUND)


def _document(path: Path, examined: Examined) -> dict[str, object]:
    policy = examined.policy
    return {
        "path": str(path),
        "cases": examined.cases,
        "faults": [fault_document(fault) for fault in examined.faults],
        "rules": [rule.id for rule in policy.rules] if policy else [],
        "unreached": [{"rule": r, "side": side} for r, side in examined.unreached],
    }


@policies.command()
def schema() -> None:
    """Print the JSON Schema of policy files."""
    print_json(policy_schema())


@policies.command()
@click.option("--post", "key", required=True, help="Key of a post that stands now.")
@click.option("--day", type=DAY, default=None, help="Of the card; today if left out.")
@click.option("--out", type=FILE, required=True, help="Where the PDF is written.")
@with_language
def card(key: str, day: datetime | None, out: Path) -> None:
    """Print the rule card of a post: one page, from the rules in force."""
    from api.services.card import card_of
    from api.services.files import write_whole
    from api.services.keeper import Keeper
    from api.store.engine import reading
    from maps.prints.card import compose_card

    with closing(Keeper(Settings.from_env())) as keeper:
        snapshot = keeper.current()
        with reading(keeper.store()) as connection:
            drawn = card_of(
                connection, snapshot, key, day and day.date(), datetime.now(UTC)
            )
    write_whole(out, compose_card(drawn))
    say("published", path=str(out))
