"""``vungxanh permits``: order from a file, look at one by its code, ask to revoke."""

from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.door import (
    FAULT_FOUND,
    FILE,
    fault_document,
    leave,
    note,
    print_json,
    say,
    say_faults,
    with_json,
    with_language,
)
from api.settings import Settings


@click.group()
def permits() -> None:
    """Permits: order many from a file, show one by its code, ask to revoke it."""


@permits.command()
@click.argument("order", type=FILE)
@click.option("--unit", required=True, help="Code of the unit that issues.")
@click.option(
    "--kind", required=True, help="Kind of permit, as an act in force names it."
)
@click.option("--out", type=FILE, help="Sign now, and write the QR sheets here (PDF).")
@click.option("--one", is_flag=True, help="One permit on a page instead of eight.")
@click.option(
    "--refused", type=FILE, help="Write the rows that were refused here (CSV)."
)
@click.option("--preview", is_flag=True, help="Only say what would come of it.")
@with_json
@with_language
def issue(
    order: Path,
    unit: str,
    kind: str,
    out: Path | None,
    refused: Path | None,
    *,
    one: bool,
    preview: bool,
    as_json: bool,
) -> None:
    """Order the permits of a file, rows as in the form of the desk (CSV or XLSX).

    Without --out, `vungxanh sign` signs them. Exit code 1 where rows were refused.
    """
    from api.services.permits_command import Wish, issue_file
    from api.store.engine import opened

    settings = Settings.from_env()
    wish = Wish(order, unit, kind, out, refused, preview=preview, one=one)
    with opened(settings.database_url) as engine:
        answer = issue_file(engine, settings, wish, datetime.now(UTC))
    if as_json:
        print_json(
            {
                "order": answer.key or None,
                "counts": dict(answer.counts),
                "refused": [fault_document(fault) for fault in answer.refused],
                "duplicate": list(answer.duplicate),
            }
        )
    else:
        say("rows", name=order.name, **_counted(answer.counts))
        if answer.key:
            say("permits-ordered", key=answer.key)
        if out is not None and answer.key:
            say("permits-printed", path=str(out))
        say_faults(answer.refused)
    if answer.refused:
        leave(FAULT_FOUND)


@permits.command()
@click.argument("code")
@with_json
@with_language
def show(code: str, *, as_json: bool) -> None:
    """Show the state of the permit whose CODE stands below its QR code."""
    from api.services.permits_command import show_one
    from api.store.engine import opened

    now = datetime.now(UTC)
    with opened(Settings.from_env().database_url) as engine:
        known = show_one(engine, code)
    told = {
        "code": known.permit.code,
        "order": known.permit.order_key,
        "kind": known.permit.kind,
        "state": known.state(now),
        "starts": known.permit.starts.isoformat(),
        "ends": known.permit.ends.isoformat(),
    }
    if as_json:
        print_json(told)
    else:
        say("permits-row", **{**told, "state": known.state(now)})


@permits.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; without names or numbers.")
@with_language
def revoke(code: str, reason: str) -> None:
    """Ask that a permit is revoked; somebody else decides, at the desk."""
    from api.services.permits_command import revoke_one
    from api.store.engine import opened

    with opened(Settings.from_env().database_url) as engine:
        known = revoke_one(engine, code, reason, datetime.now(UTC))
    note("permits-asked", code=known.permit.code)


def _counted(counts: object) -> dict[str, int]:
    told = dict(counts)  # type: ignore[call-overload] # a mapping of figures
    return {name: told[name] for name in ("read", "accepted", "refused", "duplicate")}
