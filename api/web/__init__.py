"""The HTTP service: parse, call one service, answer."""

from api.web.app import create_app

__all__ = ["create_app"]
