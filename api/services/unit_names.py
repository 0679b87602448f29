"""Units by name: every unit that any edition knows, as the newest of them says."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from api.store.engine import Connection
from api.store.unit_names import NamedUnit, list_names
from api.store.units import list_editions
from boundaries.names import fold_diacritics
from boundaries.refusal import Refused
from boundaries.units import LEVELS


@dataclass(frozen=True)
class UnitNames:
    """Names of units.

    Parameters
    ----------
    units
        By code: larger levels first, then by code.
    """

    units: Mapping[str, NamedUnit]

    def path(self, code: str) -> tuple[str, ...]:
        """Name a unit and those above it, the nearest first; nothing if unknown."""
        named: dict[str, str] = {}
        while code in self.units and code not in named:
            named[code] = self.units[code].name
            code = self.units[code].parent
        return tuple(named.values())

    def below(self, unit: str) -> frozenset[str]:
        """Give a unit and all units below it; of "" every unit there is."""
        inside = {"": not unit, unit: True}  # whether a code lies at or below it
        for known in self.units:
            code, way = known, list[str]()
            while code not in inside and code not in way:
                way.append(code)
                code = self.units[code].parent if code in self.units else ""
            inside.update(dict.fromkeys(way, inside.get(code, False)))
        return frozenset(code for code, lies in inside.items() if lies)

    def find(self, words: str, after: str, most: int) -> list[NamedUnit]:
        """Give units whose name holds what was typed, or whose code begins with it.

        Marks and case do not count.

        Parameters
        ----------
        words
            What was typed; "" for every unit.
        after
            Code of the last unit that is known already, "" to begin.
        most
            How many.

        Raises
        ------
        Refused
            ``unit-after-unknown``.
        """
        asked, codes = fold_diacritics(words), list(self.units)
        if after and after not in self.units:
            raise Refused("unit-after-unknown", unit=after)
        found: list[NamedUnit] = []
        for code in codes[codes.index(after) + 1 if after else 0 :]:
            if asked in self._folded[code] or code.casefold().startswith(asked):
                found.append(self.units[code])
            if len(found) == most:
                break
        return found

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {code: fold_diacritics(unit.name) for code, unit in self.units.items()}


def unit_names(connection: Connection) -> UnitNames:
    """Give the names of all units; they are read once for each set of editions."""
    place, editions = str(connection.engine.url), list_editions(connection)
    seen = tuple(edition.sha256 for edition in editions)
    known = _KEPT.get(place)
    if known is None or known[0] != seen:
        found: dict[str, NamedUnit] = {}
        for edition in editions:
            found |= {unit.code: unit for unit in list_names(connection, edition)}
        ordered = sorted(found.values(), key=_place_in_list)
        known = (seen, UnitNames({unit.code: unit for unit in ordered}))
        _KEPT[place] = known
    return known[1]


_KEPT: Final[dict[str, tuple[tuple[str, ...], UnitNames]]] = {}


def _place_in_list(unit: NamedUnit) -> tuple[int, str]:
    return LEVELS.index(unit.admin_level), unit.code
