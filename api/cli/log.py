"""The log of processes that stay: one line an event, on stderr."""

import logging

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s %(code)s%(job)s%(route)s"
_BLANK = {"code": "", "job": "", "route": ""}


def keep_log() -> None:
    """Write warnings and errors with the instant and the code of what was refused."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORM, defaults=_BLANK))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
