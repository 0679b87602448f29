"""The facts of a comparison: one ground, and what each rule set makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from maps.comparison.words import interface_words
from maps.page.data import pack_zones, say_input
from maps.page.ground import pack_ground
from maps.page.places import Places, find_places, pack_districts, pack_units
from maps.page.timeline import NO_REPORT, Sayings, zone_numbers
from maps.page.words import LANGS, Lang
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
        "sources": _sources((one, other)),
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
    """Give the zones of the page, ranked by colour over both rule sets."""
    ranks = {name: rank for rank, name in enumerate(COLOURS)} | {"no_report": -1}
    return [
        {**zone, "rank": ranks[str(zone["colour"])]} for zone in pack_zones(publication)
    ]


def _sources(sides: Sequence[Publication]) -> list[tuple[str, Mapping[Lang, str]]]:
    """Give both rule sets, the edition and the files that were read."""
    edition = sides[0].edition
    plain = [
        *(("rules", f"{p.ruleset.id} · {p.ruleset.sha256[:12]}") for p in sides),
        ("edition", f"{edition.id} · {edition.sha256[:12]}"),
    ]
    said = [(key, dict.fromkeys(LANGS, text)) for key, text in plain]
    return [*said, *(("inputs", say_input(file)) for file in sides[0].inputs)]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
