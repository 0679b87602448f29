"""The national page as one document, under the policy of every page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from boundaries.names import sort_key
from maps.national.facts import Facts, build_facts
from maps.national.record import National, Share
from maps.national.words import figure, fill, national_words
from maps.national.zones import count_levels, zones_of
from maps.page.frame import render_page
from maps.page.seal import read_own, read_template
from maps.words.phrases import day_words

PACKAGE = "maps.national"
SHARED = ("tools", "changes", "shell", "frame", "controls", "days", "search", "sorting")
OWN = ("base", "cover", "marks", "islands", "card", "legend", "table", "start")
STYLES = ("base", "map", "panels", "narrow")


def write_page(national: National, path: Path) -> None:
    """Write ``index.html``: 30 days, one file that needs no network."""
    facts = build_facts(national)
    scripts = [read_own(f"{name}.js") for name in SHARED]
    scripts += [read_own(f"{name}.js", PACKAGE) for name in OWN]
    styles = [read_own(f"{name}.css") for name in STYLES]
    page = render_page(
        read_template("national.html", PACKAGE),
        _context(national, facts),
        facts,
        scripts=scripts,
        styles=[*styles, read_own("national.css", PACKAGE)],
        colours=[zone.colour for zone in zones_of(national)],
    )
    path.write_bytes(page.encode("utf-8"))


def _context(national: National, facts: Facts) -> Mapping[str, object]:
    """Give what stands in the page before any script runs, in Vietnamese."""
    page: Any = facts
    units, of = national.reported(national.day)
    missing = fill("reported-missing", "vi", n=figure(of - units, "vi"))
    last = day_words(national.day)
    heads, rows = _table(national)
    return {
        "words": national_words()["vi"],
        "name": national.title["vi"],
        "span": last,
        "rules_title": page["rulesTitle"]["vi"],
        "state": national.state,
        "stamp": page["stamp"]["vi"],
        "stamp_why": page["stampWhy"]["vi"],
        "notices": [notice["vi"] for notice in page["notices"]],
        "sources": [(key, words["vi"]) for key, words in page["sources"]],
        "reported": fill("reported", "vi", n=figure(units, "vi"), of=figure(of, "vi")),
        "reported_more": missing if units < of else fill("reported-all", "vi"),
        "last_day": fill("on-day", "vi", day=last),
        "plays": True,
        "heads": heads,
        "rows": rows,
    }


def _table(
    national: National,
) -> tuple[list[tuple[str, str]], list[list[tuple[tuple[str, str], str]]]]:
    """Give the table of the last day: columns and rows, for readers without scripts."""
    shares, one = national.shares, len(national.rulesets) == 1
    counts = count_levels(national)
    heads = [("province", fill("province", "vi"))]
    if not one:
        heads.append(("rules", fill("rules-of", "vi")))
    heads.append(("all", fill("communes-all", "vi")))
    for level in range(1, len(counts)):
        named = [
            z.name["vi"] for z in zones_of(national) if z.name and z.level == level
        ]
        words = [fill("level", "vi", n=level), *(named if one else ())]
        heads.append((f"level-{level}", " · ".join(words)))
    heads += [("none", fill("no-report", "vi")), ("state", fill("state", "vi"))]
    order = sorted(range(len(shares)), key=lambda k: sort_key(shares[k].name))
    rows = [
        list(zip(heads, _cells(shares[k], counts[:, k].tolist(), rules=not one)))
        for k in order
    ]
    return heads, rows


def _cells(share: Share, counts: list[int], *, rules: bool) -> list[str]:
    silent, *levels = (figure(count, "vi") for count in counts)
    title = share.ruleset.title["vi"] if share.ruleset else fill("rules-none", "vi")
    return [
        share.name,
        *([title] if rules else []),
        figure(len(share.units), "vi"),
        *levels,
        silent,
        fill(f"state-{share.state or 'missing'}", "vi"),
    ]
