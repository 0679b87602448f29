"""The levels of the published day that somebody decided, whatever the reports give."""

from boundaries.names import sort_key
from gis.rulesets import Reason
from gis.rulesets.reason import Decided
from maps.publication.record import Publication
from maps.words.phrases import day_words, say
from maps.words.said import Lang

DECIDED = "◆"
"""The mark beside the number of a level that was decided."""
_LONGEST = 60


def decided_levels(publication: Publication) -> dict[str, Decided]:
    """Give what was decided for the published day, by unit; empty where nothing was."""
    reasons = publication.zones_of_day["reason"].items()
    told = [(str(unit), reason) for unit, reason in reasons]
    return {
        unit: reason.decided
        for unit, reason in told
        if isinstance(reason, Reason) and reason.decided is not None
    }


def say_decided(publication: Publication, lang: Lang = "vi") -> list[str]:
    """Say unit, level, document, signer and last day of each, in Vietnamese order.

    Names and numbers longer than any that an office gives are cut, so that the
    last day is never what a full sheet leaves out.
    """
    names = publication.units["name"]
    told = [
        (str(names.get(u, u)), one) for u, one in decided_levels(publication).items()
    ]
    told.sort(key=lambda row: sort_key(row[0]))
    return [
        say(
            "print.decided-level",
            lang,
            unit=_brief(name),
            level=one.level,
            number=_brief(one.number),
            signer=_brief(one.signer),
            ends=day_words(one.ends),
        )
        for name, one in told
    ]


def _brief(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
