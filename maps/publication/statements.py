"""What every page, print and workbook says of its publication, in words."""

from maps.publication.counting import counts_groups
from maps.publication.record import Carried, Publication
from maps.words.phrases import day_words, say
from maps.words.said import Lang

_SHORT = 12


def say_state(publication: Publication, lang: Lang = "vi") -> str:
    """Say whether the levels are decided, by whom and when, or a draft."""
    p = publication
    if p.state == "proposed" or p.signed_at is None:
        return say("state.proposed-why", lang)
    signed = day_words(p.signed_at)
    return say(
        "state.decided", lang, number=p.number, signed_by=p.signed_by, signed_at=signed
    )


def say_left_out(publication: Publication, lang: Lang = "vi") -> list[str]:
    """Say which rows no commune counts: a green may lack one of them."""
    left = {
        "rows-aside": publication.rows_aside,
        "cases-above": publication.cases_above,
    }
    return [say(f"left.{key}", lang, n=n) for key, n in left.items() if n]


def say_reported(publication: Publication, lang: Lang = "vi") -> str:
    """Say how many of the counted units have reported the published day."""
    units, of = publication.reported[publication.day]
    return say_counted(publication, "print.reported", lang, units=units, of=of)


def say_counted(
    publication: Publication, key: str, lang: Lang = "vi", **facts: object
) -> str:
    """Say a sentence of ``phrases.toml`` that names communes, or groups instead.

    Parameters
    ----------
    publication
        What it counts decides.
    key
        Of the sentence on communes; that on groups ends with ``-groups``.
    lang, **facts
        See ``maps.words.phrases.say``.
    """
    groups = counts_groups(publication.ruleset, publication.units)
    return say(f"{key}-groups" if groups else key, lang, **facts)


def say_origin(publication: Publication, lang: Lang = "vi") -> list[str]:
    """Say by which rules, on which units, from which files, in which version."""
    p = publication
    title, short = p.ruleset.title[lang], p.ruleset.sha256[:_SHORT]
    said = [
        say("print.rules", lang, title=title, id=p.ruleset.id, sha256=short),
        say("print.edition", lang, id=p.edition.id, sha256=p.edition.sha256[:_SHORT]),
        *([say_carried(p.carried, lang)] if p.carried else []),
        say("print.sources", lang, names=", ".join(file.name for file in p.inputs)),
        say("print.version", lang, version=p.version, fingerprint=short_print(p)),
        say("print.drafted", lang, name=p.drafted_by),
    ]
    if p.replaces is not None:
        replaced = {"replaces": p.replaces, "reason": p.reason}
        said.append(say("print.replaces", lang, **replaced))
    return said


def say_carried(carried: Carried, lang: Lang = "vi") -> str:
    """Say from how many former units, by which file and in which way."""
    return say(
        f"print.carried-{carried.way}",
        lang,
        former=carried.former,
        divided=carried.divided,
        crosswalk=carried.crosswalk,
        sha256=carried.sha256[:_SHORT],
    )


def short_print(publication: Publication) -> str:
    """Give the first digits of the fingerprint, enough to compare two prints."""
    return publication.fingerprint[:_SHORT]
