"""The comparison as one document, under the policy of every page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from maps.assets import script, style
from maps.comparison.facts import Facts
from maps.page.packing import unpack_text
from maps.page.seal import read_own, read_template
from maps.page.shell import as_strict, render_shell

_SHARED = ("tools", "shell", "arcs")
_OWN = ("base", "maps", "lists", "start")
_STYLES = ("base", "map", "panels")
_PACKAGE = "maps.comparison"


def write_document(facts: Facts) -> str:
    """Give the page's HTML; what stands in it before any script runs is Vietnamese."""
    page: Any = facts
    styles = [
        style("leaflet_css"),
        *(read_own(f"{name}.css") for name in _STYLES),
        read_own("comparison.css", _PACKAGE),
    ]
    own = "\n".join(
        [
            *(read_own(f"{name}.js") for name in _SHARED),
            *(read_own(f"{name}.js", _PACKAGE) for name in _OWN),
        ]
    )
    return render_shell(
        read_template("comparison.html", _PACKAGE),
        {
            "words": page["words"]["vi"],
            "province": page["province"],
            "day": page["dayWords"],
            "notices": [notice["vi"] for notice in page["notices"]],
            "sources": [(key, forms["vi"]) for key, forms in page["sources"]],
            "sides": page["sides"],
            "rows": list(_rows(page)),
        },
        facts,
        scripts=[script("leaflet"), as_strict(own)],
        styles=styles,
        colours=[z["colour"] for side in page["sides"] for z in side["zoneList"]],
    )


def _rows(page: Any) -> Iterable[tuple[str, ...]]:
    """Give the table for readers without scripts: units of one level or another."""
    day = date.fromisoformat(page["day"])
    units = page["units"]
    for n, name in enumerate(units["name"]):
        cells = [name]
        for side in page["sides"]:
            zone = next(z for z in side["zoneList"] if z["letter"] == side["zones"][n])
            cells.append(zone["name"]["vi"])
            cells.append(unpack_text(page["reasons"], side["reason"][n], 0, day))
        yield tuple(cells)
