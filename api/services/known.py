"""Who asked a moment ago is known without asking the database again."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Final

from api.services.access import Actor
from boundaries.refusal import Refused

FRESH_S: Final = 3.0
"""How long an answer of the database stands: as long after it, what is revoked ends."""
LONGEST_S: Final = 12 * 3600.0
"""How long it stands where the database is away: nobody can revoke anything then."""
_MOST = 20_000


class Known:
    """People and programs who asked of late, in the memory of one server."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Actor, float]] = OrderedDict()
        self._away_until = 0.0
        self._busy = threading.Lock()

    def find(self, secret: str, load: Callable[[], Actor | None]) -> Actor | None:
        """Give who is behind a secret.

        Parameters
        ----------
        secret
            Of a session or a token; only its hash is kept.
        load
            Asks the database.

        Raises
        ------
        Refused
            What `load` refuses, where the one who asks is not known.
        """
        key, now = hashlib.sha256(secret.encode()).hexdigest(), monotonic()
        with self._busy:
            kept = self._kept.get(key)
        age = now - kept[1] if kept else LONGEST_S
        if kept and age < FRESH_S:
            return kept[0]
        trusted = kept[0] if kept and age < LONGEST_S else None
        if trusted and now < self._away_until:
            return trusted
        try:
            found = load()
        except Refused:
            if trusted is None:
                raise
            self._away_until = monotonic() + FRESH_S
            return trusted
        self._keep(key, found)
        return found

    def _keep(self, key: str, found: Actor | None) -> None:
        with self._busy:
            self._kept.pop(key, None)
            if found is not None:
                self._kept[key] = (found, monotonic())
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
