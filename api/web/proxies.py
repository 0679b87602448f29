"""What reverse proxies in front say about who asks: scheme, host, address."""

from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SCHEMES = frozenset({"http", "https"})


def register(app: Flask, hops: int) -> None:
    """Believe the last `hops` values of each X-Forwarded header, and none at 0."""
    if hops:
        known = _known_schemes(app.wsgi_app)
        fixed = ProxyFix(known, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = fixed  # type: ignore[method-assign] # as Flask's own papers wrap it


def _known_schemes(application: "WSGIApplication") -> "WSGIApplication":
    """Take what is no scheme for plain HTTP: a cookie is bound to TLS or it is not."""

    def narrowed(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "list[bytes]":
        scheme = environ["wsgi.url_scheme"].lower()
        environ["wsgi.url_scheme"] = scheme if scheme in _SCHEMES else "http"
        return application(environ, start_response)  # type: ignore[return-value] # any iterable

    return narrowed
