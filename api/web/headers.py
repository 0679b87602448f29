"""What every answer tells a browser not to do."""

from flask import Flask, Response, request

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
CLOSED = f"{_NOTHING}; frame-ancestors 'none'"
OWN_PAGE = f"{_NOTHING}; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
DESK_PAGE = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'"
)
PUBLISHED_PAGE = (
    f"{_NOTHING}; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; frame-ancestors 'none'; "
    "sandbox allow-scripts allow-downloads allow-modals allow-popups"
)
FILE = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_YEAR_S = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Put the headers on every answer, errors included."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", CLOSED)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure:
            kept = f"max-age={_YEAR_S}"
            response.headers.setdefault("Strict-Transport-Security", kept)
        return response
