"""The legend of the picture: levels with their counts, as many as fit."""

from dataclasses import dataclass

from maps.national.record import National
from maps.national.words import figure, fill
from maps.national.zones import Zone, count_zones, zones_of
from maps.palette import Swatch

_MOST = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a level, or with no swatch the title of a rule set.

    Parameters
    ----------
    sign
        The level's number.
    name, count
        In words.
    """

    swatch: Swatch | None
    sign: str
    name: str
    count: str


def legend_rows(national: National) -> list[Row]:
    """Give the levels of each rule set, best first, and no report last.

    Where there are more than fit, those that the fewest communes have are left out,
    and a line says how many.
    """
    counts = {letter: sum(own) for letter, own in count_zones(national).items()}
    zones = zones_of(national)
    levels, none = zones[:-1], zones[-1]
    shown = sorted(levels, key=lambda zone: -counts[zone.letter])[:_MOST]
    rows: list[Row] = []
    for number, rules in enumerate(national.rulesets):
        own = [zone for zone in levels if zone.rules == number and zone in shown]
        if own and len(national.rulesets) > 1:
            rows.append(Row(None, "", rules.title["vi"], ""))
        rows += [_row(zone, counts[zone.letter]) for zone in own]
    if len(levels) > len(shown):
        more = fill("picture-more-rules", "vi", n=len(levels) - len(shown))
        rows.append(Row(None, "", more, ""))
    return [*rows, _row(none, counts[none.letter])]


def _row(zone: Zone, count: int) -> Row:
    name = zone.name["vi"] if zone.name else fill("no-report", "vi")
    words = fill("picture-communes", "vi", n=figure(count, "vi"))
    sign = str(zone.level) if zone.name else "–"
    return Row(zone.swatch, sign, name[:1].upper() + name[1:], words)
