"""Compressed answers for the checkpoint page: every byte of it crosses a weak network.

Only files that are the same for everybody are compressed: next to a secret, the length
of a compressed answer would tell of it.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_PLACES = (
    "/static/post/",
    "/static-vendor/qr/",
    "/static-vendor/cborg/",
    "/post",
    "/api/v1/names",
)
_TEXTS = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
_LEAST = 400  # bytes; below that the frame of gzip eats the gain
_BEST = 9
_KEPT = 128


def register(app: Flask) -> None:
    """Compress the text of the checkpoint page for who says it can be read."""

    @app.after_request
    def squeeze(response: Response) -> Response:
        if not request.path.startswith(_PLACES) or not _is_text(response):
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or not request.accept_encodings["gzip"]:  # noqa: PLR2004 - a whole answer
            return response
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) < _LEAST or "no-store" in response.headers.get(
            "Cache-Control", ""
        ):
            return response
        response.set_data(_squeezed(body))
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag is not None:
            # The same words in other bytes: a weak tag is what HTTP has for that.
            response.set_etag(tag, weak=True)
        return response


def _is_text(response: Response) -> bool:
    kind = response.content_type or ""
    return kind.startswith(_TEXTS) and "Content-Encoding" not in response.headers


@lru_cache(maxsize=_KEPT)
def _squeezed(body: bytes) -> bytes:
    return gzip.compress(body, _BEST, mtime=0)
