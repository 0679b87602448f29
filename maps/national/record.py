"""One national publication: every province's levels of the last days, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.measure import STORED
from gis.rulesets import RuleSet
from maps.publication.verify import NATIONAL
from maps.words.said import Lang

DAYS = 30
COLUMNS = ("name", "kind", "district", "province", "geometry")


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one province gives to the national publication.

    Parameters
    ----------
    province, name
        Code and full name.
    units : GeoDataFrame, EPSG:4326, n communes, index `code`
        `name`, `kind`, `district` (its name, may be empty), `province`, `geometry`
        (missing where a commune has no polygon).
    levels : [n, days], int8
        In force on each of the days shown; 0 where it cannot be told.
    since : [n], int32
        Days before the first day shown on which the spell of that day began.
    reported
        Communes that reported, and of how many, by day.
    ruleset
        That gave the levels; None where there are none.
    state, number, version, path, manifest_sha256
        Of the province's own publication of the day; empty where there is none.
    refused
        By language, why the province could not be published; empty where it was.
    """

    province: str
    name: str
    units: gpd.GeoDataFrame
    levels: NDArray[np.int8]
    since: NDArray[np.int32]
    reported: Mapping[date, tuple[int, int]]
    ruleset: RuleSet | None = None
    state: str = ""
    number: str = ""
    version: int = 0
    path: str = ""
    manifest_sha256: str = ""
    refused: Mapping[Lang, str] | None = None


@dataclass(frozen=True, kw_only=True)
class National:
    """What is published of the whole country for one day.

    Parameters
    ----------
    day, first
        The published day and the first day shown.
    title
        By language.
    shares
        One for each province, by code.
    common
        The one rule set under which all rows were judged; None where each
        province's own announced levels are shown.
    params
        The parameters of `common` that were set by hand.
    drafted_by
        Who drafts.
    link
        Where people find the page, for the picture's QR code; may be empty.
    notices
        Codes of sentences that page and picture must carry.
    context
        Land around (`name`, geometry, EPSG:4326), or None.
    reason
        Why an earlier version is replaced.
    version, replaces, fingerprint
        Given by the writer.
    """

    day: date
    first: date
    title: Mapping[Lang, str]
    shares: tuple[Share, ...]
    common: RuleSet | None
    params: Mapping[str, object]
    drafted_by: str
    link: str = ""
    notices: tuple[str, ...] = ()
    context: gpd.GeoDataFrame | None = None
    reason: str | None = None
    version: int = 0
    replaces: int | None = None
    fingerprint: str = ""

    def numbered(self, version: int, replaces: int | None) -> "National":
        """Give the same publication with its number and the number it replaces."""
        return replace(self, version=version, replaces=replaces)

    @property
    def province(self) -> str:
        """Name the folder beside those of the provinces."""
        return NATIONAL

    @property
    def days(self) -> list[date]:
        """Give the days shown, in order."""
        return [
            self.first + timedelta(days=n)
            for n in range((self.day - self.first).days + 1)
        ]

    @property
    def state(self) -> Literal["proposed", "decided"]:
        """Say ``decided`` where every province's levels are; judged anew is a draft."""
        told = [share.state for share in self.shares if share.path]
        whole = bool(told) and all(state == "decided" for state in told)
        return "decided" if whole and self.common is None else "proposed"

    @cached_property
    def rulesets(self) -> tuple[RuleSet, ...]:
        """Give the rule sets of all provinces, each once, in the order of their ids."""
        found = {s.ruleset.sha256: s.ruleset for s in self.shares if s.ruleset}
        return tuple(sorted(found.values(), key=lambda rules: (rules.id, rules.sha256)))

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """Give the communes of all provinces in the order of `shares`."""
        frames = [share.units for share in self.shares]
        joined = pd.concat(frames) if frames else empty_units()
        return gpd.GeoDataFrame(joined, geometry="geometry", crs=STORED)

    @cached_property
    def levels(self) -> NDArray[np.int8]:
        """Give the levels of all communes, [n, days], 0 where it cannot be told."""
        none = np.zeros((0, len(self.days)), dtype=np.int8)
        return np.concatenate([none, *(share.levels for share in self.shares)])

    @cached_property
    def since(self) -> NDArray[np.int32]:
        """Give `Share.since` of all communes."""
        none = np.zeros(0, dtype=np.int32)
        return np.concatenate([none, *(share.since for share in self.shares)])

    @cached_property
    def share_of(self) -> NDArray[np.int64]:
        """Give the number of each commune's province."""
        counts = np.array([len(share.units) for share in self.shares], dtype=int)
        return np.repeat(np.arange(len(self.shares)), counts)

    def reported(self, day: date) -> tuple[int, int]:
        """Count the communes that reported a day, of all that are shown."""
        told = [s.reported.get(day, (0, len(s.units))) for s in self.shares]
        return sum(n for n, _ in told), sum(of for _, of in told)


def empty_units() -> gpd.GeoDataFrame:
    """Give no commune at all, with the columns of `Share.units`."""
    columns: dict[str, Sequence[object]] = {name: [] for name in COLUMNS}
    frame = gpd.GeoDataFrame(columns, geometry="geometry", crs=STORED)
    return frame.rename_axis("code")
