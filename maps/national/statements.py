"""What the national page and picture say of themselves, in words, both languages."""

from collections.abc import Iterable

from gis.rulesets import RuleSet
from maps.national.record import National
from maps.national.words import fill, forms
from maps.page.words import LANGS, Lang
from maps.words import phrases
from maps.words.phrases import day_words

Both = dict[Lang, str]


def say_judged(national: National) -> Both:
    """Say whether levels are each province's own or all judged under one rule set."""
    n = national
    if n.common is not None:
        return {
            lang: fill("judged-common", lang, rules=n.common.title[lang])
            for lang in LANGS
        }
    if len(n.rulesets) == 1:
        title = n.rulesets[0].title
        return {lang: fill("judged-one", lang, rules=title[lang]) for lang in LANGS}
    return forms("judged-announced", n=len(n.rulesets))


def say_stamp(national: National) -> Both:
    """Give the words of the stamp: a draft, or decided."""
    return forms("draft" if national.state == "proposed" else "decided-all")


def say_stamp_why(national: National) -> Both:
    """Say what makes it a draft."""
    if national.state == "decided":
        return forms("decided-all-why")
    if national.common is not None:
        return forms("draft-common")
    drafts = sum(share.state == "proposed" for share in national.shares)
    return forms("draft-provinces", n=drafts)


def say_missing(national: National) -> Both | None:
    """Name the provinces that have published nothing for the day; None for none."""
    names = [share.name for share in national.shares if share.refused is not None]
    if not names:
        return None
    return forms("provinces-missing", n=len(names), names=", ".join(names))


def say_notices(national: National) -> list[Both]:
    """Give what every reader must know before the map."""
    said: dict[Lang, list[str]] = {
        lang: phrases.say_notices(national.notices, lang) for lang in LANGS
    }
    notices: list[Both] = [{"vi": vi, "en": en} for vi, en in _pairs(said)]
    missing, rules = say_missing(national), national.common
    if rules is not None and not _in_force(national, rules):
        told = {lang: fill("out-of-force", lang, rules=rules.id) for lang in LANGS}
        notices.insert(0, told)
    if missing:
        notices.insert(0, missing)
    if national.replaces is not None:
        notices.append(forms("replaces", reason=national.reason or ""))
    return notices


def say_sources(national: National) -> list[tuple[str, Both]]:
    """Give what the page was made from: key of the heading, and the words."""
    n = national
    told: list[tuple[str, Both]] = [("judged", say_judged(n))]
    for rules in n.rulesets:
        which = f"{rules.id} · {rules.sha256[:12]}"
        told.append(("rules", {k: f"{rules.title[k]} · {which}" for k in LANGS}))
    if n.params:
        given = ", ".join(f"{name} = {value}" for name, value in n.params.items())
        told.append(("params", dict.fromkeys(LANGS, given)))
    done = sum(bool(share.path) for share in n.shares)
    told.append(("provinces", forms("provinces-published", n=done, of=len(n.shares))))
    for key, text in (
        ("day", f"{day_words(n.first)} – {day_words(n.day)}"),
        ("version", str(n.version) if n.version else ""),
        ("fingerprint", n.fingerprint[:16]),
        ("drafted", n.drafted_by),
    ):
        if text:
            told.append((key, dict.fromkeys(LANGS, text)))
    return told


def _in_force(national: National, rules: RuleSet) -> bool:
    """Say whether a rule set was in force on all days shown."""
    force = rules.decision.in_force
    begun = force.first is None or force.first <= national.first
    return begun and (force.last is None or force.last >= national.day)


def _pairs(said: dict[Lang, list[str]]) -> Iterable[tuple[str, str]]:
    return zip(said["vi"], said["en"])
