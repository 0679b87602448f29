"""``vungxanh keys``: the root, keys of bundles and of permits."""

from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.door import FILE, print_json, say, with_json, with_language
from api.settings import Settings
from boundaries.spans import VIETNAM
from gis.permits.keys import Key

_DAYS = click.IntRange(1, 3650)


@click.group()
def keys() -> None:
    """Keys of permits and bundles: make, list, revoke."""


@keys.command()
@click.option("--out", type=FILE, required=True, help="File of the private key.")
@click.option("--days", type=_DAYS, default=3650, help="How long it signs.")
@with_language
def root(out: Path, days: int) -> None:
    """Make the root key, whose file is kept off every machine of the service."""
    from api.services.keys import make_root
    from api.store.engine import opened

    with opened(Settings.from_env().database_url) as engine:
        key = make_root(engine, out, datetime.now(UTC), days)
    say("keys-root", kid=key.kid.hex(), path=str(out))


@keys.command()
@click.option("--unit", default="", help="Whose permits it signs.")
@click.option("--bundle", is_flag=True, help="A key of bundles instead.")
@click.option("--root", "root_file", type=FILE, help="The root's file, for --bundle.")
@click.option("--days", type=_DAYS, default=None, help="How long it signs.")
@with_language
def make(unit: str, root_file: Path | None, days: int | None, *, bundle: bool) -> None:
    """Make a key; where another one signs, the new one begins a day later."""
    from api.services.keys import (
        LIVES,
        make_bundle_key,
        make_permit_key,
        require_unit,
    )
    from api.store.engine import opened

    if bundle == bool(unit) or bundle != (root_file is not None):
        raise click.UsageError("Either --unit UNIT, or --bundle --root FILE.")
    settings, now = Settings.from_env(), datetime.now(UTC)
    with opened(settings.database_url) as engine:
        if root_file is not None:
            span = days or LIVES["bundle"]
            key = make_bundle_key(engine, settings, root_file, now, span)
        else:
            span = days or LIVES["permit"]
            require_unit(engine, unit)
            key = make_permit_key(engine, settings, unit, now, span)
    say("keys-made", **facts_of(key))


@keys.command("list")
@with_json
@with_language
def list_keys(*, as_json: bool) -> None:
    """List every key: whose, for what, from when to when, whether it is revoked."""
    from api.services.keys import list_all
    from api.store.engine import opened

    with opened(Settings.from_env().database_url) as engine:
        found = list_all(engine)
    if as_json:
        print_json({"keys": [_document(key) for key in found]})
        return
    for key in found:
        say("keys-row" if key.revoked_at is None else "keys-revoked", **facts_of(key))
    if not found:
        say("keys-none")


@keys.command()
@click.argument("key")
@click.option("--reason", required=True, help="Why; it goes into the audit.")
@with_language
def revoke(key: str, reason: str) -> None:
    """Believe KEY no more: all that it signed ends with the next bundle."""
    from api.services.keys import revoke as revoke_key
    from api.store.engine import opened

    with opened(Settings.from_env().database_url) as engine:
        found = revoke_key(engine, key, reason, datetime.now(UTC))
    say(f"keys-gone-{found.use}", **facts_of(found))


def facts_of(key: Key) -> dict[str, object]:
    """Give what the sentences about a key need."""
    return {
        "kid": key.kid.hex(),
        "unit": key.unit or "—",
        "use": key.use,
        "starts": _day(key.starts),
        "ends": _day(key.signs_until),
    }


def _document(key: Key) -> dict[str, object]:
    times = {
        name: None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
        for name in ("starts", "signs_until", "trusted_until", "revoked_at")
        for at in (getattr(key, name),)
    }
    return {"key": key.kid.hex(), "unit": key.unit, "use": key.use, **times}


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, VIETNAM):%d/%m/%Y}"
