"""Listening: waitress in front of the application."""

from collections.abc import Callable
from pathlib import Path

from waitress.server import create_server

from api.settings import Settings
from api.web.app import create_app
from boundaries.refusal import Refused

_SLOWEST_S = 30
_MOST_CONNECTIONS = 1000
_LARGEST_HEAD = 32_768
_LARGEST_BODY = 2 << 20


def serve(
    settings: Settings,
    cert: Path | None = None,
    key: Path | None = None,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until the process is stopped.

    Parameters
    ----------
    settings
        Where to listen, and on what.
    cert, key
        Certificate chain and private key, PEM; both or none.
    announce
        Called with the address once connections are accepted.

    Raises
    ------
    Refused
        ``listen-impossible`` where the port is taken or not ours.
    """
    app = create_app(settings)
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            channel_timeout=_SLOWEST_S,
            connection_limit=_MOST_CONNECTIONS,
            max_request_header_size=_LARGEST_HEAD,
            max_request_body_size=_LARGEST_BODY,
            ident=None,
        )
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        raise Refused(
            "listen-impossible", place=place, why=error.strerror or str(error)
        ) from None
    announce(f"http://{settings.host}:{server.effective_port}/")
    try:
        server.run()
    finally:
        server.close()
        app.extensions["keeper"].close()
