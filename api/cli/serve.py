"""``vungxanh serve``: the service."""

import signal
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from api.cli.accounts import note_first
from api.cli.beside import signer_beside
from api.cli.door import FILE, note, with_language
from api.cli.log import keep_log
from api.settings import Settings
from api.store.engine import file_of


@click.command()
@click.option("--host", default=None, help="Address to listen on.")
@click.option("--port", default=None, type=int, help="Port; 8080 by default.")
@click.option("--publications", type=FILE, help="Folder of publications to serve.")
@click.option("--cert", type=FILE, help="TLS certificate chain, PEM.")
@click.option("--key", type=FILE, help="TLS private key, PEM.")
@click.option(
    "--no-work",
    is_flag=True,
    help="Leave the jobs to `vungxanh work` and the signing to `vungxanh sign`.",
)
@with_language
def serve(
    host: str | None,
    port: int | None,
    publications: Path | None,
    cert: Path | None,
    key: Path | None,
    *,
    no_work: bool,
) -> None:
    """Serve the published pages and the zones API until stopped."""
    from api.web.server import serve as run_server

    if (cert is None) != (key is None):
        raise click.UsageError("--cert and --key belong together.")
    settings = Settings.from_env()
    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        publications=publications or settings.publications,
    )
    keep_log()
    signal.signal(signal.SIGTERM, _end)
    note_first(settings)
    # Where the store is a file, all of the service is on this machine.
    embedded = file_of(settings.database_url) is not None and not no_work
    with ExitStack() as stack:

        def announce(address: str) -> None:
            note("serving", address=address)
            if embedded:
                stack.enter_context(signer_beside(settings))

        run_server(settings, cert, key, announce, work=not no_work)


def _end(*_: object) -> NoReturn:
    """End as Ctrl+C does: what is open is closed, a job that runs is given back."""
    raise SystemExit(0)
