"""Exit tests, criterion by criterion: what is met, what is not, what nobody knows."""

from collections.abc import Sequence

from gis.rulesets.reason import Criterion
from maps.words.phrases import day_words
from maps.words.reasons.criteria import compared_words
from maps.words.reasons.held import held_words
from maps.words.reasons.phrases import phrase_words
from maps.words.reasons.speech import Speech, capital
from maps.words.reasons.told import assessed_words
from maps.words.reasons.untold import lacking_words, open_parts


def tell_test(speech: Speech) -> str:
    """Say what an exit test found."""
    criteria = speech.reason.criteria
    met, missed, open_ = (
        [one for one in criteria if one.met is way] for way in (True, False, None)
    )
    settled = speech.reason.level is not None
    lists = [
        _listed(speech, "missed", missed, figures=True),
        _listed(speech, "open", open_, figures=not settled),
    ]
    if len(met) == len(criteria):
        lists.append(_listed(speech, "met", met, figures=True))
    told = speech.say("exit.then").join(part for part in lists if part)
    said = [_head(speech, met), capital(told) + ".", held_words(speech), _next(speech)]
    return " ".join(part for part in said if part)


def _head(speech: Speech, met: Sequence[Criterion]) -> str:
    reason = speech.reason
    count = len(reason.criteria)
    names = [speech.clause(one.clause) for one in met if one.clause]
    facts = {"met": speech.figure(len(met)), "n": speech.figure(count)}
    facts["assessed"] = assessed_words(speech)
    facts["names"] = ""
    if names and len(met) < count:
        facts["names"] = speech.say("extra.clause", clauses="; ".join(names))
    if reason.level is None:
        return speech.say("exit.untold", **facts)
    level = capital(speech.level(reason.level))
    form = "all" if len(met) == count else "some" if met else "none"
    return speech.say(f"exit.{form}", level=level, **facts)


def _listed(
    speech: Speech, form: str, criteria: Sequence[Criterion], *, figures: bool
) -> str:
    if not criteria:
        return ""
    names: dict[tuple[str, int], list[str]] = {}  # by what was seen, said once
    for place, one in enumerate(criteria):
        name = speech.clause(one.clause) if one.clause else ""
        seen = _seen(speech, one) if figures or not name else ""
        names.setdefault((seen, -1 if seen and name else place), []).append(name)
    told = []
    for (seen, _), same in names.items():
        key = "exit.both" if same[0] and seen else "exit.alone"
        told.append(speech.say(key, name=speech.joined(same), seen=seen))
    return speech.say(f"exit.{form}", criteria="; ".join(told))


def _seen(speech: Speech, one: Criterion) -> str:
    if one.met is None:
        open_ = [part for seen in one.because for part in open_parts(seen)]
        said = [lacking_words(speech, part) for part in open_[:1]]
    else:
        said = [compared_words(speech, seen, phrase_words) for seen in one.because]
    return speech.joined(list(dict.fromkeys(said)))


def _next(speech: Speech) -> str:
    reason = speech.reason
    if reason.level is None or reason.level == 1:
        return ""
    if reason.next_day is None:
        return speech.say("exit.next_open")
    return speech.say("exit.next", day=day_words(reason.next_day))
