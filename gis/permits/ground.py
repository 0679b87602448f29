"""What is known of places: units, zones by day, directives in force, perimeters.

Frozen tables, and one question: `Ground.place`. The twin is
``api/web/static/post/ground.js``; both read the document of `Ground.as_json`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gis.permits.records import Place

NO_REPORT = "no_report"
_TIERS = ("province", "district", "commune")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Zoning:
    """Zones in force from an instant on.

    Parameters
    ----------
    starts
        Epoch seconds.
    levels
        By unit code: level (1 = best, None for no report) and the zone's id. A unit
        that is not in it keeps what an earlier zoning says.
    """

    starts: int
    levels: Mapping[str, tuple[int | None, str]]


@dataclass(frozen=True, slots=True)
class Turn:
    """Directives in force from an instant on.

    Parameters
    ----------
    starts
        Epoch seconds.
    acts
        By unit code: (basis, number) of each directive in force; it holds for all
        below the unit that have no entry of their own. The table is whole: what an
        earlier turn said is over.
    """

    starts: int
    acts: Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Ring:
    """A perimeter in force.

    Parameters
    ----------
    id
        Of the perimeter.
    inside, partly
        Codes of the units that lie in it, and of those that it cuts.
    starts, ends
        Epoch seconds, half-open; None while open.
    """

    id: str
    inside: frozenset[str]
    partly: frozenset[str]
    starts: int
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """The map that a post has at hand.

    Parameters
    ----------
    units
        By code: the code above ("" at the top) and the kind of unit (``province``,
        ``district``, ``commune``, ``hamlet``, ``area``).
    zonings, turns
        By instant, ascending.
    rings
        Perimeters.
    versions
        Of the data: what a verdict names as its sources.
    """

    units: Mapping[str, tuple[str, str]]
    zonings: tuple[Zoning, ...] = ()
    turns: tuple[Turn, ...] = ()
    rings: tuple[Ring, ...] = ()
    versions: Mapping[str, Any] = field(default_factory=dict)
    _cut: tuple[frozenset[str], ...] = field(default=(), repr=False, compare=False)
    _changes: tuple[int, ...] = field(default=(), repr=False, compare=False)
    _known: dict[tuple[str, int], Place] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Spread each perimeter to the units around what it holds."""
        cut = tuple(self._around(ring) for ring in self.rings)
        object.__setattr__(self, "_cut", cut)
        instants = {
            *(zoning.starts for zoning in self.zonings),
            *(turn.starts for turn in self.turns),
            *(ring.starts for ring in self.rings),
            *(ring.ends for ring in self.rings if ring.ends is not None),
        }
        object.__setattr__(self, "_changes", tuple(sorted(instants)))

    def _around(self, ring: Ring) -> frozenset[str]:
        named = ring.inside | ring.partly
        above = {code for unit in named for code in self.chain(unit)}
        return frozenset(above - ring.inside)

    def chain(self, unit: str) -> tuple[str, ...]:
        """Give a unit and all above it, nearest first; empty where it is unknown."""
        found: list[str] = []
        while unit in self.units and len(found) < _DEEPEST:
            found.append(unit)
            unit = self.units[unit][0]
        return tuple(found)

    def place(self, unit: str, now: datetime | int) -> Place:
        """Say what is known of a unit at an instant.

        Parameters
        ----------
        unit
            Code; one that is not in `units` gives the place without a unit.
        now
            An aware instant, or epoch seconds.
        """
        at = now if isinstance(now, int) else int(now.timestamp())
        key = (unit, bisect_right(self._changes, at))
        found = self._known.get(key)
        if found is None:
            found = self._find(unit, at)
            if found.unit:  # what people ask for beyond the map is not kept
                self._known[key] = found
        return found

    def _find(self, unit: str, at: int) -> Place:
        chain = self.chain(unit)
        if not chain:
            return Place("")
        tiers = {self.units[code][1]: code for code in chain}
        province, district, commune = (tiers.get(tier, "") for tier in _TIERS)
        level, zone = self._zone(chain, commune, at)
        return Place(
            unit,
            chain,
            level,
            zone,
            tuple(dict.fromkeys(basis for basis, _ in self._acts(chain, at) if basis)),
            self._inside(chain, at),
            province,
            district,
            commune,
        )

    def numbers(self, places: Iterable[Place], now: int) -> list[str]:
        """Give the numbers of the directives in force in places, sorted."""
        if not self.turns:
            return []
        found: set[str] = set()
        for place in places:
            for _, number in self._acts(place.chain, now):
                if number:
                    found.add(number)
        return sorted(found)

    def _zone(
        self, chain: tuple[str, ...], commune: str, now: int
    ) -> tuple[int | None, str]:
        """Find the zone of the unit itself; below the commune, also the commune's."""
        for code in (chain[0], commune):
            for zoning in reversed(self.zonings):
                if zoning.starts <= now and code in zoning.levels:
                    return zoning.levels[code]
        return None, NO_REPORT

    def _acts(self, chain: tuple[str, ...], now: int) -> tuple[tuple[str, str], ...]:
        for turn in reversed(self.turns):
            if turn.starts <= now:
                found = (turn.acts[code] for code in chain if code in turn.acts)
                return next(found, ())
        return ()

    def _inside(self, chain: tuple[str, ...], now: int) -> bool | None:
        found: bool | None = False
        for ring, cut in zip(self.rings, self._cut):
            if ring.starts <= now and (ring.ends is None or now < ring.ends):
                if not ring.inside.isdisjoint(chain):
                    return True
                if chain[0] in cut or not ring.partly.isdisjoint(chain):
                    found = None
        return found

    def as_json(self) -> dict[str, Any]:
        """Give the ground as a document."""
        return {
            "units": {code: list(unit) for code, unit in self.units.items()},
            "zonings": [
                {
                    "starts": one.starts,
                    "levels": {k: [*v] for k, v in one.levels.items()},
                }
                for one in self.zonings
            ],
            "turns": [
                {
                    "starts": one.starts,
                    "acts": {k: [[*act] for act in v] for k, v in one.acts.items()},
                }
                for one in self.turns
            ],
            "rings": [
                {
                    "id": one.id,
                    "inside": sorted(one.inside),
                    "partly": sorted(one.partly),
                    "starts": one.starts,
                    "ends": one.ends,
                }
                for one in self.rings
            ],
            "versions": dict(self.versions),
        }

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> "Ground":
        """Read what `as_json` wrote."""
        zonings = (
            Zoning(one["starts"], {k: (v[0], v[1]) for k, v in one["levels"].items()})
            for one in found["zonings"]
        )
        turns = (
            Turn(
                one["starts"],
                {k: tuple((a, b) for a, b in v) for k, v in one["acts"].items()},
            )
            for one in found["turns"]
        )
        rings = (
            Ring(
                one["id"],
                frozenset(one["inside"]),
                frozenset(one["partly"]),
                one["starts"],
                one["ends"],
            )
            for one in found["rings"]
        )
        return Ground(
            {code: (unit[0], unit[1]) for code, unit in found["units"].items()},
            tuple(zonings),
            tuple(turns),
            tuple(rings),
            found["versions"],
        )
