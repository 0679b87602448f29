"""The facts of a page: one object that the page's script reads, nothing else."""

from collections.abc import Mapping
from datetime import date, datetime

from gis.directives import Period
from maps.page.closing import pack_closing
from maps.page.ground import pack_ground
from maps.page.orders import pack_orders
from maps.page.places import Places, find_places, pack_districts, pack_units
from maps.page.points import pack_stations, say_lacking
from maps.page.timeline import pack_days, shown_days, zone_numbers
from maps.page.words import LANGS, Lang, interface_words, read_words
from maps.palette import COLOURS
from maps.publication.counting import counts_groups
from maps.publication.record import InputFile, Publication, page_name
from maps.publication.statements import say_carried, say_left_out
from maps.words.phrases import day_words, say_notices, span_words

Facts = dict[str, object]


def build_facts(publication: Publication, period: Period) -> Facts:
    """Gather all that the page of `period` shows.

    Returns
    -------
    dict
        Plain lists, numbers and texts, ready for JSON. Geometry stands once;
        each day has one string of zones; every sentence stands once.
    """
    groups = counts_groups(publication.ruleset, publication.units)
    places = find_places(publication, groups=groups)
    words = interface_words(groups=groups)
    days = shown_days(publication, period.span)
    orders = pack_orders(publication, period, places)
    closing = pack_closing(publication, period)
    own = read_words("closing.toml") if closing else {}
    return {
        "words": {lang: {**words[lang], **own.get(lang, {})} for lang in LANGS},
        "province": publication.province_name,
        "rulesTitle": {lang: publication.ruleset.title[lang] for lang in LANGS},
        "span": {lang: span_words(period.span, lang) for lang in LANGS},
        "periods": _periods(publication, period),
        "notices": _notices(publication, period),
        "stamp": {lang: _stamp(publication, lang) for lang in LANGS},
        "stampWhy": {lang: _stamp_why(publication, lang) for lang in LANGS},
        "zoneList": pack_zones(publication),
        "units": pack_units(publication, places),
        "hasPeople": _has_people(publication, places),
        "districts": pack_districts(publication, places),
        "ground": pack_ground(publication, places),
        "sources": _sources(publication),
        **orders,
        **pack_stations(publication, period, places),
        **pack_days(publication, days, places),
        **closing,
    }


def _has_people(publication: Publication, places: Places) -> bool:
    """Say whether people are known; of groups, only where some group's are."""
    if publication.people is None or not any(places.holding):
        return publication.people is not None
    groups = [c for c, n in zip(places.codes, places.counted) if n]
    return bool(publication.people.reindex(groups).notna().any())


def _periods(publication: Publication, period: Period) -> list[Facts]:
    return [
        {
            "file": page_name(other),
            "text": {lang: span_words(other.span, lang) for lang in LANGS},
            "current": other.span == period.span,
        }
        for other in publication.periods
    ]


def _notices(publication: Publication, period: Period) -> list[Facts]:
    said = {lang: say_notices(publication.notices, lang) for lang in LANGS}
    notices: list[Facts] = [
        {"vi": vi, "en": en} for vi, en in zip(said["vi"], said["en"])
    ]
    left = {lang: say_left_out(publication, lang) for lang in LANGS}
    notices += [{"vi": vi, "en": en} for vi, en in zip(left["vi"], left["en"])]
    if lacking := say_lacking(publication, period):
        notices.append(dict(lacking))
    if publication.replaces is not None:
        facts = {"reason": publication.reason or ""}
        notices.append({lang: fill("replaces", lang, facts) for lang in LANGS})
    return notices


def _stamp(publication: Publication, lang: Lang) -> str:
    if publication.state == "proposed":
        return fill("draft", lang)
    return fill("decided", lang, {"number": publication.number or ""})


def _stamp_why(publication: Publication, lang: Lang) -> str:
    if publication.state == "proposed":
        return fill("draft-why", lang)
    at = publication.signed_at
    day = at.date() if isinstance(at, datetime) else at
    by = publication.signed_by or ""
    at_words = day_words(day) if isinstance(day, date) else ""
    return fill("decided-why", lang, {"by": by, "at": at_words})


def pack_zones(publication: Publication) -> list[Facts]:
    """Give each level of the rule set, best first, and no report, as it is drawn."""
    letters = zone_numbers(publication)
    levels = sorted(publication.ruleset.levels, key=lambda level: level.level)
    unsaid = {lang: fill("no-report", lang) for lang in LANGS}
    rows: list[tuple[str, int | None, str, Mapping[Lang, str]]] = [
        *(
            (lv.id, lv.level, lv.colour, {k: lv.name[k] for k in LANGS})
            for lv in levels
        ),
        ("no_report", None, "no_report", unsaid),
    ]
    return [
        {
            "letter": letters[zone],
            "id": zone,
            "level": level,
            "name": name,
            "colour": colour,
            "colourName": {lang: getattr(COLOURS[colour], lang) for lang in LANGS},
            "fill": COLOURS[colour].fill,
            "ink": COLOURS[colour].ink,
        }
        for zone, level, colour, name in rows
    ]


def _sources(publication: Publication) -> list[tuple[str, dict[Lang, str]]]:
    rules, edition = publication.ruleset, publication.edition
    plain = [
        ("rules", f"{rules.id} · {rules.sha256[:12]}"),
        ("edition", f"{edition.id} · {edition.sha256[:12]}"),
        ("version", str(publication.version) if publication.version else ""),
        ("fingerprint", publication.fingerprint[:16]),
        ("drafted", publication.drafted_by),
    ]
    said = [(key, dict.fromkeys(LANGS, text)) for key, text in plain if text]
    if publication.carried is not None:
        carried = publication.carried
        said.append(("carried", {k: say_carried(carried, k) for k in LANGS}))
    return [*said, *(("inputs", say_input(file)) for file in publication.inputs)]


def say_input(file: InputFile) -> dict[Lang, str]:
    """Name a file with what became of its rows, and the hash of its bytes."""
    counts = {k: getattr(file, k) for k in ("read", "accepted", "refused", "duplicate")}
    return {
        lang: f"{file.name} · {fill('input-rows', lang, counts)} · {file.sha256[:12]}"
        for lang in LANGS
    }


def fill(key: str, lang: Lang, facts: Mapping[str, object] | None = None) -> str:
    """Give an interface word with its facts in place; facts are never formats."""
    text = interface_words()[lang][key]
    for name, value in (facts or {}).items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
