"""The page as one document: markup, styles, facts and scripts, under a strict policy.

See ``maps.page.seal`` for the policy.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from maps.page.data import Facts
from maps.page.frame import render_page
from maps.page.packing import unpack_text
from maps.page.seal import read_own, read_template
from maps.words.phrases import day_words

SCRIPTS = (
    "tools",
    "changes",
    "shell",
    "frame",
    "base",
    "arcs",
    "controls",
    "map",
    "labels",
    "groups",
    "walk",
    "days",
    "panels",
    "stations",
    "facts",
    "search",
    "sorting",
    "table",
    "start",
)
STYLES = ("base", "map", "panels", "groups", "narrow")
CLOSING = ("closing", "closing_panel", "closing_start")
"""Scripts of a page with locked areas or posts; one without carries none of them."""
COLUMNS = ("commune", "district", "zone", "since", "next-better", "reason", "directive")


def write_document(facts: Facts, *, state: str) -> str:
    """Give the page's HTML.

    Parameters
    ----------
    facts
        Of ``maps.page.data.build_facts``.
    state
        ``proposed`` or ``decided``.
    """
    closing = "closing" in facts
    scripts = (*SCRIPTS, *CLOSING) if closing else SCRIPTS
    styles = (*STYLES, "closing") if closing else STYLES
    return render_page(
        read_template("page.html"),
        {
            **_head(facts),
            "state": state,
            "closing": closing,
            "columns": COLUMNS,
            "rows": list(_rows(facts)),
        },
        facts,
        scripts=[read_own(f"{name}.js") for name in scripts],
        styles=[read_own(f"{name}.css") for name in styles],
        colours=_colours(facts),
    )


def _head(facts: Facts) -> Mapping[str, object]:
    """Give what stands in the page before any script runs, in Vietnamese."""
    any_facts: Any = facts
    days = any_facts["days"]
    reported = days[-1]["reported"] if days else None
    words = any_facts["words"]["vi"]
    said, more = words["reported-unknown"], ""
    if reported:
        units, all_units = reported
        said = _fill(words["reported"], n=units, of=all_units)
        key = "reported-missing" if units < all_units else "reported-all"
        more = _fill(words[key], n=all_units - units)
    last = _fill(words["on-day"], day=_day(days[-1]["day"])) if days else ""
    return {
        "words": words,
        "name": any_facts["province"],
        "rules_title": any_facts["rulesTitle"]["vi"],
        "span": any_facts["span"]["vi"],
        "stamp": any_facts["stamp"]["vi"],
        "stamp_why": any_facts["stampWhy"]["vi"],
        "notices": [notice["vi"] for notice in any_facts["notices"]],
        "periods": any_facts["periods"],
        "sources": [(key, forms["vi"]) for key, forms in any_facts["sources"]],
        "reported": said,
        "reported_more": more,
        "last_day": last,
    }


def _rows(facts: Facts) -> Iterable[list[tuple[str, str]]]:
    """Give the table of the last day, for readers without scripts."""
    page: Any = facts
    if not page["days"]:
        return
    last, first = page["days"][-1], page["days"][0]
    shown = date.fromisoformat(last["day"])
    units = page["units"]
    names = {zone["letter"]: _heading(zone["name"]["vi"]) for zone in page["zoneList"]}
    holding = units.get("holding") or [0] * len(units["code"])
    order = sorted(
        (n for n, holds in enumerate(holding) if not holds),
        key=lambda n: (*_rank_place(page, n), units["rank"][n]),
    )
    for n in order:
        held = page["inForce"][n]
        directive = page["orders"][held]["basis"] if held >= 0 else ""
        better = last["better"][n]
        cells = (
            units["name"][n],
            _place(page, n),
            names[last["zones"][n]],
            _day(first["day"], -last["since"][n]),
            _day(last["day"], better) if better > 0 else "",
            unpack_text(page["reasons"], last["reason"][n], 0, shown),
            directive,
        )
        yield list(zip(COLUMNS, cells))


def _heading(name: str) -> str:
    return name[:1].upper() + name[1:]


def _place(page: Any, unit: int) -> str:
    """Name the district of a unit; before it the commune of a counted group."""
    units, district = page["units"], page["units"]["district"][unit]
    name = page["districts"]["name"][district] if district >= 0 else ""
    if "holding" not in units or units["inside"][unit] < 0:
        return str(name)
    return ", ".join(filter(None, (units["name"][units["inside"][unit]], name)))


def _rank_place(page: Any, unit: int) -> tuple[int, int]:
    """Rank what `_place` names: by district, then by the commune of a group."""
    units, district = page["units"], page["units"]["district"][unit]
    rank = int(page["districts"]["rank"][district]) if district >= 0 else -1
    inside = units["inside"][unit] if "holding" in units else -1
    return rank, int(units["rank"][inside]) if inside >= 0 else -1


def _fill(text: str, **facts: object) -> str:
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _day(iso: str, later: int = 0) -> str:
    return day_words(date.fromisoformat(iso) + timedelta(days=later))


def _colours(facts: Facts) -> list[str]:
    zones: Any = facts["zoneList"]
    return [zone["colour"] for zone in zones]
