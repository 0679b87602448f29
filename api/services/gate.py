"""The gate: all that a check is decided by, in memory, renewed behind its back."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import MappingProxyType
from typing import Final

from api.services.posts import as_post, list_posts, unit_of_post
from api.services.posts_read import StandingPost
from api.store.engine import Connection, Engine, reading
from boundaries.refusal import Refused
from gis.permits.bands import BELIEVED, band_of
from gis.permits.bundle import Content
from gis.permits.records import Band, Post
from gis.permits.status import StatusList

log = logging.getLogger(__name__)
Make = Callable[[Connection, datetime], Content]
Look = Callable[[Connection, datetime], object]
EVERY_S: Final = 1.0
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_S: Final = 5.0
"""How often the first one is tried again where none could be made."""


@dataclass(frozen=True)
class Held:
    """What was known at one instant.

    Parameters
    ----------
    content
        Places, rules, keys, revoked permits and purposes: what a bundle of that
        instant says.
    posts
        By id, as a verdict sees them.
    places
        Longitude and latitude of each post.
    version
        Of the newest bundle that was signed; None for none.
    """

    content: Content
    posts: Mapping[str, Post]
    places: Mapping[str, tuple[float, float]]
    version: int | None = None
    status: Mapping[str, StatusList] = field(init=False)
    purposes: frozenset[str] = field(init=False)
    keeps: frozenset[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Put status lists by issuer, codes of purposes, rules that always pass."""
        lists = {one.issuer: one for one in self.content.status}
        codes = frozenset(one["code"] for one in self.content.purposes)
        object.__setattr__(self, "status", MappingProxyType(lists))
        object.__setattr__(self, "purposes", codes)
        rules = (r for p in self.content.rulebook.policies for r in p.rules)
        keeps = frozenset((rule.policy, rule.id) for rule in rules if rule.keeps)
        object.__setattr__(self, "keeps", keeps)


class Gate:
    """Holds the newest of what checks are decided by.

    A thread of its own looks for news once a second and makes it anew where there
    are some; a check never waits for that, and what fails leaves the one before.

    Parameters
    ----------
    store
        Gives the database.
    make
        Makes the content; a look that gives the same as the one before spares it.
    look
        Gives something that changes where the content may have.
    now
        The clock.
    """

    def __init__(
        self,
        store: Callable[[], Engine],
        make: Make,
        look: Look,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._make, self._look, self._now = store, make, look, now
        self._held: Held | None = None
        self._seen: object = None
        self._units: dict[StandingPost, str] = {}
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._busy = threading.Lock()
        self._failed = -_FIRST_S
        self._looked = monotonic()
        self.trouble: Refused | None = None

    def current(self) -> Held:
        """Give the newest.

        Raises
        ------
        Refused
            What the first one was refused for; there is nothing to decide by.
        """
        if self._held is None:
            self._first()
        held = self._held
        if held is None:
            raise self.trouble or Refused("gate-empty")
        return held

    @property
    def posts(self) -> Mapping[str, Post]:
        """Give the posts that are known, by id; none where nothing could be read."""
        if self._held is None:
            self._first()
        return self._held.posts if self._held else {}

    @property
    def band(self) -> Band:
        """Tell how long ago somebody looked for news: with the database away, it ages.

        The clock of the machine plays no part, so that it may jump.
        """
        looked = timedelta(seconds=monotonic() - self._looked)
        return band_of(_EPOCH, _EPOCH + min(looked, BELIEVED), None)

    def refresh(self) -> None:
        """Make it anew, where there is news; what fails leaves the one before."""
        with self._busy:
            try:
                with reading(self._store()) as connection:
                    seen = self._look(connection, self._now())
                    if self._held is None or seen != self._seen:
                        self._held = self._take(connection)
                        self._seen = seen
                self.trouble, self._looked = None, monotonic()
            except Refused as refused:
                self.trouble = refused
                log.warning("gate as before", extra={"code": refused.code})

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(EVERY_S)

    def _first(self) -> None:
        if monotonic() - self._failed >= _FIRST_S:
            self.refresh()
            if self._held is None:
                self._failed = monotonic()
                return
            with self._busy:
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._run, daemon=True, name="gate"
                    )
                    self._thread.start()

    def _run(self) -> None:
        while not self._ending.wait(EVERY_S):
            try:
                self.refresh()
            except Exception:  # a bug must not leave checks with what is old in silence
                log.exception("our bug", extra={"code": "gate"})
                self.trouble = Refused("gate-old")

    def _take(self, connection: Connection) -> Held:
        now = self._now()
        standing = list_posts(connection, "", now)
        units = {
            post: self._units.get(post) or unit_of_post(connection, post, now)
            for post in standing
        }
        self._units = units
        content = self._make(connection, now)
        version = content.ground.versions.get("bundle")
        return Held(
            content,
            MappingProxyType({p.id: as_post(p, units[p]) for p in standing}),
            MappingProxyType({p.id: (p.lon, p.lat) for p in standing}),
            version if isinstance(version, int) else None,
        )
