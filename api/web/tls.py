"""TLS in front of waitress, which speaks none itself: decrypt, hand on, encrypt."""

import contextlib
import selectors
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from boundaries.refusal import Refused

_SLOWEST_S = 30
_MOST_CONNECTIONS = 256
_PIECE = 1 << 16


def load_certificate(cert: Path, key: Path) -> ssl.SSLContext:
    """Read a certificate chain and its private key; TLS 1.2 is the oldest spoken.

    Raises
    ------
    Refused
        ``certificate-unreadable``.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key, password="")
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or getattr(error, "strerror", None)
        raise Refused(
            "certificate-unreadable",
            cert=cert.name,
            key=key.name,
            why=why or str(error),
        ) from None
    return context


class TlsFront(socketserver.ThreadingTCPServer):
    """Accepts TLS connections and hands what they say to a plain local server.

    Parameters
    ----------
    address
        Host and port to listen on.
    context
        Of `load_certificate`.
    behind
        Host and port of the plain server.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        context: ssl.SSLContext,
        behind: tuple[str, int],
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Relay)
        self.context = context
        self.behind = behind
        self.places = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        self.callers: dict[str, str] = {}
        """Who speaks, by the port from which the plain server hears it."""

    def name_callers(self, application: Any) -> Any:
        """Let a WSGI application know the address of who speaks, not of this front."""

        def named(environ: dict[str, Any], start_response: Any) -> Any:
            caller = self.callers.get(str(environ.get("REMOTE_PORT")))
            if caller is not None:
                environ["REMOTE_ADDR"] = caller
            return application(environ, start_response)

        return named


class _Relay(socketserver.BaseRequestHandler):
    """One connection; a client that is slow or speaks no TLS is hung up on."""

    server: TlsFront
    request: socket.socket

    def handle(self) -> None:
        if not self.server.places.acquire(blocking=False):
            return
        try:
            with contextlib.suppress(OSError):
                self._hand_on()
        finally:
            self.server.places.release()

    def _hand_on(self) -> None:
        self.request.settimeout(_SLOWEST_S)
        with (
            self.server.context.wrap_socket(self.request, server_side=True) as outer,
            socket.create_connection(self.server.behind, _SLOWEST_S) as inner,
            selectors.DefaultSelector() as waiting,
            self._named(inner),
        ):
            waiting.register(outer, selectors.EVENT_READ, (outer, inner))
            waiting.register(inner, selectors.EVENT_READ, (inner, outer))
            while ready := waiting.select(_SLOWEST_S):
                for key, _ in ready:
                    if not _pass_on(*key.data):
                        return
                while outer.pending():
                    if not _pass_on(outer, inner):
                        return

    @contextlib.contextmanager
    def _named(self, inner: socket.socket) -> Iterator[None]:
        """Remember who speaks through a connection to the plain server."""
        port = str(inner.getsockname()[1])
        self.server.callers[port] = self.client_address[0]
        try:
            yield
        finally:
            self.server.callers.pop(port, None)


def _pass_on(source: socket.socket, target: socket.socket) -> bool:
    """Hand one piece on; False once the source has said all."""
    piece = source.recv(_PIECE)
    if piece:
        target.sendall(piece)
    return bool(piece)
