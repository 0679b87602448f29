"""The levels of all rule sets on one page: a letter, a name and a colour each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.rulesets import RuleSet
from gis.rulesets.schema.words import Words
from maps.national.record import National
from maps.palette import COLOURS, Swatch
from maps.publication.legend import require_colours

NO_REPORT = "no_report"
_NONE = "-"
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + "".join(
    chr(code) for code in range(0x100, 0x250)
)


@dataclass(frozen=True, slots=True)
class Zone:
    """One level of one rule set.

    Parameters
    ----------
    letter
        One letter that stands for it in a day's string.
    rules
        Number of its rule set in ``National.rulesets``; -1 for no report.
    level
        1 is best; 0 for no report.
    id
        The rule set's own id of the level.
    colour
        Name in the palette.
    name
        By language; None for no report.
    """

    letter: str
    rules: int
    level: int
    id: str
    colour: str
    name: Words | None

    @property
    def swatch(self) -> Swatch:
        """Give fill, ink and pattern."""
        return COLOURS[self.colour]


def zones_of(national: National) -> list[Zone]:
    """Give every level of every rule set, best first in each, then no report.

    Raises
    ------
    Refused
        ``national-exit-test``, ``rule-colour-unknown``.
    """
    for rules in national.rulesets:
        require_colours(require_zoning(rules))
    rows = [
        (number, level)
        for number, rules in enumerate(national.rulesets)
        for level in sorted(rules.levels, key=lambda level: level.level)
    ]
    zones = [
        Zone(letter, number, level.level, level.id, level.colour, level.name)
        for letter, (number, level) in zip(_LETTERS, rows, strict=False)
    ]
    return [*zones, Zone(_NONE, -1, 0, NO_REPORT, NO_REPORT, None)]


def require_zoning(ruleset: RuleSet) -> RuleSet:
    """Refuse a rule set that gives no levels and so colours no map.

    Raises
    ------
    Refused
        ``national-exit-test``.
    """
    if ruleset.kind != "zoning":
        raise Refused("national-exit-test", rules=ruleset.id)
    return ruleset


def letters_of(national: National) -> NDArray[np.str_]:
    """Give the letter of each commune and day.

    Returns
    -------
    [n, days], one letter each
    """
    zones = zones_of(national)
    letters = np.full(national.levels.shape, _NONE, dtype="U1")
    numbers = {rules.sha256: n for n, rules in enumerate(national.rulesets)}
    rules_of = np.array(
        [numbers[s.ruleset.sha256] if s.ruleset else -1 for s in national.shares],
        dtype=int,
    )[national.share_of]
    for zone in zones[:-1]:
        here = (rules_of == zone.rules)[:, None] & (national.levels == zone.level)
        letters[here] = zone.letter
    return letters


def count_zones(national: National) -> dict[str, list[int]]:
    """Count the communes of each zone on the published day, by province.

    Returns
    -------
    dict
        By letter, one figure for each of ``National.shares``.
    """
    last = letters_of(national)[:, -1]
    return {
        zone.letter: np.bincount(
            national.share_of[last == zone.letter], minlength=len(national.shares)
        ).tolist()
        for zone in zones_of(national)
    }


def count_levels(national: National) -> NDArray[np.int64]:
    """Count the communes of each level on the published day, whatever its name.

    Returns
    -------
    [levels + 1, provinces]
        Row 0 counts those of no level; row 1 the best.
    """
    last = national.levels[:, -1]
    most = max([z.level for z in zones_of(national)], default=0)
    counts = np.zeros((most + 1, len(national.shares)), dtype=np.int64)
    np.add.at(counts, (last, national.share_of), 1)
    return counts
