"""Who runs a command, for the audit."""

import getpass
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.store.audit import Entry, append
from api.store.engine import Connection

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


def record_command(
    connection: Connection,
    now: datetime,
    action: str,
    key: str,
    unit: str,
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Tell the audit what a command changed, in the transaction of the change.

    Parameters
    ----------
    connection
        Of ``writing``.
    now
        When.
    action
        ``<kind>.<what was done>``.
    key, unit
        What it was done to, and the code of the unit that this belongs to, "" none.
    after
        What is there now, without personal data.
    reason
        As the operator gave it.
    """
    kind = action.partition(".")[0]
    entry = Entry(now, operator_name(), "command", action, kind, key, unit, after=after)
    append(connection, replace(entry, reason=reason))
