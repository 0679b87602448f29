"""The legend of a publication: one entry per level, and one for no report."""

from dataclasses import dataclass

from boundaries.refusal import Refused
from gis.rulesets import RuleSet
from maps.palette import COLOURS, Swatch
from maps.publication.manifest import count_zones
from maps.publication.record import Publication
from maps.words.phrases import say
from maps.words.said import Lang

NO_REPORT = "no_report"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend.

    Parameters
    ----------
    zone
        The rule set's own id, or ``no_report``.
    level
        1 is best; None for no report.
    name
        In the language asked for.
    swatch
        Fill, ink and pattern.
    units
        Counted units (``maps.publication.counting``) of the published day.
    """

    zone: str
    level: int | None
    name: str
    swatch: Swatch
    units: int


def legend(publication: Publication, lang: Lang = "vi") -> tuple[Entry, ...]:
    """Give every level of the rule set, best first, then no report.

    Raises
    ------
    Refused
        ``rule-colour-unknown`` where a rule file names a colour that the palette
        lacks.
    """
    require_colours(publication.ruleset)
    counts = count_zones(publication)
    levels = [
        Entry(x.id, x.level, x.name[lang], COLOURS[x.colour], counts[x.id])
        for x in sorted(publication.ruleset.levels, key=lambda x: x.level)
    ]
    silent = say("print.no-report", lang)
    none = Entry(NO_REPORT, None, silent, COLOURS[NO_REPORT], counts[NO_REPORT])
    return (*levels, none)


def require_colours(ruleset: RuleSet) -> None:
    """Refuse a rule set that names a colour which the palette lacks.

    Raises
    ------
    Refused
        ``rule-colour-unknown``.
    """
    for level in ruleset.levels:
        if level.colour not in COLOURS:
            raise Refused(
                "rule-colour-unknown",
                colour=level.colour,
                level=level.level,
                known=", ".join(COLOURS),
            )
