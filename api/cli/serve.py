"""``vungxanh serve``: the service."""

from dataclasses import replace
from pathlib import Path

import click

from api.cli.door import FILE, note, with_language
from api.settings import Settings


@click.command()
@click.option("--host", default=None, help="Address to listen on.")
@click.option("--port", default=None, type=int, help="Port; 8080 by default.")
@click.option("--publications", type=FILE, help="Folder of publications to serve.")
@click.option("--cert", type=FILE, help="TLS certificate chain, PEM.")
@click.option("--key", type=FILE, help="TLS private key, PEM.")
@with_language
def serve(
    host: str | None,
    port: int | None,
    publications: Path | None,
    cert: Path | None,
    key: Path | None,
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
    run_server(settings, cert, key, lambda at: note("serving", address=at))
