"""A signer beside the small desk: its keys in a folder of their own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from api.services import keys
from api.services.signing import Signing
from api.settings import Settings
from api.store.engine import reading
from api.store.keys import list_keys
from gis.permits.bundle import Bundle, Seen, read_bundle
from tests.api.desk import Desk


class Signer:
    """Who runs the machine: makes keys, and signs what waits."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.root = desk, folder / "offline" / "root.pem"
        given: Settings = desk.app.extensions["settings"]
        self.settings = replace(given, signing_keys=folder / "signing")
        self.signing = Signing(desk.app.extensions["keeper"], self.settings, desk.clock)

    def begin(self) -> "Signer":
        """Make the root and the first key of bundles."""
        now = self.desk.clock()
        keys.make_root(self.desk.engine, self.root, now, 3650)
        self.new_key()
        return self

    def new_key(self) -> Any:
        """Make the next key of bundles."""
        args = self.settings, self.root, self.desk.clock(), 180
        return keys.make_bundle_key(self.desk.engine, *args)

    def permit_key(self, unit: str = "91", days: int = 90) -> Any:
        """Make the next key of permits of a unit."""
        args = self.settings, unit, self.desk.clock(), days
        return keys.make_permit_key(self.desk.engine, *args)

    def sign(self) -> int | None:
        """Look once; give the version that was signed, or None."""
        return self.signing.run_once().version

    def fetch(self, seen: Seen | None = None) -> Bundle:
        """Fetch and believe the bundle as a phone does."""
        raw = self.desk.nobody().client.get("/api/v1/bundle").data
        with reading(self.desk.engine) as connection:
            roots = list_keys(connection, "root")
        return read_bundle(raw, roots, newest_seen=seen)
