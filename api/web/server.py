"""Listening: waitress in front of the application, TLS in front of waitress."""

import socket
import threading
from collections.abc import Callable
from contextlib import closing, nullcontext
from copy import copy
from pathlib import Path
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

from api.services.work import Worker, at_work
from api.settings import Settings
from api.web.app import create_app
from api.web.tls import TlsFront, load_certificate
from boundaries.refusal import Refused

_SLOWEST_S = 30
_MOST_CONNECTIONS = 1000
_WAITING = 1024
_LARGEST_HEAD = 32_768
_LARGEST_BODY = 2 << 20
_LARGEST_UPLOAD = 27_000_000  # a file of 25 MB and the form around it
_UPLOADS = "/api/v1/uploads"
_HERE = "127.0.0.1"


def serve(
    settings: Settings,
    cert: Path | None = None,
    key: Path | None = None,
    announce: Callable[[str], None] = lambda _: None,
    *,
    work: bool = True,
) -> None:
    """Serve until the process is stopped.

    Parameters
    ----------
    settings
        Where to listen, and on what; port 0 takes a free one.
    cert, key
        Certificate chain and private key, PEM; both or none.
    announce
        Called with the address once connections are accepted.
    work
        Whether a worker does jobs beside it, in this process.

    Raises
    ------
    Refused
        ``listen-impossible`` where the port is taken or not ours,
        ``certificate-unreadable``.
    """
    context = load_certificate(cert, key) if cert and key else None
    app = create_app(settings)
    keeper = app.extensions["keeper"]
    beside = at_work(Worker(keeper.store, settings)) if work else nullcontext()
    try:
        if context is None:
            here = _listen(app, settings, settings.host, settings.port)
            with closing(here) as plain, beside:
                announce(f"http://{_written(settings.host)}:{plain.effective_port}/")
                plain.run()
            return
        with closing(_listen(app, settings, _HERE, 0, "https")) as plain:
            threading.Thread(target=plain.run, daemon=True).start()
            behind = (_HERE, plain.effective_port)
            address = settings.host, settings.port
            with _front(address, context, behind) as front, beside:
                app.wsgi_app = front.name_callers(app.wsgi_app)  # type: ignore[method-assign] # as Flask's own papers wrap it
                port = front.server_address[1]
                announce(f"https://{_written(settings.host)}:{port}/")
                front.serve_forever()
    finally:
        keeper.close()


def _listen(
    app: Flask, settings: Settings, host: str, port: int, scheme: str = "http"
) -> Any:
    """Bind waitress, and refuse plainly where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=_WAITING)
    except (OSError, OverflowError) as error:
        raise _impossible(host, port, error) from None
    server = create_server(
        app,
        sockets=[bound],
        threads=settings.threads,
        url_scheme=scheme,
        channel_timeout=_SLOWEST_S,
        connection_limit=_MOST_CONNECTIONS,
        max_request_header_size=_LARGEST_HEAD,
        max_request_body_size=_LARGEST_BODY,
        ident=None,
        # The application itself counts the hops; without proxies nobody is believed.
        clear_untrusted_proxy_headers=settings.proxies == 0,
    )
    server.channel_class = _Channel
    return server


class _Request(HTTPRequestParser):  # type: ignore[misc] # untyped
    """A request whose body is small, but where files are handed in."""

    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        """Widen the limit once it is known what is asked for."""
        super().parse_header(header_plus)
        if self.command == "POST" and self.path == _UPLOADS:
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = _LARGEST_UPLOAD


class _Channel(HTTPChannel):  # type: ignore[misc] # untyped
    parser_class = _Request


def _front(address: tuple[str, int], context: Any, behind: tuple[str, int]) -> TlsFront:
    try:
        return TlsFront(address, context, behind)
    except (OSError, OverflowError) as error:
        raise _impossible(*address, error) from None


def _impossible(host: str, port: int, error: Exception) -> Refused:
    why = getattr(error, "strerror", None) or str(error)
    return Refused("listen-impossible", place=f"{_written(host)}:{port}", why=why)


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
