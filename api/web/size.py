"""How large a request may be: small everywhere, but for routes that say otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

View = TypeVar("View", bound=Callable[..., Any])
_TAKES = "size_takes"


def takes(most: int) -> Callable[[View], View]:
    """Let this route take a body of up to `most` bytes."""

    def mark(view: View) -> View:
        setattr(view, _TAKES, most)
        return view

    return mark


def register(app: Flask) -> None:
    """Set the limit before anybody reads the form, the token in it included."""

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        most = getattr(view, _TAKES, None)
        if most is not None:
            request.max_content_length = most
