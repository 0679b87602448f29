"""Who runs a command, for the audit."""

import getpass
import os

VARIABLE = "VUNGXANH_OPERATOR"
_NOBODY = "command"


def operator_name() -> str:
    """Give the name of the one who runs a command: as set, else as signed in here."""
    if named := os.environ.get(VARIABLE, "").strip():
        return named[:100]
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return _NOBODY
