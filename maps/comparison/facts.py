"""The facts of a comparison: one ground, and what each rule set makes of it."""

from dataclasses import replace
from datetime import date

import pandas as pd

from maps.comparison.words import interface_words
from maps.page.ground import pack_ground
from maps.page.places import Places, find_places, pack_districts, pack_units
from maps.page.timeline import NO_REPORT, Sayings, zone_numbers
from maps.page.words import LANGS
from maps.palette import COLOURS
from maps.publication.record import Publication
from maps.words.phrases import day_words, say_notices

Facts = dict[str, object]


def build_facts(one: Publication, other: Publication) -> Facts:
    """Gather all that the page shows: plain lists, numbers and texts, for JSON.

    Returns
    -------
    dict
        Geometry and units stand once. ``sides`` holds for each rule set its levels
        (``rank`` orders colours from best to worst over both sets), one letter and
        one reason for each unit, and what is uncertain about it.
    """
    both = replace(one, zones=pd.concat([one.zones, other.zones], ignore_index=True))
    places = find_places(both)
    sayings = Sayings(one.units)
    sides = [_side(each, places, sayings) for each in (one, other)]
    said = {lang: say_notices(one.notices, lang) for lang in LANGS}
    return {
        "words": {lang: dict(words) for lang, words in interface_words().items()},
        "province": one.province_name,
        "day": one.day.isoformat(),
        "dayWords": day_words(one.day),
        "notices": [{"vi": vi, "en": en} for vi, en in zip(said["vi"], said["en"])],
        "units": pack_units(both, places),
        "districts": pack_districts(both, places),
        "ground": pack_ground(both, places),
        "sides": sides,
        "reasons": sayings.table.pack(),
        "inputs": [f"{file.name} · {file.sha256[:12]}" for file in one.inputs],
        "edition": f"{one.edition.id} · {one.edition.sha256[:12]}",
    }


def _side(publication: Publication, places: Places, sayings: Sayings) -> Facts:
    rules, day = publication.ruleset, publication.day
    rows = publication.zones_of_day.reindex(list(places.codes))
    letters = zone_numbers(publication)
    force = rules.decision.in_force
    return {
        "id": rules.id,
        "title": {lang: rules.title[lang] for lang in LANGS},
        "status": rules.decision.status,
        "sha256": rules.sha256[:12],
        "first": _iso(force.first),
        "last": _iso(force.last),
        "inForce": (not force.first or force.first <= day)
        and (not force.last or day <= force.last),
        "uncertain": [{lang: text[lang] for lang in LANGS} for text in rules.uncertain],
        "lacks": [{lang: text[lang] for lang in LANGS} for text in rules.lacks],
        "zoneList": _zones(publication),
        "zones": "".join(letters.get(str(z), NO_REPORT) for z in rows["zone"]),
        "reason": [sayings.number(day, reason) for reason in rows["reason"]],
    }


def _zones(publication: Publication) -> list[Facts]:
    letters = zone_numbers(publication)
    ranks = {name: rank for rank, name in enumerate(COLOURS)}
    words = interface_words()
    levels = sorted(publication.ruleset.levels, key=lambda level: level.level)
    return [
        *(
            {
                "letter": letters[level.id],
                "level": level.level,
                "rank": ranks[level.colour],
                "name": {lang: level.name[lang] for lang in LANGS},
                "colour": level.colour,
                "fill": COLOURS[level.colour].fill,
                "ink": COLOURS[level.colour].ink,
            }
            for level in levels
        ),
        {
            "letter": NO_REPORT,
            "level": None,
            "rank": -1,
            "name": {lang: words[lang]["no-report"] for lang in LANGS},
            "colour": "no_report",
            "fill": COLOURS["no_report"].fill,
            "ink": COLOURS["no_report"].ink,
        },
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
