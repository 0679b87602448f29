"""What keeps the service from its work, and what will if nobody looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from api.services.keeper import Keeper
from api.services.secret import check_secret
from api.settings import Settings
from api.store.bundles import newest_bundle
from api.store.engine import reading
from api.store.jobs import overdue
from boundaries.refusal import Refused
from gis.permits.bands import FRESH

PATIENCE: Final = timedelta(minutes=2)
"""How long a job waits, or a worker is silent, before somebody is told."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found.

    Parameters
    ----------
    troubles
        The service cannot do its work, or does not tell the newest.
    warnings
        It answers, but a part of it is not looked after.
    """

    troubles: Sequence[Refused]
    warnings: Sequence[Refused]

    @property
    def status(self) -> str:
        """Give ``ready``, ``degraded`` or ``not ready``."""
        if self.troubles:
            return "not ready"
        return "degraded" if self.warnings else "ready"


def find_troubles(
    keeper: Keeper, settings: Settings, now: datetime, checks: Sequence[Refused] = ()
) -> Readiness:
    """Look at publications, store, secret and jobs; `checks` says what of theirs."""
    troubles, warnings = list(keeper.troubles), list(checks)
    try:
        warnings += _neglected(keeper, now)
    except Refused as refused:
        if refused.code not in {trouble.code for trouble in troubles}:
            troubles.append(refused)
    wrong = check_secret(settings)
    if wrong is not None:
        warnings.append(wrong)
    return Readiness(troubles, warnings)


def _neglected(keeper: Keeper, now: datetime) -> list[Refused]:
    with reading(keeper.store()) as connection:
        waiting, stuck = overdue(connection, now, PATIENCE)
        bundle = newest_bundle(connection)
    minutes = int(PATIENCE.total_seconds() // 60)
    found = []
    if waiting:
        found.append(Refused("jobs-unattended", count=waiting, minutes=minutes))
    if stuck:
        found.append(Refused("jobs-stuck", count=stuck, minutes=minutes))
    if bundle is not None and now - bundle.issued > FRESH:
        hours = int((now - bundle.issued).total_seconds() // 3600)
        found.append(Refused("bundle-old", hours=hours))
    return found
