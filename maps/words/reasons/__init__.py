"""Why a unit has its level, in one to three sentences that anyone understands.

The sentences stand in the ``*.toml`` beside this file; labels, units, names of levels
and clauses come from the rule set that the reason carries.
"""

from collections.abc import Mapping
from dataclasses import replace

from gis.rulesets import Reason
from maps.words.reasons.exits import tell_test
from maps.words.reasons.held import decided_words
from maps.words.reasons.speech import Speech
from maps.words.reasons.told import tell
from maps.words.reasons.untold import tell_unknown
from maps.words.said import Lang

__all__ = ["render"]


def render(
    reason: Reason, lang: Lang = "vi", names: Mapping[str, str] | None = None
) -> str:
    """Say why a unit has its level on a day.

    Parameters
    ----------
    reason
        What was judged, with its figures.
    lang
        ``vi`` or ``en``.
    names
        Names of units by code; with them neighbours are named.

    Returns
    -------
    str
        One to three sentences: figure, threshold, clause, what holds the level, what
        comes next and on which day at the earliest.
    """
    speech = Speech(reason, lang, names or {})
    if reason.part:
        own = render(replace(reason, part=""), lang, names)
        return speech.say("told.part", place=reason.part, said=own)
    if not reason.judged:
        return speech.say("untold.unjudged")
    if reason.decided is not None:
        return decided_words(speech)
    if len(reason.criteria) > 1:
        return tell_test(speech)
    return tell_unknown(speech) if reason.level is None else tell(speech)
